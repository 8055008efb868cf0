"""The option --imagegen-evidence: a complete run completes the evidence, and an incomplete run does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.errors import UsageError
from imagegen_conformance.results.evidence import EvidenceWriter

Run = Callable[..., pytest.RunResult]
Verify = Callable[[str], pytest.RunResult]
Expect = Callable[..., Path]
Records = Callable[[str], list[dict[str, Any]]]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
EVIDENCE = "--imagegen-evidence=run.ndjson"


@pytest.mark.slow
def test_complete_run_is_verified(run: Run, verify: Verify) -> None:
    assert run(REFERENCE, EVIDENCE).ret == 0
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines([f"run.ndjson: complete, and every verdict is confirmed: {REFERENCE}, *; exit code 0"])
    assert result.ret == 0


def test_failures_are_recorded(run: Run, verify: Verify, records: Records) -> None:
    assert run("faulty:drops_low", VALUES, EVIDENCE).ret == 1
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["*10 cases, 4 pass, 1 fail, 5 unsupported; exit code 1"])
    failed = [record for record in records("run.ndjson") if record.get("verdict") == "fail"]
    assert [(record["case"], record["failure"], record["pointer"]) for record in failed] == [
        ("quality/values/low:wire", "wrong-output", "/quality")
    ]


def test_header_counts_the_cases_after_k(run: Run, verify: Verify, records: Records) -> None:
    run(REFERENCE, VALUES, EVIDENCE, "-k", "medium").assert_outcomes(passed=2, deselected=8)
    assert records("run.ndjson")[0]["cases"] == 4  # with the prerequisites
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["run.ndjson: complete, *, 4 of 10 cases, 4 pass, *; exit code 0"])
    assert result.ret == 0


def test_run_stopped_by_x_is_incomplete(run: Run, verify: Verify) -> None:
    result = run("faulty:drops_low", VALUES, EVIDENCE, "-x")
    result.stdout.fnmatch_lines(["incomplete run: stopped after 4 of 10 cases", "does not conform: 1 failure"])
    verify("run.ndjson").stderr.fnmatch_lines(
        ["*the run was interrupted, after 4 of 10 cases (stopping after 1 failures). *"]
    )


def test_failure_of_the_last_case_with_x_is_complete(run: Run, verify: Verify) -> None:
    run("faulty:drops_quality", VALUES, EVIDENCE, "-x", "-k", "low:wire").assert_outcomes(failed=1, deselected=9)
    assert verify("run.ndjson").ret == 0


def test_failing_test_of_the_user_does_not_change_the_evidence(
    run: Run, pytester: pytest.Pytester, verify: Verify, records: Records
) -> None:
    pytester.makepyfile(test_own="def test_one(): assert False")
    assert run(REFERENCE, VALUES, EVIDENCE).ret == 1
    assert verify("run.ndjson").ret == 0
    assert records("run.ndjson")[-1]["exit_code"] == 0


def test_run_without_judged_case_is_recorded_with_exit_code_3(run: Run, verify: Verify, records: Records) -> None:
    assert run("faulty:validator", "--imagegen-select=quality/values/*:wire", EVIDENCE).ret == 1
    assert records("run.ndjson")[-1]["exit_code"] == 3
    assert verify("run.ndjson").ret == 0


def test_expected_failures_are_recorded(run: Run, expect: Expect, verify: Verify, records: Records) -> None:
    low = "quality/values/low:wire"
    expect(low, pointer="/quality")
    assert run("faulty:drops_low", VALUES, EVIDENCE, "--imagegen-expected-failures=expected.json").ret == 0
    expected = {
        record["case"]: record.get("expected") for record in records("run.ndjson") if record["record"] == "case"
    }
    assert expected[low] == {"failure": "wrong-output", "pointer": "/quality", "reason": "quality is lost"}
    assert [case for case in expected if expected[case]] == [low]
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["*10 cases, 4 pass, 1 fail, *exit code 0"])
    assert result.ret == 0


@pytest.mark.parametrize(
    ("options", "expected"), [((), False), (("--imagegen-variants",), True), (("--no-imagegen-variants",), False)]
)
def test_header_states_whether_variants_are_sent(run: Run, records: Records, options, expected) -> None:
    assert run(REFERENCE, "--imagegen-select=quality/values/low", EVIDENCE, *options).ret == 0
    assert records("run.ndjson")[0]["settings"]["variants"] is expected


@pytest.mark.parametrize(("options", "expected"), [((), True), (("--no-imagegen-variants",), False)])
def test_variants_are_on_in_ci(run: Run, records: Records, monkeypatch, options, expected) -> None:
    monkeypatch.setenv("CI", "true")
    test_header_states_whether_variants_are_sent(run, records, options, expected)


def test_no_variants_without_implementation_is_ignored(run: Run) -> None:
    assert run(None, "--no-imagegen-variants").ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_file_that_is_not_evidence_is_not_overwritten(run: Run, pytester: pytest.Pytester, workers: str) -> None:
    file = pytester.path / "run.ndjson"
    file.write_text("notes", encoding="ascii")
    result = run(REFERENCE, VALUES, EVIDENCE, workers)
    result.stderr.fnmatch_lines(["ERROR: run.ndjson: the file exists*. *"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert file.read_text(encoding="ascii") == "notes"


def test_expected_failures_are_not_overwritten(run: Run, expect: Expect) -> None:
    file = expect("quality/values/low:wire")
    before = file.read_bytes()
    options = ("--imagegen-expected-failures=expected.json", "--imagegen-evidence=./expected.json")
    result = run(REFERENCE, VALUES, *options)
    result.stderr.fnmatch_lines(["ERROR: expected.json: the evidence would overwrite the expected failures. *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert file.read_bytes() == before


def test_older_evidence_is_replaced(run: Run, records: Records) -> None:
    assert run(REFERENCE, VALUES, EVIDENCE).ret == 0
    assert run(REFERENCE, "--imagegen-select=quality/values/low", EVIDENCE).ret == 0
    assert records("run.ndjson")[-1]["cases"] == 2


@pytest.mark.parametrize("option", ["--collect-only", "--setup-only", "--setup-plan"])
def test_option_that_runs_no_test_writes_no_evidence(run: Run, pytester: pytest.Pytester, option: str) -> None:
    result = run(REFERENCE, VALUES, EVIDENCE, option)
    assert not (pytester.path / "run.ndjson").exists()
    result.stdout.no_fnmatch_line("*nothing was judged*")
    assert result.ret == 0


def test_place_that_cannot_be_written_is_a_usage_error(run: Run, pytester: pytest.Pytester) -> None:
    result = run(REFERENCE, VALUES, f"--imagegen-evidence={pytester.path}")
    result.stderr.fnmatch_lines([f"ERROR: {pytester.path}: the evidence cannot be written (*). *"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize(("workers", "records_before"), [("-n0", 1), ("-n0", 3), ("-n2", 3), ("-n0", 11)])
def test_full_disk_ends_the_session_and_keeps_the_results(
    run: Run, monkeypatch: pytest.MonkeyPatch, workers: str, records_before: int
) -> None:
    write, written = EvidenceWriter._write, []

    def fail_later(writer: EvidenceWriter, text: str) -> None:
        written.append(text)
        if len(written) > records_before:
            writer._write_failed = True
            raise UsageError("the evidence cannot be written (disk full)", hint="Name another file.")
        write(writer, text)

    monkeypatch.setattr(EvidenceWriter, "_write", fail_later)
    result = run(REFERENCE, VALUES, EVIDENCE, workers)
    result.stdout.fnmatch_lines(["*the evidence cannot be written (disk full)*"])
    # After one record, only a prerequisite is judged.
    conclusions = {1: "nothing was judged: *", 11: "does not conform: *"}
    result.stdout.fnmatch_lines(["wire *", conclusions.get(records_before, "*selected case* pass*")])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert result.ret == (pytest.ExitCode.INTERRUPTED if records_before < 11 else pytest.ExitCode.TESTS_FAILED)
