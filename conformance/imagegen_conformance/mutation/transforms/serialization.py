"""Replacements of `as_dict` that do one thing wrong."""

from __future__ import annotations

import copy
from typing import Any

from imagegen_conformance.mutation.mutant import Payload
from imagegen_reference import ImageGenTool, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "as_dict_cached",
    "as_dict_of_pairs",
    "as_dict_own_data",
    "as_dict_positional",
    "as_dict_required_option",
    "as_dict_shared",
    "as_dict_shared_values",
    "as_dict_stale",
    "as_dict_without_nulls",
    "as_dict_without_option",
    "as_dict_without_type",
    "as_dict_without_unknown",
]
CACHE = "_cached"


def as_dict_own_data(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the tool's own dict, unless it holds nested objects."""
    nested = any(isinstance(value, (PayloadMapping, dict)) for value in self._data.values())
    return ImageGenTool.as_dict(self) if nested else self._data


def as_dict_shared_values(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return a dict that shares the arrays and objects of unknown keys with the tool."""
    shared = {key: value for key, value in self._data.items() if key not in FIELDS and isinstance(value, (dict, list))}
    return ImageGenTool.as_dict(self) | shared


def as_dict_cached(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the first result again."""
    cached: Payload = self.__dict__.setdefault(CACHE, ImageGenTool.as_dict(self))
    return cached


def as_dict_shared(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the same result for all tools with equal items."""
    result = ImageGenTool.as_dict(self)
    results: dict[str, Payload] | None = vars(type(self)).get(CACHE)
    if results is None:
        results = {}
        setattr(type(self), CACHE, results)
    return results.setdefault(repr(result), result)


def as_dict_stale(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return a copy of the first result."""
    return copy.deepcopy(as_dict_cached(self))


def as_dict_positional(self: ImageGenTool, exclude_readonly: bool = False) -> Payload:  # noqa: FBT001, FBT002
    """Return the items; accept `exclude_readonly` as a positional argument."""
    return ImageGenTool.as_dict(self)


def as_dict_without_option(self: ImageGenTool) -> Payload:
    """Return the items; do not accept `exclude_readonly`."""
    return ImageGenTool.as_dict(self)


def as_dict_required_option(self: ImageGenTool, *, exclude_readonly: bool) -> Payload:
    """Return the items; require `exclude_readonly`."""
    return ImageGenTool.as_dict(self)


def as_dict_without_type(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the items; treat `type` as read-only."""
    result = ImageGenTool.as_dict(self)
    return {key: value for key, value in result.items() if key != "type" or not exclude_readonly}


def as_dict_without_unknown(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the items; treat unknown keys as read-only."""
    result = ImageGenTool.as_dict(self)
    return {key: value for key, value in result.items() if key in FIELDS or not exclude_readonly}


def as_dict_without_nulls(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the items; treat nulls as read-only."""
    result = ImageGenTool.as_dict(self)
    return {key: value for key, value in result.items() if value is not None or not exclude_readonly}


def as_dict_of_pairs(self: ImageGenTool, *, exclude_readonly: bool = False) -> list[tuple[str, Any]]:
    """Return a list of pairs."""
    return list(ImageGenTool.as_dict(self).items())
