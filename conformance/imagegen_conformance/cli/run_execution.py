"""The execution of a run by the command line: its cases, generated cases, and the report, also if it ends early."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from imagegen_conformance.cli.interruptible_connection import InterruptibleConnection
from imagegen_conformance.cli.interruption import LAST_CASE, FailFastStop, Interruption
from imagegen_conformance.cli.options import report_settings
from imagegen_conformance.cli.output import PROGRAM, print_lines, write_text
from imagegen_conformance.cli.rerun import base_command, rerun_template
from imagegen_conformance.cli.run_comparison import RunComparison
from imagegen_conformance.cli.run_reports import write_reports
from imagegen_conformance.cli.runner_log import without_runner_commands
from imagegen_conformance.cli.signals import SignalHandler, SignalInterrupt
from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.connections.in_process.exit_guard import ExitGuard
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.reports.terminal import describe_run
from imagegen_conformance.results.recorded_run import RecordedRun
from imagegen_conformance.results.rerun import rerun_command
from imagegen_conformance.runner.execution import request_count
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["RunExecution"]
T = TypeVar("T")


class _SearchReport(NamedTuple):
    """The result of a search for failing generated cases.

    Attributes:
        lines: The lines of the report.
        exit_code: 1 if a case failed, and 0 if none did.
    """

    lines: list[str]
    exit_code: int


class RunExecution:
    """One execution of the command `run`."""

    def __init__(  # noqa: PLR0913 - the parts of a run that exist before it
        self,
        parsed: argparse.Namespace,
        options: RunOptions,
        corpus: Corpus,
        connection: Connection,
        signals: SignalHandler,
        *,
        comparison: RunComparison | None = None,
    ) -> None:
        """Prepare the run.

        Args:
            parsed: The arguments of the command line.
            options: The options of the run.
            corpus: The corpus.
            connection: The connection to the implementation. The caller ends it.
            signals: The handler of signals.
            comparison: The comparison with an earlier run, if there is one.

        Raises:
            ConformanceError: The implementation cannot be started, or the options contradict each other.
        """
        self._parsed = parsed
        self._settings = report_settings(parsed)._replace(
            contained=not parsed.in_process, can_validate=connection.can_validate
        )
        self._signals = signals
        self._connection = connection
        self._stdout = sys.stdout  # during the run, prints of the implementation go to standard error
        self._count = 0
        self._is_reported = False
        self._guard = ExitGuard() if parsed.in_process else None
        with contextlib.redirect_stdout(sys.stderr):
            self._run = ConformanceRun(corpus, connection.identity, options)
        self._comparison = comparison
        if comparison is not None:
            comparison.check(self._run)
        self._rerun = rerun_template(parsed, options)
        self._requests = InterruptibleConnection(connection, signals, self._run.cases, self._guard)

    def run(self) -> int:
        """Judge the cases, print the report, and return the exit code."""
        run, search, faults = self._run, None, list[str]()
        self._prepare()
        run.start(len(run.cases), self._rerun)
        self._signals.report = self._report_for_thread
        try:
            with contextlib.redirect_stdout(sys.stderr), self._guard or contextlib.nullcontext():
                self._judge_cases()
                search = self._search()
                faults = self._connection.close()
        except (KeyboardInterrupt, ConformanceError, FailFastStop) as cause:
            return self._end_early(Interruption.of(cause))
        except BaseException:
            run.abort()
            raise
        exit_code = self._finish(faults)
        self._print_report()
        print_lines(search.lines)
        self._print_notes()
        return exit_code or search.exit_code

    def _prepare(self) -> None:
        """Let the connection check before the first case whether the implementation can be tested.

        Raises:
            ConformanceError: It cannot be tested.
        """
        count = 0
        if self._parsed.url is not None:  # the variants take long to count
            options = self._run.options
            cases = (case for case in self._run.cases if self._connection.supports(case.level))
            count = request_count(cases, repeat=options.repeat, vary=options.variants)
        self._connection.prepare(count)

    def _finish(self, run_errors: Sequence[str]) -> int:
        """Close the evidence, compare it if there is an earlier run, and return the exit code."""
        self._run.finish(run_errors, self._notes)
        if self._comparison is not None:
            self._comparison.finish(self._recorded_run, self._evidence)
        return self._exit_code

    @property
    def _exit_code(self) -> int:
        """The exit code that follows from the results so far."""
        tally, report = self._run.tally, None if self._comparison is None else self._comparison.report
        return tally.exit_code if report is None else tally.exit_code_if(fails=report.comparison.is_worse)

    @property
    def _evidence(self) -> Path:
        """The evidence file. Reports and comparisons have a temporary one if the user names none."""
        if self._run.options.evidence is None:
            raise ValueError("the run has no evidence")
        return self._run.options.evidence

    @cached_property
    def _recorded_run(self) -> RecordedRun:
        """The run as its closed evidence records it. It is verified once, for the comparison and for all reports."""
        from imagegen_conformance.results.verification import verify

        return verify(self._evidence, self._run.corpus, allow_interrupted=True)

    def _judge_cases(self) -> None:
        run, requests = self._run, self._requests
        self._signals.deferred = True
        try:
            for result in _with_progress(run.results(requests), len(run.cases)):
                disposition = run.record(result)
                self._count += 1
                if disposition == "fail" and self._parsed.fail_fast and self._count < len(run.cases):
                    raise FailFastStop(result.case)
        finally:
            self._signals.deferred = False
        self._signals.check()

    def _search(self) -> _SearchReport:
        """Generate cases, and return the failures whose causes the run has not shown."""
        parsed, run = self._parsed, self._run
        if not parsed.generate:
            return _SearchReport([], 0)
        from imagegen_conformance.generation.report import describe_generated_failure, describe_search
        from imagegen_conformance.generation.search import Search, case_file
        from imagegen_conformance.reports.sources import ReportedSources

        options, identity, seed = run.options, run.identity, parsed.seed or 0
        levels = options.levels or identity.levels
        search = Search(run.corpus, self._connection, levels, options.fail_on, identity.name)
        search.tally = run.tally
        failures = list(search.failures(parsed.generate, seed))
        if parsed.save_failures is not None and failures:
            write_text(parsed.save_failures, case_file(failures))
        rerun = f"{base_command(parsed, options, options.levels)} --generate {parsed.generate} --seed {seed}"
        sources = ReportedSources(run.corpus.profiles, run.corpus.revision)
        lines = [describe_generated_failure(failure, rerun, sources) + "\n" for failure in failures]
        lines.append(describe_search(search, parsed.generate, seed, failures))
        return _SearchReport(lines, int(bool(failures)))

    def _end_early(self, interruption: Interruption) -> int:
        """Print the report of the results so far, and return the exit code."""
        run, case = self._run, interruption.case or self._case_in_progress()
        progress = LAST_CASE if case is None else f"at {case.id}, after {self._count} of {len(run.cases)} cases"
        run_errors = [f"{interruption.message} {progress}"] * interruption.is_run_error
        if case is None:
            exit_code = self._finish(run_errors) or interruption.late_exit_code
        else:
            exit_code = run.interrupt(interruption.reason, case.id, run_errors, self._notes, fails=bool(run_errors))
        self._print_report(f"{interruption.summary} at {case.id}" if case is not None else "")
        if interruption.message:
            lines = [f"{PROGRAM}: {interruption.describe(progress)}", *interruption.details]
            with without_runner_commands(sys.stderr) if interruption.details else contextlib.nullcontext():
                print_lines(lines, sys.stderr)
        self._print_notes()
        return exit_code if interruption.exit_code is None else interruption.exit_code

    def _case_in_progress(self) -> Case | None:
        if self._count >= len(self._run.cases):
            return None
        return self._requests.case_in_progress or self._run.cases[self._count]

    def _print_report(self, interruption: str = "") -> None:
        self._is_reported = True
        try:
            self._print_terminal_report(interruption)
            if self._parsed.report:
                write_reports(self._parsed.report, self._recorded_run)
        except ConformanceError as error:
            error.exit_code = self._exit_code or error.exit_code  # a lost report does not hide a failure
            raise

    @property
    def _notes(self) -> list[str]:
        """What a gateway or a client does beside the payloads."""
        notes = self._connection.notes
        return [] if notes is None else notes.lines()

    def _print_notes(self) -> None:
        print_lines((f"note: {line}" for line in self._notes), sys.stderr)

    def _print_terminal_report(self, interruption: str) -> None:
        comparison = None if self._comparison is None else self._comparison.report
        settings = self._settings._replace(interruption=interruption, comparison=comparison)
        lines = describe_run(self._run, lambda case: rerun_command(self._rerun, case), settings)
        print_lines(lines, self._stdout)

    def _report_for_thread(self, number: int) -> None:
        """Print the report if the main thread, which does not react to the signal, does not print it."""
        if not self._is_reported:
            self._end_early(Interruption.of(SignalInterrupt(number)))


def _with_progress(items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, and show the progress if standard error is a terminal."""
    if sys.stderr is None or not sys.stderr.isatty():  # None if the file descriptor is closed
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description="judging", total=total, console=Console(stderr=True), transient=True)
