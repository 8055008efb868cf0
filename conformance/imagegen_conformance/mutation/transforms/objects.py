"""Changes of a nested object, such as a mask: functions from the object to the value that replaces it."""

from __future__ import annotations

from collections.abc import Callable

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Payload
from imagegen_conformance.mutation.transforms.payloads import ObjectChange
from imagegen_conformance.mutation.transforms.values import ValueChange

__all__ = ["add_member", "change_member", "drop_member_if", "empty_object", "first_member", "only_members"]


def empty_object(_: Json) -> Payload:
    """Return an empty object."""
    return {}


def first_member(value: Payload) -> Payload:
    """Return an object with only the first member."""
    return dict(list(value.items())[:1])


def only_members(*names: str) -> ObjectChange:
    """Return a change that drops all other members."""
    return lambda value: {name: item for name, item in value.items() if name in names}


def add_member(name: str, default: Json) -> ObjectChange:
    """Return a change that adds a member if it is missing."""
    return lambda value: {name: default, **value}


def change_member(name: str, change_value: ValueChange) -> ObjectChange:
    """Return a change of the value of a member."""
    return lambda value: {key: change_value(item) if key == name else item for key, item in value.items()}


def drop_member_if(name: str, condition: Callable[[Json], bool]) -> ObjectChange:
    """Return a change that drops a member if its value fulfills the condition."""
    return lambda value: {key: item for key, item in value.items() if key != name or not condition(item)}
