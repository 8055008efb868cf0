"""What a failure tells, and what an implementation that misbehaves comes to."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]
VALUES = "--imagegen-select=quality/values"
WIRE = (VALUES, "--imagegen-level=wire")


def test_a_failure_tells_what_was_sent_wanted_and_came_and_the_rule(run: Run) -> None:
    result = run("wrong:drops_low", *WIRE)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ quality/values/low:wire _*",
            "FAIL quality/values/low:wire [[]wire, must[]]: changed at /quality",
            '  sent    {"type": "image_generation", "quality": "low"} (to parse)',
            '  wanted  accepted, giving back {"type": "image_generation", "quality": "low"}',
            '  came    accepted, giving back {"type": "image_generation"}',
            '          - *"quality": "low"*',
            "  rule    *: *",
            "  source  *",
            "  alone   pytest --imagegen-impl wrong:drops_low * imagegen-conformance::quality/values/low:wire",
            "FAILED imagegen-conformance::quality/values/low:wire*",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_items.py*")


def test_a_failure_of_a_script_tells_its_steps_up_to_the_one_that_failed(run: Run) -> None:
    result = run("wrong:Lossy", "--imagegen-select=object/as_dict/after-update")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "FAIL object/as_dict/after-update [[]model, must[]]: step at /steps/*",
            "  sent    construct(*)",
            "          *. tool.update({*})",
            "          *. tool.as_dict()",
            "  wanted  step * gives {*}",
            "  came    gave {*}",
        ]
    )


@pytest.mark.parametrize(
    ("implementation", "options"),
    [
        ("wrong:drops_low", VALUES),
        ("wrong:drops_low", "--imagegen-level=wire"),
        ("wrong:Lossy", VALUES),
        ("wrong:refuses", "--imagegen-select=deprecated"),
        # Its repaired twin has the same level, and an id that begins with its own.
        ("wrong:keeps", "--imagegen-select=quality/types --imagegen-level=schema --imagegen-strength=should"),
    ],
)
def test_the_command_of_a_failure_runs_that_case_alone(run: Run, implementation: str, options: str) -> None:
    first = run(implementation, *options.split())
    headlines = [line for line in first.outlines if line.startswith("FAIL ")]
    command = next(line for line in first.outlines if line.startswith("  alone ")).split(maxsplit=1)[1]
    again = run(None, *shlex.split(command)[1:])
    again.assert_outcomes(failed=1)
    assert [line for line in again.outlines if line.startswith("FAIL ")] == headlines[:1]


def test_the_command_works_beside_own_tests(run: Run, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_one(): pass")
    run("wrong:keeps", "imagegen-conformance::quality/values/low:wire").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("implementation", "told"),
    [
        ("wrong:crashes", "  came    error: RuntimeError: the disk is full"),
        ("wrong:exits", "  came    error: SystemExit: 0"),
        ("wrong:skips", "  came    error: Skipped: not today"),
        ("wrong:refuses", "  came    refused: ValueError: never heard of it"),
        ("wrong:half_a_pair", "  came    refused: *ud83d is half of something*"),
        ("wrong:warns", "  came    error: DeprecationWarning: that is old"),  # pytest was told that warnings are errors
        ("wrong:Unwritable", "  came    error: it was accepted, and could not be given back: ValueError: out of ink"),
        ("wrong:Proxied", "  came    error: what was given back is no JSON: *mappingproxy*"),
    ],
)
def test_an_exception_is_the_failure_of_its_case(run: Run, implementation: str, told: str) -> None:
    result = run(implementation, *WIRE)
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines([told])
    assert result.ret == 1


def test_a_validate_that_answers_neither_way_is_an_error(run: Run) -> None:
    result = run("wrong:listing", VALUES, "--imagegen-level=schema")
    result.assert_outcomes(failed=4)
    result.stdout.fnmatch_lines(["  came    error: validate returned a list: *"])
    assert result.ret == 1


def test_a_warning_is_reported_as_pytest_does(run: Run) -> None:
    result = run("wrong:warns", *WIRE, "-W", "default")
    result.assert_outcomes(passed=4, warnings=4)
    result.stdout.fnmatch_lines(["*DeprecationWarning: that is old"])


def test_an_interrupt_is_the_users(pytester: pytest.Pytester, verify: Callable[[str], pytest.RunResult]) -> None:
    result = pytester.runpytest_subprocess("--imagegen-impl=wrong:interrupts", *WIRE, "--imagegen-evidence=run.ndjson")
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED
    verify("run.ndjson").stderr.fnmatch_lines(["*it was cut: no footer after 0 of 4 cases*"])


def test_what_is_printed_is_shown_with_the_failure_and_nowhere_else(run: Run) -> None:
    result = run("wrong:prints", *WIRE)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*Captured stdout call*", "chatter", "*Captured stderr call*", "murmur"])
    assert result.outlines.count("chatter") == 1
    assert "chatter" not in "".join(result.outlines[:8])
    assert not result.errlines


def test_what_is_printed_comes_through_where_nothing_is_captured(run: Run) -> None:
    result = run("wrong:prints", *WIRE, "-s")
    assert "".join(result.outlines).count("chatter") == 4


def test_a_replaced_stdout_is_put_back(run: Run) -> None:
    result = run("wrong:replaces_stdout", *WIRE)
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["4 selected cases pass; *"])


def test_an_implementation_that_spoils_its_input_does_not_spoil_later_cases(run: Run) -> None:
    result = run("wrong:spoils", "--imagegen-area=quality", "--imagegen-area=input_image_mask", "--imagegen-level=wire")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["* selected cases pass; *"])


def test_coverage_sees_the_implementation(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(mine="def keeps(payload):\n    return payload\n\ndef idle():\n    return 1\n")
    command = ("-m", "coverage", "run", "--rcfile=", "--include=mine.py", "-m", "pytest", "--imagegen-impl=mine:keeps")
    assert pytester.run(sys.executable, *command, *WIRE).ret == 0
    pytester.run(sys.executable, "-m", "coverage", "report", "--rcfile=", "-m").stdout.fnmatch_lines(
        ["mine.py * 75% * 5"]
    )
