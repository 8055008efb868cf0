"""Replacements of `__eq__` that do one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from imagegen_conformance.mutation.mutant import Payload
from imagegen_conformance.mutation.transforms.values import float_from_int
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "Equality",
    "equal_as_floats",
    "equal_if_other_is_tool",
    "equal_if_same_object",
    "equal_keys",
    "equal_known_items",
    "equal_ordered_items",
    "equal_without_nulls",
    "unequal",
]
Equality: TypeAlias = Callable[[ImageGenTool, object], bool]


def _comparing(view: Callable[[Payload], Any]) -> Equality:
    """Return a comparison of a part of the items. As in the reference, another mapping is first converted to a tool."""

    def equal(self: ImageGenTool, other: object) -> bool:
        if not isinstance(other, Mapping):
            return False
        tool = other if isinstance(other, ImageGenTool) else ImageGenTool(other)
        return bool(view(dict(self.items())) == view(dict(tool.items())))

    return equal


def _without_nulls(items: Payload) -> Payload:
    return {key: value for key, value in items.items() if value is not None}


def _known(items: Payload) -> Payload:
    return {key: value for key, value in items.items() if key in FIELDS}


def _ordered(items: Payload) -> list[tuple[str, Any]]:
    return list(items.items())


def _as_floats(items: Payload) -> Payload:
    return {key: float_from_int(value) for key, value in items.items()}


equal_as_floats = _comparing(_as_floats)
"""Compare integers as doubles."""
equal_ordered_items = _comparing(_ordered)
"""Compare the items and their order."""
equal_without_nulls = _comparing(_without_nulls)
"""Compare the items that are not null."""
equal_known_items = _comparing(_known)
"""Compare the items of documented fields."""
equal_keys = _comparing(dict.keys)
"""Compare the keys."""


def equal_if_same_object(self: ImageGenTool, other: object) -> bool:
    """Return whether both are the same object."""
    return self is other


def equal_if_other_is_tool(_: ImageGenTool, other: object) -> bool:
    """Return whether the other object is a tool."""
    return isinstance(other, ImageGenTool)


def unequal(self: ImageGenTool, other: object) -> bool:
    """Return whether both are not equal."""
    return not ImageGenTool.__eq__(self, other)
