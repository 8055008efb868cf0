"""The tools that a gateway or a client sends beside the payload."""

from __future__ import annotations

from collections.abc import Sequence

from imagegen_conformance.connections.relay.arrival import Arrival
from imagegen_conformance.connections.relay.arrived_tool import value_at
from imagegen_conformance.connections.relay.observation import RelayObservation
from imagegen_conformance.jsonlib.values import Json, canonical, loads
from imagegen_conformance.judging.observation import error

__all__ = ["OtherTools"]
OTHER_TOOLS = "beside the payload, it sent other tools than with the first request"


class OtherTools:
    """The tools beside the payload of the first request, which is a control.

    A gateway may add a tool to each request. If the tools of later requests are others, they can be the payloads of
    other requests, and a wrong gateway would pass: the payload itself arrives unchanged.
    """

    def __init__(self, place: Sequence[str]) -> None:
        """Know no tools yet.

        Args:
            place: The reference tokens of the payload in the body.
        """
        self._place = place
        self._known: list[Json] | None = None

    def check(self, relayed: RelayObservation, arrivals: Sequence[Arrival]) -> RelayObservation:
        """Return an observation, or an error in place of an acceptance if other tools than before have arrived.

        Args:
            relayed: The observation.
            arrivals: The arrivals of the request.
        """
        if relayed.observation["outcome"] != "accepted":
            return relayed
        for arrival in arrivals:
            others = self._others(arrival)
            if others is None:
                continue
            if self._known is None:
                self._known = others
            # If there are fewer tools, the payload itself may be the one that is lost: the judge reports that.
            elif len(others) >= len(self._known) and canonical(others) != canonical(self._known):
                return relayed._replace(observation=error(OTHER_TOOLS))
        return relayed

    def _others(self, arrival: Arrival) -> list[Json] | None:
        """Return the items beside the payload in its array; None if there is no such array, or no JSON."""
        try:
            parent = value_at(loads(arrival.body.decode()), self._place[:-1])
        except ValueError:  # also UnicodeDecodeError
            return None
        if not isinstance(parent, list) or not self._place or not self._place[-1].isdecimal():
            return None
        index = int(self._place[-1])
        return [*parent[:index], *parent[index + 1 :]]
