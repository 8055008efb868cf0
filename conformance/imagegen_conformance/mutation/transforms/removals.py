"""Replacements of `pop`, `popitem` and `clear` that do one thing wrong."""

from __future__ import annotations

from typing import Any

from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS, IMAGE_GENERATION

__all__ = [
    "clear_except_type",
    "clear_known",
    "clear_replacing_data",
    "clear_returning_tool",
    "clear_to_nulls",
    "pop_default_always",
    "pop_falsy_default_raises",
    "pop_keeping",
    "pop_missing_as_value_error",
    "pop_none_default_raises",
    "pop_none_for_default",
    "pop_null_as_missing",
    "pop_or_none",
    "pop_with_optional_key",
    "popitem_as_list",
    "popitem_crashing_if_empty",
    "popitem_except_type",
    "popitem_keeping",
    "popitem_key_only",
    "popitem_none_if_empty",
    "popitem_twice",
]
Pair = tuple[str, Any]
NO_DEFAULT = object()  # no default is given; a default can be passed by position and by name


def _pop(items: dict[str, Any], key: str, default: Any) -> Any:
    return items.pop(key) if default is NO_DEFAULT else items.pop(key, default)


# Replacements of `pop`


def pop_none_for_default(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Return None instead of the default."""
    return self._data.pop(key) if default is NO_DEFAULT else self._data.pop(key, None)


def pop_falsy_default_raises(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Raise KeyError for a missing key if the default is falsy."""
    return self._data.pop(key, default) if default else self._data.pop(key)


def pop_keeping(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Keep the item."""
    return self._data[key] if default is NO_DEFAULT else self._data.get(key, default)


def pop_or_none(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return None for a missing key if no default is given."""
    return self._data.pop(key, default)


def pop_null_as_missing(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Return the default instead of a null."""
    value = _pop(self._data, key, default)
    return default if value is None and default is not NO_DEFAULT else value


def pop_none_default_raises(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Raise KeyError for a missing key if the default is None."""
    return self._data.pop(key) if default is None else self._data.pop(key, default)


def pop_default_always(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Return the default even if the key is present."""
    value = _pop(self._data, key, default)
    return value if default is NO_DEFAULT else default


def pop_with_optional_key(self: ImageGenTool, key: Any = "type", default: Any = NO_DEFAULT) -> Any:
    """Use the key `type` if no key is given."""
    return _pop(self._data, key, default)


def pop_missing_as_value_error(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Raise ValueError for a missing key if no default is given."""
    if key not in self._data and default is NO_DEFAULT:
        raise ValueError(key)
    return _pop(self._data, key, default)


# Replacements of `popitem`


def popitem_keeping(self: ImageGenTool) -> Pair:
    """Return the last pair without removing it."""
    return next(reversed(self._data.items()))


def popitem_as_list(self: ImageGenTool) -> list[Any]:
    """Remove the last pair, and return it as a list."""
    return list(self._data.popitem())


def popitem_key_only(self: ImageGenTool) -> str:
    """Remove the last pair, and return its key."""
    return self._data.popitem()[0]


def popitem_twice(self: ImageGenTool) -> Pair:
    """Remove a second pair if more than one remains."""
    pair = self._data.popitem()
    if len(self._data) > 1:
        self._data.popitem()
    return pair


def popitem_except_type(self: ImageGenTool) -> Pair:
    """Raise KeyError if no item but `type` remains."""
    for key in reversed(self._data):
        if key != "type":
            return key, self._data.pop(key)
    raise KeyError("type")


def popitem_none_if_empty(self: ImageGenTool) -> Pair | None:
    """Return None if the tool is empty."""
    return self._data.popitem() if self._data else None


def popitem_crashing_if_empty(self: ImageGenTool) -> Pair:
    """Raise RuntimeError if the tool is empty."""
    if not self._data:
        raise RuntimeError("the tool is empty")
    return self._data.popitem()


# Replacements of `clear`


def clear_except_type(self: ImageGenTool) -> None:
    """Keep `type`."""
    self._data.clear()
    self._data["type"] = IMAGE_GENERATION


def clear_to_nulls(self: ImageGenTool) -> None:
    """Set every item to None."""
    for key in self._data:
        self._data[key] = None


def clear_replacing_data(self: ImageGenTool) -> None:
    """Replace the dict of the items, so that existing views keep the old items."""
    self._data = {}


def clear_returning_tool(self: ImageGenTool) -> ImageGenTool:
    """Return the tool."""
    self._data.clear()
    return self


def clear_known(self: ImageGenTool) -> None:
    """Remove documented fields only."""
    for key in FIELDS:
        self._data.pop(key, None)
