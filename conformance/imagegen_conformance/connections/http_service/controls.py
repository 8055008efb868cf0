"""The controls of a run: requests whose outcomes are known. Without them, no response would mean anything.

A server that rejects every request, because of a wrong key or model, would pass each case of an illegal payload; one
that does not look at tools would pass each case of a legal payload.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.route import Probe, Route
from imagegen_conformance.connections.http_service.sender import BUDGET_OPTION
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.text import preview

__all__ = ["Control", "Controls", "FailedControl"]

TOOL = {"type": "image_generation"}
ILLEGAL_TOOL = {**TOOL, "quality": 5}
MAX_WAIT = 15.0  # seconds for which a control is repeated until there is a response
MAX_MESSAGE_LENGTH = 300  # characters


class Control(NamedTuple):
    """A request whose outcome is known.

    Attributes:
        purpose: What has to be the case.
        request: The request.
        outcome: The outcome that the observation has to have.
        hint: What to do if it does not, as a complete sentence.
    """

    purpose: str
    request: Request
    outcome: str
    hint: str


class FailedControl(NamedTuple):
    """A control that does not hold.

    Attributes:
        problem: What is wrong, as a clause.
        hint: What to do, as a complete sentence.
        probe: The last exchange.
    """

    problem: str
    hint: str
    probe: Probe


PLAIN = Control(
    "the plain tool is accepted",
    Request("validate", TOOL),
    "accepted",
    "Check the URL, the model, the headers and the envelope.",
)
ILLEGAL = Control(
    "a tool with the quality 5 is rejected",
    Request("validate", ILLEGAL_TOOL),
    "rejected",
    "If the server does not validate tools with this request, send another one with --envelope FILE.",
)
ARRIVAL = Control(
    "the plain tool arrives at the upstream",
    PLAIN.request,
    "accepted",
    "Check the URL and the headers, and that the upstream of the gateway is the address that the suite prints.",
)
REPEATED = Control(
    "the plain tool has the same outcome again",
    Request("validate", TOOL),
    "accepted",
    "If the same request has different outcomes, no other outcome means anything.",
)
BUDGET_HINT = f"Permit more requests with {BUDGET_OPTION}."
NO_RESPONSE_HINT = "Check that it is running at this URL, or allow it more time with --timeout."


class Controls:
    """The controls of one run.

    Attributes:
        controls: The controls, in the order in which they are sent.
    """

    def __init__(self, route: Route, budget: RequestBudget | None = None) -> None:
        """Begin without a response.

        Args:
            route: The way to ask about payloads.
            budget: The maximum number of requests; None for any number.
        """
        self.controls: tuple[Control, ...] = (PLAIN, ILLEGAL, REPEATED) if route.rejects else (ARRIVAL, REPEATED)
        self._route = route
        self._budget = budget or RequestBudget()
        self._reference: Observation | None = None

    def probe(
        self, client: HttpClient, control: Control, *, learns: bool = False
    ) -> tuple[Probe, FailedControl | None]:
        """Send a control, for some seconds if there is no response, and return what is wrong with it.

        Args:
            client: The client of this thread.
            control: The control.
            learns: Whether the response shows the form of responses of its kind.
        """
        give_up_at = time.monotonic() + MAX_WAIT
        probe = self._route.probe(client, control.request, give_up_at=give_up_at, learns=learns)
        observation = probe.observation
        problem = None
        if observation["outcome"] != control.outcome:
            problem = _describe(observation)
        elif control.outcome == "accepted":
            self._reference = self._reference or observation
            problem = "another tool arrived than before" if observation != self._reference else None
        if problem is None:
            return probe, None
        problem = f'the control "{control.purpose}" does not hold: {problem}'
        return probe, FailedControl(problem, self._hint(control, probe), probe)

    def check(
        self, client: HttpClient, controls: Sequence[Control] | None = None, *, learns: bool = False
    ) -> FailedControl | None:
        """Send controls, by default all, and return the first one that does not hold, or None."""
        for control in self.controls if controls is None else controls:
            _, failed = self.probe(client, control, learns=learns)
            if failed is not None:
                return failed
        return None

    def _hint(self, control: Control, probe: Probe) -> str:
        """Return what to do if a control does not hold."""
        if probe.exchange is None or probe.exchange.response is not None:
            return control.hint
        return BUDGET_HINT if self._budget.is_used_up else NO_RESPONSE_HINT


def _describe(observation: Observation) -> str:
    message = preview(observation.get("message", ""), MAX_MESSAGE_LENGTH)
    if observation["outcome"] == "error":
        return message
    outcome = f"the outcome is {observation['outcome']}"
    return f"{outcome} ({message})" if message else outcome
