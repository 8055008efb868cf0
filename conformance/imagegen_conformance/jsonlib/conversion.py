"""Conversion of Python objects to JSON values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import PLAIN_TYPES, Json, canonical

__all__ = ["NotJsonError", "to_json"]
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_MAX_INTEGER_BITS = 14_283  # By default, Python converts integers of at most 4,300 digits to text.


class NotJsonError(Exception):
    """A value, or a part of it, that has no JSON form.

    Attributes:
        problem: The fact, as a clause.
        path: The keys and indices that lead to the part.
    """

    def __init__(self, problem: str, path: tuple[str | int, ...] = ()) -> None:
        self.problem = problem
        self.path = path
        super().__init__(f"{problem} at {format_pointer(path) or 'the root'}")

    def prefixed(self, token: str | int) -> NotJsonError:
        """Return the same error with the path as seen from the object or array that contains the value."""
        return NotJsonError(self.problem, (token, *self.path))


class _ConvertibleTypes(NamedTuple):
    """The Python types that are converted to objects and arrays. Sets become sorted arrays."""

    objects: tuple[type[Mapping[Any, Any]], ...]
    sets: tuple[type[AbstractSet[Any]], ...]
    arrays: tuple[type[Iterable[Any]], ...]


_SERIALIZABLE = _ConvertibleTypes((dict,), (), (list, tuple))
_WITH_VIEWS = _ConvertibleTypes((dict, Mapping), (set, frozenset), (list, tuple, AbstractSet, ValuesView))


def to_json(value: Any, *, accept_views: bool = False) -> Json:
    """Return a Python object as a JSON value that shares nothing with it and consists of plain types.

    Dictionaries, lists, tuples and scalars are converted as the `json` module writes them. Instances of their
    subclasses, such as enumerations, lose their class.

    Args:
        value: The object, usually one that an implementation returned.
        accept_views: Also convert other mappings to objects, and sets and views of mappings to arrays.

    Raises:
        NotJsonError: A part of the object has no JSON form.
    """
    return _convert(value, _WITH_VIEWS if accept_views else _SERIALIZABLE)


def _convert(value: Any, types: _ConvertibleTypes) -> Json:
    value_type = type(value)
    if value_type in PLAIN_TYPES:
        if value_type is str:
            return value if value.isascii() else _join_surrogates(value)
        return value if value_type is not int else _integer(value)
    if isinstance(value, types.objects):
        return _object(value, types)
    if isinstance(value, types.sets):
        return sorted(_array(value, types), key=canonical)  # The iteration order of a set differs between processes.
    if isinstance(value, types.arrays):
        return _array(value, types)
    return _scalar(value)


def _object(value: Mapping[Any, Any], types: _ConvertibleTypes) -> dict[str, Json]:
    converted: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotJsonError(f"a key of type {type(key).__name__} is not a string")
        plain_key = _join_surrogates(str.__str__(key))
        try:
            converted[plain_key] = _convert(item, types)
        except NotJsonError as error:
            raise error.prefixed(plain_key) from None
    return converted


def _array(value: Iterable[Any], types: _ConvertibleTypes) -> list[Json]:
    converted: list[Json] = []
    for index, item in enumerate(value):
        try:
            converted.append(_convert(item, types))
        except NotJsonError as error:
            raise error.prefixed(index) from None
    return converted


def _scalar(value: Any) -> Json:
    """Return a float or an instance of a subclass as a plain scalar, without calling methods of the subclass."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJsonError(f"{float.__repr__(value)} is not a JSON number")
        return float.__float__(value)
    if isinstance(value, str):
        return _join_surrogates(str.__str__(value))
    if isinstance(value, int):
        return _integer(int.__index__(value))
    raise NotJsonError(f"a value of type {type(value).__name__} has no JSON form")


def _join_surrogates(text: str) -> str:
    """Return a string with each pair of surrogates as one character, as every reader of its JSON text reads it."""
    if text.isascii() or _SURROGATE_PAIR.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _integer(value: int) -> int:
    if value.bit_length() > _MAX_INTEGER_BITS:
        raise NotJsonError(f"an integer of {value.bit_length()} bits is too long for JSON text")
    return value
