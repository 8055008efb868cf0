"""The route to a server, whose response says whether it accepts a payload."""

from __future__ import annotations

import secrets
from itertools import count

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.envelope import Envelope, payload_text
from imagegen_conformance.connections.http_service.interpretation import (
    Interpretation,
    ResponseForm,
    interpret,
    payload_value,
)
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.judging.observation import Observation, accepted, error, not_applicable, rejected

__all__ = ["ServerRoute", "observation_of"]

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
    """

    kind = "server"
    levels: tuple[Level, ...] = ("schema", "semantic")
    rejects = True

    def __init__(self, envelope: Envelope, sender: RequestSender) -> None:
        self._envelope = envelope
        self._sender = sender
        self._nonce = secrets.token_hex(4)
        self._numbers = count()
        self._form = ResponseForm("response" if envelope.is_response_request else None, None)

    def probe(
        self, client: HttpClient, request: Request, *, give_up_at: float | None = None, learns: bool = False
    ) -> Probe:
        """Send a payload, and return what the response says."""
        payload = payload_value(request)
        marker = f"imagegen-{self._nonce}-{next(self._numbers)}"
        body = self._envelope.body(payload_text(request), marker)

        def meaning(response: HttpResponse) -> Interpretation:
            if learns:
                self._form = _learned(self._form, response)
            return interpret(response, self._envelope.place, payload, form=self._form)

        exchange = self._sender.send(client, body, meaning, give_up_at=give_up_at)
        result = exchange.interpretation
        is_of_other_tool = result.kind == "accepted" and _has_other_type(payload)
        observation = not_applicable(OTHER_TOOL) if is_of_other_tool else observation_of(result, SUBJECT)
        return Probe(exchange, observation, is_fatal=result.kind == "fatal")

    def faults(self) -> list[str]:
        """Return no faults."""
        return []


def observation_of(meaning: Interpretation, subject: str) -> Observation:
    """Return the observation that a response stands for.

    Args:
        meaning: The meaning of the response.
        subject: The party that responded, as messages name it.
    """
    if meaning.kind == "accepted":
        return accepted()
    if meaning.kind == "rejected":
        return rejected(meaning.message, list(meaning.reasons))
    return error(f"{subject} {meaning.message}")


def _has_other_type(payload: Json) -> bool:
    """Return whether a payload has the type of another tool, which is legal in the same place of a request."""
    return isinstance(payload, dict) and isinstance(payload.get("type"), str) and payload["type"] in OTHER_TYPES


def _learned(form: ResponseForm, response: HttpResponse) -> ResponseForm:
    """Return the form of responses, after that of a control: an acceptance or a rejection."""
    if response.status in {400, 422}:
        return form._replace(rejection_media_type=response.media_type)
    if form.accepted_object is None and response.status // 100 == 2:
        try:
            body = loads(response.text)
        except ValueError:
            return form
        value = body.get("object") if isinstance(body, dict) else None
        return form._replace(accepted_object=value) if isinstance(value, str) else form
    return form
