"""The outcome that pytest reports for the result of a case.

It is that of `reports.case_outcome`, apart from a blocked case if no item of the session reports the failure of its
prerequisite: this case fails, with the description of that failure. Otherwise the session would pass although a case
has failed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.reports.case_outcome import CaseOutcome, case_outcome
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result

__all__ = ["RerunCommand", "pytest_outcome"]

RerunCommand: TypeAlias = Callable[[Case], str]


def pytest_outcome(run: SessionRun, result: Result, rerun_command: RerunCommand) -> CaseOutcome:
    """Return the outcome of a result that is recorded.

    Args:
        run: The run that the result belongs to.
        result: The result of a case.
        rerun_command: Returns the command that runs one case only.
    """
    tally = run.conformance_run.tally

    def describe(failure: Result) -> str:
        corpus = run.conformance_run.corpus
        return describe_failure(failure, rerun_command(failure.case), ReportedSources(corpus.profiles, corpus.revision))

    blocker = run.unreported_blocker(result.case) if tally.disposition(result) == "blocked" else None
    if blocker is None:
        return case_outcome(tally, result, describe)
    summary = f"its prerequisite {blocker.case.id} failed: {blocker.cause}"
    return CaseOutcome("failed", summary, describe(blocker)).encodable()
