"""The tools that a gateway or a client sends beside the payload."""

from __future__ import annotations

from imagegen_conformance.connections.relay.arrived_tool import ArrivedTool
from imagegen_conformance.connections.relay.observation import RelayObservation
from imagegen_conformance.jsonlib.values import Json, canonical
from imagegen_conformance.judging.observation import error

__all__ = ["OtherTools"]
OTHER_TOOLS = "beside the payload, it sent other tools than with the first request"


class OtherTools:
    """The tools beside the payload of the first request, which is a control.

    A gateway may add a tool to each request. If the tools of later requests are others, they can be the payloads of
    other requests, and a wrong gateway would pass: the payload itself arrives unchanged.
    """

    def __init__(self) -> None:
        self._known: list[Json] | None = None

    def check(self, relayed: RelayObservation) -> RelayObservation:
        """Return an observation, or an error in place of an acceptance if other tools than before have arrived."""
        if relayed.observation["outcome"] == "accepted" and any(map(self._differ, relayed.tools)):
            return relayed._replace(observation=error(OTHER_TOOLS))
        return relayed

    def _differ(self, tool: ArrivedTool) -> bool:
        """Return whether the tools beside a payload are others than those of the first request."""
        others = tool.others
        if others is None:
            return False
        if self._known is None:
            self._known = others
        if not others and not self._known:
            return False
        # If there are fewer tools, the payload itself may be the one that is lost: the judge reports that.
        return len(others) >= len(self._known) and canonical(others) != canonical(self._known)
