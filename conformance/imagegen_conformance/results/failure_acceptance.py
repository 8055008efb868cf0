"""The acceptance of failures: which failures of a recorded run a list of expected failures lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from imagegen_conformance.corpus.selection import matches_pattern
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.recorded_run import RecordedRun, dispositions
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Disposition

__all__ = ["AcceptedEntry", "FailureAcceptance"]

UNSTABLE = frozenset({"flaky", "error"})  # verdicts that can differ the next time, for example because of a timeout


class AcceptedEntry(NamedTuple):
    """A new entry: cases of one requirement that fail in the same way.

    Attributes:
        failure: The kind of the failure.
        pointer: The place of the failure as a JSON Pointer; None if it has no place.
        requirement: The id of the requirement.
        cases: The ids of the cases, in the order of the corpus.
    """

    failure: Failure
    pointer: str | None
    requirement: str
    cases: tuple[str, ...]

    def to_json(self, reason: str, link: str | None, expires: str | None) -> dict[str, Json]:
        """Return the entry as the file has it, with its reason, and with a link and a last day if they are given."""
        optional = {"pointer": self.pointer, "reason": reason, "link": link, "expires": expires}
        present = {key: value for key, value in optional.items() if value is not None}
        return {"cases": list(self.cases), "failure": self.failure, **present}


class FailureAcceptance:
    """The failures of a run that are not listed yet.

    Attributes:
        entries: The entries to add, in the order of the corpus.
        unstable: Flaky results and errors that are not added, because no pattern is their id.
        advisory: Advisory failures that are not added, because there is no pattern.
        unselected: Failures that are not added, because they match no pattern.
        stale: The results of listed cases that did not fail as listed.
        expired: The results of listed cases that failed as listed, but whose entries have expired.
    """

    def __init__(self, run: RecordedRun, listed: Mapping[str, ExpectedFailure], patterns: Sequence[str] = ()) -> None:
        """Find the failures.

        Args:
            run: The run.
            listed: The expected failures of the file, by case id.
            patterns: Patterns of case ids that select the failures. If there are none, those that make the run fail.
        """
        self.unstable: list[Result] = []
        self.advisory: list[Result] = []
        self.unselected: list[Result] = []
        self.stale: list[Result] = []
        self.expired: list[Result] = []
        self._patterns = patterns
        self._listed = listed
        accepted: list[Result] = []
        for result, disposition in dispositions(run, listed):
            self._classify(result, disposition, accepted)
        self.entries = _entries(run, accepted)

    @property
    def count(self) -> int:
        """The number of failures that are added."""
        return sum(len(entry.cases) for entry in self.entries)

    def _classify(self, result: Result, disposition: Disposition, accepted: list[Result]) -> None:
        """Append a failure to `accepted`, or to the list of those that are not added for the same reason."""
        case_id = result.case.id
        if disposition == "stale":
            (self.expired if self._listed[case_id].occurred(result) else self.stale).append(result)
        elif disposition not in {"fail", "advisory"}:
            return
        elif self._patterns and not any(matches_pattern(case_id, pattern) for pattern in self._patterns):
            self.unselected.append(result)
        elif disposition == "advisory" and not self._patterns:
            self.advisory.append(result)
        elif result.verdict.result in UNSTABLE and case_id not in self._patterns:
            self.unstable.append(result)
        else:
            accepted.append(result)


def _entries(run: RecordedRun, results: Sequence[Result]) -> list[AcceptedEntry]:
    position = {case.id: index for index, case in enumerate(run.corpus.cases)}
    cases: dict[tuple[Failure, str | None, str], list[str]] = {}
    for result in sorted(results, key=lambda result: position[result.case.id]):
        verdict, case = result.verdict, result.case
        if verdict.failure is not None:
            cases.setdefault((verdict.failure, verdict.pointer, case.requirement.id), []).append(case.id)
    return [AcceptedEntry(*key, tuple(ids)) for key, ids in cases.items()]
