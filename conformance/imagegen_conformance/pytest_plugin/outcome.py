"""The outcome that pytest reports for the result of a case.

| disposition | outcome | text |
|---|---|---|
| pass | passed | none |
| fail | failed | the description of the failure |
| advisory | xfailed | the description of the failure |
| xfail | xfailed | the reason in the list of expected failures |
| stale | failed | the entry that did not occur as listed |
| unsupported | skipped | the message of the implementation |
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_conformance.text import escape_control_characters

__all__ = ["PytestOutcome", "pytest_outcome"]

PytestOutcome: TypeAlias = Literal["passed", "failed", "xfailed", "skipped"]


def pytest_outcome(run: ConformanceRun, result: Result, rerun_command: str) -> tuple[PytestOutcome, str]:
    """Return the outcome of a result, and a text that explains it.

    Args:
        run: The run that the result belongs to.
        result: The result of a case.
        rerun_command: The command that runs the case only.
    """
    outcome, text = _outcome(run, result, rerun_command)
    # A message may quote a lone surrogate of a payload, which neither terminals nor xdist can encode.
    return outcome, text.encode("utf-8", "backslashreplace").decode("utf-8")


def _outcome(run: ConformanceRun, result: Result, rerun_command: str) -> tuple[PytestOutcome, str]:
    disposition = run.tally.disposition(result)
    if disposition == "pass":
        return "passed", ""
    if disposition == "xfail":
        return "xfailed", run.tally.expected_failures.entries[result.case.id].reason
    if disposition == "stale":
        return "failed", f"stale expectation: {run.tally.stale_expectation(result)}"
    if disposition == "unsupported":
        message = result.baseline.get("message", "the implementation reports no warnings")
        return "skipped", escape_control_characters(message)
    # The short summary of pytest has the first line only, after the id of the item.
    text = f"{result.cause}\n{describe_failure(result, rerun_command)}"
    return ("xfailed", f"advisory failure: {text}") if disposition == "advisory" else ("failed", text)
