"""HTTP messages as bytes: requests that a server reads, and responses that it writes with one call."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any, NamedTuple

__all__ = [
    "MessageError",
    "Reader",
    "Request",
    "Response",
    "header_lines",
    "json_response",
    "read_request",
    "read_response",
]

HEAD_END = b"\r\n\r\n"
READ_SIZE = 1 << 16
MAX_HEAD_SIZE = 1 << 20
REASONS = {status.value: status.phrase for status in HTTPStatus}


class MessageError(Exception):
    """The other side has closed the connection, or its message is invalid."""


@dataclass(frozen=True)
class Request:
    """A request that has arrived.

    Attributes:
        method: The method, such as `POST`.
        target: The path and the query.
        headers: The headers; their names are in lower case.
        body: The body without the chunked encoding.
        connection: The number of the connection, from 0.
        position: The number of the request on its connection, from 0.
        arrived: The time of the monotonic clock at which it had arrived.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int = 0
    position: int = 0
    arrived: float = field(default_factory=time.monotonic, compare=False)

    @property
    def path(self) -> str:
        """The target without the query."""
        return self.target.partition("?")[0]

    @cached_property
    def data(self) -> Any:
        """The body as a JSON value, or None if it is not JSON."""
        try:
            return json.loads(self.body, parse_constant=_reject_constant)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def tool(self) -> Any:
        """The first tool of the body, or None if it has none."""
        tools = self.data.get("tools") if isinstance(self.data, dict) else None
        return tools[0] if isinstance(tools, list) and tools else None


def _reject_constant(text: str) -> None:
    raise ValueError(text)


class Response(NamedTuple):
    """A response.

    Attributes:
        status: The status code.
        body: The body as it is sent.
        content_type: The value of Content-Type, or None for a response without this header.
        headers: Further headers.
        reason: The reason phrase, or None for the standard one.
    """

    status: int
    body: bytes = b""
    content_type: str | None = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    reason: str | None = None

    def encode(self, *, content_length: int | None = None) -> bytes:
        """Return the message as bytes, with the length of the body or with another Content-Length."""
        length = len(self.body) if content_length is None else content_length
        return self.head((("Content-Length", str(length)),)) + self.body

    def head(self, framing: tuple[tuple[str, str], ...]) -> bytes:
        """Return the status line and the headers, including the headers of the framing."""
        reason = REASONS.get(self.status, "Unknown") if self.reason is None else self.reason
        types = () if self.content_type is None else (("Content-Type", self.content_type),)
        lines = header_lines((*types, *self.headers, *framing))
        return f"HTTP/1.1 {self.status} {reason}\r\n{lines}\r\n".encode("latin-1")


def header_lines(headers: tuple[tuple[str, str], ...]) -> str:
    """Return headers as lines."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers)


def json_response(status: int, value: Any, **members: Any) -> Response:
    """Return a response whose body is a JSON value."""
    return Response(status, json.dumps(value).encode(), **members)


class Reader:
    """A buffer in front of a socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def read_until(self, end: bytes) -> bytes:
        """Return the bytes before `end`, and skip `end`."""
        while (index := self._buffer.find(end)) < 0:
            if len(self._buffer) > MAX_HEAD_SIZE:
                raise MessageError
            self._fill()
        piece, self._buffer = self._buffer[:index], self._buffer[index + len(end) :]
        return piece

    def read_exactly(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        if len(self._buffer) < size:
            pieces, missing = [self._buffer], size - len(self._buffer)
            while missing > 0:
                self._buffer = b""
                self._fill()
                pieces.append(self._buffer)
                missing -= len(self._buffer)
            self._buffer = b"".join(pieces)
        piece, self._buffer = self._buffer[:size], self._buffer[size:]
        return piece

    def read_rest(self) -> bytes:
        """Return the bytes until the end of the connection."""
        pieces = [self._buffer]
        while piece := self._connection.recv(READ_SIZE):
            pieces.append(piece)
        self._buffer = b""
        return b"".join(pieces)

    def _fill(self) -> None:
        received = self._connection.recv(READ_SIZE)
        if not received:
            raise MessageError
        self._buffer += received


def read_request(reader: Reader, connection: int = 0, position: int = 0) -> Request:
    """Return the next request of a connection.

    Raises:
        MessageError: The connection ended before the end of a request, or the request is invalid.
    """
    start, headers = _read_head(reader)
    try:
        method, target, _ = start.split(" ", 2)
    except ValueError:
        raise MessageError from None
    return Request(method, target, headers, _read_body(reader, headers), connection, position)


def read_response(reader: Reader) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of the next response of a connection.

    Raises:
        MessageError: The connection ended before the end of a response, or the response is invalid.
    """
    start, headers = _read_head(reader)
    status = _number(start[len("HTTP/1.1 ") :][:3])
    if headers.keys() & {"content-length", "transfer-encoding"} or status in {204, 304}:
        return status, headers, _read_body(reader, headers)
    return status, {**headers, "connection": "close"}, reader.read_rest()


def _read_head(reader: Reader) -> tuple[str, dict[str, str]]:
    start, *lines = reader.read_until(HEAD_END).decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return start, headers


def _read_body(reader: Reader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(_chunks(reader))
    return reader.read_exactly(_number(headers.get("content-length", "0")))


def _chunks(reader: Reader) -> Iterator[bytes]:
    while size := _number(reader.read_until(b"\r\n").partition(b";")[0].decode("latin-1"), 16):
        yield reader.read_exactly(size)
        reader.read_exactly(len(b"\r\n"))
    while reader.read_until(b"\r\n"):  # trailers
        pass


def _number(text: str, base: int = 10) -> int:
    try:
        number = int(text, base)
    except ValueError:
        raise MessageError from None
    if number < 0:
        raise MessageError
    return number
