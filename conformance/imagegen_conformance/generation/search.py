"""The search for generated cases that an implementation fails, and for the smallest case of each kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample

from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.corpus.cases import Case, Vocabulary
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Strength
from imagegen_conformance.generation.case_data import CASE_NAME, CaseData, Draw, idempotence_case
from imagegen_conformance.generation.failure_database import FailureDatabase
from imagegen_conformance.generation.kinds import Kinds
from imagegen_conformance.generation.known_failures import Failure, KnownFailures
from imagegen_conformance.generation.reduction import reduced, without_members
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import reference_oracle
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.runner.execution import execute, request_variations

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["GeneratedFailure", "Search", "case_file"]
TOPIC = "generated/search"
MAX_ERRORS = 8  # of a kind: after each crash, the process is started again, and after each hang, a timeout has passed
WHOLE_CASES = 3  # of each draw; of the others, only the first derived case is sent, without variants


SETTINGS: Final = settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.generate, Phase.shrink),
    database=None,  # hypothesis does not use its database if the source of randomness is given
)


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
        tally: The tally of the run before, or None. A generated case does not fail if the failure is known from a
            failure of this run, or if such a failure blocks the case.
        known_count: The number of failing cases whose failure was known.
    """

    def __init__(
        self, corpus: Corpus, connection: Connection, levels: Sequence[Level], fail_on: Strength, name: str
    ) -> None:
        self.tally: Tally | None = None
        self.known_count = 0
        self._error_count = 0  # of the current kind
        self._corpus = corpus
        self._vocabulary = Vocabulary.of(corpus.requirements)
        self._connection = connection
        self._levels: list[Level] = [level for level in levels if connection.supports(level)]
        self._gating_strengths = STRENGTHS[: STRENGTHS.index(fail_on) + 1]
        self._database = FailureDatabase(corpus, name)

    @cached_property
    def kinds(self) -> list[str]:
        """The names of the kinds of cases that the levels have."""
        return self._kinds.names

    @property
    def avoided(self) -> list[str]:
        """The fields and methods that the cases avoid, because they fail in the cases of the corpus."""
        return sorted(self._known.avoided_fields | self._known.avoided_methods)

    @cached_property
    def _kinds(self) -> Kinds:
        return Kinds(self._corpus, self._levels, self._gating_strengths, self._fields)

    @cached_property
    def _strategies(self) -> dict[str, SearchStrategy[Draw]]:
        """The strategies of the kinds. They depend on the tally, so that they are made when the search begins."""
        return self._kinds.strategies(self._known.avoided_fields, self._known.avoided_methods)

    @cached_property
    def _fields(self) -> dict[str, Json]:
        corpus = self._corpus
        fields: dict[str, Json] = plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"]
        return fields

    @cached_property
    def _known(self) -> KnownFailures:
        """The failures of the run before, whether they are expected, advisory or neither."""
        corpus, failures = self._corpus, self._failures_of_corpus()
        return KnownFailures(failures, corpus.cases, self._fields, corpus.prerequisites.plain_cases.fields)

    def _failures_of_corpus(self) -> Iterator[Failure]:
        if self.tally is None:
            return
        tally = self.tally
        yield from map(Failure.of, (*tally.failures, *tally.advisory_failures, *tally.occurred_expectations))
        occurred = {result.case.id for result in tally.occurred_expectations}
        for id_, expected in tally.expected_failures.entries.items():
            if id_ not in occurred and id_ in self._corpus.by_id and expected.expired is None:
                yield Failure(self._corpus.by_id[id_], expected.failure, expected.pointer)

    def failures(self, draw_count: int, seed: int) -> Iterator[GeneratedFailure]:
        """Yield the smallest failing case of each kind that has one among `draw_count` draws."""
        for kind in self.kinds:
            failure = self.failure(kind, draw_count, seed)
            if failure is not None:
                yield failure

    def failure(self, kind: str, draw_count: int, seed: int) -> GeneratedFailure | None:
        """Return the smallest failing case of a kind: a saved one that still fails, or one that the seed generates."""
        self._error_count = 0
        for data in self._database.fetch(kind):
            failure = self._check(kind, [data])
            if failure is not None:
                return failure._replace(replayed=True)
            self._database.delete(kind, data)
        failure = self._generate(kind, draw_count, seed)
        if failure is not None:
            failure = self._reduced(failure)
            self._database.save(kind, failure.data)
        return failure

    def _generate(self, kind: str, draw_count: int, seed: int) -> GeneratedFailure | None:
        """Return the smallest failing case of a kind among some draws.

        Each draw is a search of its own: in one search, hypothesis would spend half of the draws on copies of earlier
        ones with small changes. The first draw of every search is the simplest case.
        """
        for number in range(draw_count):
            failure = self._find(kind, Random(f"{seed} {kind} {number}"), is_first=number == 0)  # noqa: S311 - no secret
            if failure is not None:
                return failure
        return None

    def _find(self, kind: str, random: Random, *, is_first: bool) -> GeneratedFailure | None:
        """Return the smallest failing case of the simplest draw, if it is the first search, and of another one."""
        # The last failure is the smallest. It is kept here because a flaky implementation may pass the case later.
        last: list[GeneratedFailure] = []
        is_simplest = True

        def has_failure(cases: Draw) -> bool:
            nonlocal is_simplest
            is_known, is_simplest = is_simplest and not is_first, False
            failure = None if is_known else self._check(kind, cases)
            last[:] = last if failure is None else [failure]
            return failure is not None

        with suppress(NoSuchExample, Flaky):
            find(self._strategies[kind], has_failure, settings=SETTINGS, random=random)
        return last[0] if last else None

    def _reduced(self, failure: GeneratedFailure) -> GeneratedFailure:
        """Return the failure of the same case without the parts that are not needed for it."""

        def check(data: CaseData) -> Result | None:
            smaller = self._check(failure.kind, [data])
            return None if smaller is None else smaller.result

        data, result = reduced(failure.data, failure.result, check)
        return failure._replace(data=data, result=result)

    def _check(self, kind: str, cases: Sequence[CaseData]) -> GeneratedFailure | None:
        """Return the failure of a case, or of the case that a normalized output is returned unchanged."""
        if self._error_count >= MAX_ERRORS:
            return None
        for position, data in enumerate(cases):
            for result in self._results(data, is_whole=position < WHOLE_CASES):
                if self._is_new_failure(data, result):
                    return GeneratedFailure(kind, data, result)
                output = _normalized_output(result)
                if output is not None:
                    output_data = idempotence_case(output)
                    for second in self._results(output_data):
                        if self._is_new_failure(output_data, second):
                            return GeneratedFailure(kind, output_data, second)
        return None

    def _results(self, data: CaseData, *, is_whole: bool = True) -> list[Result]:
        cases: list[Case] = derive(TOPIC, data, self._corpus.requirements, {}, self._vocabulary)
        selected = [case for case in cases if case.level in self._levels][: None if is_whole else 1]
        # The next case is not sent before all responses to this one have arrived.
        return list(execute(selected, self._connection, request_variations(vary=is_whole)))

    def _is_new_failure(self, data: CaseData, result: Result) -> bool:
        if not self._is_gating_failure(result):
            return False
        self._error_count += result.verdict.result == "error"
        is_blocked = self.tally is not None and self.tally.blocking_case(result.case) is not None
        if is_blocked or self._known.explain(result, lambda members: self._fails_without(data, result, members)):
            self.known_count += 1
            return False
        return True

    def _fails_without(self, data: CaseData, result: Result, members: frozenset[str]) -> bool:
        smaller = without_members(data, members, reference_oracle(self._corpus.revision))
        failure = result.verdict.failure
        return smaller is not None and any(
            self._is_gating_failure(other) and other.verdict.failure == failure for other in self._results(smaller)
        )

    def _is_gating_failure(self, result: Result) -> bool:
        is_failure = result.verdict.result not in {"pass", "unsupported", "not-applicable"}
        return is_failure and result.strength in self._gating_strengths


def _normalized_output(result: Result) -> dict[str, Json] | None:
    """Return the output of a payload, if it differs from the payload."""
    operation, payload = result.case.request
    output = result.observation.get("output")
    differs = operation == "parse" and isinstance(output, dict) and not equal(payload, output, exact=True)
    return output if differs else None


def case_file(failures: Sequence[GeneratedFailure]) -> str:
    """Return the text of a case file with the cases. Topic, names and descriptions are to be replaced by hand."""
    cases = [{**failure.data, "name": f"{CASE_NAME}-{number}"} for number, failure in enumerate(failures, 1)]
    content = {"$schema": "../../../schemas/cases.schema.json", "topic": "Generated cases that failed", "cases": cases}
    return json.dumps(content, indent=2) + "\n"
