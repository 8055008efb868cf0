"""JSON as the suite handles it: read strictly, copied, made from what an implementation returns."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, ValuesView
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

__all__ = ["Json", "NotJsonError", "canonical", "dumps", "escape", "fresh", "is_pointer", "loads", "to_json"]

# None, bool, int, float, str, list[Json] or dict[str, Json]: Any, for a recursive alias makes every access a cast.
Json: TypeAlias = Any

# Nothing circular comes here: `to_json` has been through what an implementation returned.
_encode = json.JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":")).encode
_encode_sorted = json.JSONEncoder(allow_nan=False, separators=(",", ":"), sort_keys=True).encode
_PLAIN = frozenset({str, int, bool, type(None)})
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_MOST_BITS = 14_283  # 4,300 digits: Python writes no longer integer


class NotJsonError(Exception):
    """A value, or a part of it, has no JSON form."""


def dumps(value: Json) -> str:
    """One line of ASCII; NaN and infinities raise `ValueError`."""
    return _encode(value)


def canonical(value: Json) -> str:
    """The same line for the same value, whatever the order of its keys."""
    return _encode_sorted(value)


def loads(text: str) -> Json:
    """The value of a JSON text as RFC 8259 has it.

    Of duplicate names the last counts. NaN, Infinity and numbers beyond a double raise `ValueError`, as any
    other text does that is no JSON.
    """
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


def _no_number(token: str) -> Json:
    raise ValueError(f"{token} is no JSON")


def _finite(token: str) -> float:
    number = float(token)
    if not math.isfinite(number):
        raise ValueError(f"{token} is beyond a double")
    return number


def fresh(value: Json) -> Json:
    """A copy that shares nothing that could be changed."""
    if type(value) is dict:
        return {key: item if type(item) in _PLAIN else fresh(item) for key, item in value.items()}
    if type(value) is list:
        return [fresh(item) for item in value]
    return value


def to_json(value: Any) -> Json:
    """What an implementation returned, as JSON of plain types that shares nothing with it.

    Mappings become objects; lists, tuples, sets and views become arrays; subclasses of str, int and float (an
    enum among them) lose their class. Raises `NotJsonError`, naming the place.
    """
    return _convert(value, "")


def _convert(value: Any, at: str) -> Json:
    if type(value) in _PLAIN:
        return value if type(value) is not int else _integer(value, at)
    if isinstance(value, Mapping):
        return {_key(key, at): _convert(item, f"{at}/{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple, AbstractSet, ValuesView)):
        return [_convert(item, f"{at}/{index}") for index, item in enumerate(value)]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJsonError(f"{value} at {at or 'the top'} is no JSON number")
        return float.__float__(value)  # not what a subclass says that it is
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _integer(int.__index__(value), at)
    raise NotJsonError(f"a {type(value).__name__} at {at or 'the top'} is no JSON")


def _integer(value: int, at: str) -> int:
    if value.bit_length() > _MOST_BITS:
        raise NotJsonError(f"an integer of {value.bit_length()} bits at {at or 'the top'} is too long to be written")
    return value


def _key(key: Any, at: str) -> str:
    if not isinstance(key, str):
        raise NotJsonError(f"a key of type {type(key).__name__} at {at or 'the top'} is no JSON")
    return str.__str__(key)


def is_pointer(text: object) -> bool:
    """Whether this is a JSON Pointer."""
    return isinstance(text, str) and _POINTER.fullmatch(text) is not None


def escape(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
