"""The option --expected-failures of the command `run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

IDENTITY = "def tool(payload):\n    return payload\n"
LOW = "quality/values/low:wire"
BREAKS_LOW = "def tool(payload):\n    return [] if payload.get('quality') == 'low' else payload\n"


@pytest.fixture
def listed(modules: Path):
    """Write a file of expected failures with these entries."""

    def write(*entries: object) -> Path:
        file = modules / "expected.json"
        file.write_text(json.dumps({"expected_failures": list(entries)}), encoding="utf-8")
        return file

    return write


def entry(**changes: object) -> dict[str, object]:
    return {"cases": [LOW], "failure": "wrong-output", "reason": "It is broken.", **changes}


def run(command, path: str, file: Path):
    return command("run", path, "--select", LOW, "--expected-failures", file)


def test_listed_failure_conforms(command, implementation, listed) -> None:
    completed = run(command, implementation(BREAKS_LOW), listed(entry()))
    assert completed.code == 0
    last = "0 selected cases pass and 1 fails as expected; no level was run completely"
    assert completed.out.splitlines()[-1] == last


def test_listed_failure_that_passes_exits_with_2(command, implementation, listed) -> None:
    completed = run(command, implementation(IDENTITY), listed(entry()))
    assert completed.code == 2
    problem = f"the listed failure of {LOW} did not occur: the case passes. Delete it from the list."
    assert f"expected.json /expected_failures/0: {problem}" in completed.out
    assert completed.out.splitlines()[-1].startswith("1 expected failure did not occur as listed: edit ")


@pytest.mark.parametrize("change", [{"failure": "wrongly-rejected"}, {"pointer": "/quality"}])
def test_listed_failure_that_fails_otherwise_exits_with_2(command, implementation, listed, change) -> None:
    completed = run(command, implementation(BREAKS_LOW), listed(entry(**change)))
    assert completed.code == 2
    problem = f"the listed failure of {LOW} did not occur as listed: expected "
    assert f"expected.json /expected_failures/0: {problem}" in completed.out


def test_entry_of_unselected_case_is_ignored(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/high:wire"]))
    assert run(command, implementation(IDENTITY), file).code == 0


def test_unknown_case_exits_with_2(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/lo:wire"]))
    completed = run(command, implementation(IDENTITY), file)
    completed.assert_error(2, "expected.json /expected_failures/0/cases/0: ", "Did you mean ", LOW)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"expected_failures": {}}'])
def test_malformed_file_exits_with_2(command, implementation, modules: Path, content: bytes) -> None:
    (modules / "expected.json").write_bytes(content)
    run(command, implementation(IDENTITY), modules / "expected.json").assert_error(2, "expected.json", ". ")


def test_missing_file_exits_with_2(command, implementation, modules: Path) -> None:
    completed = run(command, implementation(IDENTITY), modules / "none.json")
    completed.assert_error(2, "none.json: the file does not exist. Check the path.")


def test_invalid_file_is_rejected_before_evidence_is_written(command, implementation, listed, modules: Path) -> None:
    file = listed(entry(reason=""))
    options = ("--expected-failures", file, "--evidence", "e.ndjson")
    command("run", implementation(IDENTITY), *options).assert_error(2)
    assert not (modules / "e.ndjson").exists()


def test_evidence_contains_the_reasons(command, implementation, listed, modules: Path) -> None:
    path = implementation(BREAKS_LOW)
    options = ("--expected-failures", listed(entry()), "--evidence", "e.ndjson")
    command("run", path, "--area", "quality", *options)
    records = [json.loads(line) for line in (modules / "e.ndjson").read_text().splitlines()]
    assert [record["case"] for record in records if "expected" in record] == [LOW]
    assert command("verify", "e.ndjson").code == 0
