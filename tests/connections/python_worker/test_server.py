"""The exchange of a worker process, without a process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from imagegen_conformance.connections.python_worker import server
from imagegen_conformance.connections.python_worker.channel import Channel
from imagegen_conformance.connections.stdio import messages

REFERENCE = "imagegen_reference:ImageGenTool"


class FakeChannel:
    """The requests of a test, and the responses to them."""

    def __init__(self, requests: Iterable[dict[str, Any]]) -> None:
        self._requests = list(requests)
        self.responses: list[dict[str, Any]] = []

    def lines(self) -> Iterator[bytes]:
        for sequence, request in enumerate(self._requests):
            yield json.dumps({"seq": sequence, **request}).encode()

    def write(self, line: bytes) -> None:
        self.responses.append(json.loads(line))


class ProcessEndError(Exception):
    """The process would have ended with this exit code."""


@pytest.fixture
def respond(monkeypatch):
    """Serve a Python object, and return the responses and the exit code."""

    def call(arguments: list[str], *requests: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
        channel = FakeChannel(requests)
        monkeypatch.setattr(server, "Channel", lambda: channel)
        with pytest.raises(ProcessEndError) as caught:
            server.main(arguments)
        return channel.responses, caught.value.args[0]

    def end(code: int) -> None:
        raise ProcessEndError(code)

    monkeypatch.setattr(server, "_exit", end)
    monkeypatch.setattr(server, "_prepare_process", lambda: None)
    monkeypatch.setattr(server, "start_new_thread", lambda *_: None)
    monkeypatch.setattr("atexit._run_exitfuncs", lambda: None)
    return call


def test_limits_and_capabilities_are_those_of_the_protocol() -> None:
    assert messages.max_response_size(7) == server.BASE_RESPONSE_SIZE + 7 * server.RESPONSE_SIZE_FACTOR
    others = tuple(name for name in messages.CAPABILITIES if name != "send")  # an object has no HTTP client
    assert (messages.PROTOCOL, others) == (server.PROTOCOL, server.CAPABILITIES)


def test_response_to_hello_follows_the_protocol(respond) -> None:
    (hello,), code = respond([REFERENCE], {"op": "hello"})
    assert messages.parse_hello_response(hello).name == REFERENCE
    assert code == 0
    (extended,), _ = respond([REFERENCE, "--extended", "--version"], {"op": "hello"})
    members = {"adapter": "documented class", "supported_levels": ["wire", "object", "schema", "semantic"]}
    assert extended == {**hello, "version": extended["version"], **members}


def test_every_operation_has_a_response(respond) -> None:
    payload = {"type": "image_generation", "quality": "low"}
    responses, code = respond(
        [REFERENCE],
        {"op": "parse", "payload": payload},
        {"op": "parse", "text": '{"type": "image_generation"}'},
        {"op": "validate", "payload": {"quality": 5}},
        {"op": "call", "construct": {"args": [payload]}, "steps": [{"method": "get", "args": ["quality"]}]},
        {"op": "paint"},
        {"op": "bye"},
        {"op": "parse", "payload": payload},
    )
    assert [response["seq"] for response in responses] == list(range(6))
    assert responses[0] == {"seq": 0, "outcome": "accepted", "output": payload}
    assert responses[1]["output"] == {"type": "image_generation"}
    assert responses[2]["outcome"] == "rejected"
    assert responses[3] == {"seq": 3, "outcome": "completed", "steps": [{"returned": "low"}]}
    assert responses[4] == {"seq": 4, "outcome": "unsupported", "message": "the operation is unknown"}
    assert responses[5] == {"seq": 5, "outcome": "bye"}
    assert code == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("large_output", "its output has 4,194,3"),
        ("keyboard_interrupt", "KeyboardInterrupt"),
        ("sys_exit", "SystemExit: 0"),
    ],
)
def test_fault_of_the_implementation_is_an_error(respond, name: str, message: str) -> None:
    (response,), _ = respond([f"misbehaving_implementations:{name}"], {"op": "parse", "payload": 5})
    assert response["outcome"] == "error"
    assert message in response["message"]


def test_output_that_is_nested_too_deeply_is_an_error() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    line = server._Server(FakeChannel([]), server._Arguments("x:y"))._encode(3, {"output": value}, 10)  # type: ignore[arg-type]
    assert json.loads(line) == {"seq": 3, "outcome": "error", "message": "its output is nested too deeply"}


@pytest.mark.parametrize(
    ("arguments", "kind", "problem"),
    [
        (["no_such_module:tool"], "implementation", "'no_such_module:tool': there is no module 'no_such_module'"),
        (["mine"], "usage", "'mine' does not name an implementation"),
        ([REFERENCE, "--rejection", "builtins:len"], "usage", "'builtins:len'"),
    ],
)
def test_object_that_cannot_be_loaded_is_reported(respond, arguments: list[str], kind: str, problem: str) -> None:
    (response,), _ = respond([*arguments, "--extended"], {"op": "hello"})
    error = response["startup_error"]
    assert error["kind"] == kind
    assert problem in error["problem"]
    assert error["hint"]


def test_object_that_cannot_be_loaded_ends_an_adapter_program(respond, capsys) -> None:
    responses, code = respond(["no_such_module:tool"], {"op": "hello"})
    assert (responses, code) == ([], server.INTERNAL_ERROR)
    assert "'no_such_module:tool': there is no module 'no_such_module'" in capsys.readouterr().err


def test_forked_process_that_returns_sends_no_response(respond, monkeypatch) -> None:
    numbers = iter([1, 1, 1, 2])  # at the start, after the import, and after each request
    monkeypatch.setattr(server, "_getpid", lambda: next(numbers))
    requests = [{"op": "parse", "payload": number} for number in range(3)]
    responses, code = respond(["sample_implementations:same"], *requests)
    assert [response["output"] for response in responses] == [0]
    assert code == 0


def test_channel_keeps_the_descriptors_from_the_implementation(capfd) -> None:
    saved = os.dup(0), os.dup(1)
    reader, writer = os.pipe()
    os.write(writer, b'{"seq": 0}\n{"seq"')
    os.dup2(reader, 0)
    try:
        channel = Channel()
        os.write(writer, b": 1}\n")
        os.close(writer)
        assert os.read(0, 10) == b""
        os.write(1, b"printed")
        assert list(channel.lines()) == [b'{"seq": 0}', b'{"seq": 1}']
        channel.write(b"response\n")
    finally:
        for target, descriptor in enumerate(saved):
            os.dup2(descriptor, target)
            os.close(descriptor)
        os.close(reader)
    assert capfd.readouterr() == ("response\n", "printed")
