"""The pytest items: one for each case."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any, Protocol

import pytest

from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.case_execution import CaseExecution, execute_case
from imagegen_conformance.pytest_plugin.failure_causes import failure_repr, set_cause
from imagegen_conformance.pytest_plugin.node_ids import ROOT_NODE_ID
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.pytest_plugin.transferred_results import OPTIONS_RUN, attach_results
from imagegen_conformance.reports.case_outcome import CaseOutcome

__all__ = ["CaseItem", "CaseRun", "Cases", "ConformanceItem"]


class CaseRun(Protocol):
    """The run that an item belongs to.

    Attributes:
        cases: The cases that become items.
        captures_output: Whether pytest captures the output of tests.
        is_controller: Whether this process records the results of all processes.
        session_run: The run.
        connection: The connection to the implementation.
    """

    cases: Sequence[Case]
    captures_output: bool
    is_controller: bool
    session_run: SessionRun
    connection: Connection

    def rerun_command(self, case: Case) -> str:
        """Return the command that runs one case only."""
        ...


class Cases(pytest.File):
    """The parent node of the items of a run. It is a file, because editors look for the file of an item."""

    def __init__(self, *, run: CaseRun, **node: Any) -> None:
        super().__init__(**node)
        self.run = run

    def collect(self) -> Iterator[CaseItem]:
        """Yield an item for each case, in the order of the corpus."""
        for case in self.run.cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, run=self.run)


class ConformanceItem(pytest.Item):
    """An item that does not come from a file."""

    @property
    def ihook(self) -> Any:
        """The hooks of the root directory, because the path of the item need not be a file."""
        return self.session.ihook


class CaseItem(ConformanceItem):
    """The item of a case, with the case's id as its name.

    Attributes:
        case: The case.
        run: The run that the item belongs to.
        test_report: The report, after pytest's own protocol has run the item.
    """

    def __init__(self, *, case: Case, run: CaseRun, **node: Any) -> None:
        super().__init__(**node)
        self.case = case
        self.run = run
        self.test_report: pytest.TestReport | None = None
        self.location = self.reportinfo()  # otherwise pytest looks for a file with the name of the node

    def reportinfo(self) -> tuple[str, None, str]:
        """Return the location for reports. A case has no line of code."""
        return ROOT_NODE_ID, None, self.case.id

    def runtest(self) -> None:
        """Run the case in pytest's own protocol."""
        self.test_report = self.report()

    def report(self) -> pytest.TestReport:
        """Run the case, and return its report."""
        stdout, stderr = StringIO(), StringIO()
        start = time.time()
        clock_start = time.perf_counter()  # `start` is the time of day, which may be changed during the run
        if self.run.captures_output:
            # pytest itself captures only in the phases of its own protocol.
            with redirect_stdout(stdout), redirect_stderr(stderr):
                new_results, outcome = self._execute()
        else:
            new_results, outcome = self._execute()
        report = self._make_report(outcome, start, time.perf_counter() - clock_start)
        for stream, text in (("stdout", stdout.getvalue()), ("stderr", stderr.getvalue())):
            if text:
                report.sections.append((f"Captured {stream} call", text))
        if not self.run.is_controller:
            attach_results(report, OPTIONS_RUN, new_results)
        return report

    def _make_report(self, outcome: CaseOutcome, start: float, duration: float) -> pytest.TestReport:
        report = pytest.TestReport(
            self.nodeid,
            self.location,
            {self.name: 1, ROOT_NODE_ID: 1},
            "skipped" if outcome.outcome == "xfailed" else outcome.outcome,
            self._longrepr(outcome),
            "call",
            duration=duration,
            start=start,
            stop=start + duration,
        )
        if outcome.outcome == "xfailed":
            report.wasxfail = outcome.summary
        if outcome.outcome == "failed":
            set_cause(report, outcome.summary)
        return report

    def _longrepr(self, outcome: CaseOutcome) -> Any:
        if outcome.outcome == "failed":
            return failure_repr(self, outcome.text)
        return (ROOT_NODE_ID, 0, outcome.text) if outcome.outcome == "skipped" else outcome.text or None

    def _execute(self) -> CaseExecution:
        run = self.run
        return execute_case(self.session, run.session_run, run.connection, self.case, run.rerun_command)
