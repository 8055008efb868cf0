"""--junitxml: a testcase per case, named after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

Run = Callable[..., pytest.RunResult]
VALUES = "--imagegen-select=quality/values"


@pytest.mark.parametrize("workers", ["-n0", "-n2"])
def test_it_counts_names_and_explains_cases(
    run: Run, pytester: pytest.Pytester, expect: Callable[..., Path], workers: str
) -> None:
    expect("quality/values/high:wire")
    result = run("wrong:drops", VALUES, "--imagegen-expected=expected.json", "--junitxml=report.xml", workers)
    result.assert_outcomes(failed=3, skipped=4, xfailed=1)
    suite = ET.parse(pytester.path / "report.xml").getroot().find("testsuite")  # noqa: S314 - we made it
    assert suite is not None
    counts = {name: suite.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "8", "failures": "3", "skipped": "5", "errors": "0"}
    names = sorted((case.get("classname"), case.get("name")) for case in suite.iter("testcase"))
    assert names == sorted(
        ("imagegen-conformance", f"quality/values/{value}{derived}")
        for value in ("low", "medium", "high", "auto")
        for derived in ("", ":wire")
    )
    said = {case.get("name"): child for case in suite.iter("testcase") for child in case}
    failure = said["quality/values/low:wire"]
    assert failure.tag == "failure"
    assert str(failure.get("message")).startswith("FAIL quality/values/low:wire [wire, must]: changed at /quality")
    known = said["quality/values/high:wire"]
    assert (known.tag, known.get("type"), known.get("message")) == ("skipped", "pytest.xfail", "quality is lost")
    skipped = said["quality/values/low"]
    assert (skipped.tag, skipped.get("type")) == ("skipped", "pytest.skip")
    assert skipped.get("message") == "level schema is not claimed"
