"""The selection of cases by level, strength, area, requirement and id pattern."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import Level

__all__ = ["Selection", "matches_pattern"]


class Selection(NamedTuple):
    """Filters on cases. An empty filter matches every case; a case must match all filters.

    Attributes:
        levels: The levels.
        patterns: Patterns of ids; see `matches_pattern`.
        areas: The areas (first parts of ids).
        requirements: The ids of requirements.
        strengths: The strengths.
        smoke: Whether only cases of the smoke list are selected. `Corpus.select` applies this filter, because the
            corpus has the list.
    """

    levels: tuple[Level, ...] = ()
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    smoke: bool = False

    def matches(self, case: Case) -> bool:
        """Return whether a case matches all filters except `smoke`."""
        return (
            (not self.levels or case.level in self.levels)
            and (not self.strengths or case.strength in self.strengths)
            and (not self.areas or case.area in self.areas)
            and (not self.requirements or case.requirement.id in self.requirements)
            and (not self.patterns or any(matches_pattern(case.id, pattern) for pattern in self.patterns))
        )


def matches_pattern(id_: str, pattern: str) -> bool:
    """Return whether an id matches a pattern: a glob over the whole id, or the leading parts of the id."""
    return fnmatchcase(id_, pattern) or id_.startswith(pattern.rstrip("/") + "/")
