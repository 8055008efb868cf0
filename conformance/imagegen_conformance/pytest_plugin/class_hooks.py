"""The hooks of the test classes: run their cases, collect the results of all processes, and print the totals."""

from __future__ import annotations

import inspect
import os
import shlex
from collections.abc import Generator, Iterable, Sequence

import pytest

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.pytest_plugin.case_execution import execute_case
from imagegen_conformance.pytest_plugin.class_attributes import ClassAttributes
from imagegen_conformance.pytest_plugin.class_run import ClassRun, load_class_run
from imagegen_conformance.pytest_plugin.failure_causes import CAUSE, show_causes
from imagegen_conformance.pytest_plugin.outcome import RerunCommand
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.pytest_plugin.totals import print_totals
from imagegen_conformance.pytest_plugin.transferred_results import OPTIONS_RUN, attach_results, transferred_results
from imagegen_conformance.reports.case_outcome import CaseOutcome
from imagegen_conformance.results.result import Result

__all__ = ["ClassHooks"]

HOOKS_NAME = "imagegen-conformance-classes"
NEW_RESULTS = pytest.StashKey[Iterable[Result]]()  # the results that were new when an item ran
TEST_NAME = "test_case"


class ClassHooks:
    """The hooks of all test classes of a session.

    Attributes:
        is_controller: Whether this process records the results of all processes.
        runs: The runs of the classes, by the node id of the class.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.is_controller = not hasattr(config, "workerinput")
        self.runs: dict[str, SessionRun] = {}
        self._config = config
        self._node_ids: Sequence[str] = ()

    @classmethod
    def of(cls, config: pytest.Config) -> ClassHooks:
        """Return the hooks of a session. They are registered when the first class needs them."""
        hooks = config.pluginmanager.getplugin(HOOKS_NAME)
        if hooks is None:
            hooks = cls(config)
            config.pluginmanager.register(hooks, HOOKS_NAME)
            show_causes(config)
        return hooks  # type: ignore[no-any-return]

    def open_run(self, test: pytest.Item, attributes: ClassAttributes) -> ClassRun:
        """Return the run of the class that a test belongs to.

        Raises:
            ConformanceError: The attributes of the class are invalid.
        """
        run = self.runs.get(_class_node_id(test))
        if not isinstance(run, ClassRun):
            run = ClassRun(attributes)
            self.runs[_class_node_id(test)] = run
        return run

    def run_case(self, item: pytest.Item, case: Case) -> None:
        """Run a case as a test of a class, and end the test with the outcome of the case."""
        class_node_id = _class_node_id(item)
        run = self.runs[class_node_id]
        assert isinstance(run, ClassRun)  # noqa: S101 - the process that runs a test has collected it
        rerun_command = self._rerun_command(class_node_id)
        item.stash[NEW_RESULTS], outcome = execute_case(item.session, run, run.connection, case, rerun_command)
        _end_test(item, outcome)

    def _rerun_command(self, class_node_id: str) -> RerunCommand:
        """Return the function that returns the command that runs one test of a class only."""
        path, _, class_name = class_node_id.partition("::")
        # A node id is relative to the root directory of the project; the command works in the current directory.
        file = os.path.relpath(self._config.rootpath / path, self._config.invocation_params.dir)
        return lambda case: f"pytest {shlex.quote(f'{file}::{class_name}::{TEST_NAME}[{case.id}]')}"

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Locate the test of a case at its class: its function is in a file of the suite."""
        if isinstance(item, pytest.Function) and isinstance(item.parent, pytest.Class) and self._is_case(item):
            lines = inspect.getsourcelines(item.parent.obj)
            item.location = (item.nodeid.partition("::")[0], lines[1] - 1, item.location[2])

    def _is_case(self, item: pytest.Item) -> bool:
        return _class_node_id(item) in self.runs and item.nodeid.endswith("]")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Plan the runs when the filters have been applied."""
        self._plan([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Plan the runs when the first worker has collected its tests; all workers collect the same tests."""
        self._plan(ids)

    def _plan(self, node_ids: Sequence[str]) -> None:
        self._node_ids = self._node_ids or node_ids
        for class_node_id, run in self.runs.items():
            self._plan_run(class_node_id, run)

    def _plan_run(self, class_node_id: str, run: SessionRun) -> None:
        prefix = f"{class_node_id}::{TEST_NAME}["
        # Under xdist, the name of a group follows the closing bracket.
        tests = (node_id.removeprefix(prefix) for node_id in self._node_ids if node_id.startswith(prefix))
        run.plan(test.rpartition("]")[0] for test in tests)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach new results to the report of a test, if another process records them."""
        report = yield
        if call.when == "call" and NEW_RESULTS in item.stash:
            class_node_id = _class_node_id(item)
            run = self.runs[class_node_id]
            if not self.is_controller and isinstance(run, ClassRun):
                attach_results(report, class_node_id, item.stash[NEW_RESULTS], run.header)
            if isinstance(report.longrepr, tuple):  # a skipped test has the location of the call that skipped it
                report.longrepr = (report.location[0], (report.location[1] or 0) + 1, report.longrepr[2])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record the results in a report from a worker."""
        transferred = transferred_results(report)
        if transferred is None or transferred.run == OPTIONS_RUN or not self.is_controller:
            return
        if transferred.run not in self.runs:
            self.runs[transferred.run] = load_class_run(transferred.header)
            self._plan_run(transferred.run, self.runs[transferred.run])
        run = self.runs[transferred.run]
        run.record(transferred.judge(run.conformance_run.corpus))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember why the session ends early."""
        for run in self.runs.values():
            run.interruption = str(excinfo.value) or excinfo.typename

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Close the connections, and fail the session if a run fails for a reason that is the failure of no test."""
        for run in self.runs.values():
            run_errors = run.connection.close() if isinstance(run, ClassRun) else []
            if self.is_controller and run.recorded:
                run.finish(session, run_errors)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and the conclusion of each class; pytest prints the failures."""
        for class_node_id, run in self.runs.items():
            if run.recorded:
                print_totals(terminalreporter, run, self._rerun_command(class_node_id), class_node_id)


def _class_node_id(test: pytest.Item) -> str:
    return "" if test.parent is None else test.parent.nodeid


def _end_test(item: pytest.Item, outcome: CaseOutcome) -> None:
    if outcome.outcome == "skipped":
        pytest.skip(outcome.text)
    if outcome.outcome == "xfailed":
        pytest.xfail(outcome.text)
    if outcome.outcome == "failed":
        item.stash[CAUSE] = outcome.summary
        pytest.fail(outcome.text, pytrace=False)
