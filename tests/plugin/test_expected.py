"""--imagegen-expected: known failures are xfailed, and entries that do not hold break the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., pytest.RunResult]
Expect = Callable[..., Path]
LOW = "quality/values/low:wire"
WIRE = ("--imagegen-select=quality/values", "--imagegen-level=wire")
EXPECTED = "--imagegen-expected=expected.json"


def test_a_known_failure_is_xfailed_with_its_reason(run: Run, expect: Expect) -> None:
    expect(LOW, at="/quality")
    result = run("wrong:drops_low", *WIRE, EXPECTED, "-rx")
    result.assert_outcomes(passed=3, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            "3 selected cases pass, 1 fail as expected; that says nothing of a whole level",
            "XFAIL imagegen-conformance::quality/values/low:wire - quality is lost",
        ]
    )
    assert result.ret == 0


def test_a_whole_level_with_a_known_failure_conforms_but_for_it(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("wrong:KeepsTexts", "--imagegen-level=wire", EXPECTED)
    result.stdout.fnmatch_lines(["conforms at wire, but for 1 expected failure"])
    assert result.ret == 0


def test_a_known_failure_that_passes_fails_the_run(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("wrong:keeps", *WIRE, EXPECTED)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines([f"expected.json /expected/0: {LOW} passes; delete it from the list"])
    assert result.ret == 1


@pytest.mark.parametrize(
    ("entry", "wanted"), [({"failure": "rejected"}, "rejected"), ({"at": "/type"}, "changed at /type")]
)
def test_a_known_failure_that_fails_otherwise_fails_the_run(
    run: Run, expect: Expect, entry: dict[str, Any], wanted: str
) -> None:
    expect(LOW, **entry)
    result = run("wrong:drops_low", *WIRE, EXPECTED)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines([f"*{LOW} is expected to fail as {wanted}, and fails as changed at /quality; *"])
    assert result.ret == 1


def test_other_failures_fail_as_ever(run: Run, expect: Expect) -> None:
    expect(LOW)
    run("wrong:drops", *WIRE, EXPECTED).assert_outcomes(failed=3, xfailed=1)


def test_entries_of_cases_that_do_not_run_are_left_alone(run: Run, expect: Expect) -> None:
    expect(LOW)
    result = run("wrong:keeps", *WIRE, EXPECTED, "-k", "high")
    result.assert_outcomes(passed=1, deselected=3)
    assert result.ret == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "expected.json line 1 column 2: this is no JSON *; correct it"),
        ("[]", "expected.json: it is no object with a list `expected`; *"),
        ('{"expected": [{"cases": ["quality/values/lows"], "failure": "changed", "reason": "why"}]}',
         "expected.json /expected/0/cases/0: there is no case quality/values/lows; did you mean *"),
        ('{"expected": [{"cases": ["name/values/long", "name/values/long"], "failure": "changed", "reason": "why"}]}',
         "expected.json /expected/0/cases/1: name/values/long is here twice; delete one of them"),
        ('{"expected": [{"cases": ["quality/values/low"], "failure": "odd", "reason": "why"}]}',
         "expected.json /expected/0/failure: 'odd' is no failure; it is one of *"),
        ('{"expected": [{"cases": ["quality/values/low"], "failure": "changed"}]}',
         "expected.json /expected/0/reason: no reason; say why it fails"),
        ('{"expected": [{"cases": ["quality/values/low"], "failure": "changed", "reason": "y", "expires": "2020-02-29"}]}',
         "expected.json /expected/0/expires: it expired on 2020-02-29; *"),
    ],
    ids=["no-json", "no-list", "unknown-case", "duplicate", "unknown-failure", "no-reason", "expired"],
)  # fmt: skip
def test_a_broken_file_is_one_line(run: Run, pytester: pytest.Pytester, content: str, message: str) -> None:
    (pytester.path / "expected.json").write_text(content, encoding="utf-8")
    result = run("wrong:keeps", *WIRE, EXPECTED)
    result.stderr.fnmatch_lines([f"ERROR: {message}"])
    assert [line for line in result.errlines if line] == result.errlines[:1]
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_file_that_is_not_there_is_one_line(run: Run) -> None:
    result = run("wrong:keeps", *WIRE, EXPECTED)
    result.stderr.fnmatch_lines(["ERROR: expected.json: it cannot be read (*); name a file of expected failures"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
