"""The report of a comparison before it has a format: the changes by kind and requirement, and the conclusion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.reports.change_details import ChangeDetails, change_details
from imagegen_conformance.reports.comparison_remarks import comparison_remarks
from imagegen_conformance.reports.layout import count, enumeration, verb
from imagegen_conformance.results.case_change import CHANGE_KINDS, CaseChange, ChangeKind
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview

__all__ = ["ChangeGroup", "ChangeSection", "ComparisonReport", "split_group"]

HEADINGS: Mapping[ChangeKind, str] = {
    "new-failure": "new failures",
    "not-judged-any-more": "not judged any more",
    "failing-differently": "failing differently",
    "fixed": "fixed",
    "judged-now": "judged now",
    "new-case": "new cases",
    "gone": "cases that are gone",
}
UNKNOWN_REQUIREMENT = "cases that are not in this corpus"


class ChangeGroup(NamedTuple):
    """The changes of one kind that concern one requirement.

    Attributes:
        requirement: The requirement, or None if the current corpus does not have the cases.
        changes: The changes: those of cases that fail now come first.
    """

    requirement: Requirement | None
    changes: tuple[CaseChange, ...]

    @property
    def title(self) -> str:
        """The id of the requirement."""
        return UNKNOWN_REQUIREMENT if self.requirement is None else self.requirement.id


class ChangeSection(NamedTuple):
    """The changes of one kind.

    Attributes:
        kind: The kind.
        heading: The kind in words.
        groups: The changes by requirement: groups with cases that fail now come first.
    """

    kind: ChangeKind
    heading: str
    groups: tuple[ChangeGroup, ...]

    @property
    def size(self) -> int:
        """The number of changes."""
        return len(self.changes)

    @property
    def title(self) -> str:
        """The heading with the number of changes."""
        number = count(self.size, "case")
        if self.kind == "not-judged-any-more":
            failed = sum(change.before is not None and change.before.failed for change in self.changes)
            number += f", {failed} of which failed before" * bool(failed)
        return f"{self.heading} ({number})"

    @property
    def changes(self) -> list[CaseChange]:
        """The changes of all groups."""
        return [change for group in self.groups for change in group.changes]


class ComparisonReport:
    """The report of a comparison.

    Attributes:
        comparison: The comparison.
        sections: The changes by kind, in the order of `CHANGE_KINDS`, without unchanged cases.
        remarks: What limits the comparison, in one line each.
    """

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        kinds: list[ChangeKind] = [kind for kind in CHANGE_KINDS if kind in HEADINGS and comparison.of_kind(kind)]
        self.sections = tuple(_section(kind, comparison.of_kind(kind)) for kind in kinds)
        self.remarks = comparison_remarks(comparison)

    def details(self, change: CaseChange) -> ChangeDetails:
        """Return the verdicts of a change in words, and the details of its failure."""
        return change_details(change, self.comparison, self._recorded.get(change.case_id))

    @property
    def title(self) -> str:
        """The name of the implementation."""
        return preview(self.comparison.after.identity.name, MAX_MESSAGE_LENGTH)

    @property
    def run_errors(self) -> list[str]:
        """The run errors of the later run, one line each."""
        return [preview(line, MAX_MESSAGE_LENGTH) for line in self.comparison.run_errors]

    @property
    def unchanged(self) -> str:
        """The number of the cases that have not changed, by what they are."""
        changes = self.comparison.of_kind("unchanged")
        counts = Counter(_state(change) for change in changes)
        parts = [
            f"{counts[state]} {verb(counts[state], state) if state in {'passes', 'fails'} else state}"
            for state in ("passes", "fails", "not judged")
            if counts[state]
        ]
        return f"{count(len(changes), 'case')} as before" + (f": {', '.join(parts)}" if parts else "")

    @property
    def conclusion(self) -> str:
        """Whether something got worse, and what else is to be known, as a sentence."""
        comparison = self.comparison
        file = escape_control_characters(str(comparison.before.file))
        changes = comparison.changes
        worse = [change for change in changes if change.is_worse]
        failures = sum(change.kind == "new-failure" for change in worse)
        unstable = sum(change.kind == "failing-differently" for change in worse)
        lost, errors = len(worse) - failures - unstable, len(comparison.run_errors)
        others = [change for change in comparison.of_kind("new-failure") if not change.is_worse]
        numbers = [count(failures, "new failure")] * bool(failures)
        numbers += [f"{count(unstable, 'failure')} worse than before"] * bool(unstable)
        numbers += [f"{count(lost, 'case')} not judged any more"] * bool(lost)
        numbers += [count(errors, "run error")] * bool(errors)
        none = f"no new {'gating ' if others else ''}failures"
        if comparison.is_without_judgment:
            none = "nothing was judged, so that nothing is known"
        lead = enumeration(numbers) if numbers else none
        return "; ".join([f"{lead} compared with {file}", *self._further_numbers(others)])

    def _further_numbers(self, others: list[CaseChange]) -> list[str]:
        """Return the numbers of what is not worse, in words.

        Args:
            others: The new failures that are expected or advisory.
        """
        comparison = self.comparison
        expected = sum(change.after is not None and change.after.is_expected for change in others)
        before = sum(_counts(change) for change in comparison.of_kind("unchanged"))
        different = sum(not change.is_worse for change in comparison.of_kind("failing-differently"))
        fixed = len(comparison.of_kind("fixed"))
        left_out = len(comparison.only_before)
        new = sum(_counts(change) for change in comparison.of_kind("new-case"))
        numbers = (
            (expected, count(expected, "new expected failure")),
            (len(others) - expected, count(len(others) - expected, "new advisory failure")),
            (before, f"{count(before, 'failure')} as before"),
            (different, f"{count(different, 'case')} {verb(different, 'fails')} differently"),
            (fixed, f"{count(fixed, 'case')} fixed"),
            (new, f"{count(new, 'new case')} {verb(new, 'fails')}"),
            (left_out, f"{count(left_out, 'case')} of the earlier run {verb(left_out, 'is')} not selected"),
        )
        return [text for number, text in numbers if number]

    @cached_property
    def _recorded(self) -> Mapping[str, RecordedCase]:
        run = self.comparison.after.run
        return {} if run is None else {case.result.case.id: case for case in run.cases}


def split_group(
    report: ComparisonReport, group: ChangeGroup, max_failures: int | None = None
) -> tuple[list[ChangeDetails], dict[str, list[str]]]:
    """Return the failures of a group that a format describes in detail, and the ids of its other cases.

    Args:
        report: The report.
        group: The group.
        max_failures: The maximum number of failures; None for all.

    Returns:
        The failures, and the ids of the other cases by their verdicts in words.
    """
    failures: list[ChangeDetails] = []
    others: dict[str, list[str]] = {}
    for change in group.changes:
        has_room = max_failures is None or len(failures) < max_failures
        details = report.details(change)
        if details.failure is not None and has_room:
            failures.append(details)
        else:
            others.setdefault(details.verdicts, []).append(details.case_id)
    return failures, others


def _section(kind: ChangeKind, changes: list[CaseChange]) -> ChangeSection:
    grouped: dict[str, list[CaseChange]] = {}
    for change in sorted(changes, key=lambda change: (not change.is_worse, not change.fails_now)):
        grouped.setdefault("" if change.case is None else change.case.requirement.id, []).append(change)
    groups = (
        ChangeGroup(None if group[0].case is None else group[0].case.requirement, tuple(group))
        for group in grouped.values()
    )
    return ChangeSection(kind, HEADINGS[kind], tuple(groups))


def _state(change: CaseChange) -> str:
    if change.after is not None and change.after.passed:
        return "passes"
    return "fails" if change.fails_now else "not judged"


def _counts(change: CaseChange) -> bool:
    """Return whether a case fails now, and the failure is neither expected nor advisory."""
    return (
        change.fails_now
        and change.after is not None
        and not change.after.is_expected
        and change.after.gates is not False
    )
