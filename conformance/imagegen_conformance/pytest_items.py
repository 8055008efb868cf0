"""Cases as pytest items: collected, run, reported, and written down as evidence."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

import pytest

from imagegen_conformance.adapters import InProcess, resolve
from imagegen_conformance.cases import Case
from imagegen_conformance.commands.arguments import in_ci
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.json_value import dumps
from imagegen_conformance.judge import judge
from imagegen_conformance.observation import error
from imagegen_conformance.plugin import NODE
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.runner import Connection, Identity, Result
from imagegen_conformance.session import Options, Session, identify
from imagegen_conformance.tally import CONFORMS

__all__ = ["CaseItem", "Cases", "PytestRun", "explain"]


def explain(session: Session, result: Result, alone: str) -> tuple[str, str]:
    """What pytest is told of a result: passed, failed, xfailed or skipped, and why."""
    outcome, why = _explain(session, result, alone)
    # Half a surrogate pair, from a payload by way of a message: neither terminals nor xdist take it.
    return outcome, why.encode("utf-8", "backslashreplace").decode("utf-8")


def _explain(session: Session, result: Result, alone: str) -> tuple[str, str]:
    standing = session.tally.standing(result)
    if standing == "pass":
        return "passed", ""
    if standing == "expected":
        return "xfailed", session.tally.expected.entries[result.case.id].reason
    if standing == "stale":
        return "failed", session.tally.complaint(result)
    if standing == "unsupported":
        return "skipped", result.observation.get("message", "it tells no warnings")
    if standing == "tolerated":
        return "xfailed", f"weaker than what gates: {describe_failure(result, alone)}"
    return "failed", describe_failure(result, alone)


class PytestRun:
    """The hooks of a run. Under xdist, workers run the items, and the reporting process takes the results."""

    def __init__(self, config: pytest.Config) -> None:
        # Workers run a part of the cases each: evidence is the reporting process' business.
        self.reports = not hasattr(config, "workerinput")
        self.alone_here = True  # in this process no test of the user's has run
        self.idle = bool(config.getoption("collectonly") or config.getoption("setuponly", False))
        self.captures = config.getoption("capture", "no") != "no"
        options = _options(config, evidence=self.reports)
        corpus = Corpus.load()
        self.asked, self.connection, identity = _connect(config, corpus, options)
        self.session = Session(corpus, identity, options)
        self.cases = _named(config, self.session) or self.session.cases
        self.planned: int | None = None
        self.taken = 0

    def alone(self, case: Case) -> str:
        """The command that runs one case and no other."""
        options = self.session.options
        level = f" --imagegen-level {case.level}" if options.levels else ""
        strength = f" --imagegen-strength {options.strength}" if options.strength != "must" else ""
        ways = " --imagegen-variants" * options.variants
        ways += f" --imagegen-repeat {options.repeat}" * (options.repeat > 1)
        return f"pytest {self.asked}{level}{strength}{ways} {NODE}::{case.id}"

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
        if not self.reports or self.idle or not count or self.planned is not None:
            return
        self.planned = count
        try:
            self.session.begin(count)
        except ConformanceError as problem:
            raise pytest.UsageError(str(problem)) from None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run an item of ours without the set-up and tear-down that it does not have."""
        self.alone_here = self.alone_here and isinstance(item, CaseItem)
        # The last item tears down what tests of the user's set up for the session: pytest's own protocol does that.
        if not isinstance(item, CaseItem) or (nextitem is None and not self.alone_here):
            return None
        if not self.idle:
            hook = item.ihook
            hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            hook.pytest_runtest_logreport(report=item.report())
            hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
        """The report of an item that pytest's own protocol ran."""
        return item.told if isinstance(item, CaseItem) and call.when == "call" else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the result that the report of an item carries when it comes from a worker."""
        carried = getattr(report, "imagegen", None)
        if carried is not None and self.reports:
            case_id, observation = json.loads(carried)
            case = self.session.corpus.by_id[case_id]
            self.take(Result(case, observation, judge(case, observation)))

    def take(self, result: Result) -> None:
        """Count a result and write it down."""
        self.session.take(result)
        self.taken += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Close the evidence of a whole run; one that was broken off stays without a footer."""
        faults = self.connection.close()
        if self.planned is None:
            return
        if self.taken != self.planned:
            self.session.abandon()
            return
        code = self.session.finish(faults)
        # pytest by itself is content when everything was skipped.
        if session.exitstatus == pytest.ExitCode.OK and code != CONFORMS:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The table of the command's report; the failures stand above it already."""
        if self.planned is None:
            return
        terminalreporter.section("image generation tool conformance")
        if self.taken != self.planned:
            terminalreporter.write_line(f"broken off after {self.taken} of {self.planned} cases")
        if self.taken:
            for line in describe_run(self.session, None):
                terminalreporter.write_line(line)


def _connect(config: pytest.Config, corpus: Corpus, options: Options) -> tuple[str, Connection, Identity]:
    """How the implementation is named on the command line, the connection to it, and what it says of itself."""
    command, path = config.getoption("--imagegen-command"), str(config.getoption("--imagegen-impl"))
    if command is not None:
        from imagegen_conformance.program import Program

        program = Program(command, corpus.revision)
        return f"--imagegen-command {shlex.quote(command)}", program, program.identity
    adapter = resolve(path)
    identity = identify(adapter, with_version=options.evidence is not None)
    return f"--imagegen-impl {path}", InProcess(adapter, options.levels), identity


def _options(config: pytest.Config, *, evidence: bool) -> Options:
    def given(name: str) -> Any:
        return config.getoption(f"--imagegen-{name}")

    return Options(
        levels=tuple(dict.fromkeys(given("level"))),
        strength=given("strength") or "must",
        patterns=tuple(given("select")),
        areas=tuple(given("area")),
        requirements=tuple(given("requirement")),
        evidence=given("evidence") if evidence else None,
        expected=given("expected"),
        smoke=given("smoke"),
        variants=in_ci() if given("variants") is None else given("variants"),
        repeat=_repeat(given("repeat")),
    )


def _repeat(given: str | None) -> int:
    if given is None:
        return 1
    if not (given.isdecimal() and int(given)):
        raise UsageError(f"--imagegen-repeat is {given!r}", mend="it is a number of at least 1")
    return int(given)


def _named(config: pytest.Config, session: Session) -> tuple[Case, ...]:
    """Take the cases out of the arguments that name one: pytest would look for files of that name."""
    ids = [argument.removeprefix(f"{NODE}::") for argument in config.args if argument.startswith(f"{NODE}::")]
    config.args[:] = [argument for argument in config.args if not argument.startswith(f"{NODE}::")]
    selected = {case.id for case in session.cases}
    cases = tuple(session.corpus.case(id_) for id_ in dict.fromkeys(ids))
    for case in cases:
        if case.id not in selected:
            raise UsageError(f"{case.id} is not among the cases that the options select", mend="drop one of them")
    return cases


class Cases(pytest.Collector):
    """The node that the items of a run hang from."""

    def __init__(self, *, run: PytestRun, **node: Any) -> None:
        super().__init__(**node)
        self.run = run

    def collect(self) -> Iterator[CaseItem]:
        """An item per case, in the order of the corpus."""
        for case in self.run.cases:
            yield CaseItem.from_parent(self, name=case.id, case=case, run=self.run)


class CaseItem(pytest.Item):
    """A case; its name is the case's id."""

    def __init__(self, *, case: Case, run: PytestRun, **node: Any) -> None:
        super().__init__(**node)
        self.case = case
        self.run = run
        self.told: pytest.TestReport | None = None
        self.location = self.reportinfo()  # pytest would look for a file of that name

    def reportinfo(self) -> tuple[str, None, str]:
        """There is no line of code to point to."""
        return NODE, None, self.case.id

    def runtest(self) -> None:
        """Run the case where pytest's own protocol runs the item."""
        self.told = self.report()

    def report(self) -> pytest.TestReport:
        """Run the case, and tell pytest in one report."""
        printed, warned = StringIO(), StringIO()
        start = time.time()
        began = time.perf_counter()
        if self.run.captures:
            # pytest captures in the phases of its own protocol only.
            with redirect_stdout(printed), redirect_stderr(warned):
                result = self._result()
        else:
            result = self._result()
        duration = time.perf_counter() - began
        report = self._report(result, start, duration)
        for stream, text in (("stdout", printed.getvalue()), ("stderr", warned.getvalue())):
            if text:
                report.sections.append((f"Captured {stream} call", text))
        return report

    def _report(self, result: Result, start: float, duration: float) -> pytest.TestReport:
        outcome, why = explain(self.run.session, result, self.run.alone(self.case))
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
            report.wasxfail = why.partition("\n")[0]
        if self.run.reports:
            self.run.take(result)
        else:
            # As text, for xdist takes neither integers beyond 64 bits nor half a surrogate pair.
            report.imagegen = dumps([self.case.id, result.observation])  # type: ignore[attr-defined]
        return report

    def _result(self) -> Result:
        try:
            return next(self.run.session.ask([self.case], self.run.connection))
        except ConformanceError as problem:  # a program that fails too often: no further case can be asked
            self.session.shouldstop = str(problem)
            observation = error(str(problem))
            return Result(self.case, observation, judge(self.case, observation))
