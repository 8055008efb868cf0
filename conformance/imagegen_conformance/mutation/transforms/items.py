"""Item access of a tool that does one thing wrong: reading, testing, assigning, deleting, counting and iterating."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imagegen_conformance.mutation.transforms.values import float_from_long_int
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "assign_as_text",
    "assign_known",
    "assign_long_int_as_float",
    "assign_null_deletes",
    "assign_rejected",
    "contains_field_or_item",
    "contains_item_or_method",
    "contains_not_null",
    "contains_nothing",
    "contains_truthy",
    "count_fields",
    "count_not_null",
    "count_without_type",
    "delete_except_type",
    "delete_silently",
    "delete_to_null",
    "iterate_fields",
    "iterate_pairs",
    "read_missing_as_attribute_error",
    "read_missing_as_none",
    "read_none",
    "read_null_as_missing",
    "read_representation",
]


# Replacements of `__getitem__`


def read_missing_as_none(self: ImageGenTool, key: str) -> Any:
    """Return None for a missing key."""
    return self._data.get(key)


def read_missing_as_attribute_error(self: ImageGenTool, key: str) -> Any:
    """Raise AttributeError for a missing key."""
    try:
        return self._data[key]
    except KeyError:
        raise AttributeError(key) from None


def read_null_as_missing(self: ImageGenTool, key: str) -> Any:
    """Raise KeyError for a null."""
    if self._data[key] is None:
        raise KeyError(key)
    return self._data[key]


def read_none(self: ImageGenTool, key: str) -> Any:
    """Return None for a present key, or the value if it is falsy."""
    return self._data[key] and None


def read_representation(self: ImageGenTool, key: str) -> Any:
    """Return the representation of the value in Python."""
    return repr(self._data[key])


# Replacements of `__contains__`


def contains_nothing(self: ImageGenTool, key: str) -> bool:
    """Return false for every key."""
    return False


def contains_item_or_method(self: ImageGenTool, key: str) -> bool:
    """Return true for the names of methods as well."""
    return key in self._data or callable(getattr(type(self), key, None))


def contains_field_or_item(self: ImageGenTool, key: str) -> bool:
    """Return true for every documented field as well."""
    return key in FIELDS or key in self._data


def contains_truthy(self: ImageGenTool, key: str) -> bool:
    """Return false for an item with a falsy value."""
    return bool(self._data.get(key))


def contains_not_null(self: ImageGenTool, key: str) -> bool:
    """Return false for an item that is null."""
    return self._data.get(key) is not None


# Replacements of `__setitem__`


def assign_known(self: ImageGenTool, key: str, value: Any) -> None:
    """Raise KeyError for an unknown key."""
    if key not in FIELDS:
        raise KeyError(key)
    self._data[key] = value


def assign_long_int_as_float(self: ImageGenTool, key: str, value: Any) -> None:
    """Convert an integer of more than 53 bits to a double."""
    self._data[key] = float_from_long_int(value)


def assign_rejected(self: ImageGenTool, key: str, value: Any) -> None:
    """Raise TypeError."""
    raise TypeError("items cannot be assigned")


def assign_null_deletes(self: ImageGenTool, key: str, value: Any) -> None:
    """Delete the item if the value is None."""
    if value is None:
        self._data.pop(key, None)
    else:
        self._data[key] = value


def assign_as_text(self: ImageGenTool, key: str, value: Any) -> None:
    """Store an integer as a string."""
    self._data[key] = str(value) if isinstance(value, int) else value


# Replacements of `__delitem__`


def delete_to_null(self: ImageGenTool, key: str) -> None:
    """Set the item to None instead of deleting it."""
    if key not in self._data:
        raise KeyError(key)
    self._data[key] = None


def delete_silently(self: ImageGenTool, key: str) -> None:
    """Do nothing for a missing key."""
    self._data.pop(key, None)


def delete_except_type(self: ImageGenTool, key: str) -> None:
    """Raise TypeError for `type`."""
    if key == "type":
        raise TypeError("type cannot be deleted")
    del self._data[key]


# Replacements of `__len__` and `__iter__`


def count_fields(self: ImageGenTool) -> int:
    """Return the number of documented fields."""
    return len(FIELDS)


def count_not_null(self: ImageGenTool) -> int:
    """Return the number of items that are not null."""
    return sum(value is not None for value in self._data.values())


def count_without_type(self: ImageGenTool) -> int:
    """Return the number of items except `type`."""
    return len(self._data.keys() - {"type"})


def iterate_pairs(self: ImageGenTool) -> Iterator[tuple[str, Any]]:
    """Iterate over the pairs of key and value."""
    return iter(self._data.items())


def iterate_fields(self: ImageGenTool) -> Iterator[str]:
    """Iterate over the keys of documented fields."""
    return iter([key for key in self._data if key in FIELDS])
