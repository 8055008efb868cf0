"""--imagegen-evidence: a whole run closes it, and one that was broken off does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Verify = Callable[[str], pytest.RunResult]
Expect = Callable[..., Path]
Records = Callable[[str], list[dict[str, Any]]]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
EVIDENCE = "--imagegen-evidence=run.ndjson"


def test_a_whole_run_verifies(run: Run, verify: Verify) -> None:
    assert run(REFERENCE, EVIDENCE).ret == 0
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines([f"run.ndjson: whole, and judged alike: {REFERENCE}, *; exit 0"])
    assert result.ret == 0


def test_it_holds_what_failed(run: Run, verify: Verify, records: Records) -> None:
    assert run("wrong:drops_low", VALUES, EVIDENCE).ret == 1
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["*8 cases, 3 pass, 1 fail, 0 flaky, 0 error, 4 unsupported; exit 1"])
    failed = [line for line in records("run.ndjson") if line.get("verdict") == "fail"]
    assert [(line["case"], line["failure"], line["at"]) for line in failed] == [
        ("quality/values/low:wire", "changed", "/quality")
    ]


def test_the_header_counts_what_is_left_by_k(run: Run, verify: Verify, records: Records) -> None:
    run(REFERENCE, VALUES, EVIDENCE, "-k", "medium").assert_outcomes(passed=2, deselected=6)
    assert records("run.ndjson")[0]["cases"] == 2
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["run.ndjson: whole, *, 2 of 8 cases, 2 pass, *; exit 0"])
    assert result.ret == 0


def test_a_run_that_x_stops_reads_as_cut(run: Run, verify: Verify) -> None:
    result = run("wrong:drops_low", VALUES, EVIDENCE, "-x")
    result.stdout.fnmatch_lines(["broken off after 2 of 8 cases", "does not conform: 1 failing"])
    verify("run.ndjson").stderr.fnmatch_lines(["*it was cut: no footer after 2 of 8 cases*"])


def test_a_failure_in_the_last_case_cuts_nothing(run: Run, verify: Verify) -> None:
    run("wrong:drops", VALUES, EVIDENCE, "-x", "-k", "low:wire").assert_outcomes(failed=1, deselected=7)
    assert verify("run.ndjson").ret == 0


def test_own_tests_that_fail_leave_it_whole(
    run: Run, pytester: pytest.Pytester, verify: Verify, records: Records
) -> None:
    pytester.makepyfile(test_own="def test_one(): assert False")
    assert run(REFERENCE, VALUES, EVIDENCE).ret == 1
    assert verify("run.ndjson").ret == 0
    assert records("run.ndjson")[-1]["exit"] == 0


def test_a_run_that_judges_nothing_is_written_down_as_such(run: Run, verify: Verify, records: Records) -> None:
    assert run("wrong:validator", "--imagegen-select=quality/values/*:wire", EVIDENCE).ret == 1
    assert records("run.ndjson")[-1]["exit"] == 3
    assert verify("run.ndjson").ret == 0


def test_what_is_expected_is_written_down(run: Run, expect: Expect, verify: Verify, records: Records) -> None:
    low = "quality/values/low:wire"
    expect(low, at="/quality")
    assert run("wrong:drops_low", VALUES, EVIDENCE, "--imagegen-expected=expected.json").ret == 0
    told = {line["case"]: line.get("expected") for line in records("run.ndjson") if line["record"] == "case"}
    assert told[low] == {"failure": "changed", "at": "/quality", "reason": "quality is lost"}
    assert [case for case in told if told[case]] == [low]
    result = verify("run.ndjson")
    result.stdout.fnmatch_lines(["*8 cases, 3 pass, 1 fail, *exit 0"])
    assert result.ret == 0


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_a_file_that_is_no_evidence_is_not_replaced(run: Run, pytester: pytest.Pytester, workers: str) -> None:
    file = pytester.path / "run.ndjson"
    file.write_text("notes", encoding="ascii")
    result = run(REFERENCE, VALUES, EVIDENCE, workers)
    result.stderr.fnmatch_lines(["ERROR: run.ndjson: this file is there, and is no evidence; *"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert file.read_text(encoding="ascii") == "notes"


def test_the_expected_failures_are_not_replaced(run: Run, expect: Expect) -> None:
    file = expect("quality/values/low:wire")
    before = file.read_bytes()
    result = run(REFERENCE, VALUES, "--imagegen-expected=expected.json", "--imagegen-evidence=./expected.json")
    result.stderr.fnmatch_lines(["ERROR: expected.json: the evidence would replace it; *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert file.read_bytes() == before


def test_older_evidence_is_replaced(run: Run, records: Records) -> None:
    assert run(REFERENCE, VALUES, EVIDENCE).ret == 0
    assert run(REFERENCE, "--imagegen-select=quality/values/low", EVIDENCE).ret == 0
    assert records("run.ndjson")[-1]["cases"] == 1


@pytest.mark.parametrize("option", ["--collect-only", "--setup-only", "--setup-plan"])
def test_where_nothing_runs_nothing_is_written(run: Run, pytester: pytest.Pytester, option: str) -> None:
    result = run(REFERENCE, VALUES, EVIDENCE, option)
    assert not (pytester.path / "run.ndjson").exists()
    result.stdout.no_fnmatch_line("*nothing was judged*")
    assert result.ret == 0


def test_a_place_that_cannot_be_written_is_one_line(run: Run, pytester: pytest.Pytester) -> None:
    result = run(REFERENCE, VALUES, f"--imagegen-evidence={pytester.path}")
    result.stderr.fnmatch_lines([f"ERROR: {pytester.path}: the evidence cannot be written (*); name a file in *"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
