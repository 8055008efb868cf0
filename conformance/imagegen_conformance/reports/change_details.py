"""The details of a change: both verdicts in words, and the failure of the later run with both observations."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.reports.exchange import describe_exchange
from imagegen_conformance.reports.failure_details import FailureDetails, failure_details
from imagegen_conformance.results.case_change import CaseChange
from imagegen_conformance.results.comparison import Comparison
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict
from imagegen_conformance.results.result import Result, failure_and_place
from imagegen_conformance.text import MAX_VALUE_LENGTH, escape_control_characters, preview

__all__ = ["ChangeDetails", "change_details", "describe_verdict"]

DETAILED = frozenset({"new-failure", "failing-differently", "new-case"})
MAX_REASON_LENGTH = 400  # characters of a reason in the list of expected failures
MAX_ID_LENGTH = 400  # characters of an id that another corpus has


class ChangeDetails(NamedTuple):
    """The details of a change, as texts without control characters.

    Attributes:
        case_id: The id of the case, and in parentheses the id in the earlier run if it was another one.
        before: The verdict of the earlier run in words; empty if the case is new.
        after: The verdict of the later run in words; empty if the case is gone.
        notes: Words about the failure: whether it is expected, or advisory.
        failure: The details of the failure, or None if the case does not fail now, or the verdicts are only recorded.
        earlier_actual: What the implementation did before, if that was another failure and is known; or empty.
    """

    case_id: str
    before: str
    after: str
    notes: tuple[str, ...]
    failure: FailureDetails | None = None
    earlier_actual: str = ""

    @property
    def verdicts(self) -> str:
        """Both verdicts in one line."""
        now = ", ".join([self.after, *self.notes]) if self.after else ""
        if not now:
            return f"before: {self.before}"
        return f"{now} (before: {self.before})" if self.before else now

    @property
    def summary(self) -> str:
        """The id and both verdicts in one line."""
        return f"{self.case_id}: {self.verdicts}"

    def fields(self) -> list[tuple[str, str]]:
        """Return the texts about the failure with their labels; none if there are no details of it."""
        if self.failure is None:
            return []
        fields: list[tuple[str, str]] = []
        for label, text in self.failure.fields():
            fields.append((label, text))
            if label == "actual" and self.earlier_actual:
                fields.append(("before", self.earlier_actual))
        return fields


def change_details(change: CaseChange, comparison: Comparison, recorded: RecordedCase | None) -> ChangeDetails:
    """Return the details of a change.

    Args:
        change: The change.
        comparison: The comparison.
        recorded: The case of the later run, or None if its verdicts are only recorded.
    """
    after, former = change.after, change.former_id
    case_id = preview(change.case_id, MAX_ID_LENGTH)
    failure, earlier = None, ""
    if change.kind in DETAILED and after is not None and recorded is not None and not after.passed:
        run = comparison.after.run
        failure = None if run is None else failure_details(run, recorded)
    if failure is not None and change.kind == "failing-differently":
        earlier = _earlier_actual(change)
    return ChangeDetails(
        case_id if former is None else f"{case_id} (formerly {preview(former, MAX_ID_LENGTH)})",
        "" if change.kind == "new-case" else describe_verdict(change.before),
        "" if change.kind == "gone" else describe_verdict(after),
        () if after is None or not after.failed else tuple(_notes(after)),
        failure,
        earlier,
    )


def describe_verdict(verdict: RecordedVerdict | None) -> str:
    """Return a verdict in words: the kind and the place of a failure, or why the case was not judged."""
    if verdict is None:
        return "not run"
    if verdict.passed:
        return "passed"
    if verdict.blocked_by is not None:
        return f"blocked by {preview(verdict.blocked_by, MAX_ID_LENGTH)}"
    if verdict.failed and verdict.failure is not None:
        failure = preview(verdict.failure.replace("-", " "), MAX_VALUE_LENGTH)
        return failure_and_place(failure, verdict.pointer)
    return verdict.verdict.replace("-", " ")


def _notes(verdict: RecordedVerdict) -> list[str]:
    if verdict.is_expected:
        return [f"expected: {preview(verdict.reason or '', MAX_REASON_LENGTH)}"]
    return ["advisory"] if verdict.gates is False else []


def _earlier_actual(change: CaseChange) -> str:
    """Return what the implementation did in the earlier run.

    The observation is described only if the judge returns the recorded verdict: the case may have changed since.
    """
    case, before = change.case, change.before
    if case is None or before is None:
        return ""
    try:
        result = Result.judge(case, before.observation)
        if tuple(result.verdict) != (before.verdict, before.failure, before.pointer):
            return ""
        exchange = describe_exchange(result).without_layout()
    except (TypeError, KeyError, ValueError, AttributeError, IndexError, RecursionError):
        return ""
    lines = "\n".join((exchange.actual, *exchange.differences)).split("\n")
    return "\n".join(escape_control_characters(line) for line in lines)
