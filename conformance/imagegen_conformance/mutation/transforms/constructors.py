"""Constructors of a tool that do one thing wrong, to replace `__init__` of the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from imagegen_conformance.mutation.mutant import Payload
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS, IMAGE_GENERATION

__all__ = [
    "Constructor",
    "accept_pairs",
    "adopt_mapping",
    "adopt_unknown_values",
    "clear_mapping",
    "drop_keyword",
    "drop_nulls",
    "drop_type_without_mapping",
    "ignore_unknown_keywords",
    "keep_null_keywords",
    "keep_type",
    "keep_type_keyword",
    "keep_unknown_keywords",
    "merge_mappings",
    "replace_other_values",
    "set_type_of_mapping",
    "share_default_data",
    "share_state",
    "swap_keywords",
]
Constructor: TypeAlias = Callable[..., None]


def _construct(tool: ImageGenTool, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    ImageGenTool.__init__(tool, *args, **kwargs)


def _dict_argument(args: tuple[Any, ...]) -> Payload | None:
    return args[0] if args and isinstance(args[0], dict) else None


# Type


def drop_type_without_mapping(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Construct a tool without `type`, unless a mapping is given."""
    _construct(self, args, kwargs)
    if not args:
        del self._data["type"]


def keep_type(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Keep the `type` that is given."""
    _construct(self, args, kwargs)
    self._data["type"] = (args[0] if args else kwargs).get("type", IMAGE_GENERATION)


def keep_type_keyword(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Keep the `type` that is given as a keyword argument."""
    _construct(self, args, kwargs)
    if kwargs.get("type"):
        self._data["type"] = kwargs["type"]


# Nulls and keywords


def keep_null_keywords(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Store a null for each keyword argument that is None."""
    _construct(self, args, kwargs)
    if not args:
        self._data.update({key: None for key, value in kwargs.items() if value is None})


def drop_nulls(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Drop the nulls of a mapping."""
    _construct(self, args, kwargs)
    self._data = {key: value for key, value in self._data.items() if value is not None}


def keep_unknown_keywords(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Store unknown keyword arguments as items."""
    known = {key: value for key, value in kwargs.items() if key in FIELDS}
    _construct(self, args, known)
    if not args:
        self._data.update({key: value for key, value in kwargs.items() if key not in FIELDS})


def ignore_unknown_keywords(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Ignore unknown keyword arguments."""
    _construct(self, args, {key: value for key, value in kwargs.items() if key in FIELDS})


def drop_keyword(field: str) -> Constructor:
    """Return a constructor that ignores a keyword argument."""

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        kwargs.pop(field, None)
        _construct(self, args, kwargs)

    return construct


def swap_keywords(first: str, second: str) -> Constructor:
    """Return a constructor that swaps two keyword arguments."""
    swapped = {first: second, second: first}

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        _construct(self, args, {swapped.get(key, key): value for key, value in kwargs.items()})

    return construct


# The positional argument


def merge_mappings(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Merge several positional mappings."""
    _construct(self, args[:1], kwargs)
    for mapping in args[1:]:
        self._data.update(mapping)


def replace_other_values(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Accept a positional argument that is not a mapping, as an empty mapping."""
    first = tuple(argument if isinstance(argument, Mapping) else {} for argument in args[:1])
    _construct(self, first + args[1:], kwargs)


def accept_pairs(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Accept a list or tuple of pairs as a mapping."""
    first = tuple(dict(argument) if isinstance(argument, (list, tuple)) else argument for argument in args[:1])
    _construct(self, first + args[1:], kwargs)


def adopt_mapping(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Store the dict that is given, without a copy."""
    _construct(self, args, kwargs)
    mapping = _dict_argument(args)
    if mapping is not None:
        self._data = mapping
        self._data["type"] = IMAGE_GENERATION


def adopt_unknown_values(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Store the values of unknown keys without a copy."""
    _construct(self, args, kwargs)
    mapping = _dict_argument(args) or {}
    self._data.update({key: value for key, value in mapping.items() if key not in FIELDS})


def set_type_of_mapping(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Set `type` in the dict that is given."""
    _construct(self, args, kwargs)
    mapping = _dict_argument(args)
    if mapping is not None:
        mapping["type"] = IMAGE_GENERATION


def clear_mapping(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
    """Clear the dict that is given."""
    _construct(self, args, kwargs)
    mapping = _dict_argument(args)
    if mapping is not None:
        mapping.clear()


# State


def share_state() -> Constructor:
    """Return a constructor that makes all tools share their items."""
    shared: Payload = {}

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        _construct(self, args, kwargs)
        items, self._data = self._data, shared
        shared.clear()
        shared.update(items)

    return construct


def share_default_data() -> Constructor:
    """Return a constructor that makes all tools without arguments share their items."""
    default: Payload = {"type": IMAGE_GENERATION}

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        _construct(self, args, kwargs)
        if not args and not kwargs:
            self._data = default

    return construct
