"""The pruning of expected failures: which listed failures a recorded run no longer has."""

from __future__ import annotations

from collections.abc import Mapping

from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.recorded_run import RecordedRun, dispositions
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
        undetected: Other results of cases whose listed failure the settings of the run cannot show. They stay, too.
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
        self.undetected: list[Result] = []
        self._undetectable = run.undetectable
        self.expired: list[Result] = []
        for result, disposition in dispositions(run, listed):
            if disposition == "stale" or (disposition == "pass" and result.case.id in listed):
                self._classify(result, listed[result.case.id])

    @property
    def removed(self) -> list[Result]:
        """The results of the cases whose ids are removed."""
        return [*self.passing, *self.changed]

    def _classify(self, result: Result, expected: ExpectedFailure) -> None:
        if expected.occurred(result):
            self.expired.append(result)
        elif self._is_undetectable(result, expected):
            self.undetected.append(result)
        elif result.verdict.result == "pass":
            self.passing.append(result)
        elif result.verdict.result == "fail":
            self.changed.append(result)
        else:
            self.undecided.append(result)

    def _is_undetectable(self, result: Result, expected: ExpectedFailure) -> bool:
        """Return whether the case may fail as listed with other settings.

        A case that fails with its payload as it is does not fail with `variant-mismatch`, but it may be flaky.
        """
        if expected.failure not in self._undetectable or result.verdict.result not in {"pass", "fail"}:
            return False
        return result.verdict.result == "pass" or expected.failure == "flaky"
