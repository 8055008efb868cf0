"""The connections of the chaos gateway to its upstream.

Each request is one write on a plain socket: chunks and pipelining need it, and it is twice as fast as http.client.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from chaos.messages import MessageError, Reader, Request, Response, header_lines, json_response, read_response

__all__ = ["Upstream"]

TIMEOUT = 30  # seconds
# A gateway sets these headers itself.
HOP_BY_HOP = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "keep-alive"})
FORWARDED = ("retry-after", "location", "content-encoding")  # headers of a response


class Upstream:
    """One kept connection to the upstream.

    Args:
        url: The URL of the upstream without the path of the endpoint.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._prefix = parts.path.rstrip("/")
        self._connection: socket.socket | None = None

    def send(
        self,
        request: Request,
        *,
        body: bytes | list[bytes] | None = None,
        target: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request, or a changed one, and return the response; 502 if there is none.

        Args:
            request: The request that arrived at the gateway.
            body: Another body; a list is sent as chunks.
            target: Another target.
            headers: Further headers.
        """
        message = self._message(
            request, request.body if body is None else body, request.target if target is None else target, headers or {}
        )
        return self._exchange(message, 1)[0]

    def send_pipelined(self, requests: Iterable[Request]) -> list[Response]:
        """Send all requests before the first response is read, and return the responses."""
        messages = [self._message(request, request.body, request.target, {}) for request in requests]
        return self._exchange(b"".join(messages), len(messages))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _message(self, request: Request, body: bytes | list[bytes], target: str, headers: Mapping[str, str]) -> bytes:
        forwarded = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
        if isinstance(body, list):
            framing = {"transfer-encoding": "chunked"}
            content = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*body, b""))
        else:
            framing, content = {"content-length": str(len(body))}, body
        host = ":".join(map(str, self._address))
        lines = header_lines(tuple({"host": host, **forwarded, **headers, **framing}.items()))
        return f"{request.method} {self._prefix}{target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + content

    def _exchange(self, message: bytes, count: int) -> list[Response]:
        """Send a message, and return the responses; once more if the upstream has closed the kept connection."""
        attempts, name = 1 if self._connection is None else 2, ""
        for _ in range(attempts):
            try:
                connection = self._connect()
                connection.sendall(message)
                reader = Reader(connection)
                responses = [self._response(reader) for _ in range(count)]
            except (MessageError, OSError) as error:
                self.close()
                name = type(error).__name__
                if isinstance(error, TimeoutError):  # It says nothing about the kept connection.
                    break
            else:
                return responses
        return [json_response(502, {"error": {"message": f"upstream: {name}", "type": "gateway"}})] * count

    def _connect(self) -> socket.socket:
        if self._connection is None:
            self._connection = socket.create_connection(self._address, timeout=TIMEOUT)
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def _response(self, reader: Reader) -> Response:
        status, headers, body = read_response(reader)
        if headers.get("connection", "").lower() == "close":
            self.close()
        forwarded = tuple((name, headers[name]) for name in FORWARDED if name in headers)
        return Response(status, body, headers.get("content-type"), forwarded)
