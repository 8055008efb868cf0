"""Comparisons of the items of two tools that do one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from imagegen_conformance.mutation.transforms.operations import Items
from imagegen_reference import ImageGenTool

__all__ = [
    "Comparison",
    "Projection",
    "changing_values",
    "comparing",
    "inner_types",
    "plain_items",
    "remembering",
    "without",
    "without_member",
]
Comparison: TypeAlias = Callable[[ImageGenTool, object], bool]
Projection: TypeAlias = Callable[[Items], Any]
"""A function from the items of a tool, in which nested objects are dicts, to what is compared."""


def plain_items(tool: ImageGenTool) -> Items:
    """Return the items of a tool, in which nested objects are dicts."""
    return ImageGenTool.as_dict(tool)


def comparing(
    project: Projection, compare: Callable[[Any, Any], bool] = lambda left, right: bool(left == right)
) -> Comparison:
    """Return a comparison of a part of the items; other objects than tools are compared as in the reference."""

    def equal(self: ImageGenTool, other: object) -> bool:
        if not isinstance(other, ImageGenTool):
            return ImageGenTool.__eq__(self, other)
        return compare(project(plain_items(self)), project(plain_items(other)))

    return equal


def without(concerns: Callable[[str], bool]) -> Projection:
    """Return a projection that leaves out some keys."""
    return lambda items: {key: value for key, value in items.items() if not concerns(key)}


def without_member(field: str, name: str) -> Projection:
    """Return a projection that leaves out a member of a mask, or of all tool configurations."""

    def drop(value: Any) -> Any:
        return {key: member for key, member in value.items() if key != name} if isinstance(value, Mapping) else value

    def project(items: Items) -> Items:
        value = items.get(field)
        if not isinstance(value, Mapping):
            return items
        is_mask = field == "input_image_mask"
        return {**items, field: drop(value) if is_mask else {key: drop(config) for key, config in value.items()}}

    return project


def changing_values(change: Callable[[Any], Any], concerns: Callable[[str], bool] = lambda _: True) -> Projection:
    """Return a projection that changes the values of some keys."""
    return lambda items: {key: change(value) if concerns(key) else value for key, value in items.items()}


def inner_types(value: Any) -> Any:
    """Return the type of a nested value, and other values unchanged."""
    return type(value).__name__ if isinstance(value, (Mapping, list)) else value


def remembering(compare: Comparison) -> Comparison:
    """Return a comparison that gives its first result for the same two objects again."""

    def equal(self: ImageGenTool, other: object) -> bool:
        results: dict[int, tuple[object, bool]] = vars(self).setdefault("_results", {})
        if id(other) not in results:
            results[id(other)] = (other, compare(self, other))
        return results[id(other)][1]

    return equal
