"""A subset of the corpus: the cases of some levels in one revision, and the source cases of these levels.

The cases are those that a run in the revision has. The source cases do not depend on the revision: a source case
belongs to the subset if a case of one of the levels is derived from it in any revision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.definition import expectations
from imagegen_conformance.corpus.loading import SourceCase, iter_source_cases
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.case_revisions import CaseRevisions

__all__ = ["CorpusSubset"]


class CorpusSubset:
    """The part of a corpus that belongs to some levels.

    Args:
        corpus: The corpus in one revision.
        levels: The levels; by default, all.

    Attributes:
        corpus: The corpus.

    Raises:
        UsageError: A level is unknown.
    """

    def __init__(self, corpus: Corpus, levels: Sequence[str] = ()) -> None:
        self.corpus = corpus
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
        """The ids of the source cases."""
        selected = self._selected or LEVELS
        return frozenset(id_ for id_, levels in self._source_levels.items() if not levels.isdisjoint(selected))

    @cached_property
    def excluded_source_ids(self) -> frozenset[str]:
        """The ids of the source cases of the corpus that are not in the subset."""
        return frozenset(self._source_levels.keys() - self.source_ids)

    @cached_property
    def case_revisions(self) -> CaseRevisions:
        """The revisions in which each case holds."""
        return CaseRevisions(self.corpus)

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
