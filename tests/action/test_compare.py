"""The input `compare` of the action: the summary and the annotations say what the exit code says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from action_project import CONFORMING, FAILING, KNOWN, Run
from composite_action import ActionRun

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner of these steps is that of POSIX systems")

UNSUPPORTED = """\
from imagegen_conformance import UnsupportedError

def tool(payload):
    if payload.get("quality") != "low":
        raise UnsupportedError("not yet")
    return payload
"""


@pytest.fixture
def run_before(run: Run, folder: Path) -> Run:
    """Run the action for an implementation, by default a failing one, and then with the input `compare`."""

    def call(source: str = FAILING, *, before: str = FAILING, **inputs: str) -> ActionRun:
        (folder / "mine.py").write_text(before, encoding="utf-8")
        assert run(evidence="before.ndjson").outputs["evidence"]
        (folder / "mine.py").write_text(source, encoding="utf-8")
        return run(compare="before.ndjson", **inputs)

    return call


@pytest.mark.slow
def test_failures_as_before_are_no_errors(run_before: Run) -> None:
    done = run_before()
    assert done.exit_code == 0, done.log
    (command,) = done.commands
    assert command.startswith("::notice title=imagegen-conformance::no new failures compared with before.ndjson; ")
    assert command.endswith(" failures as before")
    assert 0 < done.summary.find("no new failures compared with") < done.summary.find("does not conform")


def test_failures_as_before_are_no_errors_if_the_configuration_compares(run: Run, folder: Path) -> None:
    (folder / "mine.py").write_text(FAILING, encoding="utf-8")
    run(evidence="before.ndjson")
    text = '[tool.imagegen-conformance]\ncompare = "before.ndjson"\n'
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    done = run()
    assert done.exit_code == 0, done.log
    assert done.commands == [
        "::notice title=imagegen-conformance::The failures are as in the earlier run: see the summary of the job."
    ]


@pytest.mark.slow
def test_what_is_worse_is_annotated(run_before: Run) -> None:
    lines = ["def tool(payload):", "    return payload if 'quality' in payload else {**payload, 'l%:o\\x1b': 1}"]
    done = run_before("\n".join(lines))
    assert done.exit_code == 1, done.log
    conclusion, *errors = done.commands
    assert conclusion.startswith("::error title=imagegen-conformance::")
    assert "new failure" in conclusion
    assert errors
    assert all(re.match(r"::error title=[\w.-]+%3A new failure::\S+: ", error) for error in errors), errors
    assert any("l%25:o\\u001b" in error for error in errors), errors
    assert len(done.commands) <= 10
    assert done.summary.index("new failure") < done.summary.index("does not conform")


def test_cases_that_are_not_judged_any_more_are_annotated(run_before: Run) -> None:
    done = run_before(UNSUPPORTED, before=CONFORMING)
    assert done.exit_code == 1, done.log
    conclusion, *errors, further = done.commands
    assert "cases not judged any more compared with before.ndjson" in conclusion
    assert len(errors) == 8
    assert all("%3A not judged any more::" in error and error.endswith(": unsupported") for error in errors), errors
    assert re.fullmatch(r"::error title=further problems::\d+ more problems: see the summary of the job", further)


@pytest.mark.slow
def test_stale_expectation_is_not_called_a_new_failure(run_before: Run, folder: Path) -> None:
    (folder / "known.json").write_text(json.dumps({"expected_failures": [KNOWN]}), encoding="utf-8")
    done = run_before(CONFORMING, expected_failures="known.json")
    assert done.exit_code == 2, done.log
    (command,) = done.commands
    assert command.startswith("::error title=imagegen-conformance::no new failures compared with before.ndjson; ")
    assert command.endswith(": the run ended with exit code 2, and the log of the step has the reason")


def test_earlier_evidence_that_is_missing_is_reported(run: Run) -> None:
    done = run(compare="missing.ndjson")
    assert done.exit_code == 2
    (command,) = done.commands
    assert "ended with exit code 2 before it wrote evidence" in command
