"""pytest's option --junitxml: a test case for each case, named after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from imagegen_conformance.cli.main import main

Run = Callable[..., pytest.RunResult]
VALUES = "--imagegen-select=quality/values"


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_report_counts_names_and_explains_cases(
    run: Run, pytester: pytest.Pytester, expect: Callable[..., Path], workers: str
) -> None:
    expect("quality/values/high:wire")
    options = ("--imagegen-expected-failures=expected.json", "--junitxml=report.xml", workers)
    result = run("faulty:drops_quality", VALUES, *options)
    result.assert_outcomes(passed=1, failed=3, skipped=5, xfailed=1)
    suite = ET.parse(pytester.path / "report.xml").getroot().find("testsuite")  # noqa: S314 - the test wrote it
    assert suite is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "10", "failures": "3", "skipped": "6", "errors": "0"}
    names = sorted((case.get("classname"), case.get("name")) for case in suite.iter("testcase"))
    assert {classname for classname, _ in names} == {"imagegen-conformance"}
    assert [name for _, name in names if str(name).startswith("quality/")] == sorted(
        f"quality/values/{value}{suffix}" for value in ("low", "medium", "high", "auto") for suffix in ("", ":wire")
    )
    elements = {case.get("name"): child for case in suite.iter("testcase") for child in case}
    failure = elements["quality/values/low:wire"]
    assert failure.tag == "failure"
    assert failure.get("message") == "wrong output at /quality"
    assert "FAIL quality/values/low:wire " in str(failure.text)
    expected = elements["quality/values/high:wire"]
    assert (expected.tag, expected.get("type"), expected.get("message")) == (
        "skipped",
        "pytest.xfail",
        "quality is lost",
    )
    skipped = elements["quality/values/low"]
    assert (skipped.tag, skipped.get("type")) == ("skipped", "pytest.skip")
    assert skipped.get("message") == "level schema is not claimed"


def test_report_of_the_evidence_has_the_same_test_cases(
    run: Run, pytester: pytest.Pytester, expect: Callable[..., Path]
) -> None:
    """The times differ, and pytest adds the place of the item to the text of a skip."""
    expect("quality/values/high:wire")
    files = ("--imagegen-expected-failures=expected.json", "--junitxml=report.xml", "--imagegen-evidence=e.ndjson")
    run("faulty:drops_quality", VALUES, *files)
    assert main(["report", "e.ndjson", "--format", "junit", "--out", "again.xml"]) == 0
    first, second = (read_cases(pytester.path / name) for name in ("report.xml", "again.xml"))
    assert first == second
    assert len(first) == 10
    tags = {tuple(child[:2] for child in children) for _, children in first}
    assert tags >= {(), (("failure", None),), (("skipped", "pytest.xfail"),), (("skipped", "pytest.skip"),)}


def read_cases(file: Path) -> list[Any]:
    """Return the class, the name and the outcome of each test case, without its time, in the order of their names."""
    cases = ET.parse(file).getroot().iter("testcase")  # noqa: S314 - the test wrote it
    return sorted(
        (
            (str(case.get("classname")), str(case.get("name"))),
            tuple(
                (child.tag, child.get("type"), child.get("message"), child.text if child.tag == "failure" else "")
                for child in case
            ),
        )
        for case in cases
    )
