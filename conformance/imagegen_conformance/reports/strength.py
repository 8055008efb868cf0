"""What `imagegen-conformance strength` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.cases import LEVELS
from imagegen_conformance.mutants import MUTANTS
from imagegen_conformance.mutants.equivalents import EQUIVALENTS
from imagegen_conformance.reports.failure import headline
from imagegen_conformance.runner import Result
from imagegen_conformance.strength import Strength

__all__ = ["describe_strength", "problems"]


def describe_strength(strength: Strength) -> Iterator[str]:
    """What was measured."""
    levels = strength.by_level()
    told = ", ".join(f"{levels[level]} {level}" for level in LEVELS)
    killed = len(strength.kills) - len(strength.survivors)
    yield f"{len(strength.kills)} mutants: {told}; {killed} are killed"
    yield f"{len(EQUIVALENTS)} implementations that are right in another way"
    written = len({case.authored for case in strength.corpus.cases})
    yield f"{len(strength.corpus.cases)} cases of {written} that are written, of which {len(strength.idle)} are idle"
    yield f"{len(strength.smoke)} cases kill as much as all of them: `imagegen-conformance list --smoke`"


def problems(strength: Strength, wronged: Sequence[tuple[str, Result]], listed: frozenset[str]) -> Iterator[str]:
    """A line for everything that is wrong; `listed` are the ids of the smoke list."""
    for name in strength.survivors:
        mutant = MUTANTS[name]
        yield f"{name} survives: {mutant.fault}, and no case of {mutant.requirement} says so; write one"
    for id_ in strength.unnoticed:
        yield f"{id_} is noticed by nobody: no case of it kills a mutant that breaks it; write a case, or a mutant"
    for id_ in strength.unexplained:
        mend = "write the mutant, drop the case, or give the reason in controls.json"
        yield f"{id_} is idle: it kills no mutant that few cases kill; {mend}"
    for control in strength.stale:
        yield f"controls.json: no case of {control.cases} is idle; drop the entry"
    for name, result in wronged:
        yield f"{headline(result)}: {name} is right in another way; the case asks for too much"
    if frozenset(strength.smoke) != listed:
        yield "smoke.json: other cases kill as much; write it anew with `imagegen-conformance strength --write-smoke`"
