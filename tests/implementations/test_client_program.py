"""The loop of client programs in Python."""

from __future__ import annotations

import io
import json
import sys

import pytest

from client_program import serve

IDENTITY = {"name": "example", "version": "1.0"}
INPUT = "imagegen-1a2b3c4d-1"


@pytest.fixture
def respond(monkeypatch):
    """Answer requests of the suite, and return the responses."""

    def respond(send, *requests):
        lines = [json.dumps({"seq": number, **request}) for number, request in enumerate(requests)]
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        output = io.StringIO()
        monkeypatch.setattr(sys, "stdout", output)
        serve(IDENTITY, send, rejections=(ValueError,))
        return [json.loads(line) for line in output.getvalue().splitlines()]

    return respond


def send_request(payload):
    return {"op": "send", "payload": payload, "input": INPUT}


def outcome(respond, error, payload):
    """Return the response to a request whose payload cannot be sent."""

    def send(*_):
        raise error

    [response] = respond(send, send_request(payload))
    return response["outcome"], response["message"]


def test_program_announces_that_it_sends_payloads(respond):
    hello, bye = respond(None, {"op": "hello"}, {"op": "bye"}, {"op": "hello"})
    assert hello == {
        "seq": 0,
        "protocol": 1,
        **IDENTITY,
        "language": "Python",
        "levels": ["wire"],
        "capabilities": ["send"],
    }
    assert bye == {"seq": 1, "outcome": "bye"}


@pytest.mark.parametrize("request_", [send_request({"a": 1}), {"op": "send", "text": '{"a": 1}', "input": INPUT}])
def test_payload_or_text_is_sent_with_the_input(respond, request_):
    sent = []
    assert respond(lambda *arguments: sent.append(arguments), request_) == [{"seq": 0, "outcome": "accepted"}]
    assert sent == [({"a": 1}, INPUT)]


def test_output_of_the_client_is_no_response(respond):
    assert respond(lambda *_: sys.stdout.write("sent"), send_request({})) == [{"seq": 0, "outcome": "accepted"}]


@pytest.mark.parametrize("text", ["{", "[" * 100_000])
def test_text_that_cannot_be_read_is_rejected(respond, text):
    [response] = respond(None, {"op": "send", "text": text, "input": INPUT})
    assert response["outcome"] == "rejected"


def test_declared_exception_rejects_the_payload(respond):
    assert outcome(respond, ValueError("too long"), {}) == ("rejected", "ValueError: too long")


def test_other_exception_is_an_error(respond):
    assert outcome(respond, TypeError("x" * 300), {}) == ("error", "TypeError: " + "x" * 189)


@pytest.mark.parametrize(("payload", "expected"), [(None, "rejected"), ([], "rejected"), ({}, "error")])
def test_attribute_error_rejects_only_what_is_not_an_object(respond, payload, expected):
    message = "AttributeError: no attribute 'items'"
    assert outcome(respond, AttributeError("no attribute 'items'"), payload) == (expected, message)


def test_unknown_operation_is_unsupported(respond):
    assert respond(None, {"op": "parse", "payload": {}}) == [
        {"seq": 0, "outcome": "unsupported", "message": "unknown operation parse"}
    ]
