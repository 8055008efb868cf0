"""Changes of the body of a request: other tools, other numbers, further members."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

from chaos.messages import Request

__all__ = [
    "add_members",
    "append_tools",
    "change_tool",
    "drop_input",
    "drop_tool",
    "float32",
    "floats",
    "tools_key",
    "without_nulls",
]

ADDED = b'{"temperature": 1.0, "top_p": 1.0, "parallel_tool_calls": true, '


def change_tool(request: Request, change: Callable[[Any], Any]) -> bytes:
    """Return the body with a changed first tool, or the body unchanged if it has no tool."""
    if not isinstance(request.data, dict) or not request.data.get("tools"):
        return request.body
    first, *others = request.data["tools"]
    return json.dumps({**request.data, "tools": [change(first), *others]}).encode()


def append_tools(request: Request, tools: list[Any]) -> bytes:
    """Return the body with further tools, or the body unchanged if it has no tool."""
    if not isinstance(request.data, dict) or not request.data.get("tools"):
        return request.body
    return json.dumps({**request.data, "tools": [*request.data["tools"], *tools]}).encode()


def drop_tool(request: Request) -> bytes:
    """Return the body without the member tools."""
    if not isinstance(request.data, dict):
        return request.body
    return json.dumps({name: value for name, value in request.data.items() if name != "tools"}).encode()


def drop_input(request: Request) -> bytes:
    """Return the body with a text as its input that does not come from the request, so that it has no marker."""
    return json.dumps({**request.data, "input": "hello"}).encode() if isinstance(request.data, dict) else request.body


def add_members(request: Request) -> bytes:
    """Return the body with further members. The text of the tools stays unchanged."""
    return request.body.replace(b"{", ADDED, 1)


def tools_key(request: Request) -> str:
    """Return the tools as a text that is equal for equal tools."""
    return json.dumps(request.data.get("tools")) if isinstance(request.data, dict) else request.body.hex()


def without_nulls(value: Any) -> Any:
    """Return a value without the members that are null."""
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def floats(value: Any) -> Any:
    """Return a value with each integer as a fraction: 80 becomes 80.0."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _as_float(value)
    return _map_members(value, floats)


def float32(value: Any) -> Any:
    """Return a value with each fraction rounded to single precision."""
    if isinstance(value, float):
        try:
            return struct.unpack("f", struct.pack("f", value))[0]
        except OverflowError:
            return value
    return _map_members(value, float32)


def _as_float(value: int) -> float | int:
    try:
        return float(value)
    except OverflowError:
        return value


def _map_members(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {name: change(member) for name, member in value.items()}
    return [change(item) for item in value] if isinstance(value, list) else value
