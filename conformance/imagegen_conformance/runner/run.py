"""A run from start to finish: the selected cases, their results, the tally and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING

from imagegen_conformance.connections.connection import Connection, Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import UsageError
from imagegen_conformance.results.conclusion import Conclusion, conclusion
from imagegen_conformance.results.expected_failures import ExpectedFailures, undetectable_failures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import FAILS, NOTHING_JUDGED, Disposition, Tally
from imagegen_conformance.runner.execution import execute, request_variations, restore_order
from imagegen_conformance.runner.options import RunOptions

if TYPE_CHECKING:
    from imagegen_conformance.results.evidence import EvidenceWriter

__all__ = ["ConformanceRun"]


class ConformanceRun:
    """A run of one implementation. The command line and the pytest plugin call it in the same way.

    `start` begins the evidence, `results` or `execute` yields results, `record` counts each of them and writes it to
    the evidence, `finish`, `interrupt` or `abort` ends the run.

    Attributes:
        corpus: The corpus.
        identity: The identity of the implementation.
        stated_revision: The revision that its adapter states to implement, or None if it states none.
        options: The options of the user.
        selection: The selection that the options describe.
        selected: The selected cases, in the order of the corpus.
        cases: The cases of the run: the selected cases and their prerequisites, with the plain cases first.
        tally: The counts of the results so far.

    Raises:
        UsageError: The options select no case, or name the same file twice.
        CorpusError: The smoke list cannot be loaded.
        ExpectedFailuresError: The file of expected failures is invalid.
        ImplementationError: The adapter states an unknown profile or revision.
    """

    def __init__(self, corpus: Corpus, identity: Identity, options: RunOptions) -> None:
        self.corpus = corpus
        self.identity = identity
        self.stated_revision = identity.stated_revision(corpus.profiles)
        self.options = options
        self.selection = Selection(
            options.levels,
            options.patterns,
            options.areas,
            options.requirements,
            smoke=options.smoke,
            corpus_since=options.corpus_since,
        )
        self.selected: tuple[Case, ...] = corpus.select(self.selection)
        self.cases = corpus.in_run_order(self.selected)
        # An unsupported case of a claimed level fails, whether or not the level was requested.
        required_levels = options.levels or identity.levels
        undetectable = undetectable_failures(variants=options.variants, repeat=options.repeat)
        expected_failures = _expected_failures(corpus, options)._replace(undetectable=undetectable)
        added = frozenset(case.id for case in self.cases) - {case.id for case in self.selected}
        self.tally = Tally(expected_failures, options.fail_on, required_levels, corpus.prerequisites, added)
        self._recorded: set[str] = set()
        self._writer: EvidenceWriter | None = None

    def start(self, case_count: int, rerun: str | None = None) -> None:
        """Start the evidence, if the options name a file for it.

        Args:
            case_count: The number of cases that will be judged.
            rerun: The command that runs one case only, with placeholders, as evidence has it.
        """
        if self.options.evidence is not None:
            from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record

            options = self.options
            settings = RunSettings(options.fail_on, options.variants, options.repeat, options.seed)
            header = header_record(self.corpus, self.identity, self.selection, settings, case_count)
            if rerun is not None:
                header["rerun"] = rerun
            self._writer = EvidenceWriter(self.options.evidence, header)

    def results(self, connection: Connection) -> Iterator[Result]:
        """Execute the cases, and yield the results in their order, whatever the order of the requests and responses."""
        requests = list(self.cases)
        if self.options.seed is not None:
            Random(self.options.seed).shuffle(requests)  # noqa: S311 - nothing is secret here
        return restore_order(self.execute(requests, connection), self.cases)

    def execute(self, cases: Iterable[Case], connection: Connection) -> Iterator[Result]:
        """Execute these cases, with the repetitions and variants that the options request."""
        return execute(cases, connection, request_variations(repeat=self.options.repeat, vary=self.options.variants))

    def with_prerequisites(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """Return some of the selected cases, and their prerequisites, in the order of a run."""
        return self.corpus.in_run_order(cases)

    def missing_prerequisites(self, case: Case) -> tuple[Case, ...]:
        """Return the prerequisites of a case that are not recorded yet. They must be recorded before the case."""
        by_id = self.corpus.by_id
        return tuple(by_id[id_] for id_ in self.corpus.prerequisites.of(case) if id_ not in self._recorded)

    def is_recorded(self, case: Case) -> bool:
        """Return whether the result of a case is recorded."""
        return case.id in self._recorded

    def record(self, result: Result) -> Disposition:
        """Count a result and write it to the evidence. Return its disposition.

        A result of a case that is recorded already is ignored.
        """
        case_id = result.case.id
        if case_id in self._recorded:
            return self.tally.disposition(result)
        disposition = self.tally.add(result)
        self._recorded.add(case_id)
        if self._writer is not None:
            expected = self.tally.expected_failures.entries.get(case_id)
            self._writer.add(result, expected, self.tally.blocked.get(case_id))
        return disposition

    def finish(self, run_errors: Sequence[str] = (), notes: Sequence[str] = ()) -> int:
        """Close the evidence. Return the exit code.

        Args:
            run_errors: Errors that are not the outcome of a case, one line each.
            notes: What the implementation did beside the payloads, without an effect on a verdict, one line each.
        """
        self.tally.run_errors += run_errors
        exit_code = self.tally.exit_code
        if self._writer is not None:
            self._writer.close(exit_code, self.tally.run_errors, notes)
        return exit_code

    def interrupt(
        self,
        reason: str,
        case_id: str | None = None,
        run_errors: Sequence[str] = (),
        notes: Sequence[str] = (),
        *,
        fails: bool = False,
    ) -> int:
        """Mark the evidence as incomplete, and close it. Return the exit code, unless a signal determines it.

        Args:
            reason: Why the run ended before its last case.
            case_id: The case in progress, if there was one.
            run_errors: Errors that are not the outcome of a case, one line each.
            notes: What the implementation did beside the payloads, as for `finish`.
            fails: Whether they make the run fail, also if no case was judged before.
        """
        self.tally.run_errors += run_errors
        self.tally.fails_in_progress = fails
        if self._writer is not None:
            self._writer.interrupt(reason, case_id, self.tally.run_errors, notes)
        return FAILS if fails or (self.tally.judged and self.tally.failures) else NOTHING_JUDGED

    def abort(self) -> None:
        """Leave the evidence without a footer: it is incomplete."""
        if self._writer is not None:
            self._writer.abort()

    def conclusion(self) -> Conclusion:
        """Return the conclusion from the results so far."""
        return conclusion(self.tally, self.selection, self.identity, len(self.cases))


def _expected_failures(corpus: Corpus, options: RunOptions) -> ExpectedFailures:
    file = options.expected_failures
    if file is None:
        return ExpectedFailures()
    if options.evidence is not None and options.evidence.resolve() == file.resolve():
        problem = "the evidence would overwrite the expected failures"
        raise UsageError(problem, file=file, hint="Name another file for the evidence.")
    return ExpectedFailures.load(file, corpus)
