"""The output for failures, and the containment of what implementations do."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
VALUES = "--imagegen-select=quality/values"
WIRE = (VALUES, "--imagegen-level=wire")


def test_failure_of_a_payload_has_every_field(run: Run) -> None:
    result = run("faulty:drops_low", *WIRE)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ quality/values/low:wire _*",
            "FAIL quality/values/low:wire [[]wire, must[]]: wrong-output at /quality",
            '  sent      {"type": "image_generation", "quality": "low"} (to parse)',
            '  expected  accepted with output {"type": "image_generation", "quality": "low"}',
            '  actual    accepted with output {"type": "image_generation"}',
            '            /quality: missing, expected "low"',
            "  rule      *: *",
            "  source    *",
            "  rerun     pytest --imagegen-impl faulty:drops_low * imagegen-conformance::quality/values/low:wire",
            "FAILED imagegen-conformance::quality/values/low:wire*",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin*")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("implementation", "cause"),
    [
        ("faulty:drops_low", "quality/values/low:wire - wrong output at /quality"),
        ("faulty:rejects_all", "payload/omitted/all-but-type - wrongly rejected"),
    ],
)
@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_short_summary_ends_with_the_cause(
    run: Run, monkeypatch: pytest.MonkeyPatch, workers: str, implementation: str, cause: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run(implementation, "--imagegen-select=quality/values/low:wire", workers)
    result.stdout.fnmatch_lines([f"FAILED imagegen-conformance::{cause}", "=* 1 failed*"], consecutive=True)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_causes_that_do_not_fit_are_below_the_short_summary(
    run: Run, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run("faulty:drops_quality", "--imagegen-area=quality", workers)
    result.stdout.fnmatch_lines(
        ["FAILED imagegen-conformance::quality/*...", "* failures: wrong output at /quality", "=* failed*"]
    )
    monkeypatch.setenv("CI", "true")
    result = run("faulty:drops_quality", "--imagegen-area=quality", "--no-imagegen-variants", workers)
    result.stdout.fnmatch_lines(["FAILED imagegen-conformance::quality/values/low:wire - wrong output at /quality"])
    result.stdout.no_fnmatch_line("* failures: wrong output at /quality")


def test_control_character_in_a_pointer_is_escaped(run: Run) -> None:
    result = run("faulty:drops_unknown", "--imagegen-select=unknown-keys/names/nul", "--imagegen-fail-on=should")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["FAIL unknown-keys/names/nul [[]wire, *[]]: wrong-output at *x00*"])
    assert "\0" not in result.stdout.str()


def test_failure_of_a_call_sequence_has_the_steps_up_to_the_failing_one(run: Run) -> None:
    result = run("faulty:DropsQuality", "--imagegen-select=object/as_dict/after-update")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "FAIL object/as_dict/after-update [[]object, must[]]: wrong-step at /steps/*",
            "  sent      construct(*)",
            "            *. tool.update({*})",
            "            *. tool.as_dict()",
            "  expected  step * {*",
            "  actual    * {*}",
        ]
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("implementation", "options"),
    [
        ("faulty:drops_low", VALUES),
        ("faulty:drops_low", "--imagegen-level=wire"),
        ("faulty:DropsQuality", VALUES),
        ("faulty:rejects_all", "--imagegen-select=deprecated"),
        # The derived case with the suffix :repaired has the same level, and an id that begins with the id of its source.
        ("faulty:identity", "--imagegen-select=quality/types --imagegen-level=schema --imagegen-fail-on=should"),
    ],
)
def test_rerun_command_runs_the_failing_case_only(run: Run, implementation: str, options: str) -> None:
    first = run(implementation, *options.split())
    summary_lines = [line for line in first.outlines if line.startswith("FAIL ")]
    command = next(line for line in first.outlines if line.startswith("  rerun ")).split(maxsplit=1)[1]
    second = run(None, *shlex.split(command)[1:])
    second.assert_outcomes(failed=1)
    assert [line for line in second.outlines if line.startswith("FAIL ")] == summary_lines[:1]


def test_rerun_command_runs_no_test_of_the_user(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("faulty:identity", "imagegen-conformance::quality/values/low:wire").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("implementation", "line"),
    [
        ("faulty:crashes", "  actual    error: RuntimeError: the disk is full"),
        ("faulty:raises_system_exit", "  actual    error: SystemExit: 0"),
        ("faulty:skips", "  actual    error: Skipped: not today"),
        ("faulty:rejects_all", "  actual    rejected: ValueError: unknown payload"),
        ("faulty:raises_lone_surrogate", "  actual    rejected: *ud83d is a lone surrogate*"),
        (
            "faulty:warns",
            "  actual    error: DeprecationWarning: that is old",
        ),  # -W error is in effect
        (
            "faulty:FailsToSerialize",
            "error: the payload was accepted, but serializing it raised ValueError: out of ink",
        ),
        ("faulty:ReturnsMappingProxy", "  actual    error: its output is not JSON: *mappingproxy*"),
    ],
)
def test_exception_is_the_failure_of_its_case(run: Run, implementation: str, line: str) -> None:
    result = run(implementation, *WIRE)
    result.assert_outcomes(failed=1, skipped=4)
    result.stdout.fnmatch_lines([line])
    assert result.ret == 1


def test_validate_that_returns_an_unknown_value_is_an_error(run: Run) -> None:
    result = run("faulty:returns_errors", VALUES, "--imagegen-level=schema")
    result.assert_outcomes(failed=1, skipped=4)
    assert result.ret == 1


def test_warning_is_reported_by_pytest(run: Run) -> None:
    result = run("faulty:warns", *WIRE, "-W", "default")
    result.assert_outcomes(passed=5, warnings=5)
    result.stdout.fnmatch_lines(["*DeprecationWarning: that is old"])


def test_interrupt_ends_the_session_and_leaves_the_evidence_incomplete(
    pytester: pytest.Pytester, verify: Callable[[str], pytest.RunResult]
) -> None:
    result = pytester.runpytest_subprocess("--imagegen-impl=faulty:interrupts", *WIRE, "--imagegen-evidence=run.ndjson")
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED
    verify("run.ndjson").stderr.fnmatch_lines(
        ["*the run was interrupted at quality/values/low:wire, after 1 of 5 cases (KeyboardInterrupt). *"]
    )


def test_output_is_shown_with_the_failure_only(run: Run) -> None:
    result = run("faulty:prints", *WIRE)
    result.assert_outcomes(passed=4, failed=1)
    result.stdout.fnmatch_lines(
        ["*Captured stdout call*", "text on stdout", "*Captured stderr call*", "text on stderr"]
    )
    assert "text on stdout" not in "".join(result.outlines[2:8])  # the first line is printed before the session


def test_output_is_shown_without_capture(run: Run) -> None:
    result = run("faulty:prints", *WIRE, "-s")
    assert "".join(result.outlines).count("text on stdout") >= 5


def test_replaced_stdout_is_restored(run: Run) -> None:
    result = run("faulty:replaces_stdout", *WIRE)
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["5 selected cases pass; *"])


def test_implementation_that_changes_its_input_does_not_change_later_cases(run: Run) -> None:
    result = run(
        "faulty:changes_input", "--imagegen-area=quality", "--imagegen-area=input_image_mask", "--imagegen-level=wire"
    )
    assert result.ret == 1  # modified-input is an advisory failure of every case
    result.stdout.no_fnmatch_line("*wrong-output*")


@pytest.mark.slow
def test_coverage_measures_the_implementation(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(mine="def identity(payload):\n    return payload\n\ndef unused():\n    return 1\n")
    command = (
        "-m",
        "coverage",
        "run",
        "--rcfile=",
        "--include=mine.py",
        "-m",
        "pytest",
        "--imagegen-impl=mine:identity",
    )
    assert pytester.run(sys.executable, *command, *WIRE).ret == 0
    pytester.run(sys.executable, "-m", "coverage", "report", "--rcfile=", "-m").stdout.fnmatch_lines(
        ["mine.py * 75% * 5"]
    )


def test_failures_give_no_commands_to_a_runner_of_github_actions(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = run("faulty:gives_commands", "--imagegen-select=quality/values/*").outlines
    stop = next(index for index, line in enumerate(lines) if line.startswith("::stop-commands::"))
    resume = lines.index(f"::{lines[stop].rpartition(':')[2]}::")
    commands = [index for index, line in enumerate(lines) if "##[error]" in line or line.startswith("::error")]
    assert commands
    assert all(stop < index < resume for index in commands)


def test_passes_print_no_commands_for_a_runner_of_github_actions(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = run("faulty:identity", "--imagegen-select=quality/values/low")
    assert not any("::stop-commands::" in line for line in result.outlines)
