"""Arrivals after the observation of their request: a gateway or a client can send it again, with another payload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Literal, NamedTuple

from imagegen_conformance.connections.relay.arrived_tool import arrived_tool
from imagegen_conformance.connections.relay.observation import RelayObservation, observe_output
from imagegen_conformance.jsonlib.values import canonical, dumps
from imagegen_conformance.judging.observation import REPEATED, Observation, inconsistent
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, count_of, preview

if TYPE_CHECKING:
    from imagegen_conformance.connections.relay.arrival import LateArrival
    from imagegen_conformance.connections.relay.other_tools import OtherTools
    from imagegen_conformance.connections.relay.recorder import Recorder

__all__ = ["LateArrivals"]
MAX_KNOWN = 2_000  # the last requests whose observations are known; the arrivals of earlier ones are not compared
MAX_KEPT = 1000  # payloads that are kept
MAX_EARLY = 10  # arrivals that are kept until the observation of their request is known


class _Known(NamedTuple):
    """The observation of a request, as far as later arrivals are compared with it.

    Attributes:
        kind: Whether a payload or nothing has arrived, or the case has an error already.
        digest: The hash of the payload: a run has many requests, whose payloads are not kept.
        endpoint: The endpoint to which it was sent.
    """

    kind: Literal["payload", "nothing", "error"]
    digest: int = 0
    endpoint: str | None = None


class LateArrivals:
    """The late arrivals of a run, compared with the observations of their requests. Threads share them."""

    def __init__(
        self, recorder: Recorder, place: Sequence[str], other_tools: OtherTools, redact: Callable[[str], str] = str
    ) -> None:
        """Begin without arrivals.

        Args:
            recorder: The recorder.
            place: The reference tokens of the payload in the body.
            other_tools: The tools that arrive beside each payload.
            redact: The function that replaces secrets in a text, before a part of it is shown.
        """
        self._recorder = recorder
        self._place = place
        self._other_tools = other_tools
        self._redact = redact
        self._lock = Lock()
        self._known: dict[int, _Known] = {}
        self._early: list[LateArrival] = []  # arrivals whose observations are not known yet
        self._first: dict[int, Observation] = {}  # what arrived first, after the rejection of the request
        self._different: dict[int, Observation] = {}
        self._dropped = 0

    def add_observation(self, number: int, relayed: RelayObservation, endpoint: str | None) -> None:
        """Remember the observation for the number of a request.

        Args:
            number: The number.
            relayed: The observation.
            endpoint: The endpoint of the first arrival, or None if nothing has arrived.
        """
        known = _known(relayed, endpoint)
        with self._lock:
            self._known[number] = known
            self._known.pop(number - MAX_KNOWN, None)
            self._compare()

    def revised(self, number: int, observation: Observation) -> Observation:
        """Return the observation for a number, with what has arrived since.

        If nothing had arrived before a rejection, the first payload is the output, as if it had arrived before. If
        another payload has arrived, the observation is inconsistent.
        """
        with self._lock:
            self._compare()
            baseline = self._first.pop(number, observation)
            other = self._different.pop(number, None)
        return baseline if other is None else inconsistent(REPEATED, baseline, other)

    def clauses(self) -> list[str]:
        """Return a clause about the other payloads that have arrived and are in no revised observation."""
        with self._lock:
            self._compare()
            count = len(self._different) + self._dropped
            first = next(iter(self._different.values()), None)
        if not count:
            return []
        clause = f"sent {count_of('request', count)} again after the response, with another payload"
        if first is None:
            return [clause]
        shown = first.get("message") or preview(self._redact(dumps(first["output"])), MAX_MESSAGE_LENGTH)
        return [f"{clause} (the first: {shown})"]

    def _compare(self) -> None:
        """Compare what has arrived with the observations."""
        arrived = self._recorder.take_late()
        if not arrived and not self._early:
            return
        arrived, self._early = self._early + arrived, []
        newest = max(self._known, default=0)
        for late in arrived:
            known = self._known.get(late.number)
            if known is not None:
                self._compare_with(known, late)
            elif late.number > newest - MAX_KNOWN:
                self._early.append(late)
        del self._early[:-MAX_EARLY]

    def _compare_with(self, known: _Known, late: LateArrival) -> None:
        number, endpoint = late.number, late.arrival.endpoint
        if endpoint is None or known.kind == "error":
            return
        tool = arrived_tool(late.arrival, self._place)
        if tool.is_missing and endpoint != known.endpoint:
            return  # a request of another kind that quotes the input, for example for a title
        arrived = self._other_tools.check(RelayObservation(observe_output(tool), tools=(tool,))).observation
        digest = hash(canonical(arrived))
        if known.kind == "nothing":
            self._known[number] = _Known("payload", digest, endpoint)
            if len(self._first) < MAX_KEPT:
                self._first[number] = arrived
        elif digest != known.digest and number not in self._different:
            if len(self._different) < MAX_KEPT:
                self._different[number] = arrived
            else:
                self._dropped += 1


def _known(relayed: RelayObservation, endpoint: str | None) -> _Known:
    if relayed.observation["outcome"] in {"error", "inconsistent"}:
        return _Known("error")
    if not relayed.tools:
        return _Known("nothing")
    return _Known("payload", hash(canonical(observe_output(relayed.tools[0]))), endpoint)
