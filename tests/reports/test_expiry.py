"""The warnings of expected failures that expire soon, in the report for the terminal and from evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.reports.expiry import describe_expiring_entries, describe_recorded_expiry
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run

TODAY = date(2026, 7, 1)
BARE, UNKNOWN = "wire/plain/bare", "wire/plain/unknown"


def expected(expires: str, reason: str = "It is known.") -> ExpectedFailure:
    return ExpectedFailure("list", "wrong-output", None, reason, None, "https://example.com", expires)


def test_line_has_the_day_the_distance_the_number_and_the_reason() -> None:
    entries = {
        "a": expected("2026-07-01", "One\nline \x1b[31m"),
        "b": expected("2026-07-02"),
        "c": expected("2026-07-15"),
        "d": expected("2026-07-15"),
    }
    assert describe_expiring_entries(entries, TODAY) == [
        '2026-07-01 (today): 1 expected failure with the reason "One\\nline \\x1b[31m"',
        '2026-07-02 (in 1 day): 1 expected failure with the reason "It is known."',
        '2026-07-15 (in 14 days): 2 expected failures with the reason "It is known."',
    ]


def test_warning_of_recorded_run_depends_on_its_start(tmp_path: Path, small: Corpus) -> None:
    listed = ExpectedFailures(entries={BARE: expected("2026-07-10"), UNKNOWN: expected("2099-01-01")})
    run = verify(write_run(tmp_path / "e.ndjson", small, passing, listed=listed, patterns=["wire"]), small)
    entry = next(case.expected for case in run.cases if case.result.case.id == BARE)
    assert entry is not None
    assert (entry.link, entry.expires) == ("https://example.com", "2026-07-10")
    for started, number in (("2026-07-01T00:00:00Z", 1), ("2026-06-01T00:00:00Z", 0), ("at noon", 0)):
        assert len(describe_recorded_expiry(run._replace(header={**run.header, "started": started}))) == number
