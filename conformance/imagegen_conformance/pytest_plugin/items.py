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
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.jsonlib.values import dumps
from imagegen_conformance.judging.observation import error
from imagegen_conformance.pytest_plugin.node_ids import ROOT_NODE_ID
from imagegen_conformance.pytest_plugin.outcome import pytest_outcome
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["CaseItem", "CaseRun", "Cases"]


class CaseRun(Protocol):
    """The run that an item belongs to.

    Attributes:
        cases: The cases that become items.
        captures_output: Whether pytest captures the output of tests.
        is_controller: Whether this process records the results.
        conformance_run: The run.
        connection: The connection to the implementation.
    """

    cases: Sequence[Case]
    captures_output: bool
    is_controller: bool
    conformance_run: ConformanceRun
    connection: Connection

    def rerun_command(self, case: Case) -> str:
        """Return the command that runs one case only."""
        ...

    def record(self, result: Result) -> None:
        """Count a result, and write it to the evidence."""
        ...


class Cases(pytest.Collector):
    """The parent node of the items of a run."""

    def __init__(self, *, run: CaseRun, **node: Any) -> None:
        super().__init__(**node)
        self.run = run

    def collect(self) -> Iterator[CaseItem]:
        """Yield an item for each case, in the order of the corpus."""
        for case in self.run.cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, run=self.run)


class CaseItem(pytest.Item):
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
                result = self._execute()
        else:
            result = self._execute()
        report = self._make_report(result, start, time.perf_counter() - clock_start)
        for stream, text in (("stdout", stdout.getvalue()), ("stderr", stderr.getvalue())):
            if text:
                report.sections.append((f"Captured {stream} call", text))
        return report

    def _make_report(self, result: Result, start: float, duration: float) -> pytest.TestReport:
        outcome, text = pytest_outcome(self.run.conformance_run, result, self.run.rerun_command(self.case))
        report = pytest.TestReport(
            self.nodeid,
            self.location,
            {self.name: 1, ROOT_NODE_ID: 1},
            "skipped" if outcome == "xfailed" else outcome,
            (ROOT_NODE_ID, 0, text) if outcome == "skipped" else text or None,
            "call",
            duration=duration,
            start=start,
            stop=start + duration,
        )
        if outcome == "xfailed":
            report.wasxfail = text.partition("\n")[0]
        if self.run.is_controller:
            self.run.record(result)
        else:
            # JSON text, because xdist can transfer neither integers beyond 64 bits nor lone surrogates.
            report.imagegen = dumps([self.case.id, result.observation])  # type: ignore[attr-defined]
        return report

    def _execute(self) -> Result:
        try:
            return next(self.run.conformance_run.execute([self.case], self.run.connection))
        except ConformanceError as problem:
            # The adapter program has failed too often: no further case can be run.
            self.session.shouldstop = str(problem)
            return Result.judge(self.case, error(str(problem)))
