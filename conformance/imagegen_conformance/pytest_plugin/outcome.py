"""The outcome that pytest reports for the result of a case.

| disposition | outcome | text |
|---|---|---|
| pass | passed | none |
| fail | failed | the description of the failure |
| advisory | xfailed | the description of the failure |
| xfail | xfailed | the reason in the list of expected failures |
| stale | failed | the entry that did not occur as listed |
| unsupported | skipped | the message of the implementation |
| not-applicable | skipped | the message of the implementation |
| blocked | skipped | the failed prerequisite |
| blocked, and no item of the session reports the failure of the prerequisite | failed | its description |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result
from imagegen_conformance.text import escape_control_characters

__all__ = ["CaseOutcome", "RerunCommand", "pytest_outcome"]

PytestOutcome: TypeAlias = Literal["passed", "failed", "xfailed", "skipped"]
RerunCommand: TypeAlias = Callable[[Case], str]


class CaseOutcome(NamedTuple):
    """The outcome of a case in pytest.

    Attributes:
        outcome: The outcome.
        summary: The cause in one line, for the short summary of pytest.
        details: The text below the summary.
    """

    outcome: PytestOutcome
    summary: str = ""
    details: str = ""

    @property
    def text(self) -> str:
        """The summary and the details."""
        return f"{self.summary}\n{self.details}" if self.details else self.summary


def pytest_outcome(run: SessionRun, result: Result, rerun_command: RerunCommand) -> CaseOutcome:
    """Return the outcome of a result that is recorded.

    Args:
        run: The run that the result belongs to.
        result: The result of a case.
        rerun_command: Returns the command that runs one case only.
    """
    outcome, *texts = _outcome(run, result, rerun_command)
    # A message may quote a lone surrogate of a payload, which neither terminals nor xdist can encode.
    return CaseOutcome(outcome, *(text.encode("utf-8", "backslashreplace").decode("utf-8") for text in texts))


def _outcome(run: SessionRun, result: Result, rerun_command: RerunCommand) -> CaseOutcome:
    tally = run.conformance_run.tally
    disposition = tally.disposition(result)
    if disposition == "blocked":
        return _blocked(run, result.case, rerun_command)
    if disposition in {"fail", "advisory"}:
        details = _description(run, result, rerun_command)
        if disposition == "fail":
            return CaseOutcome("failed", result.cause, details)
        return CaseOutcome("xfailed", f"advisory failure: {result.cause}", details)
    if disposition == "xfail":
        return CaseOutcome("xfailed", tally.expected_failures.entries[result.case.id].reason)
    if disposition == "stale":
        return CaseOutcome("failed", f"stale expectation: {tally.stale_expectation(result)}")
    return CaseOutcome("passed") if disposition == "pass" else CaseOutcome("skipped", _skip_reason(result))


def _blocked(run: SessionRun, case: Case, rerun_command: RerunCommand) -> CaseOutcome:
    blocker = run.unreported_blocker(case)
    if blocker is None:
        return CaseOutcome("skipped", f"blocked by {run.conformance_run.tally.blocking_case(case)}")
    # Otherwise the session would pass although a case has failed.
    summary = f"its prerequisite {blocker.case.id} failed: {blocker.cause}"
    return CaseOutcome("failed", summary, _description(run, blocker, rerun_command))


def _description(run: SessionRun, result: Result, rerun_command: RerunCommand) -> str:
    corpus = run.conformance_run.corpus
    return describe_failure(result, rerun_command(result.case), ReportedSources(corpus.profiles, corpus.revision))


def _skip_reason(result: Result) -> str:
    message = escape_control_characters(result.baseline.get("message", ""))
    if result.verdict.result == "not-applicable":
        return f"not applicable: {message}" if message else "not applicable"
    return message or "the implementation reports no warnings"
