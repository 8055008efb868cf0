"""A server on loopback that sends any bytes, at any time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chaos.listener import Listener
from chaos.messages import Reader, Request, read_request

__all__ = ["OK", "RawServer", "json_bytes", "raw_server"]

Serve = Callable[[socket.socket, Request, int], bool | None]


class RawServer:
    """The requests to a server, and its port.

    Attributes:
        requests: The requests, in the order of their arrival.
        port: The port.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.port = 0

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return f"http://127.0.0.1:{self.port}/v1/responses"


def json_bytes(body: bytes = b'{"object": "response"}', head: str = "", status: str = "200 OK") -> bytes:
    """Return the bytes of a response with a JSON body."""
    lines = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{head}\r\n"
    return lines.encode() + body


OK = json_bytes()


@contextmanager
def raw_server(serve: Serve | bytes) -> Iterator[RawServer]:
    """Serve requests in threads of this process.

    Args:
        serve: The bytes of each response; or a function that receives the socket, the request and the number of
            requests before it, and returns True to keep the connection.
    """
    server = RawServer()

    def serve_connection(connection: socket.socket, number: int) -> None:
        reader, position, keeps = Reader(connection), 0, True
        while keeps:
            request = read_request(reader, number, position)
            position += 1
            server.requests.append(request)
            if isinstance(serve, bytes):
                connection.sendall(serve)
            else:
                keeps = bool(serve(connection, request, len(server.requests) - 1))

    listener = Listener(serve_connection)
    server.port = listener.port
    listener.start()
    try:
        yield server
    finally:
        listener.stop()
