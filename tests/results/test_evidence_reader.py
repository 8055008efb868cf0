"""The reader of evidence files: compressed files, times, and the command that runs one case again."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forged_evidence import read_records, verification_error, with_checksum
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.verification import verify


def test_compressed_evidence_is_the_same_run(evidence: Path, small: Corpus, tmp_path: Path) -> None:
    compressed = tmp_path / "evidence.ndjson.gz"
    compressed.write_bytes(gzip.compress(evidence.read_bytes(), mtime=0))
    first, second = verify(evidence, small), verify(compressed, small)
    assert (first.cases, first.header, first.footer) == (second.cases, second.header, second.footer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_compressed_evidence_is_one_error(short: Path, small: Corpus, data: st.DataObject) -> None:
    """A byte of the header of gzip may change without effect on the content, such as the name of the system."""
    content = bytearray(gzip.compress(short.read_bytes(), mtime=0))
    cut = data.draw(st.integers(10, len(content)))
    place = data.draw(st.integers(10, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = short.with_name("damaged")
    damaged.write_bytes(content[:cut])
    with pytest.raises(EvidenceError) as caught:
        verify(damaged, small)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("seconds", [-1, "1", True, [1]])
def test_malformed_time_is_reported(evidence: Path, small: Corpus, seconds: Json) -> None:
    records = read_records(evidence)
    records[1]["seconds"] = seconds
    evidence.write_bytes(with_checksum(records))
    problem = f"the time of {records[1]['case']} is not a number of seconds. The file was edited."
    assert problem in verification_error(evidence, small)


def test_time_is_read(evidence: Path, small: Corpus) -> None:
    records = read_records(evidence)
    records[1]["seconds"] = 1.5
    evidence.write_bytes(with_checksum(records))
    times = [case.result.seconds for case in verify(evidence, small).cases]
    assert times == [1.5, *[None] * (len(times) - 1)]


@pytest.mark.parametrize(
    ("rerun", "command"),
    [
        ("run x --level {level} --select {case}", "run x --level wire --select wire/plain/unknown"),
        ("run '{}' {case}", "run '{}' wire/plain/unknown"),
        (None, None),
        (7, None),
    ],
)
def test_rerun_command_is_that_of_the_case(evidence: Path, small: Corpus, rerun: Json, command: str | None) -> None:
    records = read_records(evidence)
    if rerun is not None:
        records[0]["rerun"] = rerun
    evidence.write_bytes(with_checksum(records))
    run = verify(evidence, small)
    assert run.rerun_command("wire/plain/unknown") == command


@pytest.mark.parametrize(
    "changes",
    [
        {"implementation": {"name": ["x"], "version": None, "language": "P", "adapter": "f", "levels": ["wire"]}},
        {"implementation": {"name": "x", "version": 1, "language": "P", "adapter": "f", "levels": ["wire"]}},
        {"implementation": {"name": "x", "version": "1", "language": "P", "adapter": "f", "levels": ["wires"]}},
        {"implementation": {"name": "x", "version": "1", "language": "P", "adapter": "f", "levels": "wire"}},
        {"implementation": {"name": "x", "adapter": "f", "levels": ["wire"]}},
        {"implementation": []},
        {"settings": {"variants": False, "repeat": 1, "seed": None, "color": 1}},
        {"settings": None},
        {"settings": {"variants": False, "repeat": "1\n# x", "seed": None}},
        {"settings": {"variants": 0, "repeat": 1, "seed": None}},
        {"settings": {"variants": False, "repeat": 0, "seed": None}},
        {"settings": {"variants": False, "repeat": 1, "seed": 0.5}},
        {"fail_on": "shall"},
        {"cases": "4"},
        {"cases": -1},
        {"suite": 7},
        {"started": None},
    ],
)
def test_header_of_another_form_is_reported(evidence: Path, small: Corpus, changes: dict[str, Json]) -> None:
    records = read_records(evidence)
    records[0] |= changes
    evidence.write_bytes(with_checksum(records))
    assert "line 1: the header does not describe a run. The file was edited." in verification_error(evidence, small)


@pytest.mark.parametrize(
    "changes",
    [
        {"smoke": []},
        {"levels": ["wire", None]},
        {"levels": ["wires"]},
        {"select": [7]},
        {"areas": [None]},
        {"corpus_since": 1},
    ],
)
def test_selection_of_another_form_is_reported(evidence: Path, small: Corpus, changes: dict[str, Json]) -> None:
    records = read_records(evidence)
    records[0]["selection"] |= changes
    evidence.write_bytes(with_checksum(records))
    assert "line 1: the header does not describe a run. The file was edited." in verification_error(evidence, small)


@pytest.mark.parametrize(
    "changes",
    [
        {"finished": 5},
        {"finished": None},
        {"complete": False, "reason": "x", "case": {}},
        {"complete": False, "reason": ["x"], "case": None},
        {"complete": False, "case": None},
        {"complete": 1},
    ],
)
def test_footer_of_another_form_is_reported(evidence: Path, small: Corpus, changes: dict[str, Json]) -> None:
    records = read_records(evidence)
    if "complete" in changes:
        del records[-1]["exit_code"]
    records[-1] |= changes
    evidence.write_bytes(with_checksum(records))
    problem = "the footer does not describe the end of a run. The file was edited."
    assert problem in verification_error(evidence, small)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_number_that_json_does_not_have_is_reported(evidence: Path, small: Corpus, number: str) -> None:
    records = read_records(evidence)
    records[1]["seconds"] = 0.125
    content = with_checksum(records).replace(b'"seconds":0.125', f'"seconds":{number}'.encode())
    evidence.write_bytes(content)
    assert "the line is not a JSON object." in verification_error(evidence, small)


def test_time_that_no_case_takes_is_reported(evidence: Path, small: Corpus) -> None:
    records = read_records(evidence)
    records[1]["seconds"] = 10**400
    evidence.write_bytes(with_checksum(records))
    assert "is not a number of seconds. The file was edited." in verification_error(evidence, small)


def test_deeply_nested_record_with_long_texts_is_reported(evidence: Path, small: Corpus) -> None:
    records = read_records(evidence)
    value: Json = "$1"
    for _ in range(900):
        value = [value]
    records[1] |= {"observation": {"outcome": "accepted", "output": value}, "long_texts": {"$1": ["x", 5000]}}
    evidence.write_bytes(with_checksum(records))
    assert verification_error(evidence, small).endswith("The file was edited. Run the suite again.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipe_is_reported(tmp_path: Path, small: Corpus) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert verification_error(pipe, small) == "this is not a regular file. Write the content to a file first."


def test_interrupted_run_is_read_only_on_request(evidence: Path, small: Corpus) -> None:
    records = read_records(evidence)
    del records[-1]["exit_code"], records[-2]
    verdicts = dict.fromkeys(records[-1]["verdicts"], 0)
    for record in records[1:-1]:
        verdicts[record["verdict"]] += 1
    records[-1] |= {"complete": False, "reason": "--fail-fast", "case": None, "verdicts": verdicts}
    records[-1]["cases"] = len(records) - 2
    evidence.write_bytes(with_checksum(records))
    assert "the run was interrupted, after " in verification_error(evidence, small)
    run = verify(evidence, small, allow_interrupted=True)
    assert run.interruption == ("--fail-fast", None, records[0]["cases"])
    assert len(run.cases) == records[0]["cases"] - 1
