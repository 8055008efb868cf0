from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

REFERENCE = "imagegen_reference:ImageGenTool"


@pytest.fixture
def evidence(command, modules: Path) -> Path:
    command("run", REFERENCE, "--area", "quality", "--evidence", "e.ndjson")
    return modules / "e.ndjson"


def edited(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def test_a_whole_file(command, evidence: Path) -> None:
    ended = command("verify", evidence)
    assert (ended.code, ended.err) == (0, "")
    assert re.fullmatch(
        rf"{evidence}: whole, and judged alike: {REFERENCE}, \d+ cases, \d+ pass, 0 fail, 0 flaky, 0 error, 0 unsupported; exit 0\n",
        ended.out,
    )


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "line 1: it does not start with a header of format 1: it is no evidence; name another file"),
        (b"\x00\xff\xfe" * 99, "line 1: it was cut in the middle of a line; run again"),
        (b"\x00\xff\n", "line 1: this line is no JSON object: it was edited, or is no evidence"),
        (b"{}\n", "line 1: it does not start with a header"),
        (b'{"record": "header", "format": 1}\n', "line 1: it was judged by corpus None"),
        (b"<html>\n</html>\n", "line 1: this line is no JSON object"),
    ],
)
def test_what_is_no_evidence(command, modules: Path, content: bytes, part: str) -> None:
    (modules / "e").write_bytes(content)
    command("verify", "e").complains(2, f"e {part}")


@pytest.mark.parametrize("place", ["none.ndjson", "."])
def test_what_cannot_be_read(command, place: str) -> None:
    command("verify", place).complains(2, f"{place}: it cannot be read (", "; name an evidence file")


def test_cut_at_a_line(command, evidence: Path) -> None:
    lines = evidence.read_bytes().splitlines(keepends=True)
    evidence.write_bytes(b"".join(lines[:5]))
    command("verify", evidence).complains(
        2, f"line 5: it was cut: no footer after 4 of {len(lines) - 2} cases; run again"
    )


def test_cut_in_a_line(command, evidence: Path) -> None:
    evidence.write_bytes(evidence.read_bytes()[:-1])
    command("verify", evidence).complains(2, "it was cut in the middle of a line; run again")


def test_a_verdict_edited(command, evidence: Path) -> None:
    edited(evidence, b'"verdict":"pass"', b'"verdict":"fail"')
    command("verify", evidence).complains(
        2, "line 2: ", "is written down as 'fail', and the judge says 'pass': it was edited; run again"
    )


def test_an_observation_edited(command, evidence: Path) -> None:
    edited(evidence, b'"outcome":"rejected"', b'"outcome":"accepted"')
    command("verify", evidence).complains(2, "it was edited; run again")


@pytest.mark.parametrize(("old", "new"), [(b'"message":"', b'"message":"x'), (b'"exit":0', b'"exit":1'), (b'"version":', b'"version": '), (b'"finished":"2', b'"finished":"3')])  # fmt: skip
def test_anything_else_edited(command, evidence: Path, old: bytes, new: bytes) -> None:
    edited(evidence, old, new)
    command("verify", evidence).complains(
        2, "what stands before the checksum does not fit it: it was edited; run again"
    )


def test_more_after_the_footer(command, evidence: Path) -> None:
    evidence.write_bytes(evidence.read_bytes() + b"{}\n")
    command("verify", evidence).complains(2, "there is more after the footer: it was edited")


def test_of_another_corpus(command, evidence: Path, fixtures: Path) -> None:
    file = fixtures / "requirements.json"
    file.write_bytes(file.read_bytes() + b"\n")
    command("verify", evidence).complains(
        2, "line 1: it was judged by corpus ", "; verify it with that release, or run again"
    )


def test_no_case_is_lost_when_the_run_is_killed(command, modules: Path) -> None:
    (modules / "slow.py").write_text("import time\ndef tool(payload):\n    time.sleep(0.002)\n    return payload\n")
    arguments = [sys.executable, "-m", "imagegen_conformance", "run", "slow:tool", "--evidence", "e.ndjson"]
    with subprocess.Popen(arguments, cwd=modules, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 30
        evidence = modules / "e.ndjson"
        while (not evidence.exists() or evidence.read_bytes().count(b"\n") < 50) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.communicate()
    assert process.returncode in {-getattr(signal, "SIGKILL", 9), 1}
    lines = evidence.read_bytes().splitlines(keepends=True)
    assert len(lines) >= 50
    whole = [json.loads(line) for line in lines if line.endswith(b"\n")]
    assert len(whole) in {len(lines), len(lines) - 1}
    assert {line["record"] for line in whole[1:]} == {"case"}
    command("verify", "e.ndjson").complains(2, "e.ndjson line ", "it was cut")
