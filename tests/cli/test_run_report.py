"""The options of `run` that determine its report, and a report that cannot be printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FULL_DEVICE = Path("/dev/full")
LOSES_QUALITY = """
def tool(payload):
    return {key: value for key, value in payload.items() if key != "quality"}
"""
CONFORMING = "def tool(payload):\n    return payload\n"
SELECTION = ("--level", "wire", "--area", "quality", "--area", "size")


def headings(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith(("FAIL ", "ADVISORY "))]


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_prints_the_conclusion_only(command, implementation, option: str) -> None:
    completed = command("run", implementation(LOSES_QUALITY), *SELECTION, option)
    assert completed.code == 1
    assert completed.out.splitlines() == ["does not conform: 84 failures"]


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_describes_every_failing_case(command, implementation, option: str) -> None:
    completed = command("run", implementation(LOSES_QUALITY), *SELECTION, option)
    head, row = (line.split() for line in completed.out.splitlines()[-3:-1])
    counts = dict(zip(head, row, strict=True))
    labels = [heading.split()[0] for heading in headings(completed.out)]
    assert labels.count("FAIL") == int(counts["fail"]) > 1
    assert labels.count("ADVISORY") == int(counts.get("advisory", 0))


def test_max_failures_limits_the_examples(command, implementation) -> None:
    path = implementation(LOSES_QUALITY)
    out = command("run", path, *SELECTION, "--max-failures", "0").out
    assert headings(out) == ["FAIL 84 failures of 2 requirements (--verbose describes every failure):"]
    assert "rerun" not in out
    assert "rerun" in command("run", path, *SELECTION, "--max-failures", "1").out


def test_fail_fast_stops_after_the_first_failure(command, implementation, modules: Path) -> None:
    options = (*SELECTION, "--fail-fast", "--evidence", "e.ndjson")
    completed = command("run", implementation(LOSES_QUALITY), *options)
    assert completed.code == 1
    *_, incomplete, conclusion = completed.out.splitlines()
    assert incomplete.startswith(("incomplete run: ", "  "))
    assert "incomplete run: " in completed.out
    assert "--fail-fast" in completed.out
    assert conclusion == "does not conform: 1 failure"
    records = [json.loads(line) for line in (modules / "e.ndjson").read_text().splitlines()]
    failed = [record["case"] for record in records if record.get("verdict") == "fail"]
    assert len(failed) == 1
    assert f"(--fail-fast at {failed[0]})" in " ".join(completed.out.split())
    command("verify", "e.ndjson").assert_error(2, f"the run was interrupted at {failed[0]}, after ")


ACCEPTS = "class Validator:\n    def validate(self, payload):\n        return None\ntool = Validator()\n"


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_request_to_validate_is_described_as_such_for_a_python_object(command, implementation, options) -> None:
    out = command("run", implementation(ACCEPTS), "--area", "quality", *options).out
    assert "(to validate)" in out
    assert "the capability validate is not announced" not in " ".join(out.split())


@pytest.mark.parametrize("options", [(), ("--in-process",)])
def test_exception_class_of_the_implementation_has_one_hint_to_declare_it(command, implementation, options) -> None:
    source = (
        "class InvalidTool(Exception): pass\n"
        "def tool(payload):\n"
        "    if not isinstance(payload, dict): raise InvalidTool(payload)\n"
        "    if payload.get('quality') not in (None, 'low', 'medium', 'high', 'auto'): raise InvalidTool(payload)\n"
    )
    out = command("run", implementation(source), "--area", "quality", *options).out
    assert out.count("MODULE:InvalidTool or") == 1


def test_fail_fast_without_failures_changes_nothing(command, implementation) -> None:
    path = implementation(CONFORMING)
    assert command("run", path, *SELECTION, "--fail-fast") == command("run", path, *SELECTION)


def test_advisory_failure_does_not_stop_the_run(command, implementation) -> None:
    path = implementation("def tool(payload):\n    return payload\n")
    completed = command("run", path, "--level", "schema", "--area", "action", "--fail-fast")
    assert "incomplete" not in completed.out


def test_colors_are_shown_if_they_are_forced(command, implementation, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = command("run", implementation(CONFORMING), *SELECTION).out
    assert out.splitlines()[-1].startswith("\x1b[1;32m")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in command("run", implementation(CONFORMING), *SELECTION).out


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="the system has no full device")
@pytest.mark.parametrize(("source", "code"), [(CONFORMING, 3), (LOSES_QUALITY, 1)])
def test_report_that_cannot_be_printed_does_not_hide_a_failure(implementation, modules, source: str, code: int) -> None:
    arguments = [sys.executable, "-m", "imagegen_conformance", "run", implementation(source), *SELECTION]
    with FULL_DEVICE.open("w") as full:
        completed = subprocess.run(
            arguments, cwd=modules, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    assert completed.returncode == code
    assert completed.stderr == (
        "imagegen-conformance: standard output cannot be written (No space left on device). "
        "Free some space, or redirect the output to another file.\n"
    )
