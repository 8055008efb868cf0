"""A run as its evidence records it: everything that reports about the run are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.conclusion import Conclusion, conclusion
from imagegen_conformance.results.evidence import RunSettings
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures, undetectable_failures
from imagegen_conformance.results.rerun import rerun_command
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Disposition, Tally

__all__ = ["Interruption", "RecordedCase", "RecordedRun", "dispositions"]


class RecordedCase(NamedTuple):
    """A case of a recorded run.

    Attributes:
        result: The result. The judge has returned its verdict again.
        disposition: What the result means for the run.
        blocked_by: The failed prerequisite that blocks the case, or None.
        expected: The expected failure that is listed for the case, whether or not it occurred, or None.
    """

    result: Result
    disposition: Disposition
    blocked_by: str | None = None
    expected: ExpectedFailure | None = None


class Interruption(NamedTuple):
    """The end of a run before its last case.

    Attributes:
        reason: Why the run ended.
        case_id: The case in progress, or None.
        announced: The number of cases that the run should have had.
    """

    reason: str
    case_id: str | None
    announced: int


class RecordedRun(NamedTuple):
    """A run that was read from evidence.

    Attributes:
        header: The record of the header.
        corpus: The corpus in the revision by which the cases were judged.
        identity: The implementation under test.
        selection: The selection of the cases.
        settings: The settings of the run.
        cases: The cases in the order of judging.
        selected: The number of cases that the selection selects, and of their prerequisites. Options of pytest may
            leave fewer.
        tally: The counts of the run.
        footer: The record of the footer.
        interruption: The early end of the run, or None if it is complete.
    """

    header: dict[str, Json]
    corpus: Corpus
    identity: Identity
    selection: Selection
    settings: RunSettings
    cases: tuple[RecordedCase, ...]
    selected: int
    tally: Tally
    footer: dict[str, Json]
    interruption: Interruption | None = None

    @property
    def verdicts(self) -> dict[str, int]:
        """The number of cases by verdict."""
        return dict(self.footer["verdicts"])

    @property
    def undetectable(self) -> frozenset[Failure]:
        """The kinds of failure that the settings of the run cannot show."""
        return undetectable_failures(variants=self.settings.variants, repeat=self.settings.repeat)

    @property
    def exit_code(self) -> int:
        """The exit code of the run; that of an interrupted run depends on what has ended it."""
        return int(self.footer.get("exit_code", self.tally.exit_code))

    @property
    def conclusion(self) -> Conclusion:
        """The conclusion of the run, from the results that it has."""
        return conclusion(self.tally, self.selection, self.identity, self.selected)

    def rerun_command(self, case_id: str) -> str | None:
        """Return the command that runs one case only, or None if the evidence does not have it."""
        template = self.header.get("rerun")
        return rerun_command(template, self.corpus.by_id[case_id]) if isinstance(template, str) else None


def dispositions(run: RecordedRun, listed: Mapping[str, ExpectedFailure]) -> Iterator[tuple[Result, Disposition]]:
    """Yield the results of a run that are not blocked, with what they mean for a run with these expected failures."""
    expected_failures = ExpectedFailures(None, listed, run.undetectable)
    tally = Tally(expected_failures, run.settings.fail_on, run.tally.required_levels)
    for case in run.cases:
        if case.blocked_by is None:
            yield case.result, tally.disposition(case.result)
