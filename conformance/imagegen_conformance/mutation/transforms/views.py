"""Replacements of `keys`, `values` and `items` that do one thing wrong."""

from __future__ import annotations

from collections.abc import ItemsView, KeysView
from typing import Any

from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "EveryKeyView",
    "ItemsByDefaultNoneView",
    "ItemsByKeyView",
    "NoKeyView",
    "items_as_list",
    "items_of_copy",
    "items_swapped",
    "items_without_type",
    "keys_as_list",
    "keys_known",
    "keys_of_copy",
    "keys_of_values",
    "values_as_list",
    "values_unique_strings",
    "values_without_nulls",
]
# Membership tests


class EveryKeyView(KeysView[str]):
    """A view of keys that contains every object."""

    def __contains__(self, key: object) -> bool:
        return True


class NoKeyView(KeysView[str]):
    """A view of keys that contains no object."""

    def __contains__(self, key: object) -> bool:
        return False


class ItemsByKeyView(ItemsView[str, Any]):
    """A view of items that contains a pair if it contains the key."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and pair[0] in dict(self)


class ItemsByDefaultNoneView(ItemsView[str, Any]):
    """A view of items that also contains a pair of a missing key and None."""

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and bool(dict(self).get(pair[0]) == pair[1])


# Replacements of `keys`


def keys_of_values(self: ImageGenTool) -> KeysView[str]:
    """Return the values, as strings."""
    return dict.fromkeys(str(value) for value in self._data.values()).keys()


def keys_as_list(self: ImageGenTool) -> list[str]:
    """Return a list."""
    return list(self._data)


def keys_of_copy(self: ImageGenTool) -> KeysView[str]:
    """Return a view of a copy."""
    return dict.fromkeys(self._data).keys()


def keys_known(self: ImageGenTool) -> KeysView[str]:
    """Return the documented fields only, from a copy."""
    return dict.fromkeys(key for key in self._data if key in FIELDS).keys()


# Replacements of `values`


def values_as_list(self: ImageGenTool) -> list[Any]:
    """Return a list."""
    return list(self._data.values())


def values_without_nulls(self: ImageGenTool) -> list[Any]:
    """Return a list without nulls."""
    return [value for value in self._data.values() if value is not None]


def values_unique_strings(self: ImageGenTool) -> KeysView[str]:
    """Return every string once, and no other values."""
    return dict.fromkeys(value for value in self._data.values() if isinstance(value, str)).keys()


# Replacements of `items`


def items_as_list(self: ImageGenTool) -> list[tuple[str, Any]]:
    """Return a list of pairs."""
    return list(self._data.items())


def items_of_copy(self: ImageGenTool) -> ItemsView[str, Any]:
    """Return a view of a copy."""
    return dict(self._data).items()


def items_without_type(self: ImageGenTool) -> ItemsView[str, Any]:
    """Return the items except `type`, from a copy."""
    return {key: value for key, value in self._data.items() if key != "type"}.items()


def items_swapped(self: ImageGenTool) -> ItemsView[str, str]:
    """Return pairs of a value and its key."""
    return {str(value): key for key, value in self._data.items()}.items()
