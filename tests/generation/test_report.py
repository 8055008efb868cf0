"""The report of a search."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imagegen_conformance.generation.report import describe_generated_failure, describe_search
from imagegen_conformance.reports.sources import ReportedSources
from revisions import AZURE, PROFILES

SOURCES = ReportedSources(PROFILES, AZURE)


def drop_quality(payload):
    return {key: value for key, value in payload.items() if key != "quality"}


class FinishedSearch:
    """A search that has ended."""

    kinds = ("legal payloads", "any payloads")

    def __init__(self, known_count: int = 0, avoided: tuple[str, ...] = ()) -> None:
        self.known_count = known_count
        self.avoided = avoided


@pytest.mark.parametrize(
    ("search", "draw_count", "conclusion"),
    [
        (FinishedSearch(), 20, "20 draws each of legal payloads, any payloads; seed 3: none fails"),
        (FinishedSearch(), 1, "1 draw each of legal payloads, any payloads; seed 3: none fails"),
        (FinishedSearch(1), 20, "; seed 3: none fails in a new way; 1 failure has a known cause"),
        (FinishedSearch(2), 20, "; seed 3: none fails in a new way; 2 failures have known causes"),
        (FinishedSearch(0, ("action", "copy")), 20, "; seed 3: none fails in a new way; action, copy avoided"),
    ],
)
def test_search_without_failures_is_described_in_one_line(search: Any, draw_count: int, conclusion: str) -> None:
    assert describe_search(search, draw_count, 3, []).endswith(conclusion)


def test_search_with_failures_names_their_kinds(search) -> None:
    failures = search(drop_quality, levels=("wire",))
    text = describe_search(FinishedSearch(3), 300, 0, failures)  # type: ignore[arg-type]
    assert text.endswith("; seed 0: legal payloads and any payloads fail; 3 failures have known causes")


def test_failure_is_described_with_the_data_of_its_case(search) -> None:
    failure = search(drop_quality, levels=("wire",))[0]
    lines = describe_generated_failure(failure, "run again", SOURCES).splitlines()
    assert lines[0] == "FAIL generated/search/case [wire, must]: wrong-output at /quality"
    assert lines[-1] == f"  data      {json.dumps(failure.data)}"
    assert not any(line.startswith("  note") for line in lines)


def test_long_text_of_the_data_is_written_as_in_a_case_file(search) -> None:
    failure = search(drop_quality, levels=("wire",))[0]
    payload = {"type": "image_generation", "hue": "x" * 5000}
    long = failure._replace(data={**failure.data, "payload": payload})
    data = json.loads(describe_generated_failure(long, "run again", SOURCES).splitlines()[-1].removeprefix("  data "))
    assert data["payload"] == {"type": "image_generation", "hue": {"$repeat": ["x", 5000]}}


def test_replayed_failure_is_marked(search) -> None:
    failure = search(drop_quality, levels=("wire",))[0]._replace(replayed=True)
    lines = describe_generated_failure(failure, "run again", SOURCES).splitlines()
    assert lines[-2] == "  note      the case failed in an earlier search and was tried first"
