"""pytest -n 2: the same verdicts, and one evidence."""

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


def headlines(result: pytest.RunResult) -> list[str]:
    return sorted(line for line in result.outlines if line.startswith("FAIL "))


def test_every_case_of_the_corpus_comes_back(run: Run, verify: Verify) -> None:
    # Integers beyond 64 bits and halves of surrogate pairs among them, which xdist does not carry.
    alone = run(REFERENCE, "-q")
    result = run(REFERENCE, "-n2", EVIDENCE)
    assert result.parseoutcomes() == alone.parseoutcomes()
    result.stdout.fnmatch_lines(["conforms at wire, model, schema*"])
    assert result.ret == 0
    told = verify("run.ndjson")
    assert told.ret == 0, told.stderr.str()


def test_failures_are_the_same_beside_own_tests(
    run: Run, pytester: pytest.Pytester, verify: Verify, records: Callable[[str], list[dict[str, Any]]]
) -> None:
    pytester.makepyfile(test_own="def test_one(): assert False\ndef test_two(): pass")
    alone = run("wrong:drops", "--imagegen-area=quality")
    result = run("wrong:drops", "--imagegen-area=quality", "-n2", EVIDENCE)
    assert result.parseoutcomes() == alone.parseoutcomes()
    assert headlines(result) == headlines(alone) != []
    assert verify("run.ndjson").ret == 0
    assert records("run.ndjson")[-1]["exit"] == result.ret == 1


def test_expected_failures_hold_or_fail(run: Run, expect: Callable[..., Path]) -> None:
    expect("quality/values/low:wire", "name/values/long:wire")
    selected = ("--imagegen-select=quality/values", "--imagegen-select=name/values", "--imagegen-level=wire")
    result = run("wrong:drops_low", *selected, "--imagegen-expected=expected.json", "-n2")
    result.stdout.fnmatch_lines(["*name/values/long:wire passes; delete it from the list"])
    assert {"failed": 1, "xfailed": 1}.items() <= result.parseoutcomes().items()
    assert result.ret == 1


def test_lf_runs_what_failed_under_workers(run: Run) -> None:
    run("wrong:drops_low", *WIRE, "-n2").assert_outcomes(passed=3, failed=1)
    run("wrong:drops_low", *WIRE, "--lf").assert_outcomes(failed=1, deselected=3)
    run("wrong:drops_low", *WIRE, "--lf", "-n2").assert_outcomes(failed=1)


def test_x_cuts_the_evidence(run: Run, verify: Verify) -> None:
    result = run("wrong:drops", "--imagegen-level=wire", EVIDENCE, "-n2", "-x")
    result.stdout.fnmatch_lines(["broken off after * cases"])
    assert result.ret in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
    verify("run.ndjson").stderr.fnmatch_lines(["*it was cut: no footer after *"])


def test_k_and_ids_of_items_reach_the_workers(run: Run) -> None:
    named = [f"imagegen-conformance::quality/values/{value}" for value in ("low", "low:wire", "high")]
    run(REFERENCE, *named, "-k", "low", "-n2").assert_outcomes(passed=2)


def test_what_judges_nothing_is_not_green(run: Run) -> None:
    result = run("wrong:validator", "--imagegen-select=quality/values/*:wire", "-n2")
    result.assert_outcomes(skipped=4)
    assert result.ret == 1


def test_what_cannot_be_printed_comes_back(run: Run) -> None:
    result = run("wrong:half_a_pair", *WIRE, "-n2")
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["*ud83d is half of something*"])


def test_a_worker_that_dies_is_a_failure_and_cuts_the_evidence(run: Run, verify: Verify) -> None:
    result = run("wrong:dies", *WIRE, EVIDENCE, "-n2", "--max-worker-restart=0")
    result.stdout.fnmatch_lines(["*worker 'gw*' crashed while running 'imagegen-conformance::quality/values/*"])
    assert result.ret != 0
    assert verify("run.ndjson").ret != 0


def test_evidence_that_cannot_be_written_is_one_line(run: Run, pytester: pytest.Pytester) -> None:
    result = run(REFERENCE, VALUES, f"--imagegen-evidence={pytester.path}", "-n2")
    result.stderr.fnmatch_lines([f"ERROR: {pytester.path}: the evidence cannot be written*"])
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
