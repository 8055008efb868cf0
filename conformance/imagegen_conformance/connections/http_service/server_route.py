"""The route to a server, whose response says whether it accepts a payload."""

from __future__ import annotations

import secrets
from itertools import count

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.envelope import Envelope, payload_text
from imagegen_conformance.connections.http_service.interpretation import payload_value
from imagegen_conformance.connections.http_service.response_reader import ResponseReader, observation_of
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.judging.observation import Observation, not_applicable

__all__ = ["ServerRoute"]

SUBJECT = "the server"
# The types of the other tools that a request of the Responses API can have.
OTHER_TYPES = frozenset(
    {
        *("function", "custom", "file_search", "web_search", "web_search_preview", "code_interpreter", "mcp"),
        *("computer", "computer_use_preview", "local_shell", "shell", "apply_patch"),
    }
)
OTHER_TOOL = "it accepted the payload as that of another tool, which has this type"


class ServerRoute:
    """The route to a server.

    Attributes:
        kind: The kind of connection.
        levels: The levels at which cases can be asked.
        rejects: Whether an illegal payload has to be rejected.
        notes: None, because a response shows nothing but the outcome.
    """

    kind = "server"
    levels: tuple[Level, ...] = ("schema", "semantic")
    rejects = True
    notes = None

    def __init__(self, envelope: Envelope, sender: RequestSender) -> None:
        self._envelope = envelope
        self._sender = sender
        self._nonce = secrets.token_hex(4)
        self._numbers = count()
        self._responses = ResponseReader(envelope)

    def probe(
        self, client: HttpClient, request: Request, *, give_up_at: float | None = None, learns: bool = False
    ) -> Probe:
        """Send a payload, and return what the response says."""
        marker = f"imagegen-{self._nonce}-{next(self._numbers)}"
        body = self._envelope.body(payload_text(request), marker)
        read = self._responses.reader(request, learns=learns)
        exchange = self._sender.send(client, body, read, give_up_at=give_up_at)
        result = exchange.interpretation
        is_of_other_tool = result.kind == "accepted" and _has_other_type(request)
        observation = not_applicable(OTHER_TOOL) if is_of_other_tool else observation_of(result, SUBJECT)
        return Probe(exchange, observation, is_fatal=result.kind == "fatal")

    def revised(self, probe: Probe) -> Observation:
        """Return the observation of a probe: nothing can change it."""
        return probe.observation

    def faults(self) -> list[str]:
        """Return no faults."""
        return []


def _has_other_type(request: Request) -> bool:
    """Return whether a payload has the type of another tool, which is legal in the same place of a request."""
    payload = payload_value(request)
    return isinstance(payload, dict) and isinstance(payload.get("type"), str) and payload["type"] in OTHER_TYPES
