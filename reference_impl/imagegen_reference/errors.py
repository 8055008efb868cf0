"""Validation errors and warnings: one exception lists every broken rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, TypeAlias

__all__ = ["MISSING", "Error", "Errors", "RuleError", "RuleWarning", "ValidationError"]

# The fields of a `RuleError` as a plain tuple. Most validation errors are caught without being read, so that
# creating the objects would be wasted work.
Error: TypeAlias = tuple[str, str, object, str]
Errors: TypeAlias = list[Error]

_MAX_SHOWN_CHARACTERS = 60  # of a string
_MAX_SHOWN_BITS = 200  # of an integer


class _Missing:
    """The type of `MISSING`, which stands for the value of a missing key. Pickling preserves its identity."""

    def __reduce__(self) -> str:
        return "MISSING"


MISSING = _Missing()


class RuleError(NamedTuple):
    """One broken rule: the place, the actual value, and the expected one."""

    path: str
    """JSON Pointer to the illegal value, such as `/input_image_mask/file_id`; empty for the payload itself."""
    rule: str
    """Id of the broken requirement, such as `quality.value`."""
    actual: object
    """The illegal value."""
    expected: str
    """A description of the legal values."""

    @property
    def message(self) -> str:
        """One line with the actual and the expected value."""
        return f"{_subject(self.path)} is {_describe_value(self.actual)}; expected {self.expected}"


class RuleWarning(NamedTuple):
    """One finding about a legal payload that its author should know."""

    path: str
    """JSON Pointer to the value, such as `/size`."""
    rule: str
    """Id of the requirement, such as `deprecated.warning`."""
    actual: object
    """The value."""
    advice: str
    """The reason for the warning."""

    @property
    def message(self) -> str:
        """One line with the value and the reason for the warning."""
        return f"{_subject(self.path)} is {_describe_value(self.actual)}: {self.advice}"


class ValidationError(ValueError):
    """A payload breaks at least one rule.

    The argument is a list of tuples, each with the fields of a `RuleError`.
    """

    # There is no __init__, because the inherited one, which stores its argument in `args`, is faster.
    @cached_property
    def errors(self) -> tuple[RuleError, ...]:
        """Every broken rule, in the documented order of the fields."""
        return tuple(RuleError(*error) for error in self.args[0])

    def __str__(self) -> str:
        return "\n".join(f"{error.message} [{error.rule}]" for error in self.errors)


def _subject(path: str) -> str:
    """Return a pointer as a dotted name on one line, with control characters escaped."""
    subject = path[1:].replace("/", ".") or "the payload"
    return subject if subject.isprintable() else json.dumps(subject)[1:-1]


def _describe_value(value: object) -> str:
    """Return a description of a value on one short line, in terms of JSON."""
    if isinstance(value, str):
        return json.dumps(value[:_MAX_SHOWN_CHARACTERS]) + ("…" if len(value) > _MAX_SHOWN_CHARACTERS else "")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        # Python does not convert very long integers to decimal text by default.
        bits = value.bit_length()
        return f"an integer of {bits} bits" if bits > _MAX_SHOWN_BITS else str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    return "missing" if value is MISSING else _kind(value)


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "an array" if isinstance(value, list) else f"a Python {type(value).__name__}"
