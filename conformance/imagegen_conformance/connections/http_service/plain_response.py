"""The common form of an HTTP response, read without `http.client`.

The parser of `http.client` for headers, which is one for e-mail, takes most of the time of an exchange with a fast
server.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from imagegen_conformance.connections.http_service.kept_socket import KeptSocket
from imagegen_conformance.connections.http_service.response import HttpResponse

__all__ = ["read_plain_response"]

END_OF_HEAD = b"\r\n\r\n"
MAX_HEADERS = 100  # as in http.client
MAX_LENGTH_DIGITS = 5  # of the number of bytes of a body that is read at once
_HEAD = re.compile(rb"HTTP/1\.1 ([2-5][0-9]{2})(?: ([ -~]*))?((?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*)+)")
_HEADER = re.compile(r"\r\n([^:]+):[\t ]*([^\r]*)")
_BODILESS_STATUSES = frozenset({204, 304})


class _PlainHead(NamedTuple):
    """The head of a response in the common form.

    Attributes:
        status: The status code.
        reason: The reason phrase.
        headers: The headers, with names in lower case.
        length: The number of bytes of the body.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    length: int


def read_plain_response(kept: KeptSocket) -> HttpResponse | None:
    """Return the next response if it has the common form; otherwise None, and everything can be received again.

    The head has arrived in one piece, its headers are ASCII and each of them occurs once, the body is short and not
    encoded, its length is given, and the connection is kept.

    Raises:
        OSError, http.client.IncompleteRead: The body cannot be read.
    """
    content = kept.receive()
    end = content.find(END_OF_HEAD)
    head = _parse_head(content[:end]) if end >= 0 else None
    if head is None:
        kept.put_back(content)
        return None
    start = end + len(END_OF_HEAD)
    size = start + head.length
    while len(content) < size:
        piece = kept.receive()
        if not piece:
            raise http.client.IncompleteRead(content[start:], size - len(content))
        content += piece
    kept.put_back(content[size:])
    return HttpResponse(head.status, head.reason, head.headers, content[start:size])


@lru_cache(maxsize=64)  # the responses of a server often differ in the body only
def _parse_head(head: bytes) -> _PlainHead | None:
    """Return a head without the empty line at its end, or None if it does not have the common form."""
    match = _HEAD.fullmatch(head)
    if match is None:
        return None
    lines = _HEADER.findall(match[3].decode("ascii"))
    headers = {name.lower(): value for name, value in lines}
    status, length = int(match[1]), headers.get("content-length", "")
    is_common = (
        len(headers) == len(lines) <= MAX_HEADERS
        and length.isdecimal()
        and len(length) <= MAX_LENGTH_DIGITS
        and "transfer-encoding" not in headers
        and "content-encoding" not in headers
        and "close" not in headers.get("connection", "").lower()
        and status not in _BODILESS_STATUSES
    )
    return _PlainHead(status, (match[2] or b"").decode("ascii").strip(), headers, int(length)) if is_common else None
