"""The reader of evidence files: compressed files, times, and the command that runs one case again."""

from __future__ import annotations

import gzip
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
        {"suite": 7},
        {"started": None},
    ],
)
def test_header_of_another_form_is_reported(evidence: Path, small: Corpus, changes: dict[str, Json]) -> None:
    records = read_records(evidence)
    records[0] |= changes
    evidence.write_bytes(with_checksum(records))
    assert "line 1: the header does not describe a run. The file was edited." in verification_error(evidence, small)


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
