"""The summaries of runs and their table."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.results.evidence import VERDICTS
from summary import Summary, count_verdicts, render_table


def test_counts_come_from_the_footer(tmp_path):
    file = tmp_path / "evidence.ndjson"
    footer = '{"verdicts": {"pass": 5, "fail": 2, "flaky": 0, "error": 1, "unsupported": 0, "not-applicable": 0, "blocked": 3}}'
    header = '{"record": "header", "profile": "openai", "revision": "2026-11-04"}'
    file.write_text(f"{header}\n{footer}\n", encoding="utf-8")
    assert count_verdicts(file) == "openai 2026-11-04, 5 pass, 2 fail, 1 error, 3 blocked"


def test_counts_of_an_interrupted_run_say_so(tmp_path):
    file = tmp_path / "evidence.ndjson"
    counts = dict.fromkeys(VERDICTS, 0) | {"pass": 5}
    records = [{"profile": "azure", "revision": "2.3"}, {"complete": False, "verdicts": counts}]
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    assert count_verdicts(file) == "interrupted: azure 2.3, 5 pass"


@pytest.mark.parametrize("text", ["", '{"record": "case"}', "cut off", None])
def test_evidence_without_a_footer_is_incomplete(tmp_path, text):
    file = tmp_path / "evidence.ndjson"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert count_verdicts(file) == "incomplete evidence"


def test_columns_of_the_table_are_aligned():
    summaries = {
        "short": Summary(0, was_run=True, detail="5 pass"),
        "much-longer": Summary(1, was_run=True, detail="4 pass, 1 fail"),
        "other": Summary(3, was_run=False, detail="Node is not installed"),
    }
    assert list(render_table(summaries)) == [
        "short        as expected  5 pass",
        "much-longer  exit 1       4 pass, 1 fail",
        "other        NOT RUN      Node is not installed",
    ]
