"""The expiry of expected failures: dates, and the entries that expire soon after a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from imagegen_conformance.results.expected_failures import ExpectedFailure

__all__ = ["WARNING_DAYS", "ExpiringEntry", "current_date", "expiring_entries", "parse_date", "start_date"]

WARNING_DAYS = 14  # a run warns of an entry if its last day is at most so many days later
LENGTH_OF_DATE = 10  # characters of YYYY-MM-DD


class ExpiringEntry(NamedTuple):
    """Expected failures with the same reason that expire soon.

    Attributes:
        expires: The last day on which they are valid, as YYYY-MM-DD.
        days: The number of days from the start of the run to that day.
        reason: Why the cases fail.
        link: The URL of details, if there is one.
        cases: The ids of the cases.
    """

    expires: str
    days: int
    reason: str
    link: str | None
    cases: tuple[str, ...]


def expiring_entries(expected: Mapping[str, ExpectedFailure], today: date) -> list[ExpiringEntry]:
    """Return the entries that are valid now, but expire within 14 days; the first to expire comes first.

    Args:
        expected: The expected failures of the cases of a run, by case id.
        today: The day on which the run started, in UTC.
    """
    cases: dict[tuple[str, str, str | None], list[str]] = {}
    for case_id, entry in expected.items():
        expiry = parse_date(entry.expires)
        if expiry is not None and 0 <= (expiry - today).days <= WARNING_DAYS:
            cases.setdefault((expiry.isoformat(), entry.reason, entry.link), []).append(case_id)
    entries = [
        ExpiringEntry(expires, (date.fromisoformat(expires) - today).days, reason, link, tuple(sorted(ids)))
        for (expires, reason, link), ids in cases.items()
    ]
    return sorted(entries, key=lambda entry: (entry.expires, entry.reason, entry.cases))


def start_date(header: Mapping[str, Any]) -> date | None:
    """Return the day on which the run of evidence started, or None if its header has no date."""
    return parse_date(str(header.get("started"))[:LENGTH_OF_DATE])


def current_date() -> date:
    """Return the current date in UTC."""
    return datetime.now(timezone.utc).date()


def parse_date(text: Any) -> date | None:
    """Return the date that a text of the form YYYY-MM-DD has, or None."""
    # Later versions of Python accept more of the notations of ISO 8601 than earlier ones.
    if not isinstance(text, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
