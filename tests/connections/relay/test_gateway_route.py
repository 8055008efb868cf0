"""The route through a gateway: requests, arrivals, and the observations that follow from them."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chaos.messages import Request as HttpRequest
from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.relay.gateway_route import GatewayRoute
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.corpus.cases import Request
from raw_http import post, send
from raw_server import OK, json_bytes, raw_server

TOOL = {"type": "image_generation", "quality": "low", "output_compression": 80.0}
FORWARDED = Request("parse", TOOL)
BAD = json_bytes(b'{"error": {"message": "Invalid value", "param": "tools[0].quality"}}', status="400 Bad Request")
Forward = Callable[[bytes], None]


@contextmanager
def gateway(
    respond: Callable[[HttpRequest, Forward], bytes], envelope: Envelope | None = None
) -> Iterator[Callable[..., tuple[Probe, GatewayRoute]]]:
    """Serve as a gateway, and return the function that sends a request through it.

    Args:
        respond: Receives each request, and a function that sends a body upstream, and returns the response.
        envelope: The envelope.
    """
    with Recorder() as recorder:

        def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
            connection.sendall(respond(request, lambda body: _forward(recorder, body)))
            return True

        with raw_server(serve) as server:
            endpoint = Endpoint.parse(server.url)
            client = HttpClient(endpoint, {}, 10, None)
            sender = RequestSender(RequestBudget(), Secrets({}))
            route = GatewayRoute(endpoint, envelope or Envelope.default(), sender, recorder)

            def probe(request: Request = FORWARDED, **options: Any) -> tuple[Probe, GatewayRoute]:
                return route.probe(client, request, **options), route

            try:
                yield probe
            finally:
                client.disconnect()


def _forward(recorder: Recorder, body: bytes, path: str = "/v1/responses") -> None:
    send(recorder, post(body, path=path))


def forwards(request: HttpRequest, forward: Forward) -> bytes:
    forward(request.body)
    return OK


def test_route_has_the_level_wire_and_rejects_nothing() -> None:
    with gateway(forwards) as probe:
        _, route = probe()
    assert (route.kind, route.levels, route.rejects) == ("gateway", ("wire",), False)


def test_payload_that_arrives_is_the_output() -> None:
    with gateway(forwards) as probe:
        result, route = probe()
        assert result.observation == {"outcome": "accepted", "output": TOOL}
        assert len(result.arrivals) == 1
        assert str(result.arrivals[0]).startswith("POST /v1/responses ")
        assert not result.is_fatal
        assert route.notes.lines() == []
        assert route.faults() == []


def test_payload_that_changes_is_the_output() -> None:
    def drops(request: HttpRequest, forward: Forward) -> bytes:
        forward(request.body.replace(b'"quality":"low",', b""))
        return OK

    with gateway(drops) as probe:
        output = {key: value for key, value in TOOL.items() if key != "quality"}
        assert probe()[0].observation == {"outcome": "accepted", "output": output}


def test_accepted_payload_that_never_arrives_is_an_error_after_a_short_wait() -> None:
    with gateway(lambda request, forward: OK) as probe:
        seconds = []
        for _ in range(6):
            start = time.monotonic()
            result, _ = probe()
            seconds.append(time.monotonic() - start)
            assert result.observation["outcome"] == "error"
            assert "sent nothing to its upstream" in result.observation["message"]
    assert seconds[0] > 0.9
    assert seconds[-1] < 0.6  # the wait becomes shorter


def test_rejection_without_an_arrival_is_a_rejection() -> None:
    with gateway(lambda request, forward: BAD) as probe:
        observation = probe()[0].observation
    assert observation["outcome"] == "rejected"
    assert "Invalid value" in observation["message"]


def test_rejection_after_the_arrival_is_a_note() -> None:
    def rejects(request: HttpRequest, forward: Forward) -> bytes:
        forward(request.body)
        return BAD

    with gateway(rejects) as probe:
        result, route = probe()
        assert result.observation == {"outcome": "accepted", "output": TOOL}
        assert route.notes.lines() == ["the gateway responds with a rejection after the payload has arrived"]


def test_request_that_has_arrived_is_not_sent_again() -> None:
    calls = []

    def fails(request: HttpRequest, forward: Forward) -> bytes:
        calls.append(request)
        forward(request.body)
        return json_bytes(b"{}", status="500 Internal Server Error")

    with gateway(fails) as probe:
        result, _ = probe()
    assert result.observation == {"outcome": "accepted", "output": TOOL}
    assert len(calls) == 1


def test_gateway_that_sends_twice_has_a_note() -> None:
    def repeats(request: HttpRequest, forward: Forward) -> bytes:
        forward(request.body)
        forward(request.body)
        return OK

    with gateway(repeats) as probe:
        result, route = probe()
        assert result.observation == {"outcome": "accepted", "output": TOOL}
        assert route.notes.lines() == ["the gateway sends a request several times"]


def test_response_that_ends_the_run_is_fatal_only_if_nothing_arrived() -> None:
    unauthorized = json_bytes(b"{}", status="401 Unauthorized")
    with gateway(lambda request, forward: unauthorized) as probe:
        assert probe()[0].is_fatal

    def late(request: HttpRequest, forward: Forward) -> bytes:
        forward(request.body)
        return unauthorized

    with gateway(late) as probe:
        assert not probe()[0].is_fatal


def test_changes_of_the_request_of_a_control_are_notes() -> None:
    def adds(request: HttpRequest, forward: Forward) -> bytes:
        forward(json.dumps({**request.data, "temperature": 1}).encode())
        return OK

    with gateway(adds) as probe:
        result, route = probe(learns=True)
        assert result.observation == {"outcome": "accepted", "output": TOOL}
        assert any("temperature" in line for line in route.notes.lines())


class TestTexts:
    @pytest.mark.parametrize("text", ["", "  ", '{"a": 1}, {"b": 2}'])
    def test_text_with_which_the_body_is_json_is_not_sent(self, text: str) -> None:
        calls = []

        def count(request: HttpRequest, forward: Forward) -> bytes:
            calls.append(request)
            return OK

        with gateway(count) as probe:
            result, _ = probe(Request("parse-text", text))
        assert result.exchange is None
        assert result.observation == {
            "outcome": "not-applicable",
            "message": "a request body with this text in it is JSON, although the text is not",
        }
        assert calls == []

    def test_text_that_is_not_json_and_is_forwarded_unread_is_not_applicable(self) -> None:
        with gateway(forwards) as probe:
            observation = probe(Request("parse-text", '{"quality": '))[0].observation
        assert observation == {
            "outcome": "not-applicable",
            "message": "it forwarded the body, which is not JSON, byte for byte",
        }

    def test_text_that_is_json_arrives_with_its_notation(self) -> None:
        with gateway(forwards) as probe:
            observation = probe(Request("parse-text", ' {"output_compression" : 8e1} '))[0].observation
        assert observation == {"outcome": "accepted", "output": {"output_compression": 80.0}}


def test_place_of_the_envelope_is_that_of_the_payload() -> None:
    envelope = Envelope.of({"text": "$MARKER", "definition": {"tools": [{"type": "function"}, "$PAYLOAD"]}})
    with gateway(forwards, envelope) as probe:
        assert probe()[0].observation == {"outcome": "accepted", "output": TOOL}
