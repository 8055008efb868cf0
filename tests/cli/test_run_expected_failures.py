"""The option --expected-failures of the command `run`."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from imagegen_conformance.results.entry_expiry import current_date

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


def text(completed) -> str:
    """Return the output on one line: long lines of a report are wrapped."""
    return " ".join(completed.out.split())


def run(command, path: str, file: Path):
    return command("run", path, "--select", LOW, "--expected-failures", file)


def test_listed_failure_conforms(command, implementation, listed) -> None:
    completed = run(command, implementation(BREAKS_LOW), listed(entry()))
    assert completed.code == 0
    assert "1 fails as expected; no level was run completely" in text(completed)


def test_listed_failure_that_passes_exits_with_2(command, implementation, listed) -> None:
    completed = run(command, implementation(IDENTITY), listed(entry()))
    assert completed.code == 2
    problem = f"the listed failure of {LOW} did not occur: the case passes. Delete it from the list."
    assert f"expected.json /expected_failures/0: {problem}" in text(completed)
    assert "1 expected failure did not occur as listed: edit " in text(completed)
    assert text(completed).endswith("expected.json, or run imagegen-conformance expected-failures prune EVIDENCE FILE")


@pytest.mark.parametrize("change", [{"failure": "wrongly-rejected"}, {"pointer": "/quality"}])
def test_listed_failure_that_fails_otherwise_exits_with_2(command, implementation, listed, change) -> None:
    completed = run(command, implementation(BREAKS_LOW), listed(entry(**change)))
    assert completed.code == 2
    problem = f"the listed failure of {LOW} did not occur as listed: expected "
    assert f"expected.json /expected_failures/0: {problem}" in text(completed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("failure", "options"),
    [
        ("variant-mismatch", ["--no-variants", "--repeat", "2"]),
        ("flaky", ["--variants"]),
    ],
)
def test_listed_failure_that_the_settings_cannot_show_is_not_stale(
    command, implementation, listed, failure: str, options: list[str]
) -> None:
    file, evidence = listed(entry(failure=failure)), ("--evidence", "e.ndjson")
    arguments = ("run", implementation(IDENTITY), "--select", LOW, "--expected-failures", file, *evidence)
    assert command(*arguments, *options).code == 0
    assert command("verify", "e.ndjson").out.endswith("exit code 0\n")
    assert command(*arguments, "--variants", "--repeat", "2").code == 2
    assert command("verify", "e.ndjson").out.endswith("exit code 2\n")


def test_entry_of_unselected_case_is_ignored(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/high:wire"]))
    assert run(command, implementation(IDENTITY), file).code == 0


def test_expired_entry_does_not_stop_the_run(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/high:wire"]), entry(expires="2020-01-31"))
    completed = command("run", implementation(BREAKS_LOW), "--select", "quality/values", "--expected-failures", file)
    assert completed.code == 2
    hint = "Fix the implementation, or set a later date."
    assert f"expected.json /expected_failures/1: the entry expired on 2020-01-31. {hint}" in text(completed)
    assert "expected.json /expected_failures/0: the listed failure of quality/values/high:wire did not" in text(
        completed
    )


def test_expired_entry_of_an_unselected_case_is_ignored(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/high:wire"], expires="2020-01-31"))
    assert run(command, implementation(IDENTITY), file).code == 0


def test_evidence_of_a_run_with_an_expired_entry_is_verified(command, implementation, listed) -> None:
    options = ("--select", LOW, "--expected-failures", listed(entry(expires="2020-01-31")), "--evidence", "e.ndjson")
    assert command("run", implementation(BREAKS_LOW), *options).code == 2
    assert command("verify", "e.ndjson").code == 0


def test_forgotten_suffix_exits_with_2(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/low"]))
    completed = run(command, implementation(BREAKS_LOW), file)
    problem = "quality/values/low cannot fail with wrong-output. Did you mean quality/values/low:wire?"
    completed.assert_error(2, f"expected.json /expected_failures/0/cases/0: {problem}")


def test_removed_case_exits_with_2(command, implementation, listed) -> None:
    completed = run(command, implementation(IDENTITY), listed(entry(cases=["size/open/spaces:wire"])))
    problem = (
        "the case size/open/spaces:wire was removed in release 0.1.0 (a malformed size is a matter of level semantic)"
    )
    completed.assert_error(2, f"expected.json /expected_failures/0/cases/0: {problem}. ")


def test_unknown_case_exits_with_2(command, implementation, listed) -> None:
    file = listed(entry(cases=["quality/values/lo:wire"]))
    completed = run(command, implementation(IDENTITY), file)
    completed.assert_error(2, "expected.json /expected_failures/0/cases/0: ", "Did you mean ", LOW)


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"\xff\xfe{\0}\0", b"[]", b"{}", b'{"expected_failures": {}}'])
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


def test_entry_that_expires_within_14_days_is_announced(command, implementation, listed) -> None:
    day = current_date() + timedelta(10)
    later = entry(cases=["quality/values/high:wire"], expires=(day + timedelta(10)).isoformat())
    unselected = entry(cases=["quality/values/auto:wire"], expires=day.isoformat())
    completed = run(command, implementation(BREAKS_LOW), listed(entry(expires=day.isoformat()), later, unselected))
    assert completed.code == 0
    lines = completed.out.splitlines()
    start = lines.index("expected failures that expire soon:")
    assert lines[start + 1].startswith(f"  {day} (in ")
    assert lines[start + 1].endswith(' days): 1 expected failure with the reason "It is broken."')
    assert "fails as expected" in lines[start + 2]
