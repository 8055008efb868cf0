"""The bodies of HTTP errors: their messages, codes and entries, in the forms of common servers and gateways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from imagegen_conformance.jsonlib.values import Json

__all__ = ["FAILED_STATUSES", "ErrorBody", "ErrorEntry", "parse_error_body"]

FAILED_STATUSES = frozenset({"failed", "cancelled"})  # of a response object
MAX_DEPTH = 3  # bodies of upstream errors within each other
MAX_ENTRIES = 2000  # entries of one list; a validator of a union of 30 tools reports several for each
MAX_BRACES = 8  # places in a message at which a JSON object is looked for
# Lists of entries: details (Azure), detail (FastAPI), errors (RFC 9457), validation (prism), issues (zod).
_LISTS = ("details", "detail", "errors", "validation", "issues", "invalid-params", "invalid_params")
_PLACES = ("param", "loc", "pointer", "instancePath", "instance_path", "path", "field", "location")
_MESSAGES = ("message", "msg", "detail", "title", "reason", "error_description", "description")
_KINDS = ("code", "type", "kind", "keyword")
# The type of every invalid request does not say which rule is broken.
_GENERAL_KINDS = frozenset({"invalid_request_error", "invalid_request", "field", "error"})
_DECODER = json.JSONDecoder()


class ErrorEntry(NamedTuple):
    """One error of a body.

    Attributes:
        place: The place that it names, in any form, as it is in the body; None if it names none.
        kind: The code or kind of the error; empty if there is none.
        message: The message; may be empty.
    """

    place: Json
    kind: str
    message: str


class ErrorBody(NamedTuple):
    """What the body of an error says.

    Attributes:
        message: The message of the innermost error; empty if there is none.
        outer_messages: The messages of the errors that contain it.
        codes: The codes and types of the errors, in lower case.
        entries: The errors that it lists.
    """

    message: str
    outer_messages: list[str]
    codes: frozenset[str]
    entries: list[ErrorEntry]


def parse_error_body(body: dict[str, Json]) -> ErrorBody:
    """Return what the body of an error says, including the upstream errors that are JSON within its messages."""
    messages: list[str] = []
    codes: set[str] = set()
    entries: list[ErrorEntry] = []
    level: dict[str, Json] | None = body
    for _ in range(MAX_DEPTH + 1):
        if level is None:
            break
        messages.append(_message_of(level))
        codes.update(_codes(level))
        found = list(_entries(level))
        entries += found
        codes.update(entry.kind.lower() for entry in found)
        level = _object_in(messages[-1])
    named = list(filter(None, messages))
    return ErrorBody(named[-1] if named else "", named[:-1], frozenset(filter(None, codes)), entries)


def _error_of(body: dict[str, Json]) -> dict[str, Json]:
    error = body.get("error")
    return error if type(error) is dict else body


def _message_of(body: dict[str, Json]) -> str:
    error = body.get("error")
    for source in (_error_of(body), body):
        text = _string(source, _MESSAGES)
        if text:
            return text
    return error if type(error) is str else ""


def _codes(body: dict[str, Json]) -> Iterator[str]:
    """Yield the codes and types of an error and of its inner errors."""
    error: Json = _error_of(body)
    for _ in range(MAX_DEPTH + 1):
        if type(error) is not dict:
            return
        for key in ("code", "type", "status"):
            if type(error.get(key)) is str:
                yield error[key].lower()
        error = error.get("innererror", error.get("inner_error"))


def _entries(body: dict[str, Json]) -> Iterator[ErrorEntry]:
    error = _error_of(body)
    for source in [error] if error is body else [error, body]:
        if "param" in source:
            yield ErrorEntry(source["param"], _kind_of(source, ("code",)), _string(source, _MESSAGES))
        for key in _LISTS:
            items = source.get(key)
            if type(items) is list:
                yield from map(_listed_entry, filter(_is_object, items[:MAX_ENTRIES]))
            elif type(items) is dict and key == "errors":  # ASP.NET: places with their messages
                for place, messages in list(items.items())[:MAX_ENTRIES]:
                    first = messages[0] if type(messages) is list and messages else messages
                    yield ErrorEntry(place, "", first if type(first) is str else "")


def _is_object(item: Json) -> bool:
    return type(item) is dict


def _listed_entry(item: dict[str, Json]) -> ErrorEntry:
    place = next((item[key] for key in _PLACES if type(item.get(key)) in (str, list)), None)
    source = item.get("source")
    if place is None and type(source) is dict:  # JSON:API
        place = source.get("pointer")
    if place is None and "reason" in item:  # RFC 7807: {"name": …, "reason": …}
        place = item.get("name")
    return ErrorEntry(place, _kind_of(item, _KINDS), _string(item, _MESSAGES))


def _kind_of(item: dict[str, Json], keys: tuple[str, ...]) -> str:
    """Return the first code that is specific to the error; a number is a status, and a URL is that of its page."""
    for key in keys:
        kind = item.get(key)
        if type(kind) is str and kind and not kind.isdigit() and ":" not in kind and kind not in _GENERAL_KINDS:
            return kind
    return ""


def _string(item: dict[str, Json], keys: tuple[str, ...]) -> str:
    """Return the first string that is not empty."""
    for key in keys:
        value = item.get(key)
        if type(value) is str and value:
            return value
    return ""


def _object_in(text: str) -> dict[str, Json] | None:
    """Return the first JSON object in a text that looks like the body of an error, or None."""
    start = -1
    for _ in range(MAX_BRACES):
        start = text.find("{", start + 1)
        if start < 0:
            return None
        try:
            value, _end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if _looks_like_error(value):
            return value  # type: ignore[no-any-return]
    return None


def _looks_like_error(value: dict[str, Json]) -> bool:
    return "error" in value or type(value.get("detail")) is list or (type(value.get("message")) is str)
