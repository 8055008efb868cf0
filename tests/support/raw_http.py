"""Requests to a recorder over raw sockets, with any bytes, and the responses to them."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from imagegen_conformance.connections.relay.recorder import Recorder

__all__ = ["Response", "connect", "post", "read_response", "send"]
TIMEOUT = 20.0  # seconds


class Response(NamedTuple):
    """A response.

    Attributes:
        status: The status code.
        headers: The headers by their names in lower case.
        body: The body.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> str:
        """The message of the error in the body."""
        message: str = json.loads(self.body)["error"]["message"]
        return message


@contextmanager
def connect(recorder: Recorder) -> Iterator[socket.socket]:
    """Open a connection to a recorder."""
    port = int(recorder.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        yield connection


def read_response(connection: socket.socket, method: str = "POST") -> Response:
    """Return the next response. Its bytes must not arrive together with those of a further one."""
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    body = response.read()
    return Response(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def send(recorder: Recorder, request: bytes, method: str = "POST") -> Response:
    """Send the bytes of a request on a connection of its own, and return the response."""
    with connect(recorder) as connection:
        connection.sendall(request)
        return read_response(connection, method)


def post(body: bytes, headers: str = "", path: str = "/v1/responses", **options: Any) -> bytes:
    """Return the bytes of a request. A length of None omits Content-Length."""
    length = options.get("length", len(body))
    length_line = "" if length is None else f"Content-Length: {length}\r\n"
    version = options.get("version", "1.1")
    method = options.get("method", "POST")
    head = f"{method} {path} HTTP/{version}\r\nHost: recorder\r\nContent-Type: application/json\r\n{length_line}{headers}\r\n"
    return head.encode("latin-1") + body
