"""The hooks of a run: collect the cases as items, run them, and record their results."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from imagegen_conformance.connections.factory import open_connection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.pytest_plugin.items import CaseItem, Cases
from imagegen_conformance.pytest_plugin.node_ids import ROOT_NODE_ID, case_id_of
from imagegen_conformance.pytest_plugin.options import PytestOptions
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import CONFORMS
from imagegen_conformance.runner.options import PYTEST_PREFIX, attempt_arguments, rerun_arguments
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["PytestRun"]


class PytestRun:
    """The hooks of a run. Under xdist, the workers run the items, and the controller records the results.

    Attributes:
        is_controller: Whether this process records the results.
        only_conformance_items: Whether no test of the user has run in this process.
        collect_only: Whether pytest collects the items without running them.
        captures_output: Whether pytest captures the output of tests.
        target_option: The option that names the implementation, as a part of a shell command.
        connection: The connection to the implementation.
        conformance_run: The run.
        cases: The cases that become items.
        planned: The number of items that will be run, or None before it is known.
        recorded: The number of results so far.
    """

    def __init__(self, config: pytest.Config, options: PytestOptions) -> None:
        self.is_controller = not hasattr(config, "workerinput")
        self.only_conformance_items = True
        self.collect_only = bool(config.getoption("collectonly") or config.getoption("setuponly", False))
        self.captures_output = config.getoption("capture", "no") != "no"
        self.target_option = options.target_option
        corpus = Corpus.load()
        self.connection = open_connection(
            options.path,
            options.command,
            corpus.revision,
            requested_levels=options.run.levels,
            with_version=options.run.evidence is not None,
        )
        self.conformance_run = ConformanceRun(corpus, self.connection.identity, options.run)
        self.cases = _take_named_cases(config, self.conformance_run) or self.conformance_run.cases
        self.planned: int | None = None
        self.recorded = 0

    def rerun_command(self, case: Case) -> str:
        """Return the command that runs one case only."""
        options = self.conformance_run.options
        arguments = [
            *rerun_arguments(options, [case.level] if options.levels else [], PYTEST_PREFIX),
            *attempt_arguments(options, PYTEST_PREFIX),
        ]
        return " ".join(["pytest", self.target_option, *arguments, f"{ROOT_NODE_ID}::{case.id}"])

    @pytest.hookimpl(tryfirst=True)  # before -k, -m and --lf filter the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add an item for each case, and report the items as collected."""
        node = Cases.from_parent(session, name=ROOT_NODE_ID, nodeid=ROOT_NODE_ID, run=self)
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
        count = sum(case_id_of(node_id) is not None for node_id in node_ids)
        if not self.is_controller or self.collect_only or not count or self.planned is not None:
            return
        self.planned = count
        try:
            self.conformance_run.start(count)
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
        """Record the result in a report from a worker."""
        case_and_observation = getattr(report, "imagegen", None)
        if case_and_observation is not None and self.is_controller:
            case_id, observation = json.loads(case_and_observation)
            self.record(Result.judge(self.conformance_run.corpus.by_id[case_id], observation))

    def record(self, result: Result) -> None:
        """Count a result, and write it to the evidence."""
        self.conformance_run.record(result)
        self.recorded += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Complete the evidence of a complete run. The evidence of an incomplete run has no footer."""
        faults = self.connection.close()
        if self.planned is None:
            return
        if self.recorded != self.planned:
            self.conformance_run.abort()
            return
        exit_code = self.conformance_run.finish(faults)
        # pytest itself succeeds if every item was skipped.
        if session.exitstatus == pytest.ExitCode.OK and exit_code != CONFORMS:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table and the conclusion of the run; pytest prints the failures."""
        if self.planned is None:
            return
        terminalreporter.section("image generation tool conformance")
        if self.recorded != self.planned:
            terminalreporter.write_line(f"incomplete run: stopped after {self.recorded} of {self.planned} cases")
        if self.recorded:
            for line in describe_run(self.conformance_run, None):
                terminalreporter.write_line(line)


def _take_named_cases(config: pytest.Config, run: ConformanceRun) -> tuple[Case, ...]:
    """Return the cases that arguments name, and remove these arguments: pytest would look for files of their names.

    Raises:
        UsageError: A case is unknown, or the options do not select it.
    """
    ids = [case_id_of(argument) for argument in config.args]
    config.args[:] = [argument for argument in config.args if case_id_of(argument) is None]
    selected = {case.id for case in run.cases}
    cases = tuple(run.corpus.case(id_) for id_ in dict.fromkeys(ids) if id_ is not None)
    for case in cases:
        if case.id not in selected:
            hint = "Remove it, or change the options that select cases."
            raise UsageError(f"{case.id} is not among the selected cases", hint=hint)
    return cases
