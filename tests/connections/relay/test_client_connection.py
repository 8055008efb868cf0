"""The connection to a client program: the requests that it gets, what arrives, and the order of observations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import sending_clients
from command_line import python_command
from imagegen_conformance.connections.relay.client_connection import ClientConnection
from imagegen_conformance.connections.relay.recorder import Recorder
from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.program import AdapterProgram
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ServiceError
from revisions import AZURE

TOOL = {"type": "image_generation", "quality": "low"}
MASK = {"type": "image_generation", "input_image_mask": {"file_id": "file-123"}}


@contextmanager
def client(name: str = "Client", jobs: int = 1) -> Iterator[ClientConnection]:
    with Recorder() as recorder:
        command = python_command(sending_clients.__file__, name)
        program = StdioConnection(AdapterProgram(command, {"IMAGEGEN_UPSTREAM": recorder.url}), AZURE, jobs=jobs)
        try:
            yield ClientConnection(program, recorder)
        finally:
            program.end()


def test_identity_is_that_of_a_client_of_level_wire() -> None:
    with client() as connection:
        assert connection.identity == ("Client", "1.2", "Python", "client", ("wire",), *connection.identity[5:])
        assert [connection.supports(level) for level in ("wire", "object", "schema", "semantic")] == [
            True,
            False,
            False,
            False,
        ]


@pytest.mark.parametrize("jobs", [1, 3])
def test_payload_that_arrives_is_the_output(jobs: int) -> None:
    payloads = [{**TOOL, "model": f"model-{number}"} for number in range(40)]
    with client(jobs=jobs) as connection:
        connection.prepare(len(payloads))
        for sequence, payload in enumerate(payloads):
            connection.send(100 + sequence, Request("parse", payload))
        observations = dict(connection.receive() for _ in payloads)
        assert connection.close() == []
    assert observations == {
        100 + sequence: {"outcome": "accepted", "output": payload} for sequence, payload in enumerate(payloads)
    }


def test_text_is_read_by_the_client() -> None:
    with client() as connection:
        connection.send(5, Request("parse-text", '{"quality" : "low", "output_compression": 8e1}'))
        connection.send(6, Request("parse-text", '{"quality" : '))
        assert connection.receive() == (
            5,
            {"outcome": "accepted", "output": {"quality": "low", "output_compression": 80.0}},
        )
        sequence, observation = connection.receive()
        assert sequence == 6
        assert observation["outcome"] == "rejected"


@pytest.mark.parametrize(
    ("name", "outcome", "message"),
    [
        ("DropsMasks", "error", "it accepted the payload, but sent nothing to its upstream"),
        ("Rejects", "rejected", "masks are not supported"),
        ("Crashes", "error", "cannot serialize a mask"),
        ("WrongPath", "error", "it sent the payload only to POST /v1/images"),
    ],
)
def test_payload_that_does_not_arrive_has_the_outcome_of_the_response(name: str, outcome: str, message: str) -> None:
    with client(name) as connection:
        connection.send(1, Request("parse", MASK))
        sequence, observation = connection.receive()
    assert sequence == 1
    assert observation["outcome"] == outcome
    assert message in observation["message"]


def test_program_continues_after_a_crash() -> None:
    with client("Crashes") as connection:
        for sequence, payload in enumerate([TOOL, MASK, TOOL]):
            connection.send(sequence, Request("parse", payload))
        observations = dict(connection.receive() for _ in range(3))
    assert [observations[sequence]["outcome"] for sequence in range(3)] == ["accepted", "error", "accepted"]


def test_several_arrivals_that_differ_are_inconsistent() -> None:
    with client("SendsDifferently") as connection:
        connection.send(1, Request("parse", MASK))
        assert connection.receive()[1]["outcome"] == "inconsistent"


def test_several_equal_arrivals_are_a_note() -> None:
    with client("SendsTwice") as connection:
        connection.send(1, Request("parse", MASK))
        assert connection.receive() == (1, {"outcome": "accepted", "output": MASK})
        assert connection.notes.lines() == ["the client sends a request several times"]


def test_other_payload_after_the_response_is_a_fault() -> None:
    with client("SendsPrevious") as connection:
        for sequence, payload in enumerate([TOOL, MASK, TOOL]):  # one after the other, so that the arrival is late
            connection.send(sequence, Request("parse", payload))
            assert connection.receive() == (sequence, {"outcome": "accepted", "output": payload})
        fault = "the client sent 1 request again after the response, with another payload (the first: "
        assert connection.close() == [f'{fault}{{"type":"image_generation"}})']
        assert connection.notes.lines() == ["the client sent 2 requests after its response (the first: /v1/responses)"]


def test_payloads_of_earlier_requests_beside_the_payload_are_an_error() -> None:
    with client("Accumulates") as connection:
        for sequence, payload in enumerate([TOOL, MASK]):
            connection.send(sequence, Request("parse", payload))
        observations = dict(connection.receive() for _ in range(2))
    assert observations[0] == {"outcome": "accepted", "output": TOOL}
    problem = "beside the payload, it sent other tools than with the first request"
    assert observations[1] == {"outcome": "error", "message": problem}


def test_same_tool_beside_each_payload_has_no_effect() -> None:
    with client("AddsTool") as connection:
        connection.prepare(1)
        connection.send(1, Request("parse", MASK))
        assert connection.receive() == (1, {"outcome": "accepted", "output": MASK})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["CannotSend", "NeverSends", "WrongPath", "IgnoresTheInput", "Changes", "Accumulates"])
def test_client_whose_controls_do_not_hold_is_not_tested(name: str) -> None:
    with client(name) as connection:
        *held, failed = connection.checks()
        assert [check.problem for check in held] == [None] * len(held)
        assert failed.problem
        assert failed.hint
    with client(name) as connection, pytest.raises(ServiceError) as caught:
        connection.prepare(1)
    assert caught.value.problem == failed.problem


def test_controls_of_a_client_hold() -> None:
    with client() as connection:
        checks = list(connection.checks())
    assert [check.problem for check in checks] == [None, None]
    assert all(any(line.startswith("⇢ POST /v1/responses ") for line in check.lines) for check in checks)


def test_request_in_progress_has_the_number_of_the_caller() -> None:
    with client() as connection:
        connection.send(77, Request("parse", TOOL))
        assert connection.sequence_in_progress() in {77, None}
        connection.receive()
        assert connection.sequence_in_progress() is None
        assert connection.take_available() == []
