"""The pruning of expected failures: which listed failures a recorded run no longer has."""

from __future__ import annotations

from collections.abc import Mapping

from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.failure_acceptance import dispositions
from imagegen_conformance.results.recorded_run import RecordedRun
from imagegen_conformance.results.result import Result

__all__ = ["FailurePruning"]


class FailurePruning:
    """The listed failures that a run did not have. A case that the run did not judge stays listed.

    Attributes:
        listed: The expected failures of the file, by case id.
        passing: The results of the listed cases that pass.
        changed: The results of the listed cases that fail in another way.
        undecided: Flaky results, errors and unsupported operations of cases whose listed failure is another one. They
            stay listed, because such a result does not show that the listed failure is gone.
        expired: The results of the listed cases that failed as listed, but whose entries have expired. They stay, too.
    """

    def __init__(self, run: RecordedRun, listed: Mapping[str, ExpectedFailure]) -> None:
        """Find the failures.

        Args:
            run: The run.
            listed: The expected failures of the file, by case id.
        """
        self.listed = listed
        self.passing: list[Result] = []
        self.changed: list[Result] = []
        self.undecided: list[Result] = []
        self.expired: list[Result] = []
        for result, disposition in dispositions(run, listed):
            if disposition == "stale":
                self._classify(result, listed[result.case.id])

    @property
    def removed(self) -> list[Result]:
        """The results of the cases whose ids are removed."""
        return [*self.passing, *self.changed]

    def _classify(self, result: Result, expected: ExpectedFailure) -> None:
        if expected.occurred(result):
            self.expired.append(result)
        elif result.verdict.result == "pass":
            self.passing.append(result)
        elif result.verdict.result == "fail":
            self.changed.append(result)
        else:
            self.undecided.append(result)
