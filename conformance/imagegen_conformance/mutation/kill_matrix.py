"""The kill matrix of one profile: which cases kill each mutant.

A case kills a mutant if the mutant fails the case, and does not fail a prerequisite of the case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from imagegen_conformance.mutation.equivalents import equivalents_of
from imagegen_conformance.results.blocking import Blocking
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute

__all__ = [
    "BROAD_MUTANT_SHARE",
    "FalsePositive",
    "KillMatrix",
    "Kills",
    "compute_kills",
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
        return {name: _killing_cases(corpus, name) for name in names}
    arguments = (corpus.root, corpus.revision.profile)
    with ProcessPoolExecutor(jobs, initializer=_load_worker_corpus, initargs=arguments) as pool:
        killing_cases = pool.map(_killing_cases_in_worker, names, chunksize=CHUNK_SIZE)
        return dict(zip(names, killing_cases, strict=True))


_worker_corpus: list[Corpus] = []  # in a worker process of the pool: its corpus


def _load_worker_corpus(root: Path, profile: str) -> None:
    _worker_corpus[:] = [Corpus.load(root, profile=profile)]


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
    """Yield the cases of strength `must` or `should` that fail an equivalent mutant of their profile."""
    for equivalent in equivalents_of(corpus.revision.profile):
        cases = [case for case in corpus.cases if equivalent.passes(case)]
        selected = frozenset(case.id for case in cases)
        for result in _failures(corpus, cases, equivalent.make(), equivalent.levels):
            if result.case.id in selected:  # and not only a prerequisite
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
