"""The report of the cases that differ between two revisions: counts by level and strength, and ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS
from imagegen_conformance.corpus.revision_diff.cases import CaseChange, CaseChanges
from imagegen_conformance.reports.layout import count, wrap
from imagegen_conformance.reports.revision_labels import RevisionLabels

__all__ = ["case_outcomes", "describe_case_changes"]
CHANGED = "other expectation"  # the heading of the cases of both revisions that differ
IDS_HINT = "Add --verbose to list the ids of the cases."


def describe_case_changes(cases: CaseChanges, labels: RevisionLabels, *, verbose: bool) -> Iterator[str]:
    """Yield the lines of the report; none if no case differs.

    Args:
        cases: The cases that differ.
        labels: The words for the revisions.
        verbose: Whether the ids are listed.
    """
    changed = [change.after for change in cases.changed]
    columns = [
        (f"only in {labels.before}", cases.former),
        (f"only in {labels.after}", cases.new),
        (CHANGED, changed),
    ]
    if not any(selected for _, selected in columns):
        return
    yield "Cases"
    yield from _table(columns)
    transitions = Counter(_transition(change, labels) for change in cases.changed)
    if transitions:
        yield f"  {CHANGED}, {count(len(changed), 'case')}:"
    yield from (f"    {number:>4}  {text}" for text, number in transitions.most_common())
    yield f"  unchanged: {count(cases.unchanged, 'case')}"
    if not verbose:
        yield f"  {IDS_HINT}"
        return
    yield from _ids(columns[:2])
    if changed:
        yield f"  {CHANGED}:"
    for change in cases.changed:
        yield from wrap(f"{_classified(change.after)}: {_transition(change, labels)}", "    ", "      ")


def case_outcomes(case: Case) -> list[str]:
    """Return the outcomes that a case permits."""
    expected = case.expected
    if not isinstance(expected, ExpectedOutcome):
        return ["completed"]
    return ["accepted"] * expected.accepted + ["rejected"] * expected.rejected


def _table(columns: Sequence[tuple[str, Sequence[Case]]]) -> Iterator[str]:
    """Yield a table of the numbers of cases, with a line for each level and strength that has cases."""
    counts = [Counter((case.level, case.strength) for case in selected) for _, selected in columns]
    yield "  ".join(["  level   ", "strength", *(title for title, _ in columns)])
    for level in LEVELS:
        for strength in STRENGTHS:
            numbers = [counter[level, strength] for counter in counts]
            if any(numbers):
                cells = (f"{number:>{len(title)}}" for number, (title, _) in zip(numbers, columns, strict=True))
                yield "  ".join([f"  {level:<8}", f"{strength:<8}", *cells])


def _transition(change: CaseChange, labels: RevisionLabels) -> str:
    """Return what the revisions expect of a case."""
    before, after = (" or ".join(case_outcomes(case)) for case in change)
    if before != after:
        return f"{before} in {labels.before}, {after} in {labels.after}"
    if change.before.strength != change.after.strength:
        return (
            f"{before} in both, {change.before.strength} in {labels.before}, {change.after.strength} in {labels.after}"
        )
    return f"{before} in both, with other reasons, warnings or outputs"


def _ids(columns: Sequence[tuple[str, Sequence[Case]]]) -> Iterator[str]:
    for title, selected in columns:
        if selected:
            yield f"  {title}:"
        yield from (f"    {_classified(case)}" for case in selected)


def _classified(case: Case) -> str:
    return f"{case.id} [{case.level}, {case.strength}]"
