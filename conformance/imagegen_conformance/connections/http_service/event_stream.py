"""Event streams of models: whether the body of a response is one that has ended without an error.

The format is that of https://html.spec.whatwg.org/multipage/server-sent-events.html, with JSON objects as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from imagegen_conformance.connections.http_service.error_body import FAILED_STATUSES, parse_error_body
from imagegen_conformance.jsonlib.values import Json, dumps, loads
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, MAX_VALUE_LENGTH, preview

__all__ = ["find_stream_problem"]

DONE = "[DONE]"  # the data after the last event of some APIs
LAST_TYPES = frozenset({"response.completed", "response.incomplete", "message_stop"})
FAILURE_TYPES = frozenset({"error", "response.failed"})
KEEP_ALIVE_TYPES = frozenset({"ping", "keepalive", "keep-alive", "heartbeat"})
# Streams with events of these types end with one of the last types, and not with [DONE] alone.
TYPE_BEGINNINGS = ("response.", "message_", "content_block_")
_LINE_END = re.compile(r"\r\n|\n|\r")
_FIELD = re.compile(r"[A-Za-z0-9_-]*\Z")


class _Event(NamedTuple):
    """An event.

    Attributes:
        name: The name; empty if it has none, or the default one.
        data: The text of its data.
    """

    name: str
    data: str


def find_stream_problem(text: str) -> str | None:
    """Return what is wrong with an event stream, as a noun phrase, or None if it has ended without an error.

    Streams of the Responses API end with `response.completed` or `response.incomplete`, those of messages with
    `message_stop`, and those of chat completions, whose events have no type, with `[DONE]`.
    """
    types = list[str]()  # empty for an event without a type
    is_done = False
    try:
        for event in _events(text):
            if event.name in KEEP_ALIVE_TYPES:  # its data can be any text
                continue
            if is_done:
                return f"an event stream that goes on after {DONE}"
            if event.data == DONE:
                is_done = True
                continue
            value = _value(event)
            if _is_failure(event.name, value):
                return f"an event stream with an error: {_message(value)}"
            type_ = value.get("type", event.name)
            types.append(type_ if isinstance(type_, str) else "")
    except ValueError as error:
        return f"an event stream with {error}"
    return _find_problem_of_end(types, is_done=is_done)


def _find_problem_of_end(types: list[str], *, is_done: bool) -> str | None:
    """Return what is wrong with the end of a stream whose events have these types."""
    types = [type_ for type_ in types if type_ not in KEEP_ALIVE_TYPES]
    if not types:
        return "an event stream without events"
    if not LAST_TYPES.isdisjoint(types) or (is_done and not any(type_.startswith(TYPE_BEGINNINGS) for type_ in types)):
        return None
    shown = f'"{preview(types[-1], MAX_VALUE_LENGTH)}"' if types[-1] else "an event without a type"
    return f"an event stream that ends after {shown}"


def _is_failure(name: str, value: dict[str, Json]) -> bool:
    """Return whether an event reports an error."""
    response = value.get("response")
    if not FAILURE_TYPES.isdisjoint(text for text in (name, value.get("type")) if isinstance(text, str)):
        return True
    if value.get("error"):
        return True
    return isinstance(response, dict) and (bool(response.get("error")) or response.get("status") in FAILED_STATUSES)


def _events(text: str) -> Iterator[_Event]:
    """Yield the events that have data, also the last one if the empty line after it is missing.

    Raises:
        ValueError: A line is not a field.
    """
    name, data = "", list[str]()
    for line in _lines(text.removeprefix("\ufeff")):
        field, _, value = line.partition(":")
        if not line:
            if data:
                yield _Event(name, "\n".join(data))
            name, data = "", []
        elif field == "event":
            name = value.removeprefix(" ")
            name = "" if name == "message" else name
        elif field == "data":
            data.append(value.removeprefix(" "))
        elif not _FIELD.match(field):  # a line without a name is a comment, and unknown fields have no meaning
            raise ValueError(f"the line {preview(line, MAX_VALUE_LENGTH)}")


def _lines(text: str) -> Iterator[str]:
    """Yield the lines, and an empty one at the end."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]
    yield ""


def _value(event: _Event) -> dict[str, Json]:
    """Return the data of an event. Raise ValueError if it is not a JSON object."""
    try:
        value = loads(event.data)
    except ValueError:
        value = None
    if isinstance(value, dict):
        return value
    shown = preview(event.data, MAX_VALUE_LENGTH) or '""'
    raise ValueError(f"the data {shown}")


def _message(value: dict[str, Json]) -> str:
    """Return the message of an event that reports an error, or its data if it has none."""
    response = value.get("response")
    message = parse_error_body(response if isinstance(response, dict) else value).message or dumps(value)
    return preview(" ".join(message.split()), MAX_MESSAGE_LENGTH)
