"""HTTP responses: what of them the suite reads, and their bodies as text and as JSON."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.text import preview

__all__ = ["EMPTY_BODY", "EVENT_STREAM", "HTML_PAGE", "HttpResponse", "is_json_type"]

# Kinds of bodies, as `HttpResponse.describe_body` names them.
EMPTY_BODY = "an empty body"
HTML_PAGE = "an HTML page"
EVENT_STREAM = "an event stream"
MAX_REASON_LENGTH = 40  # characters of a reason phrase, of a media type and of other parts of a response's head
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
# Other codecs of Python do not belong to HTTP (unicode_escape), or are slow for long texts (idna).
_CODECS = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "iso8859-1", "cp1252"})


class HttpResponse(NamedTuple):
    """A response to an HTTP request.

    Attributes:
        status: The status code.
        reason: The reason phrase; may be empty.
        headers: The header fields, with names in lower case.
        body: The body, without its transfer and content encodings.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty if the response does not say it."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text; bytes that do not belong to its encoding are escaped."""
        match = _CHARSET.search(self.headers.get("content-type", ""))
        try:
            codec = codecs.lookup(match[1]).name if match else ""
            if codec in _CODECS:
                return self.body.decode(codec)
        except (LookupError, ValueError):  # an unknown encoding, or one that the body does not have
            pass
        return self.body.decode("utf-8", "backslashreplace")

    def json_value(self) -> Json:
        """Return the body as JSON. A byte order mark is ignored.

        Raises:
            ValueError: The body is not JSON.
        """
        try:
            text = self.body.decode().removeprefix("\ufeff")
        except UnicodeDecodeError:
            text = self.text  # JSON is UTF-8 (RFC 8259), but some servers choose another encoding and say so
        return loads(text)

    def describe_status(self) -> str:
        """Return the status code and the reason phrase, such as `404 Not Found`."""
        reason = preview(self.reason.strip(), MAX_REASON_LENGTH)
        if not reason and self.status in HTTPStatus.__members__.values():
            reason = HTTPStatus(self.status).phrase
        return f"{self.status} {reason}".rstrip()

    def describe_body(self) -> str:
        """Return the kind of the body as a noun phrase, such as `an HTML page` or `text/plain`."""
        beginning = self.body[:32].lstrip().lower()
        if not beginning and not self.body.strip():
            return EMPTY_BODY
        is_html = beginning.startswith((b"<!doctype html", b"<html"))
        if is_html or self.media_type in {"text/html", "application/xhtml+xml"}:
            return HTML_PAGE
        if self.media_type == "text/event-stream":
            return EVENT_STREAM
        media_type = preview(self.media_type, MAX_REASON_LENGTH)
        return f"a body of type {media_type}" if media_type else "a body without a media type"


def is_json_type(media_type: str) -> bool:
    """Return whether a media type, in lower case and without parameters, is one of JSON texts."""
    return media_type in {"application/json", "text/json"} or media_type.endswith("+json")
