"""The report of a search."""

from __future__ import annotations

import json

from imagegen_conformance.generation.report import describe_generated_failure, describe_search
from imagegen_conformance.reports.sources import ReportedSources
from revisions import AZURE, PROFILES

SOURCES = ReportedSources(PROFILES, AZURE)


def drop_quality(payload):
    return {key: value for key, value in payload.items() if key != "quality"}


def test_search_without_failures_is_described_in_one_line() -> None:
    text = describe_search(["legal payloads", "any payloads"], 20, 3, [])
    assert text == "20 generated cases each of legal payloads, any payloads; seed 3: none fails"


def test_search_with_failures_names_their_kinds(search) -> None:
    failures = search(drop_quality, levels=("wire",))
    text = describe_search(["legal payloads", "any payloads"], 300, 0, failures)
    assert text.endswith("; seed 0: legal payloads and any payloads fail")


def test_failure_is_described_with_the_data_of_its_case(search) -> None:
    failure = search(drop_quality, levels=("wire",))[0]
    lines = describe_generated_failure(failure, "run again", SOURCES).splitlines()
    assert lines[0] == "FAIL generated/search/case [wire, must]: wrong-output at /quality"
    assert lines[-1] == f"  data      {json.dumps(failure.data)}"
    assert not any(line.startswith("  note") for line in lines)


def test_replayed_failure_is_marked(search) -> None:
    failure = search(drop_quality, levels=("wire",))[0]._replace(replayed=True)
    lines = describe_generated_failure(failure, "run again", SOURCES).splitlines()
    assert lines[-2] == "  note      the case failed in an earlier search and was tried first"
