"""The selection of cases in a corpus, and the messages about filters and ids that match none."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.former_cases import FormerCase
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.corpus.selection import Selection, matches_pattern
from imagegen_conformance.errors import UsageError, did_you_mean
from imagegen_conformance.text import escape_control_characters

if TYPE_CHECKING:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["CaseSelector"]


class CaseSelector:
    """The selection of cases in a corpus.

    Args:
        corpus: The corpus.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def select(self, selection: Selection) -> tuple[Case, ...]:
        """Return the cases that match a selection, in the order of the corpus; see `Corpus.select`."""
        self._check_filters(selection)
        cases = tuple(case for case in self._corpus.cases if self._matches(selection, case))
        for level in selection.levels or (None,):
            if not any(level in {None, case.level} for case in cases):
                self._check_level(level)
                problem = "no case matches all filters" + (f" at level {level}" if level else "")
                raise UsageError(problem, hint=self._suggest_levels(selection))
        return cases

    def missing_case_error(self, id_: str) -> UsageError:
        """Return the error for an id that no case has."""
        former = FormerCase.find(self._corpus.root, id_)
        if former:
            return UsageError(former.problem, hint=former.hint or self._suggest_ids(id_))
        return self._missing_error(
            f"the case {escape_control_characters(id_)} does not exist", self._other_revisions(id_), id_
        )

    def _missing_error(self, problem: str, elsewhere: Collection[Revision], id_: str) -> UsageError:
        """Return the error for cases that may exist in other revisions."""
        if elsewhere:
            return UsageError(f"{problem} in {self._corpus.revision}", hint=self._elsewhere(elsewhere))
        return UsageError(problem, hint=self._suggest_ids(id_))

    def _elsewhere(self, revisions: Collection[Revision]) -> str:
        return f"It exists in {self._corpus.profiles.describe(revisions)}."

    def _check_filters(self, selection: Selection) -> None:
        """Raise UsageError for the first pattern, area or requirement that matches no case, or an unknown version."""
        corpus = self._corpus
        if selection.corpus_since is not None:
            corpus.registered_versions.check(selection.corpus_since)
        for pattern in selection.patterns:
            if not any(matches_pattern(case.id, pattern) for case in corpus.cases):
                raise self._missing_error(f"no case matches {pattern!r}", self._other_revisions(pattern), pattern)
        areas = list(dict.fromkeys(case.area for case in corpus.cases)) if selection.areas else []
        for area in selection.areas:
            if area not in areas:
                hint = f"{did_you_mean(area, areas, '')} The areas are {', '.join(areas)}.".lstrip()
                is_elsewhere = (corpus.root / "cases" / area).is_dir()
                problem = f"the area {area!r} does not exist" + (f" in {corpus.revision}" if is_elsewhere else "")
                raise UsageError(problem, hint=hint)
        for requirement in selection.requirements:
            self._check_requirement(requirement)

    def _check_requirement(self, id_: str) -> None:
        corpus = self._corpus
        problem = f"the requirement {id_!r} does not exist"
        if id_ in corpus.definition.other_rules:
            validity = corpus.definition.all_requirements[id_].validity
            revisions = corpus.profiles.revisions_of(validity)
            raise UsageError(f"{problem} in {corpus.revision}", hint=self._elsewhere(revisions))
        if id_ not in corpus.requirements:
            otherwise = "Run `imagegen-conformance coverage` to list the requirements."
            raise UsageError(problem, hint=did_you_mean(id_, corpus.requirements, otherwise))

    def _check_level(self, level: str | None) -> None:
        """Raise UsageError if a level has requirements in other revisions only."""
        corpus = self._corpus
        validities = [item.validity for item in corpus.definition.all_requirements.values() if item.level == level]
        revisions = [
            item for item in corpus.profiles.revisions if any(validity.holds_in(item) for validity in validities)
        ]
        if revisions and corpus.revision not in revisions:
            problem = f"the level {level} does not exist in {corpus.revision}"
            raise UsageError(problem, hint=self._elsewhere(revisions))

    def _matches(self, selection: Selection, case: Case) -> bool:
        corpus, version = self._corpus, selection.corpus_since
        return (
            selection.matches(case)
            and (not selection.smoke or case.id in corpus.smoke)
            and (version is None or corpus.registered_versions.contains(case.source_id, version))
        )

    def _suggest_levels(self, selection: Selection) -> str:
        other_filters = selection._replace(levels=())
        matching = {case.level for case in self._corpus.cases if self._matches(other_filters, case)}
        levels = [level for level in LEVELS if level in matching]
        if not levels:
            return "Remove a filter. Run `imagegen-conformance list` to see what each filter matches."
        return f"The other filters match cases at {', '.join(levels)}."

    def _other_revisions(self, id_: str) -> list[Revision]:
        """Return the revisions in which the source case of an id holds, if it does not hold in this one."""
        revisions = self._corpus.revisions_of(id_)
        return [] if self._corpus.revision in revisions else revisions

    def _suggest_ids(self, id_: str) -> str:
        # A corpus that was loaded with patterns contains a part of the ids only.
        return did_you_mean(id_, self._corpus.whole().by_id, "Run `imagegen-conformance list` to list the cases.")
