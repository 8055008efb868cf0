"""The route to a server: payloads with the type of another tool."""

from __future__ import annotations

from typing import Any, cast

import pytest

from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.envelope import Envelope
from imagegen_conformance.connections.http_service.interpretation import Interpretation
from imagegen_conformance.connections.http_service.sender import Exchange, RequestSender
from imagegen_conformance.connections.http_service.server_route import ServerRoute
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json

CLIENT = cast("HttpClient", None)


class FakeSender:
    """A sender whose server has the same meaning for every request."""

    def __init__(self, meaning: Interpretation) -> None:
        self._meaning = meaning

    def send(self, _client: object, body: bytes, _interpret: object, **_: Any) -> Exchange:
        return Exchange(body, None, self._meaning, 1)


def outcome(payload: Json, meaning: Interpretation) -> str:
    route = ServerRoute(Envelope.default(), cast("RequestSender", FakeSender(meaning)))
    return route.probe(CLIENT, Request("validate", payload)).observation["outcome"]


@pytest.mark.parametrize("payload", [{"type": "function", "name": "f"}, {"type": "code_interpreter"}])
def test_accepted_tool_of_another_type_is_not_applicable(payload):
    assert outcome(payload, Interpretation("accepted", "")) == "not-applicable"


@pytest.mark.parametrize(
    "payload",
    [{"type": "image_generation"}, {"type": "image-generation"}, {"type": ["function"]}, {}, "function", None],
)
def test_other_accepted_payload_is_accepted(payload):
    assert outcome(payload, Interpretation("accepted", "")) == "accepted"


def test_rejected_tool_of_another_type_is_rejected():
    assert outcome({"type": "function"}, Interpretation("rejected", "no")) == "rejected"
