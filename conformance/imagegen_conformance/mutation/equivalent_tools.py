"""Documented classes that are correct, and decide differently where the specification leaves a choice."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from enum import Enum
from typing import Any, NoReturn

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.mutation.mutant import AdapterFactory, Payload
from imagegen_reference import ImageGenTool

__all__ = [
    "EagerTool",
    "EnumTool",
    "FirstValueTool",
    "MappingOnlyTool",
    "MemberObject",
    "NullDroppingTool",
    "NullRejectingTool",
    "ObjectMaskTool",
    "PairsTool",
    "ProtectedTypeTool",
    "ReservedTypeTool",
    "TypedCopyTool",
    "TypedOutputTool",
    "documented_class",
]
TOOL = {"type": "image_generation"}


def documented_class(implementation: type[ImageGenTool]) -> AdapterFactory:
    """Return a factory of adapters for a documented class."""

    def make() -> Adapter:
        return DocumentedClassAdapter(implementation)

    return make


class _StoringTool(ImageGenTool):
    """A tool that stores every item with `_store`."""

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items, self._data = self._data, {}
        self._store_all(items)

    def __setitem__(self, key: str, value: Any) -> None:
        self._store_all({key: value})

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the item, and store the default before if the key is missing."""
        if key not in self._data:
            self._store_all({key: default})
        return self._data.get(key)

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Store the items of a mapping or pairs, then the keyword arguments."""
        self._store_all(dict(*args, **kwargs))

    def _store_all(self, items: Mapping[str, Any]) -> None:
        for key, value in items.items():
            self._store(key, value)

    def _store(self, key: str, value: Any) -> None:
        self._data[key] = value


class NullRejectingTool(_StoringTool):
    """A tool that rejects null as an item."""

    def _store(self, key: str, value: Any) -> None:
        if value is None:
            raise ValueError(f"the item {key} is null")
        super()._store(key, value)


class NullDroppingTool(_StoringTool):
    """A tool that omits an item if null is assigned to it."""

    def _store(self, key: str, value: Any) -> None:
        if value is None:
            self._data.pop(key, None)
        else:
            super()._store(key, value)


class MemberObject:
    """A mask or a tool configuration with attributes, which is no mapping."""

    def __init__(self, members: Mapping[str, Any]) -> None:
        vars(self).update(members)

    def __getattr__(self, name: str) -> None:
        """Return None for an omitted member."""
        if name.startswith("__"):
            raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemberObject) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # an object that can be changed


class ObjectMaskTool(_StoringTool):
    """A tool whose mask and tool configurations are no mappings."""

    def _store(self, key: str, value: Any) -> None:
        if key == "input_image_mask":
            value = _member_object(value)
        elif key == "tool_configs" and isinstance(value, Mapping):
            value = {name: _member_object(config) for name, config in value.items()}
        super()._store(key, value)

    def as_dict(self, *, exclude_readonly: bool = False) -> Payload:
        """Return the items as plain JSON."""
        del exclude_readonly
        return {key: _plain(value) for key, value in self._data.items()}


def _member_object(value: Any) -> Any:
    return MemberObject(value) if isinstance(value, Mapping) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return deepcopy(vars(value)) if isinstance(value, MemberObject) else deepcopy(value)


class _Type(Enum):
    IMAGE_GENERATION = "image_generation"


class _Action(Enum):
    GENERATE = "generate"
    EDIT = "edit"
    AUTO = "auto"


class _Fidelity(Enum):
    HIGH = "high"
    LOW = "low"


class EnumTool(_StoringTool):
    """A tool whose enumerated items are members of an enumeration that are no strings."""

    _enums: Mapping[str, type[Enum]] = {"type": _Type, "action": _Action, "input_fidelity": _Fidelity}

    def __getattribute__(self, name: str) -> Any:
        # The attributes of the reference would convert the members to strings.
        enums = ImageGenTool.__getattribute__(self, "_enums")
        return self._data.get(name) if name in enums else ImageGenTool.__getattribute__(self, name)

    def _store(self, key: str, value: Any) -> None:
        if key in self._enums and value in [member.value for member in self._enums[key]]:
            value = self._enums[key](value)
        super()._store(key, value)

    def as_dict(self, *, exclude_readonly: bool = False) -> Payload:
        """Return the items as plain JSON."""
        output = super().as_dict(exclude_readonly=exclude_readonly)
        return {key: value.value if isinstance(value, Enum) else value for key, value in output.items()}


class EagerTool(_StoringTool):
    """A tool that validates its items, except for a missing `type`, at every change."""

    def _store_all(self, items: Mapping[str, Any]) -> None:
        ImageGenTool.validate_payload({**TOOL, **self.as_dict(), **items})
        super()._store_all(items)


class ReservedTypeTool(ImageGenTool):
    """A tool whose constructor has no keyword argument `type`."""

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        if "type" in kwargs:
            raise TypeError("the type is fixed")
        super().__init__(*args, **kwargs)


class MappingOnlyTool(ImageGenTool):
    """A tool whose constructor requires a mapping with the right `type`."""

    def __init__(self, mapping: Mapping[str, Any], /) -> None:
        if mapping.get("type") != TOOL["type"]:
            raise ValueError("the type is missing or wrong")
        super().__init__(mapping)


class PairsTool(ImageGenTool):
    """A tool whose constructor accepts pairs as well as a mapping, as the one of dict does."""

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        super().__init__(*map(dict, args), **kwargs)


class ProtectedTypeTool(ImageGenTool):
    """A tool whose `type` can be removed by `clear` only."""

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def pop(self, key: str, *default: Any, **keyword: Any) -> Any:
        """Remove and return an item other than `type`."""
        if key == "type":
            _reject_removal()
        return super().pop(key, *default, **keyword)

    def popitem(self) -> tuple[str, Any]:
        """Remove and return an item other than `type`."""
        for key in reversed(list(self._data)):
            if key != "type":
                return key, self._data.pop(key)
        raise KeyError("no item can be removed")


def _reject_removal() -> NoReturn:
    raise ValueError("the type is required")


class FirstValueTool(ImageGenTool):
    """A tool that stores the first of several values that a call of `update` has for a key."""

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Store the items of a mapping or pairs, and the keyword arguments with other keys."""
        mapping_or_pairs, *_ = (*args, ())
        pairs = mapping_or_pairs.items() if isinstance(mapping_or_pairs, Mapping) else mapping_or_pairs
        self._data.update(reversed([*pairs, *kwargs.items()]))


class TypedOutputTool(ImageGenTool):
    """A tool whose `as_dict` adds a missing `type`."""

    def as_dict(self, *, exclude_readonly: bool = False) -> Payload:
        """Return the items as plain JSON, and `type` in any case."""
        return {**TOOL, **super().as_dict(exclude_readonly=exclude_readonly)}


class TypedCopyTool(ImageGenTool):
    """A tool whose copy has a `type` in any case, because the constructor makes it."""

    def copy(self) -> TypedCopyTool:
        """Return an independent tool."""
        return TypedCopyTool(deepcopy(self._data))
