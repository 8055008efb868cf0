"""The choice of the smoke list: a few cases that together kill as many mutants as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ["MAX_SMOKE_SHARE", "choose_cases"]
MAX_SMOKE_SHARE: Final = 0.1  # of the cases of a profile


def choose_cases(
    kills: Mapping[str, Iterable[str]],
    case_ids: Sequence[str],
    chosen: Iterable[str] = (),
    max_cases: int | None = None,
) -> set[str]:
    """Return some cases that kill many mutants.

    The cases are chosen greedily: first the case that kills most mutants, then the one that kills most of the remaining
    mutants, and so on. Of several cases that kill equally many, the first one is chosen, so that the result stays the
    same from run to run.

    Args:
        kills: The ids of the cases that kill each mutant, by the name of the mutant.
        case_ids: The ids of all cases, in the order of the corpus.
        chosen: The ids of cases that are chosen in any case.
        max_cases: The maximum number of cases; by default, each mutant that any case kills is killed.
    """
    result = set(chosen)
    remaining = {name: ids for name, ids in kills.items() if ids and result.isdisjoint(ids)}
    killed: dict[str, set[str]] = {id_: set() for id_ in case_ids}  # the remaining mutants that each case kills
    for name, ids in remaining.items():
        for id_ in ids:
            killed[id_].add(name)
    while remaining and (max_cases is None or len(result) < max_cases):
        best = max(killed, key=lambda id_: len(killed[id_]))
        result.add(best)
        for name in tuple(killed[best]):
            for id_ in remaining.pop(name):
                killed[id_].discard(name)
    return result
