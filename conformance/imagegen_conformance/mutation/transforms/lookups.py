"""Replacements of `get` and `setdefault` that do one thing wrong."""

from __future__ import annotations

from typing import Any

from imagegen_reference import ImageGenTool

__all__ = [
    "get_as_text",
    "get_default_always",
    "get_default_if_given",
    "get_falsy_as_missing",
    "get_ignoring_default",
    "get_none_default_raises",
    "get_null_as_missing",
    "get_or_empty_string",
    "get_or_raise",
    "get_removing",
    "get_storing",
    "get_with_optional_key",
    "setdefault_empty_string",
    "setdefault_if_given",
    "setdefault_replacing",
    "setdefault_replacing_falsy",
    "setdefault_replacing_null",
    "setdefault_with_optional_key",
    "setdefault_with_required_default",
    "setdefault_without_result",
    "setdefault_without_storing",
]
NO_DEFAULT = object()  # no default is given; a default can be passed by position and by name
REMOVED_FIELDS = frozenset({"quality", "model", "size"})  # the items that the mutant get-removes removes


# Replacements of `get`


def get_default_always(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return the default even if the key is present."""
    return default


def get_default_if_given(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return the default even if the key is present, unless the default is None."""
    return self._data.get(key) if default is None else default


def get_none_default_raises(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Raise KeyError for a missing key if the default is None."""
    return self._data[key] if default is None else self._data.get(key, None if default is NO_DEFAULT else default)


def get_as_text(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return an integer as a string."""
    value = self._data.get(key, default)
    return str(value) if key in self._data and isinstance(value, int) else value


def get_or_raise(self: ImageGenTool, key: str, default: Any = NO_DEFAULT) -> Any:
    """Raise KeyError for a missing key if no default is given."""
    return self._data[key] if default is NO_DEFAULT else self._data.get(key, default)


def get_falsy_as_missing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return the default instead of a falsy value."""
    return self._data.get(key) or default


def get_null_as_missing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return the default instead of a null."""
    value = self._data.get(key)
    return default if value is None else value


def get_storing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Store the default for a missing key."""
    return self._data.setdefault(key, default)


def get_ignoring_default(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return None for a missing key, whatever default is given."""
    return self._data.get(key)


def get_or_empty_string(self: ImageGenTool, key: str, default: Any = "") -> Any:
    """Return the empty string for a missing key if no default is given."""
    return self._data.get(key, default)


def get_with_optional_key(self: ImageGenTool, key: Any = None, default: Any = None) -> Any:
    """Return the default if no key is given."""
    return self._data.get(key, default)


def get_removing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Remove some of the items that are returned."""
    return self._data.pop(key, default) if key in REMOVED_FIELDS else self._data.get(key, default)


# Replacements of `setdefault`


def setdefault_replacing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Replace the value of a present key."""
    self._data[key] = default
    return default


def setdefault_replacing_null(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Replace a null."""
    if self._data.get(key) is None:
        self._data[key] = default
    return self._data[key]


def setdefault_replacing_falsy(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Replace a falsy value."""
    if not self._data.get(key):
        self._data[key] = default
    return self._data[key]


def setdefault_without_storing(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Return the default for a missing key without storing it."""
    return self._data.get(key, default)


def setdefault_without_result(self: ImageGenTool, key: str, default: Any = None) -> None:
    """Store the default for a missing key, and return None."""
    self._data.setdefault(key, default)


def setdefault_empty_string(self: ImageGenTool, key: str, default: Any = "") -> Any:
    """Store the empty string for a missing key if no default is given."""
    return self._data.setdefault(key, default)


def setdefault_if_given(self: ImageGenTool, key: str, default: Any = None) -> Any:
    """Store nothing for a missing key if the default is None."""
    return None if default is None and key not in self._data else self._data.setdefault(key, default)


def setdefault_with_required_default(self: ImageGenTool, key: str, default: Any) -> Any:
    """Require a default."""
    return self._data.setdefault(key, default)


def setdefault_with_optional_key(self: ImageGenTool, key: Any = "quality", default: Any = None) -> Any:
    """Use the key `quality` if no key is given."""
    return self._data.setdefault(key, default)
