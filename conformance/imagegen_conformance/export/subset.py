"""A subset of the corpus: the cases of some levels in one revision, and the source cases of these levels.

The cases are those that a run in the revision has. The source cases do not depend on the revision: a source case
belongs to the subset if a case of one of the levels is derived from it in any revision. A parametrized case belongs to
the subset as a whole if one of its combinations does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.definition import expectations
from imagegen_conformance.corpus.dimensions import DIMENSIONS_DIRECTORY, Dimensions
from imagegen_conformance.corpus.parametrization import EACH
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.corpus.source_cases import SourceCase, iter_source_cases, iter_written_cases
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.case_revisions import CaseRevisions

__all__ = ["CorpusSubset"]


class CorpusSubset:
    """The part of a corpus that belongs to some levels.

    Args:
        corpus: The corpus in one revision.
        levels: The levels; by default, all.
        patterns: Patterns of the ids of the cases whose revisions can be requested; by default, of all cases.

    Attributes:
        corpus: The corpus.

    Raises:
        UsageError: A level is unknown.
    """

    def __init__(self, corpus: Corpus, levels: Sequence[str] = (), patterns: Sequence[str] = ()) -> None:
        self.corpus = corpus
        self._patterns = tuple(patterns)
        for level in levels:
            if level not in LEVELS:
                raise UsageError(f"unknown level {level!r}", hint=f"Known levels are {', '.join(LEVELS)}.")
        self._selected: tuple[Level, ...] = tuple(level for level in LEVELS if level in levels)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases, in the order of the corpus.

        Raises:
            UsageError: The revision has no case of one of the levels.
        """
        return self.corpus.select(Selection(levels=self._selected))

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels of the cases, in their order."""
        levels = {case.level for case in self.cases}
        return tuple(level for level in LEVELS if level in levels)

    @cached_property
    def case_ids(self) -> frozenset[str]:
        """The ids of the cases."""
        return frozenset(case.id for case in self.cases)

    @cached_property
    def source_ids(self) -> frozenset[str]:
        """The ids of the source cases. Of a parametrized case, all combinations belong to the subset, or none."""
        return frozenset(id_ for id_ in self._source_levels if _written_id(id_) in self.written_ids)

    @cached_property
    def written_ids(self) -> frozenset[str]:
        """The ids of the cases that are written in the case files of the subset."""
        selected = self._selected or LEVELS
        levels = self._source_levels.items()
        return frozenset(_written_id(id_) for id_, those in levels if not those.isdisjoint(selected))

    @cached_property
    def excluded_ids(self) -> frozenset[str]:
        """The registered ids that are not in the subset: of written cases, and of elements of dimensions."""
        written = frozenset(map(_written_id, self._source_levels)) - self.written_ids
        elements = (
            f"{DIMENSIONS_DIRECTORY}/{dimension.name}/{element.name}"
            for dimension in Dimensions(self.corpus.root)
            if dimension.name not in self.dimensions
            for element in dimension.elements
        )
        return written.union(elements)

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The names of the dimensions that the parametrized cases of the subset use; of the whole corpus, of all."""
        cases = list(iter_written_cases(self.corpus.root))
        if len(cases) == len(self.written_ids):
            return frozenset(Dimensions(self.corpus.root).names())
        used = (case.data[EACH].values() for case in cases if case.id in self.written_ids and EACH in case.data)
        return frozenset(chain.from_iterable(used))

    @cached_property
    def case_revisions(self) -> CaseRevisions:
        """The revisions in which each case holds, if it matches the patterns."""
        return CaseRevisions(self.corpus, self._patterns)

    @cached_property
    def _source_levels(self) -> Mapping[str, frozenset[Level]]:
        """The levels of the cases that are derived from each source case in any revision."""
        return {case.id: self._levels_of(case) for case in iter_source_cases(self.corpus.root)}

    def _levels_of(self, source_case: SourceCase) -> frozenset[Level]:
        requirements = self.corpus.definition.all_requirements
        levels: set[Level] = {requirements[data["requirement"]].level for data in expectations(source_case.data)}
        if "payload" in source_case.data:  # every payload is also parsed and serialized again
            levels.add("wire")
        return frozenset(levels)


def _written_id(source_id: str) -> str:
    """Return the id of the case from which a source case comes: for a combination, of the parametrized case."""
    return source_id.partition(":")[0]
