"""The route through a gateway: requests, arrivals, and the observations that follow from them."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
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
from imagegen_conformance.text import MAX_MESSAGE_LENGTH
from raw_http import post, send
from raw_server import OK, json_bytes, raw_server

TOOL = {"type": "image_generation", "quality": "low", "output_compression": 80.0}
FORWARDED = Request("parse", TOOL)
BAD = json_bytes(b'{"error": {"message": "Invalid value", "param": "tools[0].quality"}}', status="400 Bad Request")
HEADER_VALUE = "sk-1234567890abcdef"
Forward = Callable[..., None]


@contextmanager
def gateway(
    respond: Callable[[HttpRequest, Forward], bytes], envelope: Envelope | None = None
) -> Iterator[Callable[..., tuple[Probe, GatewayRoute]]]:
    """Serve as a gateway, and return the function that sends a request through it.

    Args:
        respond: Receives each request, and a function that sends a body upstream, perhaps to another path, and returns
            the response.
        envelope: The envelope.
    """
    with Recorder() as recorder:

        def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
            connection.sendall(respond(request, partial(_forward, recorder)))
            return True

        with raw_server(serve) as server:
            endpoint = Endpoint.parse(server.url)
            client = HttpClient(endpoint, {}, 10, None)
            sender = RequestSender(RequestBudget(), Secrets({"KEY": HEADER_VALUE}))
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


class TestLateArrivals:
    """Requests that arrive after their response: before the next one."""

    @contextmanager
    def sends_late(
        self, change: Callable[[bytes], bytes] = bytes, response: bytes = OK, *, path: str = "/v1/responses"
    ) -> Iterator[Callable[..., tuple[Probe, GatewayRoute]]]:
        """Serve as a gateway that sends each request, and the previous one, perhaps changed, before it."""
        previous: list[bytes] = []

        def serve(request: HttpRequest, forward: Forward) -> bytes:
            for body in previous:
                forward(change(body), path)
            previous[:] = [request.body]
            if response == OK:
                forward(request.body)
            return response

        with gateway(serve) as probe:
            yield probe

    def test_same_payload_is_a_note(self) -> None:
        with self.sends_late(lambda body: body.replace(b'"store":false', b'"store": false, "retry": 1')) as probe:
            first, route = probe()
            probe()
            assert route.revised(first) == first.observation == {"outcome": "accepted", "output": TOOL}
            assert route.faults() == []
            assert route.notes.lines() == ["the gateway sent 1 request after its response (the first: /v1/responses)"]

    @pytest.mark.parametrize(
        ("changed", "variant"),
        [
            (b'"quality":"high"', {"outcome": "accepted", "output": {**TOOL, "quality": "high"}}),
            (b'"quality":NaN', {"outcome": "accepted", "output": json.dumps(TOOL).replace('"low"', "NaN")}),
        ],
    )
    def test_other_payload_is_inconsistent(self, changed: bytes, variant: dict[str, Any]) -> None:
        with self.sends_late(lambda body: body.replace(b'"quality":"low"', changed)) as probe:
            first, route = probe()
            second, _ = probe()
            baseline = {"outcome": "accepted", "output": TOOL}
            if isinstance(variant["output"], str):
                variant["output"] = variant["output"].replace(" ", "")
            assert route.revised(first) == {
                "outcome": "inconsistent",
                "variation": "again",
                "baseline": baseline,
                "variant": variant,
            }
            assert route.revised(second) == baseline
            assert route.faults() == []  # it is in the observation

    def test_other_payload_after_the_observation_is_a_fault(self) -> None:
        with self.sends_late(lambda body: body.replace(b'"low"', b'"high"')) as probe:
            first, route = probe()
            assert route.revised(first) == first.observation
            probe()
            tool = json.dumps({**TOOL, "quality": "high"}, separators=(",", ":"))
            fault = "the gateway sent 1 request again after the response, with another payload (the first: "
            assert route.faults() == [f"{fault}{tool})"]
            probe()
            assert route.faults() == [f"{fault}{tool})".replace("1 request", "2 requests")]

    def test_number_of_kept_payloads_is_bounded_but_not_that_of_the_fault(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("imagegen_conformance.connections.relay.late_arrivals.MAX_KEPT", 1)
        with self.sends_late(lambda body: body.replace(b'"low"', b'"high"')) as probe:
            first, route = probe()
            for _ in range(4):
                probe()
            assert route.faults()[0].startswith("the gateway sent 4 requests again")
            assert route.revised(first)["outcome"] == "inconsistent"
            assert route.faults() == ["the gateway sent 3 requests again after the response, with another payload"]

    def test_secret_in_a_payload_is_replaced_before_its_text_is_cut(self) -> None:
        secret = f'"{"x" * (MAX_MESSAGE_LENGTH - 50)}{HEADER_VALUE}"'.encode()
        with self.sends_late(lambda body: body.replace(b'"low"', secret)) as probe:
            probe()
            _, route = probe()
            (fault,) = route.faults()
        assert "x[KEY]" in fault
        assert HEADER_VALUE[:6] not in fault

    def test_request_that_was_observed_long_ago_is_not_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("imagegen_conformance.connections.relay.late_arrivals.MAX_KNOWN", 1)
        with self.sends_late(lambda body: body.replace(b'"low"', b'"high"')) as probe:
            probe()
            _, route = probe()
            assert route.faults() == []

    def test_other_tool_beside_the_payload_is_inconsistent(self) -> None:
        with self.sends_late(lambda body: body.replace(b"}]", b'},{"type":"x"}]')) as probe:
            first, route = probe()
            probe()
            revised = route.revised(first)
        assert revised["outcome"] == "inconsistent"
        assert "beside the payload, it sent other tools" in revised["variant"]["message"]

    def test_tool_that_gets_lost_is_inconsistent(self) -> None:
        with self.sends_late(lambda body: body.replace(b'"tools"', b'"other"')) as probe:
            first, route = probe()
            probe()
            assert route.revised(first)["variant"] == {"outcome": "accepted", "output": None}

    def test_payload_that_arrives_after_its_rejection_is_the_output(self) -> None:
        with self.sends_late(response=BAD) as probe:
            first, route = probe()
            probe()
            assert first.observation["outcome"] == "rejected"
            assert route.revised(first) == {"outcome": "accepted", "output": TOOL}
            assert route.faults() == []
            assert "the gateway responds with a rejection after the payload has arrived" in route.notes.lines()

    def test_request_of_another_kind_that_quotes_the_input_is_a_note(self) -> None:
        with self.sends_late(lambda body: body.replace(b'"tools"', b'"other"'), path="/v1/messages") as probe:
            first, route = probe()
            probe()
            assert route.revised(first) == first.observation
            assert route.faults() == []

    def test_case_that_is_an_error_stays_one(self) -> None:
        with self.sends_late(response=json_bytes(b"[]")) as probe:
            first, route = probe()
            probe()
            assert first.observation["outcome"] == "error"
            assert route.revised(first) == first.observation
            assert route.faults() == []

    def test_other_path_is_a_note(self) -> None:
        with self.sends_late(lambda body: body.replace(b'"low"', b'"high"'), path="/v1/log") as probe:
            first, route = probe()
            probe()
            assert route.revised(first) == first.observation
            assert route.faults() == []
            assert route.notes.lines() == ["the gateway sent 1 request after its response (the first: /v1/log)"]

    def test_text_that_was_forwarded_unread_has_to_stay_the_same(self) -> None:
        for change, outcome in ((bytes, "not-applicable"), (lambda body: body.replace(b"{", b"[", 1), "inconsistent")):
            with self.sends_late(change) as probe:
                first, route = probe(Request("parse-text", '{"quality": '))
                probe()
                assert first.observation["outcome"] == "not-applicable"
                assert route.revised(first)["outcome"] == outcome


class TestStreams:
    ENVELOPE = Envelope.of({"input": "$MARKER", "tools": ["$PAYLOAD"], "stream": True})
    COMPLETED = b'data: {"type": "response.completed"}\n\n'

    @pytest.mark.parametrize(
        ("body", "envelope", "notes"),
        [
            (COMPLETED, ENVELOPE, []),
            (b"data: {}\n\n", ENVELOPE, ["the gateway responds with an error after the payload has arrived"]),
            (COMPLETED, None, ["the gateway responds with an error after the payload has arrived"]),
        ],
    )
    def test_stream_is_a_response_if_it_was_requested(
        self, body: bytes, envelope: Envelope | None, notes: list[str]
    ) -> None:
        def streams(request: HttpRequest, forward: Forward) -> bytes:
            forward(request.body)
            return json_bytes(body).replace(b"application/json", b"text/event-stream")

        with gateway(streams, envelope) as probe:
            result, route = probe()
            assert result.observation == {"outcome": "accepted", "output": TOOL}
            assert route.notes.lines() == notes


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
