"""Attribute access of a tool that does one thing wrong: properties, `__getattr__` and `__setattr__`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.fields import MASK_FIELDS
from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "as_plain_dict",
    "as_plain_dicts",
    "copied",
    "default_if_none",
    "get_item_if_unknown",
    "get_none_if_unknown",
    "ignore_none",
    "none",
    "property_completing_mask",
    "property_reading",
    "raise_if_unset",
    "reject_assignment",
    "required_property",
    "store_apart",
    "store_none",
    "with_swapped_members",
]
DATA = "_data"  # the attribute in which the reference stores its items; without it, nothing works


# Properties


def property_reading(field: str, read: Callable[[Any], Any]) -> property:
    """Return a property that passes what the reference reads through `read`, and is assigned as in the reference."""
    descriptor = vars(ImageGenTool)[field]

    def getter(self: ImageGenTool) -> Any:
        return read(descriptor.__get__(self, type(self)))

    return property(getter, descriptor.__set__)


def property_completing_mask() -> property:
    """Return a read-only property that stores the omitted members of the mask as null before it returns the mask."""

    def getter(self: ImageGenTool) -> Any:
        mask = self._data.get("input_image_mask")
        if isinstance(mask, PayloadMapping):
            for name in MASK_FIELDS:
                mask.setdefault(name, None)
        return mask

    return property(getter)


def required_property(field: str) -> property:
    """Return a read-only property that raises KeyError if the item of a field is missing."""

    def getter(self: ImageGenTool) -> Any:
        return self._data[field]

    return property(getter)


def none(_: Any) -> None:
    """Return None for every value."""


def default_if_none(default: Json) -> Callable[[Any], Any]:
    """Return a function that replaces None with a default."""
    return lambda value: default if value is None else value


def as_plain_dict(value: Any) -> Any:
    """Convert a mask to a dict, which has no attributes for its members."""
    return value.as_dict() if isinstance(value, PayloadMapping) else value


def as_plain_dicts(configs: Any) -> Any:
    """Convert tool configurations to dicts, which have no attributes for their members."""
    return configs and {name: dict(config) for name, config in configs.items()}


def copied(value: Any) -> Any:
    """Return a deep copy."""
    return copy.deepcopy(value)


def with_swapped_members(mask: Any) -> Any:
    """Return a mask in which `file_id` and `image_url` are swapped."""
    return mask and ImageGenToolInputImageMask({"file_id": mask.get("image_url"), "image_url": mask.get("file_id")})


# Reading


def raise_if_unset(self: ImageGenTool, name: str) -> Any:
    """Raise AttributeError for a field that is not set; to replace `__getattribute__`."""
    if name in FIELDS and name not in self._data:
        raise AttributeError(name)
    return object.__getattribute__(self, name)


def _is_internal(name: str) -> bool:
    return name.startswith("__") or name == DATA


def get_none_if_unknown(_: ImageGenTool, name: str) -> Any:
    """Return None for an unknown attribute; to replace `__getattr__`."""
    if _is_internal(name):
        raise AttributeError(name)


def get_item_if_unknown(self: ImageGenTool, name: str) -> Any:
    """Return the item of this name for an unknown attribute; to replace `__getattr__`."""
    if _is_internal(name) or name not in self._data:
        raise AttributeError(name)
    return self._data[name]


# Assignment: functions to replace `__setattr__`


def store_apart(self: ImageGenTool, name: str, value: Any) -> None:
    """Store attributes apart from the items."""
    self.__dict__.setdefault("_attributes", {})[name] = value
    if name == DATA:
        object.__setattr__(self, name, value)


def store_none(self: ImageGenTool, name: str, value: Any) -> None:
    """Store None as an item instead of removing the item."""
    if name in FIELDS and value is None:
        self._data[name] = None
    else:
        object.__setattr__(self, name, value)


def ignore_none(self: ImageGenTool, name: str, value: Any) -> None:
    """Ignore the assignment of None."""
    if name == DATA or value is not None:
        object.__setattr__(self, name, value)


def reject_assignment(self: ImageGenTool, name: str, value: Any) -> None:
    """Raise TypeError for every assignment."""
    if name != DATA:
        raise TypeError("attributes cannot be assigned")
    object.__setattr__(self, name, value)
