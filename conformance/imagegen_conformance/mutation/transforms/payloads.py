"""Changes of a payload as a whole: fields are dropped, added or renamed, and values are replaced.

The functions return a `PayloadChange`, which changes a payload in place. `values` and `strings` hold what they do to
single values, and `objects` what they do to nested objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Condition, Payload, PayloadChange
from imagegen_conformance.mutation.transforms.values import ValueChange, on_strings, same_type_and_value
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "ObjectChange",
    "change_deep",
    "change_field",
    "change_fields",
    "change_if",
    "change_known",
    "change_object",
    "change_strings",
    "change_tool_configs",
    "change_unknown",
    "change_values",
    "crash_if",
    "drop_fields",
    "drop_fields_before_type",
    "drop_values",
    "keep_keys",
    "keep_values",
    "omit_field",
    "reject_if",
    "remember_field",
    "rename_field",
    "rename_keys",
    "replace_nulls",
    "set_defaults",
    "set_field",
]
ObjectChange: TypeAlias = Callable[[Payload], Json]
"""A function from a nested object to the value that replaces it."""


def drop_fields(*fields: str) -> PayloadChange:
    """Return a change that drops these fields."""
    return keep_keys(lambda key: key not in fields)


def drop_fields_before_type(payload: Payload) -> None:
    """Drop the fields that precede `type`."""
    keys = list(payload)
    for key in keys[: keys.index("type")] if "type" in payload else ():
        del payload[key]


def keep_keys(condition: Callable[[str], bool]) -> PayloadChange:
    """Return a change that drops the fields whose key does not fulfill the condition."""

    def change(payload: Payload) -> None:
        for key in [key for key in payload if not condition(key)]:
            del payload[key]

    return change


def keep_values(condition: Callable[[Json], bool]) -> PayloadChange:
    """Return a change that drops the fields whose value does not fulfill the condition."""

    def change(payload: Payload) -> None:
        for key in [key for key, value in payload.items() if not condition(value)]:
            del payload[key]

    return change


def drop_values(*values: Json) -> PayloadChange:
    """Return a change that drops the fields with one of these values."""
    return keep_values(lambda actual: not any(same_type_and_value(actual, value) for value in values))


def omit_field(field: str, *values: Json) -> PayloadChange:
    """Return a change that drops a field if it has one of these values."""

    def change(payload: Payload) -> None:
        if field in payload and any(same_type_and_value(payload[field], value) for value in values):
            del payload[field]

    return change


def set_field(field: str, value: Json) -> PayloadChange:
    """Return a change that sets a field."""

    def change(payload: Payload) -> None:
        payload[field] = value

    return change


def set_defaults(defaults: Mapping[str, Json]) -> PayloadChange:
    """Return a change that adds these fields if they are missing."""

    def change(payload: Payload) -> None:
        for field, value in defaults.items():
            payload.setdefault(field, value)

    return change


def replace_nulls(defaults: Mapping[str, Json]) -> PayloadChange:
    """Return a change that replaces null with the default of the field."""

    def change(payload: Payload) -> None:
        for field, value in defaults.items():
            if field in payload and payload[field] is None:
                payload[field] = value

    return change


def rename_keys(rename: Callable[[str], str]) -> PayloadChange:
    """Return a change that renames every key."""

    def change(payload: Payload) -> None:
        renamed = {rename(key): value for key, value in payload.items()}
        payload.clear()
        payload.update(renamed)

    return change


def rename_field(old: str, new: str) -> PayloadChange:
    """Return a change that renames a field."""

    def change(payload: Payload) -> None:
        payload[new] = payload.pop(old, None)

    return change


def _change_selected(select: Callable[[str], bool], change_value: ValueChange) -> PayloadChange:
    def change(payload: Payload) -> None:
        for key, value in payload.items():
            if select(key):
                payload[key] = change_value(value)

    return change


def change_values(change_value: ValueChange) -> PayloadChange:
    """Return a change of every value, but not of the values inside it."""
    return _change_selected(lambda _: True, change_value)


def change_fields(fields: tuple[str, ...], change_value: ValueChange) -> PayloadChange:
    """Return a change of the values of these fields."""
    return _change_selected(lambda key: key in fields, change_value)


def change_field(field: str, change_value: ValueChange) -> PayloadChange:
    """Return a change of the value of a field."""
    return change_fields((field,), change_value)


def change_known(change_value: ValueChange) -> PayloadChange:
    """Return a change of the values of all documented fields."""
    return _change_selected(lambda key: key in FIELDS, change_value)


def change_unknown(change_value: ValueChange) -> PayloadChange:
    """Return a change of the values of all unknown keys."""
    return _change_selected(lambda key: key not in FIELDS, change_value)


def change_deep(change_value: ValueChange) -> PayloadChange:
    """Return a change of every value at any depth, the inner values first."""

    def change_inside(value: Json) -> Json:
        if isinstance(value, dict):
            return change_value({key: change_inside(item) for key, item in value.items()})
        if isinstance(value, list):
            return change_value([change_inside(item) for item in value])
        return change_value(value)

    return change_values(change_inside)


def change_strings(change_string: Callable[[str], str]) -> PayloadChange:
    """Return a change of every string at any depth; keys stay as they are."""
    return change_deep(on_strings(change_string))


def change_object(field: str, change_nested: ObjectChange) -> PayloadChange:
    """Return a change of a field if its value is an object."""
    return change_field(field, lambda value: change_nested(value) if isinstance(value, dict) else value)


def change_tool_configs(change_config: ObjectChange) -> PayloadChange:
    """Return a change of every tool configuration that is an object."""

    def change_all(configs: Payload) -> Json:
        return {name: change_config(config) if isinstance(config, dict) else config for name, config in configs.items()}

    return change_object("tool_configs", change_all)


def change_if(condition: Condition, change: PayloadChange) -> PayloadChange:
    """Return a change that is made only if the condition holds."""

    def conditional_change(payload: Payload) -> None:
        if condition(payload):
            change(payload)

    return conditional_change


def remember_field(field: str) -> PayloadChange:
    """Return a change that adds the field of an earlier payload if the present one lacks it."""
    remembered: Payload = {}

    def change(payload: Payload) -> None:
        if field in payload:
            remembered[field] = payload[field]
        elif remembered.get(field) is not None:
            payload[field] = remembered[field]

    return change


def reject_if(condition: Condition) -> PayloadChange:
    """Return a change that raises ValueError, which rejects the payload, if the condition holds."""

    def change(payload: Payload) -> None:
        if condition(payload):
            raise ValueError("the mutant rejects this payload")

    return change


def crash_if(condition: Condition) -> PayloadChange:
    """Return a change that raises RuntimeError, which counts as a crash, if the condition holds."""

    def change(payload: Payload) -> None:
        if condition(payload):
            raise RuntimeError("the mutant crashes on this payload")

    return change
