"""A run from beginning to end, whichever front started it: what to run, how it stands, and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.adapters import Adapter, version_of
from imagegen_conformance.cases import Case, Level, Strength
from imagegen_conformance.corpus import Corpus, Selection
from imagegen_conformance.errors import UsageError
from imagegen_conformance.expected import Expected
from imagegen_conformance.runner import Connection, Identity, Result, further, in_order, run
from imagegen_conformance.tally import Standing, Tally

if TYPE_CHECKING:
    from imagegen_conformance.evidence import EvidenceWriter

__all__ = ["Options", "Session", "identify"]


class Options(NamedTuple):
    """What a user asks of a run: the options of the command and of pytest alike."""

    levels: tuple[Level, ...] = ()
    strength: Strength = "must"
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    evidence: Path | None = None
    expected: Path | None = None
    smoke: bool = False
    variants: bool = False
    repeat: int = 1
    seed: int | None = None  # of the order in which cases are asked; None: that of the corpus


def identify(adapter: Adapter, *, with_version: bool) -> Identity:
    """What an adapter says of itself. Its version takes a search through what is installed."""
    version = version_of(adapter) if with_version else None
    return Identity(adapter.name, version, "Python", adapter.kind, tuple(adapter.levels))


class Session:
    """Takes the results of a run as they come, counts them, and writes them down.

    Raises `UsageError`, `CorpusError` or `ExpectedError` where the options do not fit.
    """

    def __init__(self, corpus: Corpus, identity: Identity, options: Options) -> None:
        self.corpus = corpus
        self.identity = identity
        self.options = options
        self.selection = Selection(
            options.levels, options.patterns, options.areas, options.requirements, smoke=options.smoke
        )
        self.cases: tuple[Case, ...] = corpus.select(self.selection)
        if options.evidence and options.expected and options.evidence.resolve() == options.expected.resolve():
            raise UsageError("the evidence would replace it", file=options.expected, mend="name another file")
        expected = Expected.load(options.expected, corpus) if options.expected else Expected()
        # What is claimed and then not done fails, whether or not it was asked for by name.
        self.tally = Tally(expected, options.strength, options.levels or identity.levels)
        self._writer: EvidenceWriter | None = None

    def begin(self, cases: int) -> None:
        """Start the evidence, if there is to be any, with the number of cases that will be judged."""
        if self.options.evidence is not None:
            from imagegen_conformance.evidence import EvidenceWriter, Terms, header

            options = self.options
            terms = Terms(options.strength, options.variants, options.repeat, options.seed)
            first = header(self.corpus, self.identity, self.selection, terms, cases)
            self._writer = EvidenceWriter(self.options.evidence, first)

    def results(self, connection: Connection) -> Iterator[Result]:
        """Ask every case, as the options say; with a seed, the results are in the order of the corpus all the same."""
        if self.options.seed is None:
            return self.ask(self.cases, connection)
        shuffled = list(self.cases)
        Random(self.options.seed).shuffle(shuffled)  # noqa: S311 - nothing is secret here
        return in_order(self.ask(shuffled, connection), self.cases)

    def ask(self, cases: Iterable[Case], connection: Connection) -> Iterator[Result]:
        """Ask these cases, in the ways that the options say."""
        return run(cases, connection, further(repeat=self.options.repeat, vary=self.options.variants))

    def take(self, result: Result) -> Standing:
        """Count a result and write it down."""
        if self._writer is not None:
            self._writer.add(result, self.tally.expected.entries.get(result.case.id))
        return self.tally.add(result)

    def finish(self, faults: Sequence[str] = ()) -> int:
        """Close the evidence, and give the exit code; `faults` is what went wrong that no case caused."""
        self.tally.faults += faults
        code = self.tally.exit_code
        if self._writer is not None:
            self._writer.close(code, self.tally.faults)
        return code

    def abandon(self) -> None:
        """Leave the evidence as it is, without a footer."""
        if self._writer is not None:
            self._writer.abandon()
