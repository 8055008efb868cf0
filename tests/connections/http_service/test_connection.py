"""The connection to a server: confirmation by controls, threads, and the end of a run."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chaos.messages import Request as HttpRequest
from chaos_server import ChaosServer
from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.connection import HttpConnection
from imagegen_conformance.connections.http_service.controls import ILLEGAL, PLAIN, REPEATED
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.envelope import Envelope
from imagegen_conformance.connections.http_service.options import HttpOptions
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.connections.http_service.sender import RequestSender
from imagegen_conformance.connections.http_service.server_route import ServerRoute
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.errors import ServiceError, UsageError
from imagegen_conformance.judging.observation import Observation
from raw_server import OK, RawServer, json_bytes, raw_server

LEGAL = Request("validate", {"type": "image_generation", "model": "gpt-image-1"})
WRONG = Request("validate", {"type": "image_generation", "size": 5})
REJECTED = json_bytes(b'{"error": {"message": "Invalid value", "param": "tools[0].quality"}}', status="400 Bad Request")


@contextmanager
def connection_to(url: str, prepare: int | None = 10, **changes: Any) -> Iterator[HttpConnection]:
    options = HttpOptions(Endpoint.parse(url), Envelope.default(), {}, Secrets({}))._replace(**changes)
    budget = RequestBudget(options.max_requests, options.rate)
    route = ServerRoute(options.envelope, RequestSender(budget, options.secrets))
    connection = HttpConnection(options, route, budget)
    try:
        if prepare is not None:
            connection.prepare(prepare)
        yield connection
    finally:
        connection.end()


def ask(connection: HttpConnection, *requests: Request) -> list[tuple[int, Observation]]:
    """Send requests, and return the observations in the order of the requests."""
    for sequence, request in enumerate(requests):
        connection.send(sequence, request)
    return sorted((connection.receive() for _ in requests), key=lambda item: item[0])


def is_control(request: HttpRequest) -> bool:
    return request.tool in ({"type": "image_generation"}, {"type": "image_generation", "quality": 5})


def answer(request: HttpRequest) -> bytes:
    """Return the response of a server that only knows the controls."""
    return REJECTED if request.tool.get("quality") == 5 else OK


@pytest.mark.parametrize(
    ("stream", "headers", "accept"),
    [
        (False, {}, "application/json"),
        (True, {}, "text/event-stream, application/json"),
        (True, {"accept": "text/event-stream"}, "text/event-stream"),
    ],
)
def test_request_accepts_the_responses_that_the_envelope_asks_for(stream: bool, headers: Any, accept: str) -> None:
    envelope = Envelope.of({"model": "gpt-4.1", "input": "", "tools": ["$PAYLOAD"], "stream": stream})
    with ChaosServer() as server, connection_to(server.url, envelope=envelope, headers=headers):
        pass
    assert {request.headers["accept"] for request in server.requests} == {accept}


def test_observations_are_those_of_the_responses() -> None:
    with ChaosServer() as server, connection_to(server.url) as connection:
        legal, wrong = ask(connection, LEGAL, WRONG)
        faults = connection.close()
    assert legal == (0, {"outcome": "accepted"})
    assert wrong[1]["outcome"] == "rejected"
    assert [reason["path"] for reason in wrong[1]["reasons"]] == ["/size"]
    assert faults == []


def test_identity_claims_the_level_schema() -> None:
    with connection_to("http://127.0.0.1:9/", prepare=None, name="mine") as connection:
        assert connection.identity[:4] == ("mine", None, "HTTP", "server")
        assert connection.identity.levels == ("schema",)
        assert [connection.supports(level) for level in ("wire", "object", "schema", "semantic")] == [
            False,
            False,
            True,
            False,
        ]
    with connection_to("http://127.0.0.1:9/", prepare=None, levels=("semantic", "wire")) as connection:
        assert connection.supports("semantic")
        assert not connection.supports("wire")


def test_controls_are_sent_before_and_after_the_requests() -> None:
    with ChaosServer() as server, connection_to(server.url, concurrency=1) as connection:
        ask(connection, LEGAL)
        tools = [request.tool for request in server.requests]
    controls = [control.request.content for control in (PLAIN, ILLEGAL, REPEATED)]
    assert tools == [*controls, LEGAL.content, *controls]


def test_controls_are_sent_every_200_requests() -> None:
    with ChaosServer() as server, connection_to(server.url, prepare=450) as connection:
        assert len(ask(connection, *[LEGAL] * 450)) == 450
        assert sum(map(is_control, server.requests)) == 4 * 3
        assert len(server.requests) == 462


def test_observation_is_held_back_until_the_controls_hold() -> None:
    """The server changes while a case is in progress: its acceptance means nothing."""
    turned = threading.Event()

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        if request.tool == LEGAL.content:
            turned.set()
            connection.sendall(OK)
        elif turned.is_set() and request.tool.get("quality") == 5:
            connection.sendall(OK)
        else:
            connection.sendall(answer(request))
        return True

    with raw_server(serve) as server, connection_to(server.url) as connection:
        connection.send(0, LEGAL)
        sequence, observation = connection.receive()
        assert sequence == 0
        assert observation["outcome"] == "error"
        assert observation["message"].startswith("after this request, ")
        with pytest.raises(ServiceError) as caught:
            connection.receive()
        assert "quality" in str(caught.value)
        assert any(line.startswith("→ POST ") for line in caught.value.details)


@contextmanager
def server_that(control: int, response: bytes) -> Iterator[RawServer]:
    """Serve the controls, and respond to one of them with something else."""

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        connection.sendall(response if number == control else answer(request))
        return True

    with raw_server(serve) as server:
        yield server


@pytest.mark.parametrize(
    ("control", "response", "problem"),
    [
        (0, REJECTED, "the plain tool"),
        (0, json_bytes(b"null"), "the plain tool"),
        (1, OK, "quality"),
        (2, REJECTED, "the plain tool"),
    ],
)
def test_control_that_does_not_hold_ends_the_run_before_it_begins(control: int, response: bytes, problem: str) -> None:
    with server_that(control, response) as server, connection_to(server.url, prepare=None) as connection:
        with pytest.raises(ServiceError) as caught:
            connection.prepare(1)
        assert problem in caught.value.problem
        assert caught.value.hint
        assert any(line.startswith("← ") for line in caught.value.details)
        assert len(server.requests) == control + 1


def test_budget_that_is_too_small_is_an_error_and_nothing_is_sent() -> None:
    with ChaosServer() as server, connection_to(server.url, prepare=None, max_requests=15) as connection:
        with pytest.raises(UsageError, match=r"^the run needs at least 16 requests, and --max-requests permits 15\. "):
            connection.prepare(10)
        assert server.requests == []


def test_announcement_is_for_other_machines() -> None:
    with connection_to("http://127.0.0.1:9/", prepare=None) as connection:
        assert connection.announcement(10) is None
    with connection_to("https://api.example.com/", prepare=None) as connection:
        assert connection.announcement(1000) == "the run sends at least 1,018 requests to api.example.com"
    with connection_to("https://api.example.com/", prepare=None, max_requests=5000) as connection:
        line = "the run sends at least 1,018 requests to api.example.com; --max-requests permits 5,000"
        assert connection.announcement(1000) == line
    with (
        connection_to("https://api.example.com/", prepare=None, max_requests=5) as connection,
        pytest.raises(UsageError),
    ):
        connection.announcement(1000)


def test_requests_are_sent_in_parallel() -> None:
    together = threading.Barrier(4)

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        if not is_control(request):
            together.wait(10)
        connection.sendall(answer(request))
        return True

    with raw_server(serve) as server, connection_to(server.url, concurrency=4) as connection:
        observations = ask(connection, *[LEGAL] * 8)
    assert [observation for _, observation in observations] == [{"outcome": "accepted"}] * 8


def test_fatal_response_ends_the_run_after_the_observations_so_far() -> None:
    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        content = answer(request)
        if request.tool == WRONG.content:
            content = json_bytes(b'{"error": {"message": "Key expired"}}', status="401 Unauthorized")
        connection.sendall(content)
        return True

    with raw_server(serve) as server, connection_to(server.url, concurrency=1) as connection:
        for sequence, request in enumerate([LEGAL, WRONG, LEGAL]):
            connection.send(sequence, request)
        assert connection.receive() == (0, {"outcome": "accepted"})
        assert connection.receive()[1]["outcome"] == "error"
        with pytest.raises(ServiceError, match=r"^the server responded 401 Unauthorized: Key expired"):
            connection.receive()


def test_confirmed_observations_are_taken_without_waiting() -> None:
    with ChaosServer() as server, connection_to(server.url) as connection:
        for sequence in range(5):
            connection.send(sequence, LEGAL)
        first = connection.receive()
        rest = connection.take_available()
        assert sorted([first, *rest]) == [(sequence, {"outcome": "accepted"}) for sequence in range(5)]
        assert connection.take_available() == []


def test_request_in_progress_is_the_one_that_waits() -> None:
    release = threading.Event()

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        if not is_control(request):
            release.wait(10)
        connection.sendall(answer(request))
        return True

    with raw_server(serve) as server, connection_to(server.url) as connection:
        assert connection.sequence_in_progress() is None
        connection.send(7, LEGAL)
        while connection.sequence_in_progress() is None:
            time.sleep(0.01)
        assert connection.sequence_in_progress() == 7
        release.set()
        assert connection.receive()[0] == 7


def test_close_does_not_wait_for_responses() -> None:
    before = threading.active_count()

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        if not is_control(request):
            connection.recv(1)  # until the client has closed it
            return False
        connection.sendall(answer(request))
        return True

    with raw_server(serve) as server:
        with connection_to(server.url, timeout=60) as connection:
            for sequence in range(6):
                connection.send(sequence, LEGAL)
            while sum(not is_control(request) for request in server.requests) < 4:
                time.sleep(0.01)
            start = time.monotonic()
            connection.close()
            assert time.monotonic() - start < 3
        deadline = time.monotonic() + 5
        while threading.active_count() > before + 10 and time.monotonic() < deadline:
            time.sleep(0.05)


def test_close_ends_a_wait_for_the_rate() -> None:
    with ChaosServer() as server, connection_to(server.url, rate=20) as connection:
        for sequence in range(50):
            connection.send(sequence, LEGAL)
        start = time.monotonic()
        connection.close()
        assert time.monotonic() - start < 3


def test_bytes_after_a_response_are_a_fault_of_the_run() -> None:
    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        connection.sendall(answer(request) + b"x" * (not is_control(request)))
        return True

    with raw_server(serve) as server, connection_to(server.url, concurrency=1) as connection:
        ask(connection, LEGAL, LEGAL)
        assert connection.close() == ["the server sent bytes after a response that belong to no request"]


def test_secret_of_a_response_is_not_in_the_observation() -> None:
    credential = "sk-abcdef123456"

    def serve(connection: socket.socket, request: HttpRequest, number: int) -> bool:
        body = f'{{"error": {{"message": "Invalid value for {credential}", "param": "tools[0].size"}}}}'.encode()
        is_wrong = request.tool == WRONG.content
        connection.sendall(json_bytes(body, status="400 Bad Request") if is_wrong else answer(request))
        return True

    with raw_server(serve) as server, connection_to(server.url, secrets=Secrets({"KEY": credential})) as connection:
        ((_, observation),) = ask(connection, WRONG)
    assert observation["outcome"] == "rejected"
    assert "[KEY]" in str(observation)
    assert credential not in str(observation)


def test_memory_is_flat_under_many_requests() -> None:
    resource: Any = pytest.importorskip("resource")  # not on Windows

    def flood(connection: HttpConnection, count: int) -> int:
        sent = received = 0
        while received < count:
            while sent < count and sent - received < connection.max_in_flight:
                connection.send(sent, LEGAL)
                sent += 1
            connection.receive()
            received += 1
        peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // (1024 if sys.platform == "darwin" else 1)

    with ChaosServer(keep_requests=False) as server, connection_to(server.url, prepare=20_000) as connection:
        first = flood(connection, 4_000)
        last = flood(connection, 16_000)
    assert last - first < 8_000  # KiB
