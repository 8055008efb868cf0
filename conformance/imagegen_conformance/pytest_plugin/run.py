"""The hooks of a run: collect the cases as items, run them, and record their results."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.pytest_plugin.failure_causes import show_causes
from imagegen_conformance.pytest_plugin.item_arguments import ItemArguments
from imagegen_conformance.pytest_plugin.items import CaseItem, Cases
from imagegen_conformance.pytest_plugin.node_ids import ROOT_NODE_ID, case_id_of, items_path
from imagegen_conformance.pytest_plugin.options import PytestOptions
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.pytest_plugin.totals import print_totals
from imagegen_conformance.pytest_plugin.transferred_results import OPTIONS_RUN, transferred_results
from imagegen_conformance.results.rerun import CASE_PLACEHOLDER, LEVEL_PLACEHOLDER, rerun_command
from imagegen_conformance.runner.options import PYTEST_PREFIX, attempt_arguments, rerun_arguments
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["PytestRun"]


class PytestRun:
    """The hooks of a run. Under xdist, the workers run the items, and the controller records the results.

    Attributes:
        is_controller: Whether this process records the results of all processes.
        only_conformance_items: Whether no test of the user has run in this process.
        collect_only: Whether pytest collects the items without running them.
        captures_output: Whether pytest captures the output of tests.
        target_arguments: The options that name the implementation, as a part of a shell command.
        connection: The connection to the implementation.
        conformance_run: The run.
        session_run: The run, as this session executes it.
        cases: The cases that become items.
    """

    def __init__(self, config: pytest.Config, options: PytestOptions) -> None:
        show_causes(config)
        self.is_controller = not hasattr(config, "workerinput")
        self.only_conformance_items = True
        self.collect_only = bool(config.getoption("collectonly") or config.getoption("setuponly", False))
        self.captures_output = config.getoption("capture", "no") != "no"
        self.target_arguments = options.target.arguments
        corpus = Corpus.load(profile=options.run.profile, revision=options.run.revision)
        self.connection = options.target.connect(corpus.revision, options.run.levels)
        self.conformance_run = ConformanceRun(corpus, self.connection.identity, options.run)
        self.session_run = SessionRun(self.conformance_run)
        self.cases = _cases_to_collect(self.conformance_run, options.arguments)
        self._started = False

    @property
    def rerun_template(self) -> str:
        """The command that runs one case only, with placeholders."""
        options = self.conformance_run.options
        arguments = [
            *rerun_arguments(options, [LEVEL_PLACEHOLDER] if options.levels else [], PYTEST_PREFIX),
            *attempt_arguments(options, PYTEST_PREFIX),
        ]
        return " ".join(["pytest", self.target_arguments, *arguments, f"{ROOT_NODE_ID}::{CASE_PLACEHOLDER}"])

    def rerun_command(self, case: Case) -> str:
        """Return the command that runs one case only."""
        return rerun_command(self.rerun_template, case)

    def pytest_report_header(self) -> str:
        """Return the profile and the revision by which the implementation is judged."""
        revision = self.conformance_run.corpus.revision
        return f"{ROOT_NODE_ID}: profile {revision.profile}, revision {revision.name}"

    @pytest.hookimpl(tryfirst=True)  # before -k, -m and --lf filter the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add an item for each case, and report the items as collected."""
        path = items_path(session.config)
        node = Cases.from_parent(session, path=path, name=ROOT_NODE_ID, nodeid=ROOT_NODE_ID, run=self)
        report = pytest.CollectReport(ROOT_NODE_ID, "passed", None, list(node.collect()))
        session.ihook.pytest_collectreport(report=report)
        items.extend(item for item in report.result if isinstance(item, pytest.Item))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the run when the filters have been applied."""
        self._start(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        """Start the run when the first worker has collected its items; all workers collect the same items."""
        self._start(ids)

    def _start(self, node_ids: Iterable[str]) -> None:
        if self.collect_only or self._started:
            return
        self.session_run.plan(filter(None, map(case_id_of, node_ids)))
        if not self.is_controller or not self.session_run.planned:
            return
        self._started = True
        try:
            self.conformance_run.start(self.session_run.planned, self.rerun_template)
        except ConformanceError as error:
            raise pytest.UsageError(str(error)) from None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run the item of a case without setup and teardown, which it does not have."""
        self.only_conformance_items = self.only_conformance_items and isinstance(item, CaseItem)
        # pytest's own protocol for the last item tears down the session fixtures of the user's tests.
        if not isinstance(item, CaseItem) or (nextitem is None and not self.only_conformance_items):
            return None
        if not self.collect_only:
            hook = item.ihook
            hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            hook.pytest_runtest_logreport(report=item.report())
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
        """Return the report of an item that pytest's own protocol ran."""
        return item.test_report if isinstance(item, CaseItem) and call.when == "call" else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record the results in a report from a worker."""
        transferred = transferred_results(report)
        if transferred is not None and transferred.run == OPTIONS_RUN and self.is_controller:
            self.session_run.record(transferred.judge(self.conformance_run.corpus))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember why the session ends early."""
        self.session_run.interruption = str(excinfo.value) or excinfo.typename

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Complete the evidence, or mark it as incomplete."""
        run_errors = self.connection.close()
        if self._started:
            self.session_run.finish(session, run_errors)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and the conclusion of the run; pytest prints the failures."""
        if self._started:
            print_totals(terminalreporter, self.session_run, self.rerun_command)


def _cases_to_collect(run: ConformanceRun, arguments: ItemArguments) -> tuple[Case, ...]:
    """Return the selected cases, or those that the arguments name.

    Raises:
        UsageError: A case is unknown, or the options do not select it.
    """
    if not arguments.choose_items:
        return run.cases
    selected = {case.id for case in run.cases}
    cases = tuple(run.corpus.case(case_id) for case_id in arguments.case_ids)
    for case in cases:
        if case.id not in selected:
            hint = "Remove it, or change the options that select cases."
            raise UsageError(f"{case.id} is not among the selected cases", hint=hint)
    return cases
