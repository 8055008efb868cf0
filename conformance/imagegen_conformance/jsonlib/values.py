"""JSON values: the type, reading and writing JSON text, and copying."""

from __future__ import annotations

import json
import math
from typing import Any, TypeAlias

__all__ = ["PLAIN_TYPES", "Json", "canonical", "deep_copy", "dumps", "loads"]
# None, bool, int, float, str, list[Json] or dict[str, Json]. It is Any because a recursive alias would require a cast
# at every access.
Json: TypeAlias = Any
# The types of values that can be shared and written as they are. A float may also be NaN or infinite.
PLAIN_TYPES = frozenset({str, int, bool, type(None)})
# Values are never circular: they come from `loads` or `to_json`.
_encode = json.JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":")).encode
_encode_sorted = json.JSONEncoder(allow_nan=False, separators=(",", ":"), sort_keys=True).encode


def dumps(value: Json) -> str:
    """Return the value as one line of ASCII JSON. Raise ValueError for NaN and infinities."""
    return _encode(value)


def canonical(value: Json) -> str:
    """Return the value as `dumps` does, with sorted keys: the same text for the same value."""
    return _encode_sorted(value)


def loads(text: str) -> Json:
    """Return the value of a JSON text (RFC 8259). If a name occurs several times in an object, the last one counts.

    Raises:
        ValueError: The text is not JSON, contains NaN, Infinity or a number outside the range of a double, or is
            nested more deeply than the interpreter can read.
    """
    try:
        return _decode(text)
    except RecursionError:
        # RFC 8259, section 9, allows this limit. The callers handle invalid texts as ValueError.
        raise ValueError("nested too deeply") from None


def _reject_constant(token: str) -> Json:
    raise ValueError(f"{token} is not a JSON number")


def _parse_float(token: str) -> float:
    number = float(token)
    if not math.isfinite(number):
        raise ValueError(f"{token} is outside the range of a double")
    return number


# Created once, because `json.loads` with these arguments creates a decoder for every call.
_decode = json.JSONDecoder(parse_constant=_reject_constant, parse_float=_parse_float).decode


def deep_copy(value: Json) -> Json:
    """Return a copy that shares no array or object with the value."""
    if type(value) is dict:
        return {key: item if type(item) in PLAIN_TYPES else deep_copy(item) for key, item in value.items()}
    if type(value) is list:
        return [deep_copy(item) for item in value]
    return value
