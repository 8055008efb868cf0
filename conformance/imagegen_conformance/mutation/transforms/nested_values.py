"""Nested values of the items of a tool, by kind, and copies and shared values of each kind."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.transforms.operations import Items
from imagegen_reference import ImageGenTool, PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "CONFIG",
    "CONFIGS",
    "KINDS",
    "MASK",
    "UNKNOWN_ARRAY",
    "UNKNOWN_OBJECT",
    "NestedKind",
    "copying_configs",
    "inner_shared",
    "shared_with_json",
    "shared_with_tool",
]


class NestedKind(NamedTuple):
    """A kind of nested values.

    Attributes:
        name: The end of the names of mutants.
        text: The kind as part of a sentence.
        key: The field, or None for unknown keys.
        holds: Whether a value of the field, or of an unknown key, is of this kind.
    """

    name: str
    text: str
    key: str | None
    holds: Callable[[Any], bool]

    def is_at(self, key: object, value: Any) -> bool:
        """Return whether the item is of this kind."""
        return (key == self.key if self.key is not None else key not in FIELDS) and self.holds(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, (dict, PayloadMapping))


def _is_array(value: Any) -> bool:
    return isinstance(value, list)


MASK: Final = NestedKind("mask", "a mask", "input_image_mask", _is_object)
CONFIGS: Final = NestedKind("configs", "tool configurations", "tool_configs", _is_object)
CONFIG: Final = NestedKind("config", "one tool configuration", "tool_configs", _is_object)
UNKNOWN_OBJECT: Final = NestedKind("object", "an object of an unknown key", None, lambda value: isinstance(value, dict))
UNKNOWN_ARRAY: Final = NestedKind("array", "an array of an unknown key", None, _is_array)
KINDS: Final = (MASK, CONFIGS, CONFIG, UNKNOWN_OBJECT, UNKNOWN_ARRAY)


class _CopyingConfigs(dict[str, Any]):
    """Tool configurations that are copied when they are read."""

    def __getitem__(self, name: str) -> Any:
        return copy.deepcopy(super().__getitem__(name))

    def get(self, name: str, default: Any = None) -> Any:
        return copy.deepcopy(super().get(name, default))

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


def copying_configs(tool: ImageGenTool) -> None:
    """Replace the tool configurations of a tool by ones that are copied when they are read."""
    configs = tool._data.get("tool_configs")  # noqa: SLF001  # a mutant of the reference knows its internals
    if type(configs) is dict:
        tool._data["tool_configs"] = _CopyingConfigs(configs)  # noqa: SLF001


def shared_with_tool(kind: NestedKind, source: Items, target: Items) -> None:
    """Store the values of a kind from the items of one tool in the items of another one, without a copy."""
    for key, value in source.items():
        if kind.is_at(key, value) and key in target:
            target[key] = dict(value) if kind is CONFIG else value


def shared_with_json(kind: NestedKind, source: Items, target: Items) -> None:
    """Share the values of a kind between the items of a tool and a JSON object; one of both is the source."""
    for key, value in source.items():
        if kind.is_at(key, value) and key in target:
            if kind is CONFIG:
                _share_members(value, target[key])
            else:
                target[key] = _shared(value, target[key])


def _share_members(source: Any, target: Any) -> None:
    for name, config in source.items():
        if _is_object(config):
            target[name] = _shared(config, target[name])


def _shared(source: Any, target: Any) -> Any:
    """Return the data of an object in the form that it has in the target: a mapping of the reference, or JSON."""
    if isinstance(target, PayloadMapping) and isinstance(source, dict):
        target._data = source  # noqa: SLF001
        return target
    return source._data if isinstance(source, PayloadMapping) else source  # noqa: SLF001


def inner_shared(kind: NestedKind, source: Items, target: Items) -> None:
    """Share the content of the values of a kind, and not these values themselves."""
    for key, value in source.items():
        if kind.is_at(key, value) and key in target:
            target[key] = copy.copy(value)
