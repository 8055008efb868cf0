"""Cases as pytest items: collected, run, reported, and written down as evidence."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from imagegen_conformance.adapters import InProcess, resolve
from imagegen_conformance.cases import Case
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.judge import judge
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.runner import Result, run
from imagegen_conformance.session import Options, Session, identify
from imagegen_conformance.tally import NOTHING_JUDGED, WRONG_EXPECTATIONS

__all__ = ["CaseItem", "Cases", "PytestRun", "explain"]

NODE = "imagegen-conformance"  # the node that all items hang from, and the beginning of their ids


def explain(session: Session, result: Result, alone: str) -> tuple[str, str]:
    """What pytest is told of a result: passed, failed, xfailed or skipped, and why."""
    standing = session.tally.standing(result)
    if standing == "pass":
        return "passed", ""
    if standing == "expected":
        return "xfailed", session.tally.expected.entries[result.case.id].reason
    if standing == "stale":
        return "failed", session.tally.complaint(result)
    if standing == "unsupported":
        return "skipped", result.observation["message"]
    if standing == "tolerated":
        return "xfailed", f"{result.case.strength}: weaker than what gates\n{describe_failure(result, alone)}"
    return "failed", describe_failure(result, alone)


class PytestRun:
    """The hooks of a run. Under xdist, workers run the items, and the reporting process takes the results."""

    def __init__(self, config: pytest.Config, path: str) -> None:
        self.path = path
        adapter = resolve(path)
        self.connection = InProcess(adapter, tuple(config.getoption("--imagegen-level")))
        # Workers run a part of the cases each: evidence is the reporting process' business.
        self.reports = not hasattr(config, "workerinput")
        evidence = config.getoption("--imagegen-evidence") if self.reports else None
        options = Options(
            levels=tuple(dict.fromkeys(config.getoption("--imagegen-level"))),
            strength=config.getoption("--imagegen-strength"),
            patterns=tuple(config.getoption("--imagegen-select")),
            areas=tuple(config.getoption("--imagegen-area")),
            requirements=tuple(config.getoption("--imagegen-requirement")),
            evidence=evidence,
            expected=config.getoption("--imagegen-expected"),
        )
        self.session = Session(Corpus.load(), identify(adapter, with_version=evidence is not None), options)
        self.planned: int | None = None
        self.taken = 0

    def alone(self, case: Case) -> str:
        """The command that runs one case and no other."""
        level, strength = case.level, self.session.options.strength
        return (
            f"pytest --imagegen-impl {self.path} --imagegen-level {level} --imagegen-strength {strength}"
            f" --imagegen-select {case.id} -k {NODE}"
        )

    @pytest.hookimpl(tryfirst=True)  # before -k, -m and --lf look at the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add an item per case, and report them as collected."""
        node = Cases.from_parent(session, name=NODE, nodeid=NODE, run=self)
        report = pytest.CollectReport(NODE, "passed", None, list(node.collect()))
        session.ihook.pytest_collectreport(report=report)
        items.extend(item for item in report.result if isinstance(item, pytest.Item))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the evidence once it is known what -k and its like have left."""
        self._begin(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Iterable[str]) -> None:
        """The same where workers collect: they all collect alike, so the first is as good as any."""
        self._begin(ids)

    def _begin(self, ids: Iterable[str]) -> None:
        count = sum(id_.startswith(NODE + "::") for id_ in ids)
        if self.planned is None and (count or not self.reports):
            self.planned = count
            try:
                self.session.begin(count)
            except ConformanceError as error:
                raise pytest.UsageError(str(error)) from None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Run an item of ours without the set-up and tear-down that it does not have."""
        if not isinstance(item, CaseItem):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        item.ihook.pytest_runtest_logreport(report=item.report())
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the result that the report of an item carries, from a worker perhaps."""
        carried = getattr(report, "imagegen", None)
        if carried is None or not self.reports:
            return
        case = self.session.corpus.by_id[carried["case"]]
        observation = carried["observation"]
        self.session.take(Result(case, observation, judge(case, observation)))
        self.taken += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Close the evidence of a whole run; one that was broken off stays without a footer."""
        if not self.reports or self.planned is None:
            return
        if self.taken != self.planned:
            self.session.abandon()
            return
        code = self.session.finish()
        # pytest by itself is content when everything was skipped.
        if session.exitstatus == pytest.ExitCode.OK and code in {NOTHING_JUDGED, WRONG_EXPECTATIONS}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The table of the command's report; the failures stand above it already."""
        if self.planned:
            terminalreporter.section("image generation tool conformance")
            tally = self.session.tally
            for line in describe_run(tally, self.session.identity, self.session.corpus.revision, None):
                terminalreporter.write_line(line)


class Cases(pytest.Collector):
    """The node that the items of a run hang from."""

    def __init__(self, *, run: PytestRun, **node: Any) -> None:
        super().__init__(**node)
        self.run = run

    def collect(self) -> Iterator[CaseItem]:
        """An item per case, in the order of the corpus."""
        for case in self.run.session.cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, run=self.run)


class CaseItem(pytest.Item):
    """A case; its name is the case's id."""

    def __init__(self, *, case: Case, run: PytestRun, **node: Any) -> None:
        super().__init__(**node)
        self.case = case
        self.run = run

    def reportinfo(self) -> tuple[str, None, str]:
        """There is no line of code to point to."""
        return NODE, None, self.case.id

    @property
    def location(self) -> tuple[str, None, str]:  # type: ignore[override]
        """The same for every report; computed once by pytest where it stands in a file, which it does not."""
        return NODE, None, self.case.id

    def runtest(self) -> None:
        """For whoever runs items by other means than this plugin's protocol."""
        outcome, why = self._outcome(self._result())
        if outcome == "failed":
            pytest.fail(why, pytrace=False)
        if outcome == "xfailed":
            pytest.xfail(why)
        if outcome == "skipped":
            pytest.skip(why)

    def report(self) -> pytest.TestReport:
        """Run the case, and tell pytest in one report."""
        start = time.time()
        began = time.perf_counter()
        result = self._result()
        outcome, why = self._outcome(result)
        duration = time.perf_counter() - began
        report = pytest.TestReport(
            self.nodeid,
            self.location,
            {self.name: 1, NODE: 1},
            "skipped" if outcome == "xfailed" else outcome,  # type: ignore[arg-type]
            (NODE, 0, why) if outcome == "skipped" else why or None,
            "call",
            duration=duration,
            start=start,
            stop=start + duration,
        )
        if outcome == "xfailed":
            report.wasxfail = why
        report.imagegen = {"case": self.case.id, "observation": result.observation}  # type: ignore[attr-defined]
        return report

    def _result(self) -> Result:
        return next(run([self.case], self.run.connection))

    def _outcome(self, result: Result) -> tuple[str, str]:
        return explain(self.run.session, result, self.run.alone(self.case))
