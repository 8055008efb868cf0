"""The command `verify`: complete, incomplete and edited evidence."""

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
EDITED = "The file was edited. Run the suite again."
INCOMPLETE = "The file is incomplete. Run the suite again."


@pytest.fixture
def evidence(command, modules: Path) -> Path:
    command("run", REFERENCE, "--area", "quality", "--evidence", "e.ndjson")
    return modules / "e.ndjson"


def edit(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def test_complete_file_is_summarized(command, evidence: Path) -> None:
    completed = command("verify", evidence)
    assert (completed.code, completed.err) == (0, "")
    counts = r"\d+ cases, \d+ pass, 0 fail; exit code 0"
    assert re.fullmatch(
        rf"{evidence}: complete, and every verdict is confirmed: {REFERENCE}, azure 2.3, {counts}\n", completed.out
    )


def test_failing_run_is_confirmed_with_exit_code_0(command, implementation) -> None:
    path = implementation("def tool(payload):\n    return []\n")
    assert command("run", path, "--area", "quality", "--evidence", "e").code == 1
    completed = command("verify", "e")
    assert completed.code == 0
    assert completed.out.endswith("; exit code 1\n")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "line 1: the file does not start with a header of format 1. Name an evidence file."),
        (b"\x00\xff\xfe" * 99, f"line 1: the line does not end with a line break. {INCOMPLETE}"),
        (b"\x00\xff\n", "line 1: the line is not a JSON object. Name an evidence file"),
        (b"{}\n", "line 1: the file does not start with a header"),
        (
            b'{"record": "header", "format": 1}\n',
            'line 1: the header has no string "corpus_sha256". The file was edited.',
        ),
        (b"<html>\n</html>\n", "line 1: the line is not a JSON object"),
    ],
)
def test_file_that_is_not_evidence_is_an_error(command, modules: Path, content: bytes, part: str) -> None:
    (modules / "e").write_bytes(content)
    command("verify", "e").assert_error(2, f"e {part}")


@pytest.mark.parametrize("place", ["none.ndjson", "."])
def test_file_that_cannot_be_read_is_an_error(command, place: str) -> None:
    command("verify", place).assert_error(2, f"{place}: the file cannot be read (", ". Name an evidence file.")


def test_file_cut_after_a_line_is_incomplete(command, evidence: Path) -> None:
    lines = evidence.read_bytes().splitlines(keepends=True)
    evidence.write_bytes(b"".join(lines[:5]))
    problem = f"line 5: the footer is missing after 4 of {len(lines) - 2} cases. {INCOMPLETE}"
    command("verify", evidence).assert_error(2, problem)


def test_file_cut_in_a_line_is_incomplete(command, evidence: Path) -> None:
    evidence.write_bytes(evidence.read_bytes()[:-1])
    command("verify", evidence).assert_error(2, f"the line does not end with a line break. {INCOMPLETE}")


def test_edited_verdict_is_an_error(command, evidence: Path) -> None:
    edit(evidence, b'"verdict":"pass"', b'"verdict":"fail"')
    problem = f" is fail, but the judge returns pass. {EDITED}"
    command("verify", evidence).assert_error(2, "line 2: the recorded verdict of ", problem)


def test_edited_observation_is_an_error(command, evidence: Path) -> None:
    edit(evidence, b'"outcome":"rejected"', b'"outcome":"accepted"')
    command("verify", evidence).assert_error(2, EDITED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"message":"', b'"message":"x'),
        (b'"exit_code":0', b'"exit_code":1'),
        (b'"version":', b'"version": '),
        (b'"finished":"2', b'"finished":"3'),
    ],
)
def test_any_other_edit_is_an_error(command, evidence: Path, old: bytes, new: bytes) -> None:
    edit(evidence, old, new)
    command("verify", evidence).assert_error(2, f"the checksum does not match the content. {EDITED}")


def test_line_after_the_footer_is_an_error(command, evidence: Path) -> None:
    evidence.write_bytes(evidence.read_bytes() + b"{}\n")
    command("verify", evidence).assert_error(2, "after the footer", EDITED)


def test_evidence_of_another_corpus_is_an_error(command, evidence: Path, fixtures: Path) -> None:
    file = fixtures / "requirements.json"
    file.write_bytes(file.read_bytes() + b"\n")
    problem = "line 1: the cases were judged with corpus "
    hint = "Verify the file with that version of the suite, or run the suite again."
    command("verify", evidence).assert_error(2, problem, hint)


def test_killed_run_loses_no_judged_case(command, modules: Path) -> None:
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
    complete = [json.loads(line) for line in lines if line.endswith(b"\n")]
    assert len(complete) in {len(lines), len(lines) - 1}
    assert {line["record"] for line in complete[1:]} == {"case"}
    command("verify", "e.ndjson").assert_error(2, "e.ndjson line ", INCOMPLETE)
