"""The client that a project without a suite would write with `http.client`, and the recorder that belongs to it."""

from __future__ import annotations

import http.client
import re
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from imagegen_conformance.connections.relay.stub_responses import STUBS
from loopback_servers import HOST, READ_SIZE, request_size, response

Arrivals: TypeAlias = "dict[int, bytes]"
Form: TypeAlias = Literal["request", "raw"]

MARKER = re.compile(rb"imagegen-00000000-([0-9]+)")


def send_all(
    url: str, bodies: Sequence[bytes], concurrency: int, arrivals: Arrivals | None = None, form: Form = "raw"
) -> None:
    """Post bodies over kept connections, one per thread, and read the responses.

    Args:
        url: The URL.
        bodies: The bodies.
        concurrency: The number of threads.
        arrivals: The bodies at the recorder, which have to be those of the requests; None if there is no recorder.
        form: Whether requests are sent by `HTTPConnection.request`, or written to the socket.
    """
    send = _send_requests if form == "request" else _send_raw
    numbered = iter(enumerate(bodies))
    problems: list[Exception] = []
    lock = threading.Lock()

    def next_batch() -> list[tuple[int, bytes]]:
        with lock:
            return list(islice(numbered, 20))

    def work() -> None:
        try:
            send(url, iter(next_batch, []), arrivals)
        except Exception as problem:  # noqa: BLE001 - the main thread raises it
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def _send_requests(url: str, batches: Iterator[list[tuple[int, bytes]]], arrivals: Arrivals | None) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    headers = {"Content-Type": "application/json"}
    for number, body in (item for batch in batches for item in batch):
        connection.request("POST", parts.path, body, headers)
        connection.getresponse().read()
        _check_arrival(number, body, arrivals)
    connection.close()


def _send_raw(url: str, batches: Iterator[list[tuple[int, bytes]]], arrivals: Arrivals | None) -> None:
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n".encode()
    with socket.create_connection((HOST, parts.port or 80)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number, body in (item for batch in batches for item in batch):
            connection.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(body), body))
            received = http.client.HTTPResponse(connection, method="POST")
            received.begin()
            received.read()
            _check_arrival(number, body, arrivals)


def _check_arrival(number: int, body: bytes, arrivals: Arrivals | None) -> None:
    if arrivals is not None and arrivals.pop(number) != body:
        raise ValueError(f"another body than that of request {number} arrived")


@contextmanager
def minimal_recorder() -> Iterator[tuple[int, Arrivals]]:
    """Start a recorder that keeps bodies by their numbers, and give its port and what has arrived."""
    arrivals: Arrivals = {}
    reply = response("200 OK", STUBS["/responses"].body)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection: socket.socket = self.request
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            buffer = b""
            while chunk := connection.recv(READ_SIZE):
                buffer += chunk
                while (size := request_size(buffer)) is not None:
                    body = buffer[buffer.index(b"\r\n\r\n") + 4 : size]
                    marker = MARKER.search(body)
                    if marker is not None:
                        arrivals[int(marker[1])] = body
                    connection.sendall(reply)
                    buffer = buffer[size:]

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1], arrivals
        finally:
            server.shutdown()
