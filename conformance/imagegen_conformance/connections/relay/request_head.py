"""The head of a request: the request line and the headers, read strictly."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from imagegen_conformance.connections.relay.request_reader import RequestError, RequestReader

__all__ = ["RequestHead", "read_head", "read_headers"]
MAX_HEAD_SIZE = 1 << 16  # bytes
MAX_CACHED_SIZE = 1 << 11  # bytes
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/([0-9])\.([0-9])")
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00\r\n]*)")
_ORIGIN = re.compile(r"https?://[^/?]*", re.IGNORECASE)


class RequestHead(NamedTuple):
    """The request line and the headers.

    Attributes:
        method: The method.
        path: The path without the query, which may contain a key.
        is_version_1_0: Whether the version is HTTP/1.0.
        headers: The values of each header, by the name in lower case.
    """

    method: str
    path: str
    is_version_1_0: bool
    headers: dict[str, list[str]]

    @property
    def media_type(self) -> str:
        """The media type in lower case without parameters, or the empty string."""
        return self.headers.get("content-type", [""])[0].partition(";")[0].strip().lower()

    @property
    def keeps_connection(self) -> bool:
        """Whether the client can send a further request on the same connection."""
        tokens = self.tokens("connection")
        return "close" not in tokens and (not self.is_version_1_0 or "keep-alive" in tokens)

    def tokens(self, name: str) -> list[str]:
        """Return the elements of a header whose value is a list, in lower case."""
        if name not in self.headers:
            return []
        values = ",".join(self.headers[name]).lower().split(",")
        return [token for token in map(str.strip, values) if token]


def read_head(reader: RequestReader) -> RequestHead:
    """Return the head of the next request.

    Raises:
        RequestError: The head is invalid or too long.
    """
    lines = reader.read_arrived_lines(MAX_HEAD_SIZE)
    if lines is not None:
        return (_parse_cached_head if len(lines) <= MAX_CACHED_SIZE else _parse_head)(lines)
    line = reader.read_line(MAX_HEAD_SIZE, 414)
    head = _parse_request_line(line)  # before the headers, for which the client may wait
    return _complete(head, read_headers(reader, MAX_HEAD_SIZE - len(line)))


def read_headers(reader: RequestReader, max_size: int) -> dict[str, list[str]]:
    """Return the headers up to the empty line after them, or the trailers of a chunked body.

    Raises:
        RequestError: A line is invalid, or all are too long together.
    """
    headers: dict[str, list[str]] = {}
    while line := reader.read_line(max(max_size, 0), 431):
        max_size -= len(line) + 2
        name, value = _parse_header(line)
        headers.setdefault(name, []).append(value)
    return headers


def _parse_head(lines: bytes) -> RequestHead:
    """Return the head with these lines."""
    first, *others = lines.split(b"\r\n")
    head = _parse_request_line(first)
    headers: dict[str, list[str]] = {}
    for name, value in map(_parse_header, others):
        headers.setdefault(name, []).append(value)
    return _complete(head, headers)


_parse_cached_head = lru_cache(maxsize=1024)(_parse_head)  # the heads of a client differ in Content-Length only


def _parse_request_line(line: bytes) -> RequestHead:
    """Return a head without headers."""
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise RequestError(400, "the request line is invalid")
    method, target, major, minor = (group.decode("ascii") for group in match.groups())
    if major != "1":
        raise RequestError(505, f"the version is HTTP/{major}.{minor}, not HTTP/1.1")
    # A client that takes the recorder for a proxy sends the URL in place of the path.
    path = _ORIGIN.sub("", target, count=1).partition("?")[0] or "/"
    return RequestHead(method, path, minor == "0", {})


def _complete(head: RequestHead, headers: dict[str, list[str]]) -> RequestHead:
    """Return a head with its headers."""
    if len(headers.get("host", ())) != 1 and not head.is_version_1_0:
        raise RequestError(400, "it does not have exactly one Host header")
    return head._replace(headers=headers)


@lru_cache(maxsize=128)  # most headers are the same in each request
def _parse_header(line: bytes) -> tuple[str, str]:
    """Return the name in lower case and the value."""
    match = _HEADER.fullmatch(line)
    if match is None:
        problem = "a header is folded" if line[0] in b" \t" else "a header is invalid"
        raise RequestError(400, problem)
    name, value = match.groups()
    return name.decode("ascii").lower(), value.decode("latin-1").rstrip(" \t")
