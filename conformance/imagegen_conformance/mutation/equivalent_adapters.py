"""Correct implementations that differ from the reference, as adapters and as parts of the reference."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.mutation.fields import INTEGER_FIELDS, MASK_FIELDS
from imagegen_conformance.mutation.mutant import AdapterFactory, Payload
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.errors import Error
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "DictTool",
    "FrozenAdapter",
    "RecordAdapter",
    "dict_tool",
    "drop_nulls",
    "first_error",
    "first_of_duplicates",
    "legal_and",
    "parsing",
    "pass_through",
    "popitem_first",
    "reject_duplicates",
    "reject_illegal",
    "reject_nulls",
    "reject_unknown",
    "sorted_as_dict",
    "validate_documented_members",
    "validate_integers_without_point",
    "validate_without_reasons",
]
_MISSING = object()  # the default of a parameter that may be omitted


class DictTool(dict[str, Any]):
    """A tool that is a subclass of dict, and delegates the rest to the reference."""

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        super().__init__(ImageGenTool(*args, **kwargs).items())

    def __getattr__(self, name: str) -> Any:
        if name not in FIELDS:
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in FIELDS:
            super().__setattr__(name, value)
            return
        tool = _reference_with({})
        setattr(tool, name, value)
        self.pop(name, None)
        self.update(tool.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # a mutable mapping cannot be hashed

    def __ne__(self, other: object) -> bool:
        return not self == other  # the method of dict would leave the decision to a tool of the reference

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Return the item, and remove it; unlike the method of dict, accept keyword arguments."""
        return super().pop(key) if default is _MISSING else super().pop(key, default)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the item or the default; unlike the method of dict, accept keyword arguments."""
        return super().get(key, default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the item or store the default; unlike the method of dict, accept keyword arguments."""
        return super().setdefault(key, default)

    def copy(self) -> DictTool:
        """Return an independent tool."""
        new = DictTool.__new__(DictTool)
        dict.update(new, _reference_with(self).copy().items())
        return new

    def __deepcopy__(self, memo: Any) -> DictTool:
        return self.copy()

    def __reduce__(self) -> Any:
        return ImageGenTool.copy, (_reference_with(self),)

    def as_dict(self, *, exclude_readonly: bool = False) -> Payload:
        """Return the items as plain JSON."""
        return _reference_with(self).as_dict(exclude_readonly=exclude_readonly)


def _reference_with(items: Mapping[str, Any]) -> ImageGenTool:
    """Return an instance of the reference with these items, without calling its constructor."""
    tool = ImageGenTool.__new__(ImageGenTool)
    tool._data = dict(items)  # noqa: SLF001  # the constructor would add `type`
    return tool


def dict_tool() -> Adapter:
    """Return an adapter for `DictTool`."""
    return DocumentedClassAdapter(DictTool)


@dataclass
class _Record:
    known: dict[str, Json] = field(default_factory=dict)
    unknown: dict[str, Json] = field(default_factory=dict)


class RecordAdapter(Adapter):
    """An adapter that stores documented fields and unknown keys apart, and returns the former first."""

    levels = ("wire",)

    def parse(self, payload: Json) -> Any:
        """Return a record of the payload."""
        items = pass_through(payload)
        return _Record(
            {key: value for key, value in items.items() if key in FIELDS},
            {key: value for key, value in items.items() if key not in FIELDS},
        )

    def serialize(self, parsed: Any) -> Json:
        """Return all fields of the record."""
        return {**parsed.known, **parsed.unknown}


class FrozenAdapter(Adapter):
    """An adapter that parses a payload to a frozenset of items, or to a tuple if a value cannot be hashed."""

    levels = ("wire", "schema")

    def parse(self, payload: Json) -> Any:
        """Return the items."""
        items = ImageGenTool(payload).as_dict().items()
        is_flat = not any(isinstance(value, (dict, list)) for value in payload.values())
        return frozenset(items) if is_flat else tuple(items)

    def serialize(self, parsed: Any) -> Json:
        """Return the items as an object."""
        return dict(parsed)

    def validate(self, payload: Json) -> object:
        """Return True for a legal payload, without warnings."""
        ImageGenTool.validate_payload(payload, "schema")
        return True


# Methods of the reference


def popitem_first(self: ImageGenTool) -> Any:
    """Remove and return the first pair; the reference returns the last one."""
    for key in self._data:
        return key, self._data.pop(key)
    raise KeyError("the tool is empty")


def sorted_as_dict(self: ImageGenTool, *, exclude_readonly: bool = False) -> Payload:
    """Return the items sorted by key."""
    return dict(sorted(ImageGenTool.as_dict(self, exclude_readonly=exclude_readonly).items()))


# Functions that parse a payload and return it as the output


def parsing(parse: Callable[[Json], Json], *levels: Level) -> AdapterFactory:
    """Return a factory of adapters that return what `parse` returns for a payload."""

    class ParsingAdapter(Adapter):
        def parse(self, payload: Json) -> Any:
            return parse(payload)

    ParsingAdapter.levels = levels
    return ParsingAdapter


def pass_through(payload: Json) -> Payload:
    """Return an object unchanged, and reject every other value."""
    if not isinstance(payload, dict):
        raise TypeError("the payload is not an object")
    return payload


def reject_unknown(payload: Json) -> Json:
    """Reject unknown keys."""
    unknown = pass_through(payload).keys() - FIELDS.keys()
    if unknown:
        raise ValueError(f"unknown key {min(unknown)}")
    return payload


def drop_nulls(payload: Json) -> Json:
    """Drop nulls."""
    return {key: value for key, value in pass_through(payload).items() if value is not None}


def reject_nulls(payload: Json) -> Json:
    """Reject nulls, except of `input_fidelity`."""
    if any(value is None and key != "input_fidelity" for key, value in pass_through(payload).items()):
        raise ValueError("a value is null")
    return payload


def reject_illegal(payload: Json) -> Json:
    """Reject illegal payloads."""
    ImageGenTool.validate_payload(payload)
    return payload


def legal_and(reject: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """Return a function that rejects illegal payloads, and those that `reject` rejects."""
    return lambda payload: reject(reject_illegal(payload))


# Functions that validate a payload


def validate_documented_members(payload: Json) -> object:
    """Reject illegal payloads, and unknown keys of the payload and of a mask."""
    ImageGenTool.validate_payload(payload)
    reject_unknown(payload)
    if not payload.get("input_image_mask", {}).keys() <= set(MASK_FIELDS):
        raise ValueError("the mask has an unknown key")
    return None


def validate_integers_without_point(payload: Json) -> object:
    """Reject illegal payloads, and integers with a decimal point."""
    if isinstance(payload, dict) and any(isinstance(payload.get(name), float) for name in INTEGER_FIELDS):
        raise TypeError("an integer is written with a decimal point")
    return ImageGenTool.validate_payload(payload)


def validate_without_reasons(payload: Json) -> object:
    """Return False for an illegal payload, and None for a legal one."""
    try:
        ImageGenTool.validate_payload(payload)
    except ValidationError:
        return False
    return None


def first_error(_: Json, errors: list[Error]) -> list[Error]:
    """Return only the first error."""
    return errors[:1]


# Functions that parse JSON text with duplicate names; `loads` rejects text that is not JSON


def reject_duplicates(text: str) -> Json:
    """Reject duplicate names."""
    loads(text)
    return json.loads(text, object_pairs_hook=_object_without_duplicates)


def _object_without_duplicates(pairs: list[tuple[str, Json]]) -> Json:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("duplicate name")
    return dict(pairs)


def first_of_duplicates(text: str) -> Json:
    """Keep the first value of a duplicate name."""
    loads(text)
    return json.loads(text, object_pairs_hook=_object_with_first_values)


def _object_with_first_values(pairs: list[tuple[str, Json]]) -> Json:
    return dict(reversed(pairs))
