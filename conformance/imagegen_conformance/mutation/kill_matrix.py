"""The kill matrix: which cases kill each mutant, and what that says about the corpus.

A case kills a mutant if the mutant fails the case, and does not fail a prerequisite of the case. A source case is
redundant if none of its derived cases kills a mutant that few other cases kill, or is a plain case: a mutant that most
cases kill says little about any single case.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.equivalents import EQUIVALENTS
from imagegen_conformance.resources import load_json
from imagegen_conformance.results.blocking import Blocking
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute

__all__ = [
    "BROAD_MUTANT_SHARE",
    "FalsePositive",
    "JustifiedRedundancy",
    "KillMatrix",
    "Kills",
    "compute_kills",
    "false_positives",
    "render_smoke_list",
]
BROAD_MUTANT_SHARE = 0.1  # a mutant that more than this share of the cases kills makes no case worth keeping
CHUNK_SIZE = 8  # mutants that a worker process receives at a time
Kills: TypeAlias = Mapping[str, frozenset[str]]
"""The ids of the cases that kill each mutant, by the name of the mutant."""


class FalsePositive(NamedTuple):
    """A case that fails an equivalent mutant.

    Attributes:
        equivalent: The name of the equivalent mutant.
        result: The result of the case.
    """

    equivalent: str
    result: Result


class JustifiedRedundancy(NamedTuple):
    """Redundant cases that are kept for a reason.

    Attributes:
        cases: A pattern for the ids of source cases, as for `fnmatch`.
        reason: Why they are kept.
    """

    cases: str
    reason: str


def compute_kills(corpus: Corpus, names: Iterable[str] = MUTANTS, jobs: int = 1) -> Kills:
    """Return the cases that kill each mutant.

    Args:
        corpus: The corpus whose cases are run.
        names: The names of the mutants.
        jobs: The number of processes. If there are several, each loads the corpus from its directory.
    """
    if jobs == 1:
        return {name: _killing_cases(corpus, name) for name in names}
    names = list(names)
    with ProcessPoolExecutor(jobs, initializer=_load_worker_corpus, initargs=(corpus.root,)) as pool:
        killing_cases = pool.map(_killing_cases_in_worker, names, chunksize=CHUNK_SIZE)
        return dict(zip(names, killing_cases, strict=True))


_worker_corpus: list[Corpus] = []  # in a worker process of the pool: its corpus


def _load_worker_corpus(root: Path) -> None:
    _worker_corpus[:] = [Corpus.load(root)]


def _killing_cases_in_worker(name: str) -> frozenset[str]:
    return _killing_cases(_worker_corpus[0], name)


def _killing_cases(corpus: Corpus, name: str) -> frozenset[str]:
    failures = _failures(corpus, corpus.cases, MUTANTS[name].make(), LEVELS)
    return frozenset(result.case.id for result in failures)


def _failures(corpus: Corpus, cases: Sequence[Case], adapter: Adapter, levels: tuple[Level, ...]) -> Iterator[Result]:
    """Yield the results of the cases that an adapter fails, without those that a failed prerequisite blocks."""
    blocking = Blocking(corpus.prerequisites)
    for result in execute(corpus.in_run_order(cases), InProcessConnection(adapter, levels)):
        blocking.record(result)
        if result.verdict.result not in ("pass", "not-applicable") and blocking.blocking_case(result.case) is None:
            yield result


def false_positives(corpus: Corpus) -> Iterator[FalsePositive]:
    """Yield the cases of strength `must` or `should` that fail an equivalent mutant at one of its levels."""
    for equivalent in EQUIVALENTS:
        cases = [case for case in corpus.cases if equivalent.passes(case)]
        selected = frozenset(case.id for case in cases)
        for result in _failures(corpus, cases, equivalent.make(), equivalent.levels):
            if result.case.id in selected:  # and not only a prerequisite
                yield FalsePositive(equivalent.name, result)


class KillMatrix:
    """The kills of all mutants by the cases of a corpus.

    Attributes:
        corpus: The corpus.
        kills: The ids of the killing cases of each mutant.
    """

    def __init__(self, corpus: Corpus, kills: Kills) -> None:
        self.corpus = corpus
        self.kills = kills
        self._source_ids = {case.id: case.source_id for case in corpus.cases}

    @cached_property
    def survivors(self) -> list[str]:
        """The names of the mutants that no case kills."""
        return [name for name, killing_cases in self.kills.items() if not killing_cases]

    @cached_property
    def undetected_requirements(self) -> list[str]:
        """The ids of the requirements of which no case kills a mutant that breaks the requirement."""
        detected = {
            MUTANTS[name].requirement
            for name, killing_cases in self.kills.items()
            if any(self._requirement_of(id_) == MUTANTS[name].requirement for id_ in killing_cases)
        }
        return [
            id_
            for id_, requirement in self.corpus.requirements.items()
            if id_ not in detected and not requirement.exclusion
        ]

    def _requirement_of(self, case_id: str) -> str:
        return self.corpus.by_id[case_id].requirement.id

    @cached_property
    def redundant_cases(self) -> list[str]:
        """The ids of the source cases that kill no mutant which few other cases kill, and on which no case depends."""
        max_kills = BROAD_MUTANT_SHARE * len(self.corpus.cases)
        narrow_kills = (cases for cases in self.kills.values() if len(cases) <= max_kills)
        useful_cases = self.corpus.prerequisites.ids.union(*narrow_kills)
        useful = {self._source_ids[id_] for id_ in useful_cases if id_ in self._source_ids}
        return [id_ for id_ in dict.fromkeys(self._source_ids.values()) if id_ not in useful]

    @cached_property
    def justifications(self) -> list[JustifiedRedundancy]:
        """The entries of `redundant_cases.json`.

        Raises:
            CorpusError: The file is missing or malformed.
        """
        file = self.corpus.root / "redundant_cases.json"
        content = load_json(file)
        try:
            return [JustifiedRedundancy(entry["cases"], entry["reason"]) for entry in content["redundant_cases"]]
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "a list of redundant cases", "redundant_cases", file) from None

    @cached_property
    def unjustified_redundant_cases(self) -> list[str]:
        """The ids of the redundant source cases that no entry of `redundant_cases.json` matches."""
        return [
            id_
            for id_ in self.redundant_cases
            if not any(fnmatchcase(id_, justification.cases) for justification in self.justifications)
        ]

    @cached_property
    def stale_justifications(self) -> list[JustifiedRedundancy]:
        """The entries of `redundant_cases.json` that match no redundant source case."""
        return [
            justification
            for justification in self.justifications
            if not any(fnmatchcase(id_, justification.cases) for id_ in self.redundant_cases)
        ]

    @cached_property
    def smoke(self) -> list[str]:
        """The ids of a few cases that together kill every mutant that any case kills.

        The cases are chosen greedily: first the case that kills most mutants, then the one that kills most of the
        remaining mutants, and so on.
        """
        remaining = {name: killing_cases for name, killing_cases in self.kills.items() if killing_cases}
        chosen: set[str] = set()
        while remaining:
            kill_counts = Counter(id_ for killing_cases in remaining.values() for id_ in killing_cases)
            max_kills = max(kill_counts.values())
            # The first case in the order of the corpus, so that the list stays the same from run to run.
            chosen.add(next(case.id for case in self.corpus.cases if kill_counts[case.id] == max_kills))
            remaining = {name: cases for name, cases in remaining.items() if not cases & chosen}
        return [case.id for case in self.corpus.cases if case.id in chosen]

    def by_level(self) -> Counter[Level]:
        """Return the number of mutants of each level."""
        return Counter(self.corpus.requirements[MUTANTS[name].requirement].level for name in self.kills)


def render_smoke_list(smoke: list[str]) -> str:
    """Return the content of `smoke.json` for a list of case ids."""
    return json.dumps({"$schema": "../schemas/smoke.schema.json", "cases": smoke}, indent=2) + "\n"
