"""A run whose cases are executed one by one, in the order of a test session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pytest

from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.pytest_plugin.exit_protection import protected_execution
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import CONFORMS

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Connection
    from imagegen_conformance.corpus.cases import Case
    from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["SessionRun"]


class SessionRun:
    """A run whose cases are executed one by one. Under xdist, each process executes a part of them.

    A test session may select any cases and run them in any order. Therefore, the prerequisites of a case are executed
    when the case needs them. Each process executes and records a case once.

    Attributes:
        conformance_run: The run.
        results: The results of this process, by case id.
        item_ids: The ids of the cases that the session runs as items.
        planned: The number of cases of the run: those of the items, and their prerequisites.
        case_in_progress: The id of the case that is being executed, or that the session did not finish.
        interruption: Why the run ends before its last case, if a hook or an item knows it.
        exit_error: The call of `os._exit` that ended the session and its case, or nothing.
    """

    def __init__(self, conformance_run: ConformanceRun) -> None:
        self.conformance_run = conformance_run
        self.results: dict[str, Result] = {}
        self.item_ids: frozenset[str] = frozenset()
        self.planned = 0
        self.case_in_progress: str | None = None
        self.interruption = ""
        self.exit_error = ""
        self._outstanding_prerequisites: set[str] = set()

    def plan(self, case_ids: Iterable[str]) -> None:
        """Set the cases that the session runs as items."""
        self.item_ids = frozenset(case_ids)
        corpus = self.conformance_run.corpus
        cases = self.conformance_run.with_prerequisites([corpus.by_id[id_] for id_ in sorted(self.item_ids)])
        self.planned = len(cases)
        planned_ids = {case.id for case in cases}
        self._outstanding_prerequisites = planned_ids & corpus.prerequisites.ids - self.results.keys()

    @property
    def recorded(self) -> int:
        """The number of cases that are recorded."""
        return self.conformance_run.tally.counts.total()

    @property
    def is_complete(self) -> bool:
        """Whether every case of the run is recorded."""
        return self.recorded == self.planned

    def execute(self, case: Case, connection: Connection) -> list[Result]:
        """Execute a case after its prerequisites, and record them. Return the results that are new in this process.

        Raises:
            ConformanceError: No further case can be executed, or the evidence cannot be written.
        """
        if case.id in self.results:
            return []
        # In most runs, the prerequisites are the first cases.
        has_outstanding = bool(self._outstanding_prerequisites)
        prerequisites = self.conformance_run.missing_prerequisites(case) if has_outstanding else ()
        new_results = []
        for next_case in (*prerequisites, case):
            self.case_in_progress = next_case.id
            with protected_execution(connection):
                result = next(self.conformance_run.execute([next_case], connection))
            self.results[next_case.id] = result
            self._outstanding_prerequisites.discard(next_case.id)
            new_results.append(result)
            self.conformance_run.record(result)
        self.case_in_progress = None
        return new_results

    def record(self, results: Iterable[Result]) -> None:
        """Record the results of another process. If the evidence cannot be written, end the session."""
        try:
            for result in results:
                self.conformance_run.record(result)
        except ConformanceError as problem:
            self.interruption = str(problem)
            pytest.exit(self.interruption, returncode=pytest.ExitCode.INTERRUPTED)

    def unreported_blocker(self, case: Case) -> Result | None:
        """Return the failure that blocks a case, if no item of the session reports it.

        An expected failure need not be reported.
        """
        blocker = self.conformance_run.tally.blocking_case(case)
        if blocker is None or blocker in self.item_ids:
            return None
        result = self.results[blocker]
        return None if self.conformance_run.tally.disposition(result) == "xfail" else result

    def unreported_failures(self) -> list[Result]:
        """Return the failures of prerequisites that neither their own items nor those of blocked cases report."""
        tally = self.conformance_run.tally
        blockers = set(tally.blocked.values())
        return [result for result in tally.failures if result.case.id not in self.item_ids | blockers]

    def finish(self, session: pytest.Session, run_errors: Sequence[str] = ()) -> None:
        """Complete the evidence, or mark it as incomplete if cases are missing.

        The session fails if the run fails: pytest itself succeeds if every item was skipped.

        Args:
            session: The session.
            run_errors: Errors that are not the outcome of a case, one line each.
        """
        if self.is_complete:
            exit_code = self._finish_complete_run(run_errors)
        else:
            reason = self.interruption or session.shouldstop or session.shouldfail or "the session ended early"
            all_errors = [*run_errors, *[self.exit_error] * bool(self.exit_error)]
            fails = bool(self.exit_error)
            exit_code = self.conformance_run.interrupt(str(reason), self.case_in_progress, all_errors, fails=fails)
        if session.exitstatus == pytest.ExitCode.OK and exit_code != CONFORMS:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _finish_complete_run(self, run_errors: Sequence[str]) -> int:
        try:
            return self.conformance_run.finish(run_errors)
        except ConformanceError as problem:
            return self.conformance_run.interrupt(str(problem), run_errors=[str(problem)])
