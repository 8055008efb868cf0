"""The differences between an expected and an actual JSON value, as lines of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from imagegen_conformance.jsonlib.difference import MISSING, equal
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.long_texts import describe_text_difference, is_long_text
from imagegen_conformance.text import describe_pointer

__all__ = ["describe_differences"]

MAX_DIFFERENCES = 10  # lines of one report
MAX_DEPTH = 20  # levels of arrays and objects; values that are nested more deeply are compared as a whole
TYPE_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


class _Difference(NamedTuple):
    path: tuple[str | int, ...]
    expected: Json
    actual: Json


def describe_differences(expected: Json, actual: Json, show: Callable[[Json], str], *, exact: bool) -> Iterator[str]:
    """Yield a line for each place at which two JSON values differ.

    At least one of the values is an array, an object, or a long text; other values have no lines.

    Args:
        expected: The expected value.
        actual: The actual value.
        show: The function that returns a value as JSON of bounded length.
        exact: Whether 1 and 1.0 differ.
    """
    if not any(_is_container(value) or is_long_text(value) for value in (expected, actual)):
        return
    differences = list(_differences((), expected, actual, exact))
    yield from (_describe(difference, show) for difference in differences[:MAX_DIFFERENCES])
    if len(differences) > MAX_DIFFERENCES:
        yield f"and {len(differences) - MAX_DIFFERENCES} more differences"


def _is_container(value: Json) -> bool:
    return isinstance(value, (dict, list))


def _differences(path: tuple[str | int, ...], expected: Json, actual: Json, exact: bool) -> Iterator[_Difference]:  # noqa: FBT001
    nested = len(path) < MAX_DEPTH
    if nested and isinstance(expected, dict) and isinstance(actual, dict):
        for key in [*expected, *(key for key in actual if key not in expected)]:
            yield from _differences((*path, key), expected.get(key, MISSING), actual.get(key, MISSING), exact)
    elif nested and isinstance(expected, list) and isinstance(actual, list):
        for index in range(max(len(expected), len(actual))):
            left, right = (value[index] if index < len(value) else MISSING for value in (expected, actual))
            yield from _differences((*path, index), left, right, exact)
    elif expected is MISSING or actual is MISSING or not equal(expected, actual, exact=exact):
        yield _Difference(path, expected, actual)


def _describe(difference: _Difference, show: Callable[[Json], str]) -> str:
    path, expected, actual = difference
    place = describe_pointer(format_pointer(path))
    if expected is MISSING:
        return f"{place}: unexpected {show(actual)}"
    if actual is MISSING:
        return f"{place}: missing, expected {show(expected)}"
    if (_is_container(expected) or _is_container(actual)) and type(expected) is not type(actual):
        types = f"expected {TYPE_NAMES[type(expected)]}, actual {TYPE_NAMES[type(actual)]}"
        # At the root, the report shows both values anyway.
        return f"{place}: {types}" if not path else f"{place}: {types}: {show(expected)}, {show(actual)}"
    if isinstance(expected, str) and isinstance(actual, str) and (is_long_text(expected) or is_long_text(actual)):
        return f"{place}: {describe_text_difference(expected, actual)}"
    return f"{place}: expected {show(expected)}, actual {show(actual)}"
