"""The expected failures that expire soon after the start of a run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from forged_evidence import read_records, verification_error, with_checksum
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.entry_expiry import (
    ExpiringEntry,
    current_date,
    expiring_entries,
    parse_date,
    start_date,
)
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run

TODAY = date(2026, 7, 1)
BARE = "wire/plain/bare"


def expected(expires: str | None, reason: str = "It is known.", link: str | None = None) -> ExpectedFailure:
    return ExpectedFailure("list", "wrong-output", None, reason, None, link, expires)


@pytest.mark.parametrize(
    ("expires", "days"),
    [
        ("2026-07-01", 0),
        ("2026-07-02", 1),
        ("2026-07-15", 14),
        ("2026-07-16", None),
        ("2026-06-30", None),
        (None, None),
    ],
)
def test_entry_expires_soon_from_14_days_before_its_last_day(expires: str | None, days: int | None) -> None:
    entries = expiring_entries({"a": expected(expires)}, TODAY)
    assert [entry.days for entry in entries] == ([] if days is None else [days])


def test_cases_with_the_same_day_reason_and_link_are_one_entry() -> None:
    entries = expiring_entries(
        {
            "c": expected("2026-07-03"),
            "b": expected("2026-07-02", "Another reason."),
            "a": expected("2026-07-03"),
            "d": expected("2026-07-03", link="https://example.com"),
        },
        TODAY,
    )
    assert entries == [
        ExpiringEntry("2026-07-02", 1, "Another reason.", None, ("b",)),
        ExpiringEntry("2026-07-03", 2, "It is known.", None, ("a", "c")),
        ExpiringEntry("2026-07-03", 2, "It is known.", "https://example.com", ("d",)),
    ]


@given(st.dictionaries(st.text(), st.dates(TODAY - timedelta(20), TODAY + timedelta(20))))
def test_entries_do_not_depend_on_the_order_of_the_cases(days: dict[str, date]) -> None:
    entries = {case_id: expected(day.isoformat()) for case_id, day in days.items()}
    assert expiring_entries(entries, TODAY) == expiring_entries(dict(reversed(entries.items())), TODAY)


def test_start_date_is_the_day_of_the_header_in_utc() -> None:
    assert start_date({"started": "2026-07-01T23:59:59Z"}) == TODAY


@pytest.mark.parametrize(
    "header", [{}, {"started": ""}, {"started": "soon"}, {"started": 1}, {"started": "2026-13-01"}]
)
def test_header_without_a_date_has_no_start_date(header) -> None:
    assert start_date(header) is None


@pytest.mark.parametrize("text", ["2026-02-30", "20260701", "2026-W27-3", "2026-7-1", "\uff12026-07-01", "", None, 1])
def test_other_notation_is_no_date(text: object) -> None:
    assert parse_date(text) is None


def test_current_date_is_a_date() -> None:
    assert isinstance(current_date(), date)


@pytest.fixture
def recorded(tmp_path: Path, small: Corpus) -> Path:
    """Evidence of a case with a listed failure that has a link and a last day."""
    listed = ExpectedFailures(entries={BARE: expected("2026-07-02", link="https://example.com/1")})
    return write_run(tmp_path / "e.ndjson", small, passing, patterns=[BARE], listed=listed)


def test_evidence_with_link_and_last_day_is_valid(recorded: Path, small: Corpus) -> None:
    schema = load_json(data_directory("schemas") / "evidence.schema.json")
    for line in read_records(recorded):
        Draft202012Validator(schema).validate(line)
    entry = verify(recorded, small).cases[0].expected
    assert entry is not None
    assert (entry.link, entry.expires, entry.expired) == ("https://example.com/1", "2026-07-02", None)


@pytest.mark.parametrize("key", ["expires", "expired"])
def test_evidence_with_a_malformed_day_is_rejected(recorded: Path, small: Corpus, key: str) -> None:
    header, record, footer = read_records(recorded)
    record["expected"][key] = "soon"
    recorded.write_bytes(with_checksum([header, record, footer]))
    assert f"the expected failure of {BARE} is malformed" in verification_error(recorded, small)
