"""JSON values: the type, reading and writing JSON text, and copying."""

from __future__ import annotations

import json
import math
from operator import is_
from typing import Any, TypeAlias

__all__ = ["PLAIN_TYPES", "Json", "canonical", "deep_copy", "dumps", "is_json", "is_unmodified", "loads"]
# None, bool, int, float, str, list[Json] or dict[str, Json]. It is Any because a recursive alias would require a cast
# at every access.
Json: TypeAlias = Any
# The types of values that can be shared and written as they are. A float may also be NaN or infinite.
PLAIN_TYPES = frozenset({str, int, bool, type(None)})
_MISSING = object()
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


def is_json(text: str) -> bool:
    """Return whether a text is JSON, as `loads` reads it."""
    try:
        loads(text)
    except ValueError:
        return False
    return True


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


def is_unmodified(copy: Json, original: Json) -> bool:
    """Return whether a copy that `deep_copy` made still has the members and types of the original, in any order."""
    if copy is original:  # scalars are shared
        return True
    if type(copy) is not type(original):
        return False
    if type(original) is dict:
        return len(copy) == len(original) and _members_are_unmodified(copy, original)
    if type(original) is list:
        return len(copy) == len(original) and all(map(is_unmodified, copy, original))
    return repr(copy) == repr(original)  # 0.0 and -0.0 differ


def _members_are_unmodified(copy: dict[str, Json], original: dict[str, Json]) -> bool:
    # Most copies have the same keys in the same order, and share their values, which are scalars.
    if all(map(is_, copy, original)) and all(map(is_, copy.values(), original.values())):
        return True
    return all(is_unmodified(copy.get(key, _MISSING), item) for key, item in original.items())
