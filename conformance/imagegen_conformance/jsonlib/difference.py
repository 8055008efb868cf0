"""Comparison of JSON values."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json, canonical

__all__ = ["MISSING", "Difference", "difference", "equal", "equal_unordered"]


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class Difference(NamedTuple):
    """The first place at which two JSON values differ.

    Attributes:
        path: The keys and indices that lead to the place.
        expected: The expected value there, or MISSING.
        actual: The actual value there, or MISSING.
    """

    path: tuple[str, ...]
    expected: Json
    actual: Json

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer."""
        return format_pointer(self.path)


def difference(expected: Json, actual: Json, *, exact: bool) -> Difference | None:
    """Return the first difference between two JSON values of plain types, or None if they are equal.

    The order of keys is irrelevant, and booleans never equal numbers.

    Args:
        expected: The expected value.
        actual: The actual value.
        exact: Whether 1 and 1.0 differ, as at level object. If not, numbers are compared as doubles, because RFC 8259
            (section 6) allows every receiver to store them as doubles.
    """
    if type(expected) is dict:
        return _object(expected, actual, exact) if type(actual) is dict else Difference((), expected, actual)
    if type(expected) is list:
        return _array(expected, actual, exact) if type(actual) is list else Difference((), expected, actual)
    if type(expected) is type(actual):
        is_equal = expected == actual or (not exact and _is_number(expected) and _double(expected) == _double(actual))
    else:
        is_equal = not exact and _is_number(expected) and _is_number(actual) and _double(expected) == _double(actual)
    return None if is_equal else Difference((), expected, actual)


def _object(expected: dict[str, Json], actual: dict[str, Json], exact: bool) -> Difference | None:  # noqa: FBT001
    for key, value in expected.items():
        if key not in actual:
            return Difference((key,), value, MISSING)
        inner = difference(value, actual[key], exact=exact)
        if inner is not None:
            return Difference((key, *inner.path), inner.expected, inner.actual)
    if len(actual) > len(expected):
        extra = next(key for key in actual if key not in expected)
        return Difference((extra,), MISSING, actual[extra])
    return None


def _array(expected: list[Json], actual: list[Json], exact: bool) -> Difference | None:  # noqa: FBT001
    for index, (value, item) in enumerate(zip(expected, actual)):  # noqa: B905 - the lengths are compared below
        inner = difference(value, item, exact=exact)
        if inner is not None:
            return Difference((str(index), *inner.path), inner.expected, inner.actual)
    if len(expected) == len(actual):
        return None
    index = min(len(expected), len(actual))
    return Difference(
        (str(index),),
        expected[index] if index < len(expected) else MISSING,
        actual[index] if index < len(actual) else MISSING,
    )


def _is_number(value: Json) -> bool:
    return type(value) is int or type(value) is float


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def equal(expected: Json, actual: Json, *, exact: bool) -> bool:
    """Return whether two JSON values are equal, as `difference` compares them."""
    return difference(expected, actual, exact=exact) is None


def equal_unordered(expected: list[Json], actual: Json) -> bool:
    """Return whether `actual` is an array of the expected items in any order. 1 and 1.0 are different items."""
    if type(actual) is not list or len(actual) != len(expected):
        return False
    return equal(sorted(expected, key=canonical), sorted(actual, key=canonical), exact=True)
