"""JSON as the suite handles it: read strictly, copied, made from what an implementation returns."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeAlias

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
    """A value, or a part of it, has no JSON form: what is wrong, and the keys and indexes that lead there."""

    def __init__(self, problem: str, path: tuple[object, ...] = ()) -> None:
        self.problem = problem
        self.path = path
        place = "".join(f"/{part}" for part in path) or "the top"
        super().__init__(f"{problem} at {place}")

    def within(self, part: object) -> NotJsonError:
        """The same, seen from the object or array that it is a part of."""
        return NotJsonError(self.problem, (part, *self.path))


def dumps(value: Json) -> str:
    """One line of ASCII; NaN and infinities raise `ValueError`."""
    return _encode(value)


def canonical(value: Json) -> str:
    """The same line for the same value, whatever the order of its keys."""
    return _encode_sorted(value)


def loads(text: str) -> Json:
    """The value of a JSON text as RFC 8259 has it.

    Of duplicate names the last counts. NaN, Infinity, numbers beyond a double and a depth beyond the interpreter's
    raise `ValueError`, as any other text does that is no JSON.
    """
    try:
        return _decode(text)
    except RecursionError:
        # A limit of this reader, which section 9 allows, and no crash of who gets what was read.
        raise ValueError("nested too deep to be read") from None


def _no_number(token: str) -> Json:
    raise ValueError(f"{token} is no JSON")


def _finite(token: str) -> float:
    number = float(token)
    if not math.isfinite(number):
        raise ValueError(f"{token} is beyond a double")
    return number


# Made once: `json.loads` with arguments makes one for every call.
_decode = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite).decode


def fresh(value: Json) -> Json:
    """A copy that shares nothing that could be changed."""
    if type(value) is dict:
        return {key: item if type(item) in _PLAIN else fresh(item) for key, item in value.items()}
    if type(value) is list:
        return [fresh(item) for item in value]
    return value


def to_json(value: Any, *, views: bool = False) -> Json:
    """What an implementation returned, as JSON of plain types that shares nothing with it.

    Takes what the standard library writes: dicts, lists, tuples, and scalars, subclasses of which (an enum among them)
    lose their class. With `views` other mappings are objects too, and sets and views arrays. Raises `NotJsonError`,
    naming the place.
    """
    return _convert(value, _SEEN if views else _WRITTEN)


class _Shapes(NamedTuple):
    """Which types are objects, and which arrays."""

    objects: tuple[type[Mapping[Any, Any]], ...]
    arrays: tuple[type[Iterable[Any]], ...]


_WRITTEN = _Shapes((dict,), (list, tuple))
_SEEN = _Shapes((dict, Mapping), (list, tuple, AbstractSet, ValuesView))


def _convert(value: Any, shapes: _Shapes) -> Json:
    kind = type(value)
    if kind in _PLAIN:
        return value if kind is not int else _integer(value)
    if isinstance(value, shapes.objects):
        return _object(value, shapes)
    if isinstance(value, (set, frozenset)) and shapes is _SEEN:
        return sorted(_array(value, shapes), key=canonical)  # in an order that is the same in every process
    if isinstance(value, shapes.arrays):
        return _array(value, shapes)
    return _subclass(value)


def _object(value: Mapping[Any, Any], shapes: _Shapes) -> dict[str, Json]:
    converted: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotJsonError(f"a key of type {type(key).__name__} is no JSON")
        try:
            converted[str.__str__(key)] = _convert(item, shapes)
        except NotJsonError as error:
            raise error.within(key) from None
    return converted


def _array(value: Iterable[Any], shapes: _Shapes) -> list[Json]:
    converted: list[Json] = []
    for index, item in enumerate(value):
        try:
            converted.append(_convert(item, shapes))
        except NotJsonError as error:
            raise error.within(index) from None
    return converted


def _subclass(value: Any) -> Json:
    """A number or a string without what its class says that it is."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJsonError(f"{value} is no JSON number")
        return float.__float__(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _integer(int.__index__(value))
    raise NotJsonError(f"a {type(value).__name__} is no JSON")


def _integer(value: int) -> int:
    if value.bit_length() > _MOST_BITS:
        raise NotJsonError(f"an integer of {value.bit_length()} bits is too long to be written")
    return value


def is_pointer(text: object) -> bool:
    """Whether this is a JSON Pointer."""
    return isinstance(text, str) and _POINTER.fullmatch(text) is not None


def escape(key: str) -> str:
    """A key as a part of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
