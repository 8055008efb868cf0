"""Replacements of `keys`, `values` and `items` that do one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Any

from imagegen_conformance.mutation.mutant import Payload
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "DocumentedKeysView",
    "EveryKeyView",
    "ItemsByDefaultNoneView",
    "ItemsByKeyView",
    "NoKeyView",
    "ValuesWithoutNullsView",
    "items_as_list",
    "items_of_copy",
    "items_swapped",
    "items_without_type",
    "keys_as_list",
    "keys_of_copy",
    "keys_of_values",
    "values_as_list",
    "values_unique_strings",
    "viewing",
]


def viewing(view: Callable[[Payload], Any]) -> Callable[[ImageGenTool], Any]:
    """Return a method that returns a live view of the items."""

    def method(self: ImageGenTool) -> Any:
        return view(self._data)

    return method


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


# Content


class DocumentedKeysView(KeysView[str]):
    """A view of the keys of documented fields."""

    def __iter__(self) -> Iterator[str]:
        return (key for key in super().__iter__() if key in FIELDS)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: object) -> bool:
        return key in list(iter(self))


class ValuesWithoutNullsView(ValuesView[Any]):
    """A view of the values that are not null."""

    def __iter__(self) -> Iterator[Any]:
        return (value for value in super().__iter__() if value is not None)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, value: object) -> bool:
        return value in list(iter(self))


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


# Replacements of `values`


def values_as_list(self: ImageGenTool) -> list[Any]:
    """Return a list."""
    return list(self._data.values())


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
