"""The selection of cases by level, strength, area, requirement, id pattern and version of the suite."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Selection", "matches_pattern"]
JSON_KEYS = {"patterns": "select"}  # the key is the name of the option


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
        corpus_since: The version of the suite in which, or before which, selected cases were registered; None for every
            case. `Corpus.select` applies this filter, because the corpus has the registered versions.
    """

    levels: tuple[Level, ...] = ()
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    smoke: bool = False
    corpus_since: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether a filter other than `levels` is set, so that cases of the selected levels may be left out."""
        return self._replace(levels=()) != Selection()

    def to_json(self) -> dict[str, Json]:
        """Return the filters of a run, as evidence has them. A run has no filter of strengths."""
        filters = {JSON_KEYS.get(name, name): value for name, value in self._asdict().items() if name != "strengths"}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in filters.items()}

    @classmethod
    def from_json(cls, filters: dict[str, Json]) -> Selection:
        """Return the selection that `to_json` describes.

        Raises:
            KeyError, TypeError: A filter is missing, or has no array.
        """
        values: dict[str, Json] = {
            name: tuple(filters[JSON_KEYS.get(name, name)]) if default == () else filters[name]
            for name, default in cls._field_defaults.items()
            if name != "strengths"
        }
        return cls(**values)

    def matches(self, case: Case) -> bool:
        """Return whether a case matches all filters except `smoke` and `corpus_since`."""
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
