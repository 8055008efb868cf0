"""The tool in the body of an arrival, in the form in which it was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from json import JSONDecoder
from typing import NamedTuple

from imagegen_conformance.connections.relay.arrival import Arrival
from imagegen_conformance.jsonlib.values import Json, loads

__all__ = ["ArrivedTool", "arrived_tool", "value_at"]
MISSING = object()  # the value at a place that does not exist
_MARKER = re.compile(r"imagegen-[0-9a-f]{8}-[0-9]+")
_WHITE_SPACE = re.compile(r"[ \t\r\n]*")
# Reads what many serializers write and RFC 8259 excludes: NaN, numbers beyond a double, control characters in strings.
# Only the ends of values are used, and int() would reject thousands of digits.
_decoder = JSONDecoder(strict=False, parse_int=len)


class ArrivedTool(NamedTuple):
    """The tool of an arrival.

    Attributes:
        output: The tool; its JSON text as a string if the body is not JSON; None if the tool is missing.
        is_missing: Whether the body has no tool.
        others: The items beside the tool in its array; None if there is no such array, or the body is not JSON.
    """

    output: Json
    is_missing: bool = False
    others: list[Json] | None = None


def arrived_tool(arrival: Arrival, place: Sequence[str]) -> ArrivedTool:
    """Return the tool at a place in the body of an arrival.

    If the body is not JSON, the output is the text of the tool, so that the judge sees a wrong output. If the text of
    the tool cannot be found, it is the text of the whole body, without the number of the request, which would differ
    when the request is repeated.
    """
    try:
        parent = value_at(loads(arrival.body.decode()), place[:-1])
    except ValueError:  # also UnicodeDecodeError
        tool = _tool_text(arrival.body.decode("utf-8", "surrogateescape"), place)
        output = None if tool.output is None else _without_invalid_bytes(tool.output)
        return tool._replace(output=output)
    value = value_at(parent, place[-1:])
    others = _others(parent, place[-1]) if place and isinstance(parent, list) else None
    if value is MISSING:
        return ArrivedTool(None, is_missing=True, others=others)
    return ArrivedTool(value, others=others)


def value_at(value: Json, place: Sequence[str]) -> Json:
    """Return the value at a place, or MISSING."""
    for token in place:
        if isinstance(value, dict):
            value = value.get(token, MISSING)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return MISSING
    return value


def _others(items: list[Json], token: str) -> list[Json] | None:
    """Return the items without the one at an index; None if the token is no index."""
    if not token.isdecimal():
        return None
    index = int(token)
    return items[:index] + items[index + 1 :]


def _tool_text(text: str, place: Sequence[str]) -> ArrivedTool:
    """Return the text of the tool in a body that is not JSON."""
    start, end = 0, len(text)
    try:
        for token in place:
            # If a name occurs several times, the last one counts, as in `loads`.
            spans = [span for name, span in _children(text, start) if name == token]
            if not spans:
                return ArrivedTool(None, is_missing=True)
            start, end = spans[-1]
    except (ValueError, RecursionError, IndexError):
        return ArrivedTool(_MARKER.sub("imagegen-marker", text))
    return ArrivedTool(text[start:end])


def _without_invalid_bytes(text: str) -> str:
    """Return a text with escape sequences for the bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _children(text: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the name or the index of each child of the value that begins at `start`, with the span of its text."""
    position = _skip(text, start)
    opening = text[position]
    closing = {"{": "}", "[": "]"}.get(opening)
    if closing is None:
        _decoder.raw_decode(text, position)
        return
    position, index = _skip(text, position + 1), 0
    while text[position] != closing:
        if index:
            position = _expect(text, position, ",")
        name = str(index)
        if opening == "{":
            name, position = _decoder.raw_decode(text, position)
            if not isinstance(name, str):
                raise ValueError("a name is not a string")
            position = _expect(text, _skip(text, position), ":")
        end = _decoder.raw_decode(text, position)[1]
        yield name, (position, end)
        position, index = _skip(text, end), index + 1


def _expect(text: str, position: int, character: str) -> int:
    """Return the position after a character and white space."""
    if text[position] != character:
        raise ValueError(f"{character} is missing")
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    """Return the position after white space."""
    match = _WHITE_SPACE.match(text, position)
    return position if match is None else match.end()
