"""Faults at the items of one key: what an operation sees instead of them, or does to them instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from imagegen_conformance.mutation.transforms.operations import Effect, Items, Sight
from imagegen_reference import ImageGenTool, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "EffectFault",
    "Key",
    "SightFault",
    "add_default",
    "as_number",
    "as_text",
    "change_effect",
    "change_value",
    "drop",
    "drop_empty",
    "drop_null",
    "ignore",
    "keep_present",
    "nullify",
    "remember",
    "remove_other",
    "replace_removed",
    "store_as_other",
    "swap",
]
_MISSING: Final = object()


class Key(NamedTuple):
    """A documented field, or all unknown keys.

    Attributes:
        name: The name of the field, or `unknown`.
        other: Another field, with which a fault confuses it.
    """

    name: str
    other: str

    @property
    def text(self) -> str:
        """The key as part of a sentence."""
        return "an unknown key" if self.name == "unknown" else self.name

    def among(self, keys: Iterable[str]) -> Iterator[str]:
        """Yield the keys that this one stands for."""
        if self.name == "unknown":
            return (key for key in tuple(keys) if key not in FIELDS)
        return (key for key in tuple(keys) if key == self.name)


SightFault: TypeAlias = Callable[[Key], Sight]
EffectFault: TypeAlias = Callable[[Key], Effect]


def as_text(value: Any) -> Any:
    """Return a value as text: numbers and truth values as JSON writes them, objects and arrays as JSON text."""
    if isinstance(value, str) or value is None:
        return value
    return json.dumps(value.as_dict() if isinstance(value, PayloadMapping) else value, default=dict)


def as_number(value: Any) -> Any:
    """Return a string of digits as an integer, and other values unchanged."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value


def nullify(_: Any) -> None:
    """Return None for every value."""


# Faults of operations that read items


def change_value(change: Callable[[Any], Any]) -> SightFault:
    """Return a fault that sees the value changed."""

    def fault(key: Key) -> Sight:
        def see(_: ImageGenTool, items: Items) -> None:
            items.update({name: change(items[name]) for name in key.among(items)})

        return see

    return fault


def _drop_if(condition: Callable[[Any], bool]) -> SightFault:
    def fault(key: Key) -> Sight:
        def see(_: ImageGenTool, items: Items) -> None:
            for name in key.among(items):
                if condition(items[name]):
                    del items[name]

        return see

    return fault


drop: SightFault = _drop_if(lambda _: True)
"""See no item."""
drop_null: SightFault = _drop_if(lambda value: value is None)
"""See no item if it is null."""
drop_empty: SightFault = _drop_if(lambda value: value is not None and not value)
"""See no item if it is zero, false or empty."""


def swap(key: Key) -> Sight:
    """See the value of another field if it is present."""

    def see(_: ImageGenTool, items: Items) -> None:
        if key.other in items:
            items.update(dict.fromkeys(key.among(items), items[key.other]))

    return see


def add_default(default: Any) -> SightFault:
    """Return a fault that sees the default if the item is missing."""

    def fault(key: Key) -> Sight:
        return lambda _, items: items.update({key.name: items.get(key.name, default)})

    return fault


def remember(key: Key) -> Sight:
    """See the first value that the operation saw again."""

    def see(tool: ImageGenTool, items: Items) -> None:
        seen = vars(tool).setdefault("_seen", {})
        items.update({name: seen.setdefault(name, items[name]) for name in key.among(items)})

    return see


# Faults of operations that change items


def _changed(key: Key, before: Items, after: Items) -> Iterator[str]:
    """Yield the keys whose items an operation has written or removed."""
    for name in key.among({**before, **after}):
        if name not in before or name not in after or before[name] is not after[name]:
            yield name


def _restore(name: str, before: Items, after: Items) -> None:
    if name in before:
        after[name] = before[name]
    else:
        after.pop(name, None)


def ignore(key: Key) -> Effect:
    """Leave the item as it was."""

    def effect(before: Items, after: Items) -> None:
        for name in _changed(key, before, after):
            _restore(name, before, after)

    return effect


def keep_present(key: Key) -> Effect:
    """Leave the item as it was if it was present."""

    def effect(before: Items, after: Items) -> None:
        for name in _changed(key, before, after):
            if name in before:
                after[name] = before[name]

    return effect


def change_effect(change: Callable[[Any], Any]) -> EffectFault:
    """Return a fault that stores the value changed."""

    def fault(key: Key) -> Effect:
        def effect(before: Items, after: Items) -> None:
            for name in _changed(key, before, after):
                if name in after:
                    after[name] = change(after[name])

        return effect

    return fault


def replace_removed(key: Key) -> Effect:
    """Set a removed item to null."""

    def effect(before: Items, after: Items) -> None:
        after.update({name: None for name in _changed(key, before, after) if name not in after})

    return effect


def store_as_other(key: Key) -> Effect:
    """Store the value as another field."""

    def effect(before: Items, after: Items) -> None:
        for name in _changed(key, before, after):
            if name in after:
                after[key.other] = after[name]
                _restore(name, before, after)

    return effect


def remove_other(key: Key) -> Effect:
    """Remove another field, too."""

    def effect(before: Items, after: Items) -> None:
        if any(_changed(key, before, after)):
            after.pop(key.other, None)

    return effect
