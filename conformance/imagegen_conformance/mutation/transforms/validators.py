"""Functions that validate a payload in place of the reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Condition
from imagegen_reference import ImageGenTool

__all__ = [
    "PayloadValidator",
    "accept_everything",
    "check_schema_only",
    "crash_if",
    "crash_on_objects",
    "crash_unless_object",
    "reject_everything",
]
PayloadValidator: TypeAlias = Callable[[Json], object]


def accept_everything(_: Json) -> object:
    """Accept every payload."""
    return None


def reject_everything(_: Json) -> object:
    """Reject every payload."""
    raise ValueError("the mutant rejects every payload")


def check_schema_only(payload: Json) -> object:
    """Check a payload at level schema only."""
    return ImageGenTool.validate_payload(payload, "schema")


def crash_if(condition: Callable[[Json], bool]) -> PayloadValidator:
    """Return a validator that raises RuntimeError if a condition holds."""

    def validate(payload: Json) -> object:
        if condition(payload):
            raise RuntimeError("the mutant crashes on this payload")
        return ImageGenTool.validate_payload(payload)

    return validate


def crash_on_objects(condition: Condition) -> PayloadValidator:
    """Return a validator that raises RuntimeError if the payload is an object for which a condition holds."""
    return crash_if(lambda payload: isinstance(payload, dict) and condition(payload))


crash_unless_object = crash_if(lambda payload: not isinstance(payload, dict))
"""Raise RuntimeError if the payload is not an object."""
