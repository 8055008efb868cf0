"""The execution of a case by an item, with its outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.connections.in_process.exit_guard import ImplementationExit
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.pytest_plugin.outcome import pytest_outcome
from imagegen_conformance.reports.case_outcome import CaseOutcome
from imagegen_conformance.runner.options import PYTEST_PREFIX

if TYPE_CHECKING:
    import pytest

    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.corpus.cases import Case
    from imagegen_conformance.pytest_plugin.outcome import RerunCommand
    from imagegen_conformance.pytest_plugin.session_run import SessionRun
    from imagegen_conformance.results.result import Result

__all__ = ["CaseExecution", "execute_case"]


class CaseExecution(NamedTuple):
    """An executed case.

    Attributes:
        new_results: The results that are new in this process: those of prerequisites, and that of the case.
        outcome: The outcome of the item.
    """

    new_results: list[Result]
    outcome: CaseOutcome


def execute_case(
    session: pytest.Session, run: SessionRun, connection: Connection, case: Case, rerun_command: RerunCommand
) -> CaseExecution:
    """Execute and record a case. If no further case can be executed, end the session after the item.

    Args:
        session: The session.
        run: The run.
        connection: The connection to the implementation.
        case: The case.
        rerun_command: Returns the command that runs one case only.
    """
    try:
        new_results = run.execute(case, connection)
    except ImplementationExit as call:
        run.interruption = str(call)
        run.exit_error = f"{call} at {run.case_in_progress}"
        session.shouldfail = f"{run.case_in_progress}: {call}"
        details = f"The session ends here. To contain the exit, add --{PYTEST_PREFIX}isolate, or set `isolate = True`."
        return CaseExecution([], CaseOutcome("failed", f"error: {call}", details))
    except ConformanceError as problem:
        # The process of the implementation has failed too often, or the evidence cannot be written.
        run.interruption = session.shouldstop = str(problem)
        return CaseExecution([], CaseOutcome("failed", f"error: {problem}"))
    return CaseExecution(new_results, pytest_outcome(run, run.results[case.id], rerun_command))
