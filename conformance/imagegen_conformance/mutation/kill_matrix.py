"""The kill matrix of one profile: which cases kill each mutant.

A case kills a mutant if the mutant fails the case, and does not fail a prerequisite of the case.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.mutation.catalogue import MUTANTS, mutants_of
from imagegen_conformance.mutation.distinguishing_cases import DistinguishingCases
from imagegen_conformance.mutation.equivalents import equivalents_of
from imagegen_conformance.mutation.relevance import Relevance
from imagegen_conformance.results.blocking import Blocking
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute

__all__ = [
    "BROAD_MUTANT_SHARE",
    "FalsePositive",
    "KillMatrix",
    "Kills",
    "compute_kills",
    "failures",
    "false_positives",
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


def compute_kills(corpus: Corpus, names: Iterable[str] | None = None, jobs: int = 1) -> Kills:
    """Return the cases that kill each mutant.

    Args:
        corpus: The corpus whose cases are run, in the default revision of a profile.
        names: The names of the mutants; all mutants of the profile by default.
        jobs: The number of processes. If there are several, each loads the corpus from its directory.
    """
    names = list(mutants_of(corpus.revision.profile) if names is None else names)
    if jobs == 1:
        computation = _KillComputation(corpus)
        killing_positions: Iterable[Positions] = map(computation.killing_positions, names)
        return _kills(corpus, names, killing_positions)
    arguments = (corpus.root, corpus.revision.profile)
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=arguments) as pool:
        killing_positions = pool.map(_killing_positions_in_worker, names, chunksize=CHUNK_SIZE)
        return _kills(corpus, names, killing_positions)


Positions: TypeAlias = "array[int]"
"""Positions of cases in a corpus. They are much shorter than ids when they are sent between processes."""


def _kills(corpus: Corpus, names: Iterable[str], killing_positions: Iterable[Positions]) -> Kills:
    return {
        name: frozenset(corpus.cases[position].id for position in positions)
        for name, positions in zip(names, killing_positions, strict=True)
    }


class _KillComputation:
    """The computation of the kills of mutants by the cases of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._distinguishing = DistinguishingCases(corpus)
        self._positions = {case.id: position for position, case in enumerate(corpus.cases)}

    def killing_positions(self, name: str) -> Positions:
        """Return the positions of the cases that kill a mutant."""
        mutant = MUTANTS[name]
        failing = failures(self._corpus, self._distinguishing.of(mutant), mutant.make(), LEVELS)
        return array("L", (self._positions[result.case.id] for result in failing))


_worker_computation: list[_KillComputation] = []  # in a worker process of the pool: its computation


def _start_worker(root: Path, profile: str) -> None:
    _worker_computation[:] = [_KillComputation(Corpus.load(root, profile=profile))]


def _killing_positions_in_worker(name: str) -> Positions:
    return _worker_computation[0].killing_positions(name)


def failures(corpus: Corpus, cases: Iterable[Case], adapter: Adapter, levels: tuple[Level, ...]) -> Iterator[Result]:
    """Yield the results of the cases that an adapter fails, without those that a failed prerequisite blocks.

    Args:
        corpus: The corpus.
        cases: The cases in the order in which they are run: each after its prerequisites, as far as these may fail.
        adapter: The adapter.
        levels: The levels that are run.
    """
    blocking = Blocking(corpus.prerequisites)
    for result in execute(cases, InProcessConnection(adapter, levels)):
        blocking.record(result)
        if result.verdict.result not in ("pass", "not-applicable") and blocking.blocking_case(result.case) is None:
            yield result


def false_positives(corpus: Corpus) -> Iterator[FalsePositive]:
    """Yield the cases of strength `must` or `should` that fail an equivalent mutant of their profile."""
    for equivalent in equivalents_of(corpus.revision.profile):
        cases = [case for case in corpus.cases if equivalent.passes(case)]
        selected = frozenset(case.id for case in cases)
        for result in failures(corpus, corpus.in_run_order(cases), equivalent.make(), equivalent.levels):
            # A prerequisite need not be selected, and a failure can be weaker than its case.
            if result.case.id in selected and equivalent.is_bound_by(result.strength):
                yield FalsePositive(equivalent.name, result)


class KillMatrix:
    """The kills of the mutants of a profile by the cases of its default revision.

    Attributes:
        corpus: The corpus.
        kills: The ids of the killing cases of each mutant.
    """

    def __init__(self, corpus: Corpus, kills: Kills) -> None:
        self.corpus = corpus
        self.kills = kills

    @cached_property
    def survivors(self) -> list[str]:
        """The names of the mutants that no case kills."""
        return [name for name, killing_cases in self.kills.items() if not killing_cases]

    @cached_property
    def detected_requirements(self) -> frozenset[str]:
        """The ids of the requirements of which a case kills a mutant that breaks the requirement."""
        return frozenset(
            MUTANTS[name].requirement
            for name, killing_cases in self.kills.items()
            if any(self._requirement_of(id_) == MUTANTS[name].requirement for id_ in killing_cases)
        )

    @cached_property
    def relevant_kill_counts(self) -> dict[str, int]:
        """The number of killing cases of each mutant that are relevant to the requirement that the mutant breaks."""
        relevance, requirements = Relevance(self.corpus), self.corpus.requirements
        return {
            name: sum(relevance.is_relevant(id_, requirements[MUTANTS[name].requirement]) for id_ in killing_cases)
            for name, killing_cases in self.kills.items()
        }

    @cached_property
    def misattributed_mutants(self) -> list[str]:
        """The names of the mutants that are killed, but by no case that is relevant to their requirement."""
        return [name for name, count in self.relevant_kill_counts.items() if count == 0 and self.kills[name]]

    def _requirement_of(self, case_id: str) -> str:
        return self.corpus.by_id[case_id].requirement.id

    @cached_property
    def useful_source_cases(self) -> frozenset[str]:
        """The ids of the source cases from which a plain case is derived, or a case that kills a mutant.

        A mutant that many cases kill does not count, because it says little about any single case.
        """
        max_kills = BROAD_MUTANT_SHARE * len(self.corpus.cases)
        narrow_kills = (cases for cases in self.kills.values() if len(cases) <= max_kills)
        useful_cases = self.corpus.prerequisites.ids.union(*narrow_kills)
        return frozenset(case.source_id for case in self.corpus.cases if case.id in useful_cases)

    @cached_property
    def source_cases(self) -> frozenset[str]:
        """The ids of the source cases."""
        return frozenset(case.source_id for case in self.corpus.cases)

    def by_level(self) -> Counter[Level]:
        """Return the number of mutants of each level."""
        return Counter(self.corpus.requirements[MUTANTS[name].requirement].level for name in self.kills)
