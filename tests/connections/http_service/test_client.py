"""The client of a thread against servers that send any bytes."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable

import pytest

from chaos.messages import Reader, Request, read_request
from http_clients import client_for, error_of
from imagegen_conformance.connections.http_service import client as client_module
from imagegen_conformance.connections.http_service.client import ExchangeError, HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from raw_server import OK, json_bytes, raw_server

BODY = b'{"object": "response"}'
GZIPPED = gzip.compress(BODY, mtime=0)  # the ids of tests contain it, and must be the same in all processes


def failure(serve: bytes | Callable[..., bool | None], timeout: float = 10) -> ExchangeError:
    """Return the error of one request to a server."""
    with raw_server(serve) as server, client_for(server.url, timeout) as client:
        return error_of(client)


class TestRequest:
    def test_given_header_replaces_the_usual_one(self) -> None:
        received = []

        def serve(connection: socket.socket, request: Request, number: int) -> None:
            received.append(request.headers["user-agent"])
            connection.sendall(OK)

        with raw_server(serve) as server, client_for(server.url, headers={"user-agent": "mine"}) as client:
            assert client._head.lower().count(b"user-agent:") == 1  # the server keeps only the last one
            client.post(b"{}")
        assert received == ["mine"]

    def test_request_has_the_headers_and_the_body(self) -> None:
        with raw_server(OK) as server, client_for(f"{server.url}?v=1", headers={"api-key": "secret"}) as client:
            response = client.post('{"a": "é"}'.encode())
        assert (response.status, response.reason, response.body) == (200, "OK", BODY)
        assert response.headers["content-type"] == "application/json"
        (request,) = server.requests
        assert (request.method, request.target, request.body) == ("POST", "/v1/responses?v=1", '{"a": "é"}'.encode())
        assert request.headers["host"] == f"127.0.0.1:{server.port}"
        assert request.headers["content-type"] == "application/json"
        assert request.headers["accept-encoding"] == "identity"
        assert request.headers["api-key"] == "secret"
        assert request.headers["user-agent"].startswith("imagegen-conformance/")

    def test_connection_is_kept(self) -> None:
        with raw_server(OK) as server, client_for(server.url) as client:
            for _ in range(5):
                assert client.post(b"{}").body == BODY
        assert {request.connection for request in server.requests} == {0}

    def test_large_body_arrives_at_a_server_that_reads_slowly(self) -> None:
        with raw_server(OK) as server, client_for(server.url) as client:
            client.post(b"x" * 5_000_000)
        assert len(server.requests[0].body) == 5_000_000

    @pytest.mark.parametrize(
        "response",
        [
            b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
            json_bytes(head="Connection: close\r\n"),
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + BODY,
        ],
    )
    def test_connection_that_ends_with_the_response_is_opened_again(self, response: bytes) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.sendall(response)

        with raw_server(serve) as server, client_for(server.url) as client:
            assert [client.post(b"{}").body for _ in range(3)] == [BODY] * 3
            assert client.faults == []
        assert [request.connection for request in server.requests] == [0, 1, 2]

    def test_chunked_response_is_read(self) -> None:
        chunks = b"5;x=1\r\n" + BODY[:5] + b"\r\n11\r\n" + BODY[5:] + b"\r\n0\r\nTrailer: 1\r\n\r\n"
        response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
        with raw_server(response) as server, client_for(server.url) as client:
            assert [client.post(b"{}").body for _ in range(2)] == [BODY] * 2
            assert client.faults == []
        assert server.requests[1].connection == 0

    def test_interim_response_is_skipped(self) -> None:
        with raw_server(b"HTTP/1.1 100 Continue\r\n\r\n" + OK) as server, client_for(server.url) as client:
            assert client.post(b"{}").status == 200

    @pytest.mark.skipif(not socket.has_ipv6, reason="IPv6 is not available")
    def test_ipv6_address_is_reached(self) -> None:
        with socket.socket(socket.AF_INET6) as listener:
            try:
                listener.bind(("::1", 0))
            except OSError:
                pytest.skip("the address ::1 is not available")
            listener.listen()
            received = []

            def serve() -> None:
                connection, _ = listener.accept()
                with connection:
                    received.append(read_request(Reader(connection)))
                    connection.sendall(OK)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            port = listener.getsockname()[1]
            with client_for(f"http://[::1]:{port}/v1") as client:
                assert client.post(b"{}").status == 200
            thread.join(5)
        assert received[0].headers["host"] == f"[::1]:{port}"


class TestTimeLimit:
    """The limit is that of the whole exchange, not of one read."""

    def elapsed(self, serve: Callable[..., bool | None]) -> tuple[float, ExchangeError]:
        start = time.monotonic()
        error = failure(serve, timeout=0.4)
        return time.monotonic() - start, error

    @staticmethod
    def drip(connection: socket.socket, content: bytes) -> None:
        for index in range(len(content)):
            connection.sendall(content[index : index + 1])
            time.sleep(0.05)

    @pytest.mark.parametrize("length", [0, 1, len(OK) - 10])
    def test_response_that_drips_is_not_awaited(self, length: int) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.sendall(OK[:length])
            self.drip(connection, OK[length:-1])
            time.sleep(1)

        seconds, error = self.elapsed(serve)
        assert error.problem == "did not complete its response within 0.4 s"
        assert error.is_transient
        assert not error.is_stale
        assert seconds < 3

    def test_server_that_is_silent_is_not_awaited(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            time.sleep(1)

        seconds, error = self.elapsed(serve)
        assert error.problem == "did not respond within 0.4 s"
        assert seconds < 3

    def test_server_that_reads_nothing_is_not_awaited(self) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            start = time.monotonic()
            with client_for(f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.4) as client:
                error = error_of(client, b"x" * 50_000_000)
        assert error.problem == "did not respond within 0.4 s"
        assert time.monotonic() - start < 3

    def test_request_of_a_kept_connection_has_a_limit_of_its_own(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> bool:
            time.sleep(0.3)
            connection.sendall(OK)
            return True

        with raw_server(serve) as server, client_for(server.url, 0.6) as client:
            for _ in range(4):
                assert client.post(b"{}").status == 200

    def test_close_ends_the_wait_of_another_thread(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.recv(1)

        with raw_server(serve) as server:
            client = HttpClient(Endpoint.parse(server.url), {}, 60, None)
            errors = []
            thread = threading.Thread(target=lambda: errors.append(error_of(client)))
            thread.start()
            while not server.requests:
                time.sleep(0.01)
            client.close()
            thread.join(5)
            assert not thread.is_alive()
            assert len(errors) == 1
            client.disconnect()


class TestKeptConnection:
    def test_connection_that_was_closed_meanwhile_is_opened_again(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.sendall(OK)

        with raw_server(serve) as server, client_for(server.url) as client:
            client.post(b"{}")
            time.sleep(0.1)
            assert client.post(b"{}").status == 200
            assert client.faults == []

    def test_end_of_a_kept_connection_before_the_response_is_stale(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> bool:
            if number == 0:
                connection.sendall(OK)
            return number == 0

        with raw_server(serve) as server, client_for(server.url) as client:
            client.post(b"{}")
            error = error_of(client)
            assert error.is_stale
            assert error.problem.startswith("closed the connection before it responded (")
            again = error_of(client)
            assert not again.is_stale  # a new connection
            assert again.is_transient

    def test_end_of_a_kept_connection_within_the_response_is_not_stale(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> bool:
            connection.sendall(OK if number == 0 else OK[:-3])
            return number == 0

        with raw_server(serve) as server, client_for(server.url) as client:
            client.post(b"{}")
            error = error_of(client)
        assert not error.is_stale
        assert error.is_transient

    @pytest.mark.parametrize("surplus", [b"x", OK, b"\r\nHTTP/1.1"])
    def test_bytes_after_a_response_are_a_fault_and_are_not_the_next_response(self, surplus: bytes) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> bool:
            connection.sendall(json_bytes(b'{"number": %d}' % number) + (surplus if number == 0 else b""))
            return True

        with raw_server(serve) as server, client_for(server.url) as client:
            bodies = [client.post(b"{}").body for _ in range(3)]
            assert bodies == [b'{"number": 0}', b'{"number": 1}', b'{"number": 2}']
            assert client.faults == ["the server sent bytes after a response that belong to no request"]
        assert [request.connection for request in server.requests] == [0, 1, 1]

    def test_bytes_that_arrive_after_the_response_are_a_fault(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> bool:
            connection.sendall(OK)
            if number == 0:
                time.sleep(0.05)
                connection.sendall(b"late")
            return True

        with raw_server(serve) as server, client_for(server.url) as client:
            client.post(b"{}")
            time.sleep(0.2)
            assert client.post(b"{}").body == BODY
            assert client.faults == ["the server sent bytes after a response that belong to no request"]


class TestUnreadableResponse:
    @pytest.mark.parametrize(
        ("response", "problem"),
        [
            (b"SSH-2.0-OpenSSH_9.6\r\n", "sent a response that is not HTTP (SSH-2.0-OpenSSH_9.6)"),
            (b"HTTP/1.1 abc OK\r\n\r\n", "sent a response that is not HTTP (HTTP/1.1 abc OK)"),
            (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, "sent a response that is not HTTP (got more than 65536 bytes"),
            (
                b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200,
                "sent a response that is not HTTP (got more than 100 headers)",
            ),
        ],
    )
    def test_response_that_is_not_http_is_transient(self, response: bytes, problem: str) -> None:
        error = failure(response)
        assert error.problem.startswith(problem)
        assert error.is_transient

    @pytest.mark.parametrize(
        "response",
        [
            OK[:-1],
            json_bytes(b" " * 100_000)[:-1],
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n{",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n",
            json_bytes(GZIPPED[:-9], "Content-Encoding: gzip\r\n"),
        ],
    )
    def test_response_that_is_cut_is_transient(self, response: bytes) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.sendall(response)

        error = failure(serve)
        assert error.problem == "closed the connection within its response"
        assert error.is_transient

    def test_reset_connection_is_transient(self) -> None:
        def serve(connection: socket.socket, request: Request, number: int) -> None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

        error = failure(serve)
        assert error.problem.startswith("closed the connection before it responded (")
        assert error.is_transient

    def test_server_that_is_not_there_cannot_be_reached(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            with client_for(f"http://127.0.0.1:{unused.getsockname()[1]}/") as client:
                error = error_of(client)
        assert error.problem.startswith("cannot be reached (")
        assert error.is_transient


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "content"),
        [
            ("gzip", GZIPPED),
            ("x-gzip", GZIPPED),
            ("GZIP", GZIPPED),
            ("deflate", zlib.compress(BODY)),
            ("identity", BODY),
            ("", BODY),
        ],
    )
    def test_body_is_decoded_although_no_encoding_was_accepted(self, encoding: str, content: bytes) -> None:
        response = json_bytes(content, f"Content-Encoding: {encoding}\r\n")
        with raw_server(response) as server, client_for(server.url) as client:
            assert [client.post(b"{}").body for _ in range(2)] == [BODY] * 2

    @pytest.mark.parametrize(
        ("encoding", "content", "problem"),
        [
            ("br", BODY, "sent a response with the content encoding br, although none was accepted"),
            ("gzip, gzip", BODY, "sent a response with the content encoding gzip, gzip, although none was accepted"),
            ("gzip", BODY, "sent a response that is not encoded as it says"),
            ("deflate", GZIPPED, "sent a response that is not encoded as it says"),
        ],
    )
    def test_body_that_cannot_be_decoded_is_an_error(self, encoding: str, content: bytes, problem: str) -> None:
        error = failure(json_bytes(content, f"Content-Encoding: {encoding}\r\n"))
        assert error.problem == problem
        assert not error.is_transient


class TestSize:
    @pytest.fixture(autouse=True)
    def smaller_maximum(self, monkeypatch) -> None:
        monkeypatch.setattr(client_module, "MAX_BODY_SIZE", 2 << 20)

    @pytest.mark.parametrize(
        "response",
        [
            json_bytes(b" " * (3 << 20)),
            json_bytes(gzip.compress(b" " * (30 << 20), mtime=0), "Content-Encoding: gzip\r\n"),
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * (3 << 20),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 40,
        ],
        ids=["length", "bomb", "until the end", "chunked"],
    )
    def test_body_that_is_too_large_is_an_error(self, response: bytes) -> None:
        error = failure(response)
        assert error.problem == "sent a response of more than 2 MiB"
        assert not error.is_transient

    def test_body_of_the_maximum_size_is_read(self) -> None:
        with raw_server(json_bytes(b" " * (2 << 20))) as server, client_for(server.url) as client:
            assert len(client.post(b"{}").body) == 2 << 20
