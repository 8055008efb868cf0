"""How strong the cases are: which mutants they kill, and what each of them is good for.

A mutant is killed by a case that it does not pass. A case is busy when it kills a mutant that few others kill too: what
breaks everything says little of any one case. What a written case is run as counts together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeAlias

from imagegen_conformance.adapters import Adapter, InProcess
from imagegen_conformance.cases import LEVELS, Case, Level
from imagegen_conformance.corpus import Corpus, read_json
from imagegen_conformance.errors import misshapen
from imagegen_conformance.mutants import MUTANTS
from imagegen_conformance.mutants.equivalents import EQUIVALENTS
from imagegen_conformance.runner import Result, run

__all__ = ["COARSE", "Control", "Kills", "Strength", "kills", "smoke_text", "wronged"]

COARSE = 0.1  # the share of the cases beyond which a mutant says little of any one of them
CHUNK = 8  # mutants that a process takes at a time

Kills: TypeAlias = Mapping[str, frozenset[str]]
"""The ids of the cases that kill each mutant, by its name."""


class Control(NamedTuple):
    """Cases that kill nothing, and why they are there: `cases` is a glob over authored ids."""

    cases: str
    reason: str


def kills(corpus: Corpus, names: Iterable[str] = MUTANTS, jobs: int = 1) -> Kills:
    """Ask every mutant every case. With several jobs, in so many processes, which read the corpus themselves."""
    if jobs == 1:
        return {name: _killers(corpus, name) for name in names}
    with ProcessPoolExecutor(jobs, initializer=_load, initargs=(corpus.root,)) as pool:
        names = list(names)
        return dict(zip(names, pool.map(_killers_there, names, chunksize=CHUNK), strict=True))


_there: list[Corpus] = []  # the corpus of a process of the pool


def _load(root: Path) -> None:
    _there[:] = [Corpus.load(root)]


def _killers_there(name: str) -> frozenset[str]:
    return _killers(_there[0], name)


def _killers(corpus: Corpus, name: str) -> frozenset[str]:
    return frozenset(result.case.id for result in _failing(corpus.cases, MUTANTS[name].make(), LEVELS))


def _failing(cases: Iterable[Case], adapter: Adapter, levels: tuple[Level, ...]) -> Iterator[Result]:
    for result in run(cases, InProcess(adapter, levels)):
        if result.verdict.result != "pass":
            yield result


def wronged(corpus: Corpus) -> Iterator[tuple[str, Result]]:
    """What gates and fails an equivalent at a level where that is right, with the equivalent's name."""
    for equivalent in EQUIVALENTS:
        cases = [case for case in corpus.cases if case.level in equivalent.levels and case.strength != "may"]
        for result in _failing(cases, equivalent.make(), equivalent.levels):
            yield equivalent.name, result


class Strength:
    """What the kills say of the corpus."""

    def __init__(self, corpus: Corpus, found: Kills) -> None:
        self.corpus = corpus
        self.kills = found
        self._authored = {case.id: case.authored for case in corpus.cases}

    @cached_property
    def survivors(self) -> list[str]:
        """Mutants that no case kills: gaps in the corpus."""
        return [name for name, killers in self.kills.items() if not killers]

    @cached_property
    def unnoticed(self) -> list[str]:
        """Requirements that a mutant breaks, or that none does, without a case of theirs that tells."""
        noticed = {
            MUTANTS[name].requirement
            for name, killers in self.kills.items()
            if any(self.corpus.by_id[id_].requirement.id == MUTANTS[name].requirement for id_ in killers)
        }
        return [
            id_
            for id_, requirement in self.corpus.requirements.items()
            if id_ not in noticed and not requirement.exclusion
        ]

    @cached_property
    def idle(self) -> list[str]:
        """Authored ids of cases that are not busy."""
        most = COARSE * len(self.corpus.cases)
        busy = {self._authored[id_] for killers in self.kills.values() if len(killers) <= most for id_ in killers}
        return [id_ for id_ in dict.fromkeys(self._authored.values()) if id_ not in busy]

    @cached_property
    def controls(self) -> list[Control]:
        """The controls that the corpus declares, in `controls.json`. Raises `CorpusError`."""
        file = self.corpus.root / "controls.json"
        content = read_json(file)
        try:
            return [Control(control["cases"], control["reason"]) for control in content["controls"]]
        except (KeyError, TypeError) as error:
            raise misshapen(error, "controls", "controls", file) from None

    @cached_property
    def unexplained(self) -> list[str]:
        """Idle cases that are no controls."""
        return [id_ for id_ in self.idle if not any(fnmatchcase(id_, control.cases) for control in self.controls)]

    @cached_property
    def stale(self) -> list[Control]:
        """Controls without an idle case."""
        return [c for c in self.controls if not any(fnmatchcase(id_, c.cases) for id_ in self.idle)]

    @cached_property
    def smoke(self) -> list[str]:
        """Few cases that kill all that can be killed: greedily, the one that kills most of the rest, and so on."""
        left = {name: killers for name, killers in self.kills.items() if killers}
        chosen: set[str] = set()
        while left:
            counts = Counter(id_ for killers in left.values() for id_ in killers)
            # Of those that kill as many, the first in the order of the corpus: the list stays the same.
            best = max(counts.values())
            chosen.add(next(case.id for case in self.corpus.cases if counts[case.id] == best))
            left = {name: killers for name, killers in left.items() if not killers & chosen}
        return [case.id for case in self.corpus.cases if case.id in chosen]

    def by_level(self) -> Counter[Level]:
        """How many mutants there are, by the level of what they break."""
        return Counter(self.corpus.requirements[MUTANTS[name].requirement].level for name in self.kills)


def smoke_text(smoke: list[str]) -> str:
    """The smoke list, as it is committed."""
    return json.dumps({"$schema": "../schemas/smoke.schema.json", "cases": smoke}, indent=2) + "\n"
