"""The search for generated cases that an implementation fails, and for the smallest case of each kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample

from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.corpus.cases import Vocabulary
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Strength
from imagegen_conformance.generation.call_sequences import call_sequences
from imagegen_conformance.generation.case_data import CASE_NAME, CaseData, idempotence_case
from imagegen_conformance.generation.failure_database import FailureDatabase
from imagegen_conformance.generation.payloads import Payloads
from imagegen_conformance.generation.step_generators import STEP_GENERATORS
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.runner.execution import execute, request_variations

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["GeneratedFailure", "Search", "case_file"]
TOPIC = "generated/search"
PAYLOAD_LEVELS: tuple[Level, ...] = ("semantic", "schema", "wire")  # the highest first


class GeneratedFailure(NamedTuple):
    """The smallest case of a kind that an implementation fails.

    Attributes:
        kind: The kind of generated cases.
        data: The data of the case, as in case files.
        result: The result of the case, or of the first case derived from it that fails.
        replayed: Whether the case was saved by an earlier search.
    """

    kind: str
    data: CaseData
    result: Result
    replayed: bool = False


class Search:
    """A search for generated cases that fail.

    Args:
        corpus: The corpus whose requirements the cases name.
        connection: The connection to the implementation under test.
        levels: The levels of the cases; those that the connection does not support are ignored.
        fail_on: The weakest strength of the cases that can fail.
        name: The name under which failures are saved.

    Attributes:
        tally: The tally of the run before, or None. A generated case that one of its failures blocks does not fail.
    """

    def __init__(
        self, corpus: Corpus, connection: Connection, levels: Sequence[Level], fail_on: Strength, name: str
    ) -> None:
        self.tally: Tally | None = None
        self._corpus = corpus
        self._vocabulary = Vocabulary.of(corpus.requirements)
        self._connection = connection
        self._levels = [level for level in levels if connection.supports(level)]
        self._gating_strengths = STRENGTHS[: STRENGTHS.index(fail_on) + 1]
        self._database = FailureDatabase(corpus, name)

    @cached_property
    def kinds(self) -> dict[str, SearchStrategy[CaseData]]:
        """The strategies for the kinds of cases that the levels have, by the name of the kind."""
        kinds: dict[str, SearchStrategy[CaseData]] = {}
        payload_levels: list[Level] = [level for level in PAYLOAD_LEVELS if level in self._levels]
        for highest in payload_levels[:1]:
            payloads = Payloads(self._corpus, highest)
            kinds["legal payloads"] = payloads.legal()
            if highest != "wire":
                kinds["payloads with one fault"] = payloads.one_fault()
                kinds["payloads with several faults"] = payloads.several_faults()
            if "wire" in self._levels:
                kinds["any payloads"] = payloads.any()
        # The requirements of level object hold in one profile only.
        requirements = [self._corpus.requirements[id_] for id_ in STEP_GENERATORS if id_ in self._corpus.requirements]
        gating = [item.id for item in requirements if item.strength in self._gating_strengths]
        if "object" in self._levels and gating:
            corpus, is_certain = self._corpus, "should" not in self._gating_strengths
            fields = plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"]
            kinds["call sequences"] = call_sequences(gating, certain=is_certain, fields=fields)
        return kinds

    def failures(self, case_count: int, seed: int) -> Iterator[GeneratedFailure]:
        """Yield the smallest failing case of each kind that has one among `case_count` generated cases."""
        for kind in self.kinds:
            failure = self.failure(kind, case_count, seed)
            if failure is not None:
                yield failure

    def failure(self, kind: str, case_count: int, seed: int) -> GeneratedFailure | None:
        """Return the smallest failing case of a kind: a saved one that still fails, or one that the seed generates."""
        for data in self._database.fetch(kind):
            failure = self._check(kind, data)
            if failure is not None:
                return failure._replace(replayed=True)
            self._database.delete(kind, data)
        failure = self._generate(kind, case_count, seed)
        if failure is not None:
            self._database.save(kind, failure.data)
        return failure

    def _generate(self, kind: str, case_count: int, seed: int) -> GeneratedFailure | None:
        # The last failure is the smallest. It is kept here because a flaky implementation may pass the case later.
        last: list[GeneratedFailure] = []

        def has_failure(data: CaseData) -> bool:
            failure = self._check(kind, data)
            last[:] = last if failure is None else [failure]
            return failure is not None

        with suppress(NoSuchExample, Flaky):
            find(
                self.kinds[kind],
                has_failure,
                settings=_settings(case_count),
                random=Random(f"{seed} {kind}"),  # noqa: S311 - the numbers are not secret
            )
        return last[0] if last else None

    def _check(self, kind: str, data: CaseData) -> GeneratedFailure | None:
        """Return the failure of a case, or of the case that a normalized output is returned unchanged."""
        for result in self._results(data):
            if self._is_gating_failure(result):
                return GeneratedFailure(kind, data, result)
            output = _normalized_output(result)
            if output is not None:
                output_data = idempotence_case(output)
                failed = next(filter(self._is_gating_failure, self._results(output_data)), None)
                if failed is not None:
                    return GeneratedFailure(kind, output_data, failed)
        return None

    def _results(self, data: CaseData) -> Iterator[Result]:
        cases = derive(TOPIC, data, self._corpus.requirements, {}, self._vocabulary)
        selected = [case for case in cases if case.level in self._levels]
        return execute(selected, self._connection, request_variations(vary=True))

    def _is_gating_failure(self, result: Result) -> bool:
        is_failure = result.verdict.result not in {"pass", "unsupported", "not-applicable"}
        is_blocked = self.tally is not None and self.tally.blocking_case(result.case) is not None
        return is_failure and result.strength in self._gating_strengths and not is_blocked


def _normalized_output(result: Result) -> dict[str, Json] | None:
    """Return the output of a payload, if it differs from the payload."""
    operation, payload = result.case.request
    output = result.observation.get("output")
    differs = operation == "parse" and isinstance(output, dict) and not equal(payload, output, exact=True)
    return output if differs else None


def _settings(case_count: int) -> settings:
    return settings(
        max_examples=case_count,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        phases=(Phase.generate, Phase.shrink),
        database=None,  # hypothesis does not use its database if the source of randomness is given
    )


def case_file(failures: Sequence[GeneratedFailure]) -> str:
    """Return the text of a case file with the cases. Topic, names and descriptions are to be replaced by hand."""
    cases = [{**failure.data, "name": f"{CASE_NAME}-{number}"} for number, failure in enumerate(failures, 1)]
    content = {"$schema": "../../../schemas/cases.schema.json", "topic": "Generated cases that failed", "cases": cases}
    return json.dumps(content, indent=2) + "\n"
