"""Changes of a nested object, such as a mask: functions from the object to the value that replaces it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Payload
from imagegen_conformance.mutation.transforms.payloads import ObjectChange
from imagegen_conformance.mutation.transforms.strings import StringChange
from imagegen_conformance.mutation.transforms.values import ValueChange

__all__ = [
    "add_member",
    "change_member",
    "change_unknown_members",
    "drop_member_if",
    "empty_object",
    "first_member",
    "keep_members",
    "only_members",
    "rename_members",
]


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


def change_unknown_members(known: Collection[str], change_value: ValueChange) -> ObjectChange:
    """Return a change of the values of all members but the known ones."""
    return lambda value: {key: item if key in known else change_value(item) for key, item in value.items()}


def drop_member_if(name: str, condition: Callable[[Json], bool]) -> ObjectChange:
    """Return a change that drops a member if its value fulfills the condition."""
    return lambda value: {key: item for key, item in value.items() if key != name or not condition(item)}


def keep_members(condition: Callable[[str], bool]) -> ObjectChange:
    """Return a change that drops the members whose name does not fulfill the condition."""
    return lambda value: {name: item for name, item in value.items() if condition(name)}


def rename_members(rename: StringChange) -> ObjectChange:
    """Return a change of the names of all members."""
    return lambda value: {rename(name): item for name, item in value.items()}
