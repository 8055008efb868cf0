"""The option --imagegen-expected-failures: listed failures are xfailed, and stale expectations fail the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Expect = Callable[..., Path]
LOW = "quality/values/low:wire"
WIRE = ("--imagegen-select=quality/values", "--imagegen-level=wire")
EXPECTED = "--imagegen-expected-failures=expected.json"


def test_listed_failure_is_xfailed_with_its_reason(run: Run, expect: Expect) -> None:
    expect(LOW, pointer="/quality")
    result = run("faulty:drops_low", *WIRE, EXPECTED, "-rx")
    result.assert_outcomes(passed=4, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            "4 selected cases pass and 1 fails as expected; no level was run completely",
            "XFAIL imagegen-conformance::quality/values/low:wire - quality is lost",
        ]
    )
    assert result.ret == 0


def test_level_with_listed_failure_conforms_apart_from_it(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("faulty:DropsLowExceptInTexts", "--imagegen-level=wire", EXPECTED)
    result.stdout.fnmatch_lines(["conforms at level wire, apart from 1 expected failure"])
    assert result.ret == 0


def test_listed_failure_that_passes_fails_the_run(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("faulty:identity", *WIRE, EXPECTED)
    result.assert_outcomes(passed=4, failed=1)
    problem = f"the listed failure of {LOW} did not occur: the case passes. Delete it from the list."
    result.stdout.fnmatch_lines([f"stale expectation: expected.json /expected_failures/0: {problem}"])
    assert result.ret == 1


@pytest.mark.parametrize(
    ("entry", "expected"),
    [({"failure": "wrongly-rejected"}, "wrongly-rejected"), ({"pointer": "/type"}, "wrong-output at /type")],
)
def test_listed_failure_that_fails_otherwise_fails_the_run(
    run: Run, expect: Expect, entry: dict[str, Any], expected: str
) -> None:
    expect(LOW, **entry)
    result = run("faulty:drops_low", *WIRE, EXPECTED)
    result.assert_outcomes(passed=4, failed=1)
    difference = f"expected {expected}, actual wrong-output at /quality"
    result.stdout.fnmatch_lines([f"*the listed failure of {LOW} did not occur as listed: {difference}. *"])
    assert result.ret == 1


def test_failure_that_is_not_listed_fails(run: Run, expect: Expect) -> None:
    expect(LOW)
    run("faulty:drops_quality", *WIRE, EXPECTED).assert_outcomes(passed=1, failed=3, xfailed=1)


def test_entry_of_a_case_that_does_not_run_is_ignored(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("faulty:identity", *WIRE, EXPECTED, "-k", "high")
    result.assert_outcomes(passed=1, deselected=4)
    assert result.ret == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "expected.json line 1 column 2: *. Correct it."),
        ("[]", "expected.json: *expected_failures*"),
        (
            '{"expected_failures": [{"cases": ["quality/values/lows"], "failure": "wrong-output", "reason": "why"}]}',
            "expected.json /expected_failures/0/cases/0: *quality/values/lows*. Did you mean *",
        ),
        (
            '{"expected_failures": [{"cases": ["quality/values/low"], "failure": "wrong-output"}]}',
            "expected.json /expected_failures/0*reason*",
        ),
    ],
    ids=["not-json", "not-an-object", "unknown-case", "missing-reason"],
)
def test_invalid_file_is_a_usage_error_on_one_line(
    run: Run, pytester: pytest.Pytester, content: str, message: str
) -> None:
    (pytester.path / "expected.json").write_text(content, encoding="utf-8")
    result = run("faulty:identity", *WIRE, EXPECTED)
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert [line for line in result.errlines if line] == result.errlines[:1]
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_missing_file_is_a_usage_error(run: Run) -> None:
    result = run("faulty:identity", *WIRE, EXPECTED)
    result.stderr.fnmatch_lines(["ERROR: expected.json: the file does not exist. Check the path."])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("option", ["--imagegen-update-expected-failures", "--imagegen-set-baseline=list.json"])
def test_option_that_would_write_the_list_names_the_commands(run: Run, option: str) -> None:
    result = run("faulty:identity", option)
    hint = (
        "A run does not write the list. Use `imagegen-conformance expected-failures accept` to add failures, and "
        "`imagegen-conformance expected-failures prune` to remove ids."
    )
    assert result.errlines[0] == f"ERROR: unknown option {option.partition('=')[0]}. {hint}"
    assert result.ret == pytest.ExitCode.USAGE_ERROR
