"""pytest -n 2: the same verdicts, and one evidence file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Verify = Callable[[str], pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
VALUES = "--imagegen-select=quality/values"
WIRE = (VALUES, "--imagegen-level=wire")
EVIDENCE = "--imagegen-evidence=run.ndjson"


def summary_lines(result: pytest.RunResult) -> list[str]:
    return sorted(line for line in result.outlines if line.startswith("FAIL "))


@pytest.mark.slow
def test_every_case_is_recorded(run: Run, verify: Verify) -> None:
    # Among the cases are integers beyond 64 bits and lone surrogates, which xdist cannot transfer.
    one_process = run(REFERENCE, "-q")
    result = run(REFERENCE, "-n2", EVIDENCE)
    assert result.parseoutcomes() == one_process.parseoutcomes()
    result.stdout.fnmatch_lines(["conforms at levels wire, object and schema*"])
    assert result.ret == 0
    verification = verify("run.ndjson")
    assert verification.ret == 0, verification.stderr.str()


def test_failures_are_those_of_one_process_beside_tests_of_the_user(
    run: Run, pytester: pytest.Pytester, verify: Verify, records: Callable[[str], list[dict[str, Any]]]
) -> None:
    pytester.makepyfile(test_own="def test_one(): assert False\ndef test_two(): pass")
    one_process = run("faulty:drops_quality", "--imagegen-area=quality")
    result = run("faulty:drops_quality", "--imagegen-area=quality", "-n2", EVIDENCE)
    assert result.parseoutcomes() == one_process.parseoutcomes()
    assert summary_lines(result) == summary_lines(one_process) != []
    assert verify("run.ndjson").ret == 0
    assert records("run.ndjson")[-1]["exit_code"] == result.ret == 1


def test_stale_expectation_fails_the_run(run: Run, expect: Callable[..., Path]) -> None:
    expect("quality/values/low:wire", "name/values/long:wire")
    selected = ("--imagegen-select=quality/values", "--imagegen-select=name/values", "--imagegen-level=wire")
    result = run("faulty:drops_low", *selected, "--imagegen-expected-failures=expected.json", "-n2")
    result.stdout.fnmatch_lines(["*name/values/long:wire did not occur: the case passes. *"])
    assert {"failed": 1, "xfailed": 1}.items() <= result.parseoutcomes().items()
    assert result.ret == 1


@pytest.mark.slow
def test_lf_runs_the_last_failures(run: Run) -> None:
    run("faulty:drops_low", *WIRE, "-n2").assert_outcomes(passed=4, failed=1)
    run("faulty:drops_low", *WIRE, "--lf").assert_outcomes(failed=1, deselected=4)
    run("faulty:drops_low", *WIRE, "--lf", "-n2").assert_outcomes(failed=1)


@pytest.mark.slow
def test_x_leaves_the_evidence_incomplete(run: Run, verify: Verify) -> None:
    result = run("faulty:drops_quality", "--imagegen-level=wire", EVIDENCE, "-n2", "-x")
    result.stdout.fnmatch_lines(["incomplete run: stopped after * cases"])
    assert result.ret in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
    verify("run.ndjson").stderr.fnmatch_lines(["*the run was interrupted, after * cases (*)*"])


def test_k_and_ids_of_items_reach_the_workers(run: Run) -> None:
    ids = [f"imagegen-conformance::quality/values/{value}" for value in ("low", "low:wire", "high")]
    run(REFERENCE, *ids, "-k", "low", "-n2").assert_outcomes(passed=2)


def test_run_without_judged_case_fails(run: Run) -> None:
    result = run("faulty:validator", "--imagegen-select=quality/values/*:wire", "-n2")
    result.assert_outcomes(skipped=5)
    assert result.ret == 1


def test_message_with_lone_surrogate_is_reported(run: Run) -> None:
    result = run("faulty:raises_lone_surrogate", *WIRE, "-n2")
    result.assert_outcomes(failed=1, skipped=4)
    result.stdout.fnmatch_lines(["*ud83d is a lone surrogate*"])


def test_killed_worker_is_a_failure_and_leaves_the_evidence_incomplete(run: Run, verify: Verify) -> None:
    result = run("faulty:kills_process", *WIRE, EVIDENCE, "-n2", "--max-worker-restart=0")
    result.stdout.fnmatch_lines(["*worker 'gw*' crashed while running 'imagegen-conformance::quality/values/*"])
    assert result.ret != 0
    assert verify("run.ndjson").ret != 0


def test_evidence_that_cannot_be_written_is_a_usage_error(run: Run, pytester: pytest.Pytester) -> None:
    result = run(REFERENCE, VALUES, f"--imagegen-evidence={pytester.path}", "-n2")
    result.stderr.fnmatch_lines([f"ERROR: {pytester.path}: the evidence cannot be written*"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
