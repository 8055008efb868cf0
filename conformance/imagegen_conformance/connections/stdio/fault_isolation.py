"""Fault isolation: find the request that caused a failure, among those that were unconfirmed when it happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imagegen_conformance.connections.stdio.pipeline import PendingRequest
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import REPEATED, Observation, error, inconsistent

__all__ = ["FaultIsolation"]


class FaultIsolation:
    """The repetition of unconfirmed requests, one by one with a barrier after each, after a process failed.

    A request with which the process fails again is the culprit: its observation is an error, and the isolation ends.
    If every request gets a response, the failure does not depend on one request alone, and the observation of the
    suspect is inconsistent.

    Attributes:
        unconfirmed: The requests to repeat, the oldest first.
        suspect: The number of the request that the process most likely worked on, or None.
        failure: What happened, as a clause.
        results: The numbers and observations of the requests that were repeated so far.
    """

    def __init__(self, unconfirmed: Sequence[PendingRequest], suspect: int | None, failure: str) -> None:
        self.unconfirmed = tuple(unconfirmed)
        self.suspect = suspect
        self.failure = failure
        self.results: list[tuple[int, Observation]] = []

    def add(self, observations: Iterable[tuple[int, Observation]]) -> None:
        """Record observations of repeated requests, which the process has confirmed."""
        self.results.extend(observations)

    @property
    def suspect_request(self) -> Request | None:
        """The request of the suspect, or None if there is no suspect."""
        return next((pending.request for pending in self.unconfirmed if pending.number == self.suspect), None)

    @property
    def is_complete(self) -> bool:
        """Whether every request was repeated without a further failure."""
        return len(self.results) == len(self.unconfirmed)

    def finish(self, culprit: tuple[int, str] | None = None) -> list[tuple[int, Observation]]:
        """Return the final observations of the requests that were repeated.

        Args:
            culprit: The number of the request with which the process failed again and what happened, or None if it
                did not fail again.
        """
        if culprit is not None:
            number, failure = culprit
            return [*self.results, (number, error(failure))]
        return [(number, self._conclude(number, observation)) for number, observation in self.results]

    def _conclude(self, number: int, observation: Observation) -> Observation:
        if number != self.suspect:
            return observation
        return inconsistent(REPEATED, error(self.failure), observation)
