"""Warnings of expected failures that expire soon, as texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from imagegen_conformance.reports.layout import count
from imagegen_conformance.results.entry_expiry import expiring_entries, start_date
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.recorded_run import RecordedRun
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, preview

__all__ = ["EXPIRY_HEADING", "describe_expiring_entries", "describe_recorded_expiry"]

EXPIRY_HEADING = "expected failures that expire soon"


def describe_recorded_expiry(run: RecordedRun) -> list[str]:
    """Return a line for each entry that expires within 14 days of the start of a recorded run."""
    today = start_date(run.header)
    expected = {case.result.case.id: case.expected for case in run.cases if case.expected is not None}
    return [] if today is None else describe_expiring_entries(expected, today)


def describe_expiring_entries(expected: Mapping[str, ExpectedFailure], today: date) -> list[str]:
    """Return a line for each entry that expires within 14 days, the first to expire first.

    Args:
        expected: The expected failures of the cases of a run, by case id.
        today: The day on which the run started, in UTC.
    """
    return [
        f"{entry.expires} ({_distance(entry.days)}): {count(len(entry.cases), 'expected failure')} with the reason "
        f'"{preview(entry.reason, MAX_MESSAGE_LENGTH)}"'
        for entry in expiring_entries(expected, today)
    ]


def _distance(days: int) -> str:
    return f"in {count(days, 'day')}" if days else "today"
