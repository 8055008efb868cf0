"""pytest's option --junitxml: a test case for each case, named after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

Run = Callable[..., pytest.RunResult]
VALUES = "--imagegen-select=quality/values"


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_report_counts_names_and_explains_cases(
    run: Run, pytester: pytest.Pytester, expect: Callable[..., Path], workers: str
) -> None:
    expect("quality/values/high:wire")
    options = ("--imagegen-expected-failures=expected.json", "--junitxml=report.xml", workers)
    result = run("faulty:drops_quality", VALUES, *options)
    result.assert_outcomes(failed=3, skipped=4, xfailed=1)
    suite = ET.parse(pytester.path / "report.xml").getroot().find("testsuite")  # noqa: S314 - the test wrote it
    assert suite is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "8", "failures": "3", "skipped": "5", "errors": "0"}
    names = sorted((case.get("classname"), case.get("name")) for case in suite.iter("testcase"))
    assert names == sorted(
        ("imagegen-conformance", f"quality/values/{value}{suffix}")
        for value in ("low", "medium", "high", "auto")
        for suffix in ("", ":wire")
    )
    elements = {case.get("name"): child for case in suite.iter("testcase") for child in case}
    failure = elements["quality/values/low:wire"]
    assert failure.tag == "failure"
    assert str(failure.get("message")).startswith("wrong-output at /quality\nFAIL quality/values/low:wire ")
    expected = elements["quality/values/high:wire"]
    assert (expected.tag, expected.get("type"), expected.get("message")) == (
        "skipped",
        "pytest.xfail",
        "quality is lost",
    )
    skipped = elements["quality/values/low"]
    assert (skipped.tag, skipped.get("type")) == ("skipped", "pytest.skip")
    assert skipped.get("message") == "level schema is not claimed"
