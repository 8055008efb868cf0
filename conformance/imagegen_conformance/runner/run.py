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
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Disposition, Tally
from imagegen_conformance.runner.execution import execute, request_variations, restore_order
from imagegen_conformance.runner.options import RunOptions

if TYPE_CHECKING:
    from imagegen_conformance.results.evidence import EvidenceWriter

__all__ = ["ConformanceRun"]


class ConformanceRun:
    """A run of one implementation. The command line and the pytest plugin call it in the same way.

    `start` begins the evidence, `results` or `execute` yields results, `record` counts each of them and writes it to
    the evidence, `finish` or `abort` ends the run.

    Attributes:
        corpus: The corpus.
        identity: The identity of the implementation.
        options: The options of the user.
        selection: The selection that the options describe.
        cases: The selected cases, in the order of the corpus.
        tally: The counts of the results so far.

    Raises:
        UsageError: The options select no case, or name the same file twice.
        CorpusError: The smoke list cannot be loaded.
        ExpectedFailuresError: The file of expected failures is invalid.
    """

    def __init__(self, corpus: Corpus, identity: Identity, options: RunOptions) -> None:
        self.corpus = corpus
        self.identity = identity
        self.options = options
        self.selection = Selection(
            options.levels, options.patterns, options.areas, options.requirements, smoke=options.smoke
        )
        self.cases: tuple[Case, ...] = corpus.select(self.selection)
        # An unsupported case of a claimed level fails, whether or not the level was requested.
        self.tally = Tally(_expected_failures(corpus, options), options.fail_on, options.levels or identity.levels)
        self._writer: EvidenceWriter | None = None

    def start(self, case_count: int) -> None:
        """Start the evidence, if the options name a file for it.

        Args:
            case_count: The number of cases that will be judged.
        """
        if self.options.evidence is not None:
            from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record

            options = self.options
            settings = RunSettings(options.fail_on, options.variants, options.repeat, options.seed)
            header = header_record(self.corpus, self.identity, self.selection, settings, case_count)
            self._writer = EvidenceWriter(self.options.evidence, header)

    def results(self, connection: Connection) -> Iterator[Result]:
        """Execute the selected cases. A seed shuffles the requests only: the results keep the order of the corpus."""
        if self.options.seed is None:
            return self.execute(self.cases, connection)
        shuffled = list(self.cases)
        Random(self.options.seed).shuffle(shuffled)  # noqa: S311 - nothing is secret here
        return restore_order(self.execute(shuffled, connection), self.cases)

    def execute(self, cases: Iterable[Case], connection: Connection) -> Iterator[Result]:
        """Execute these cases, with the repetitions and variants that the options request."""
        return execute(cases, connection, request_variations(repeat=self.options.repeat, vary=self.options.variants))

    def record(self, result: Result) -> Disposition:
        """Count a result and write it to the evidence. Return its disposition."""
        if self._writer is not None:
            self._writer.add(result, self.tally.expected_failures.entries.get(result.case.id))
        return self.tally.add(result)

    def finish(self, run_errors: Sequence[str] = ()) -> int:
        """Close the evidence. Return the exit code.

        Args:
            run_errors: Errors that are not the outcome of a case, one line each.
        """
        self.tally.run_errors += run_errors
        exit_code = self.tally.exit_code
        if self._writer is not None:
            self._writer.close(exit_code, self.tally.run_errors)
        return exit_code

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
