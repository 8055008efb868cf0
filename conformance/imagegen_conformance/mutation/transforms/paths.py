"""Changes of values at any depth, and conditions on them.

A path is a sequence of keys. Where a payload has no value at the path, nothing is changed, and no condition holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Condition, Payload, PayloadChange
from imagegen_conformance.mutation.transforms.values import ValueChange, same_type_and_value

__all__ = ["add_at", "change_at", "drop_at", "drop_values_at", "lacks_member", "value_at_is", "value_at_is_other_than"]


def _values_at(value: Json, path: Sequence[str]) -> Iterator[Json]:
    """Yield the value at a path, if there is one."""
    if not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values_at(value[path[0]], path[1:])


def _change_inside(value: Json, path: Sequence[str], change_value: ValueChange) -> Json:
    """Return a value in which the value at a path is replaced; no object is changed in place."""
    if not path:
        return change_value(value)
    if not isinstance(value, dict) or path[0] not in value:
        return value
    return {**value, path[0]: _change_inside(value[path[0]], path[1:], change_value)}


def _on_objects(change_object: Callable[[Payload], Payload]) -> ValueChange:
    return lambda value: change_object(value) if isinstance(value, dict) else value


def change_at(path: Sequence[str], change_value: ValueChange) -> PayloadChange:
    """Return a change of the value at a path."""

    def change(payload: Payload) -> None:
        changed = _change_inside(dict(payload), path, change_value)
        payload.clear()
        payload.update(changed)

    return change


def drop_values_at(path: Sequence[str], condition: Callable[[Json], bool]) -> PayloadChange:
    """Return a change that drops the value at a path if it fulfills a condition."""
    *parents, name = path

    def drop(parent: Payload) -> Payload:
        return {key: value for key, value in parent.items() if key != name or not condition(value)}

    return change_at(parents, _on_objects(drop))


def drop_at(path: Sequence[str]) -> PayloadChange:
    """Return a change that drops the value at a path."""
    return drop_values_at(path, lambda _: True)


def add_at(path: Sequence[str], default: Json) -> PayloadChange:
    """Return a change that adds a value at a path if it is missing there and its object is present."""
    *parents, name = path
    return change_at(parents, _on_objects(lambda parent: {name: default, **parent}))


def value_at_is(path: Sequence[str], expected: Json) -> Condition:
    """Return a condition: the value at the path has the same type as `expected`, and is equal."""
    return lambda payload: any(same_type_and_value(value, expected) for value in _values_at(payload, path))


def value_at_is_other_than(path: Sequence[str], known: Sequence[str]) -> Condition:
    """Return a condition: the value at the path is a string other than the known ones."""
    return lambda payload: any(isinstance(value, str) and value not in known for value in _values_at(payload, path))


def lacks_member(path: Sequence[str], name: str) -> Condition:
    """Return a condition: the value at the path is an object without a member of this name."""
    return lambda payload: any(isinstance(value, dict) and name not in value for value in _values_at(payload, path))
