"""Replacements of `copy`, `__deepcopy__` and `__reduce__` that do one thing wrong."""

from __future__ import annotations

import copy
from typing import Any

from imagegen_conformance.mutation.mutant import Payload
from imagegen_reference import ImageGenTool, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "copy_as_dict",
    "copy_itself",
    "copy_known",
    "copy_of_base_class",
    "copy_sharing_data",
    "copy_through_constructor",
    "copy_without_nulls",
    "deep_copy",
    "deep_copy_itself",
    "deep_copy_shallow",
    "no_copy",
    "no_deep_copy",
    "reduce_to_empty_dict",
    "return_new_tool",
    "unpicklable",
]


def _with_data(tool: ImageGenTool, items: Payload) -> ImageGenTool:
    """Return a tool of the same class with these items, without calling its constructor."""
    new = type(tool).__new__(type(tool))
    new._data = items  # noqa: SLF001  # a mutant of the reference knows its internals
    return new


# Replacements of `copy`


def copy_of_base_class(self: ImageGenTool) -> PayloadMapping:
    """Return a bare mapping with one item, the data of the tool."""
    return PayloadMapping({"_data": self._data})


def copy_itself(self: ImageGenTool) -> ImageGenTool:
    """Return the tool itself."""
    return self


def copy_sharing_data(self: ImageGenTool) -> ImageGenTool:
    """Return a tool that shares its items with the original."""
    return _with_data(self, self._data)


def copy_as_dict(self: ImageGenTool) -> Payload:
    """Return a dict."""
    return self.as_dict()


def return_new_tool(self: ImageGenTool) -> ImageGenTool:
    """Return a new tool without the items of the original."""
    return type(self)()


def copy_through_constructor(self: ImageGenTool) -> ImageGenTool:
    """Return a tool that the constructor makes of the items, which adds a missing `type`."""
    return type(self)(self._data)


def copy_known(self: ImageGenTool) -> ImageGenTool:
    """Return a copy without unknown keys."""
    items = copy.deepcopy(self._data)
    return _with_data(self, {key: value for key, value in items.items() if key in FIELDS})


def copy_without_nulls(self: ImageGenTool) -> ImageGenTool:
    """Return a copy without nulls."""
    items = copy.deepcopy(self._data)
    return _with_data(self, {key: value for key, value in items.items() if value is not None})


def no_copy(self: ImageGenTool) -> None:
    """Return None."""


# Replacements of `__deepcopy__` and `__reduce__`


def deep_copy(self: ImageGenTool, memo: Any) -> ImageGenTool:
    """Return a correct deep copy, for mutants whose other members would make it fail."""
    return _with_data(self, copy.deepcopy(self._data, memo))


def deep_copy_itself(self: ImageGenTool, memo: Any) -> ImageGenTool:
    """Return the tool itself."""
    return self


def deep_copy_shallow(self: ImageGenTool, memo: Any) -> ImageGenTool:
    """Return a tool that shares its nested items with the original."""
    return _with_data(self, dict(self._data))


def no_deep_copy(self: ImageGenTool, memo: Any) -> Any:
    """Raise TypeError."""
    raise TypeError("this object cannot be copied")


def unpicklable(self: ImageGenTool) -> Any:
    """Raise TypeError."""
    raise TypeError("this object cannot be pickled")


def reduce_to_empty_dict(self: ImageGenTool) -> Any:
    """Return what makes pickle restore an empty dict."""
    return dict, ()
