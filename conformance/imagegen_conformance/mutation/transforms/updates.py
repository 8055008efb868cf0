"""Replacements of `update` that do one thing wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "update_accepting_many",
    "update_accepting_none",
    "update_adopting_mapping",
    "update_clearing_if_empty",
    "update_first_pair",
    "update_ignoring_errors",
    "update_ignoring_keywords",
    "update_keeping_present",
    "update_keywords_first",
    "update_known",
    "update_replacing_all",
    "update_returning_tool",
    "update_with_required_argument",
    "update_without_nulls",
    "update_without_pairs",
]


def update_adopting_mapping(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Store the dict that is given without a copy."""
    if args and isinstance(args[0], dict):
        args[0].update({**self._data, **args[0], **kwargs})
        self._data = args[0]
    else:
        self._data.update(*args, **kwargs)


def update_known(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore unknown keys."""
    self._data.update({key: value for key, value in dict(*args, **kwargs).items() if key in FIELDS})


def update_keeping_present(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Do not replace the values of present keys."""
    for key, value in dict(*args, **kwargs).items():
        self._data.setdefault(key, value)


def update_replacing_all(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Remove all other items."""
    self._data = dict(*args, **kwargs)


def update_without_nulls(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore nulls."""
    self._data.update({key: value for key, value in dict(*args, **kwargs).items() if value is not None})


def update_without_pairs(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Raise TypeError for pairs."""
    if args and not isinstance(args[0], Mapping):
        raise TypeError("the argument is not a mapping")
    self._data.update(*args, **kwargs)


def update_first_pair(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore all pairs except the first."""
    if args and isinstance(args[0], (list, tuple)):
        args = (list(args[0])[:1],)
    self._data.update(*args, **kwargs)


def update_ignoring_keywords(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore keyword arguments."""
    self._data.update(*args)


def update_keywords_first(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Let the positional argument override keyword arguments."""
    self._data.update(**kwargs)
    self._data.update(*args)


def update_returning_tool(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> ImageGenTool:
    """Return the tool."""
    self._data.update(*args, **kwargs)
    return self


def update_with_required_argument(self: ImageGenTool, other: Any, /, **kwargs: Any) -> None:
    """Require a positional argument."""
    self._data.update(other, **kwargs)


def update_clearing_if_empty(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Remove all items if no argument is given."""
    if not args and not kwargs:
        self._data.clear()
    self._data.update(*args, **kwargs)


def update_ignoring_errors(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore invalid arguments."""
    try:
        self._data.update(*args, **kwargs)
    except (TypeError, ValueError):
        return


def update_accepting_many(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Accept several positional arguments."""
    for mapping in args:
        self._data.update(mapping)
    self._data.update(**kwargs)


def update_accepting_none(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Accept None as an empty mapping."""
    self._data.update(*(argument or {} for argument in args), **kwargs)
