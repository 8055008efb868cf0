"""Looks for a generated case that an implementation fails, and makes it as small as can be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample

from imagegen_conformance.cases import STRENGTHS, Level, Strength
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.derivation import derive
from imagegen_conformance.difference import same
from imagegen_conformance.generated.memory import Memory
from imagegen_conformance.generated.payloads import Content, Payloads, again
from imagegen_conformance.generated.plays import MOVES, plays
from imagegen_conformance.json_value import Json
from imagegen_conformance.runner import Connection, Result, further, run

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Found", "Search", "case_file"]

TOPIC = "generated/search"
HIGHEST: tuple[Level, ...] = ("semantic", "schema", "wire")


class Found(NamedTuple):
    """The smallest case of a kind that fails, and how it fails; `remembered`, if it failed in another search before."""

    kind: str
    content: Content
    result: Result
    remembered: bool = False


class Search:
    """Draws cases for those of the levels that can be asked; what is weaker than `strength` counts for nothing.

    `name` is what those that failed are remembered under.
    """

    def __init__(
        self, corpus: Corpus, connection: Connection, levels: Sequence[Level], strength: Strength, name: str
    ) -> None:
        self._corpus = corpus
        self._connection = connection
        self._levels = [level for level in levels if connection.supports(level)]
        self._gating = STRENGTHS[: STRENGTHS.index(strength) + 1]
        self._memory = Memory(corpus, name)

    @cached_property
    def kinds(self) -> dict[str, SearchStrategy[Content]]:
        """The kinds of cases that there are for these levels."""
        found: dict[str, SearchStrategy[Content]] = {}
        judging: list[Level] = [level for level in HIGHEST if level in self._levels]
        for highest in judging[:1]:
            payloads = Payloads(self._corpus, highest)
            found["legal payloads"] = payloads.legal()
            if highest != "wire":
                found["payloads with one fault"] = payloads.one_fault()
                found["payloads with several faults"] = payloads.several_faults()
            if "wire" in self._levels:
                found["any payloads"] = payloads.any()
        if "model" in self._levels:
            gating = [id_ for id_ in MOVES if self._corpus.requirements[id_].strength in self._gating]
            found["plays"] = plays(gating)
        return found

    def failures(self, examples: int, seed: int) -> Iterator[Found]:
        """The smallest failing case of each kind, where one was found among so many examples."""
        for kind in self.kinds:
            found = self.failure(kind, examples, seed)
            if found is not None:
                yield found

    def failure(self, kind: str, examples: int, seed: int) -> Found | None:
        """The smallest case of a kind that fails, if one was found: one that failed before, or what the seed draws."""
        for content in self._memory.recall(kind):
            failing = self._failing(kind, content)
            if failing is not None:
                return failing._replace(remembered=True)
            self._memory.forget(kind, content)
        drawn = self._drawn(kind, examples, seed)
        if drawn is not None:
            self._memory.keep(kind, drawn.content)
        return drawn

    def _drawn(self, kind: str, examples: int, seed: int) -> Found | None:
        last: list[Found] = []  # it ends with the smallest; and who is flaky may never show it again

        def fails(content: Content) -> bool:
            failing = self._failing(kind, content)
            last[:] = last if failing is None else [failing]
            return failing is not None

        with suppress(NoSuchExample, Flaky):
            find(
                self.kinds[kind],
                fails,
                settings=_settings(examples),
                random=Random(f"{seed} {kind}"),  # noqa: S311 - nothing is secret here
            )
        return last[0] if last else None

    def _failing(self, kind: str, content: Content) -> Found | None:
        for result in self._results(content):
            if self._gates(result):
                return Found(kind, content, result)
            normalised = _normalised(result)
            if normalised is not None:
                seconds = self._results(again(normalised))
                failing = next(filter(self._gates, seconds), None)
                if failing is not None:
                    return Found(kind, again(normalised), failing)
        return None

    def _results(self, content: Content) -> Iterator[Result]:
        cases = derive(TOPIC, content, self._corpus.requirements, {})
        asked = [case for case in cases if case.level in self._levels]
        return run(asked, self._connection, further(vary=True))

    def _gates(self, result: Result) -> bool:
        return result.case.strength in self._gating and result.verdict.result not in {"pass", "unsupported"}


def _normalised(result: Result) -> dict[str, Json] | None:
    """What came back of a payload, where that is another."""
    operation, payload = result.case.request
    output = result.observation.get("output")
    differs = operation == "parse" and isinstance(output, dict) and not same(payload, output, exact=True)
    return output if differs else None


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        phases=(Phase.generate, Phase.shrink),
        database=None,  # it would not be asked: with a seed, hypothesis remembers nothing
    )


def case_file(found: Sequence[Found]) -> str:
    """A file of cases, as the corpus has them; topic, names and descriptions want to be looked at."""
    cases = [{**one.content, "name": f"found-{number}"} for number, one in enumerate(found, 1)]
    content = {"$schema": "../../../schemas/cases.schema.json", "topic": "What generated cases found", "cases": cases}
    return json.dumps(content, indent=2) + "\n"
