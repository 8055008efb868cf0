"""Limits of the values of a field other than `size`, by the model or by the value of another field."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from imagegen_reference.data_file import Json
from imagegen_reference.rule import describe_values


class FieldLimit(NamedTuple):
    """Values of a field that a family of models does not support, or supports only in preview.

    Attributes:
        rule: The id of the requirement.
        field: The field.
        affects: Returns whether a value is one of these, given a legal value other than null.
        text: A description of the values that are supported, or the advice if these are in preview.
    """

    rule: str
    field: str
    affects: Callable[[Any], bool]
    text: str


class Combination(NamedTuple):
    """Values of a field that are legal only together with some values of another field.

    Attributes:
        rule: The id of the requirement.
        field: The field.
        affects: Returns whether a value is one of these, given a legal value other than null.
        other: The other field.
        others: Values of the other field.
        are_legal: Whether only `others` are legal together with the affected values, or only `others` are illegal.
        expected: A description of legal combinations.
    """

    rule: str
    field: str
    affects: Callable[[Any], bool]
    other: str
    others: tuple[str, ...]
    are_legal: bool
    expected: str


def read_feature(limit: Json, family: str) -> FieldLimit:
    """Return a limit of kind `feature`."""
    alternative, affects = _affected_values(limit, "equals")
    if limit["support"] == "preview":
        text = f"{family} supports this only in preview, depending on date and backend"
    else:
        text = f"{alternative}, because {family} does not support it"
    return FieldLimit(limit["rule"], limit["field"], affects, text)


def read_values(limit: Json, family: str) -> FieldLimit:
    """Return a limit of kind `values`."""
    supported: list[str] = limit["values"]
    expected = f"{describe_values(supported)}, because {family} supports no other value"

    def affects(value: object) -> bool:
        return value not in supported

    return FieldLimit(limit["rule"], limit["field"], affects, expected)


def read_format(limit: Json) -> Combination:
    """Return a limit of kind `format`."""
    formats = tuple(limit["formats"])
    alternative, affects = _affected_values(limit, "equals", "below")
    expected = f"output_format {' or '.join(formats)}, or {alternative}"
    return Combination(limit["rule"], limit["field"], affects, "output_format", formats, True, expected)


def read_not_with(limit: Json) -> Combination:
    """Return a limit of kind `not-with`."""
    other: str = limit["other"]
    excluded: str = limit["equals"]
    alternative, affects = _affected_values(limit, "above", "below")
    expected = f"{other} other than {excluded}, or {alternative}"
    return Combination(limit["rule"], limit["field"], affects, other, (excluded,), False, expected)


def _affected_values(limit: Json, *keys: str) -> tuple[str, Callable[[Any], bool]]:
    """Return what is legal instead of the values that a limit affects, and a function that recognizes these values.

    Args:
        limit: The limit.
        keys: The keys that may select some values. Without any of them, the limit affects every value.
    """
    key = next((key for key in keys if key in limit), None)
    if key is None:
        return "the key omitted", lambda _: True
    compare, bound = _COMPARISONS[key], limit[key]
    return "another value", lambda value: compare(value, bound)


_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "equals": operator.eq,
    "above": operator.gt,
    "below": operator.lt,
}
