"""The observer of a relay: it turns a response and the arrivals at the recorder into an observation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagegen_conformance.connections.relay.arrival_timeout import ArrivalTimeout
from imagegen_conformance.connections.relay.late_arrivals import LateArrivals
from imagegen_conformance.connections.relay.notes import RelayNotes
from imagegen_conformance.connections.relay.observation import REJECTED_AFTERWARDS, observe
from imagegen_conformance.connections.relay.other_tools import OtherTools

if TYPE_CHECKING:
    from imagegen_conformance.connections.relay.arrival import Arrival
    from imagegen_conformance.connections.relay.recorder import Recorder
    from imagegen_conformance.corpus.cases import Request
    from imagegen_conformance.judging.observation import Observation

__all__ = ["RelayObserver"]


class RelayObserver:
    """The observer of a gateway or a client. Threads share it.

    Attributes:
        notes: What the gateway or the client does beside the payloads.
    """

    def __init__(
        self, subject: str, recorder: Recorder, place: Sequence[str], redact: Callable[[str], str] = str
    ) -> None:
        """Begin without observations.

        Args:
            subject: The gateway or the client, as messages name it.
            recorder: The recorder.
            place: The reference tokens of the payload in the body of a request.
            redact: The function that replaces secrets in a text.
        """
        self.notes = RelayNotes(subject, recorder, redact)
        self._subject = subject
        self._recorder = recorder
        self._place = place
        self._timeout = ArrivalTimeout()
        self._other_tools = OtherTools()
        self._late_arrivals = LateArrivals(recorder, place, self._other_tools, redact)

    def observe(
        self, number: int, response: Observation, request: Request, sent_body: bytes | None = None
    ) -> tuple[Observation, list[Arrival]]:
        """Return the observation of a request that has its response, and what has arrived. Wait for it if necessary.

        Args:
            number: The number in the marker of the request, which the recorder expects.
            response: The observation of the response alone.
            request: The request of the case.
            sent_body: The body that was sent to a gateway; None for a client.
        """
        if response["outcome"] == "accepted":
            self._timeout.wait(self._recorder, number)
        arrivals = self._recorder.take(number)
        relayed = self._other_tools.check(observe(response, arrivals, self._place, request, sent_body))
        endpoint = next((arrival.endpoint for arrival in arrivals if arrival.endpoint is not None), None)
        self._late_arrivals.add_observation(number, relayed, endpoint)
        if relayed.notes:
            self.notes.add(relayed.notes)
        return relayed.observation, arrivals

    def revised(self, number: int, observation: Observation) -> Observation:
        """Return the observation of a request, with what has arrived since."""
        revised = self._late_arrivals.revised(number, observation)
        if observation["outcome"] == "rejected" != revised["outcome"]:
            self.notes.add([REJECTED_AFTERWARDS])
        return revised

    def faults(self) -> list[str]:
        """Return the faults of the recorder, and what has arrived too late for an observation."""
        late = [f"{self._subject} {clause}" for clause in self._late_arrivals.clauses()]
        return [*late, *self._recorder.faults.entries]
