"""The operations of a tool, as dimensions of its mutants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.transforms.operations import (
    Applies,
    Method,
    always,
    attribute,
    deep_copy,
    plain_copy,
    plain_inequality,
    reference_method,
    reference_writer,
)
from imagegen_reference.schema_rules import FIELDS

__all__ = ["DISPLAYING", "READING", "WRITING", "ToolOperation"]


class ToolOperation(NamedTuple):
    """An operation of a tool.

    Attributes:
        name: The beginning of the names of mutants.
        clause: The end of the description of a fault.
        requirement: The requirement that a fault of the operation breaks.
        member: The method that executes the operation, or empty for the attributes of the fields.
        applies: Whether a call of the method is this operation.
        companions: Further members, which separate the operation from others that use the same method.
        writes_attribute: Whether the operation writes an attribute.
    """

    name: str
    clause: str
    requirement: str
    member: str = ""
    applies: Applies = always
    companions: Mapping[str, Any] = MappingProxyType({})
    writes_attribute: bool = False

    def method(self, field: str) -> Method:
        """Return the method of the reference; if it concerns attributes, for a field."""
        if self.member:
            return reference_method(self.member)
        return reference_writer(field) if self.writes_attribute else reference_method(field)

    def members(self, replace: Callable[[str], Method], fields: Iterable[str] = FIELDS) -> dict[str, Any]:
        """Return the members that replace the operation.

        Args:
            replace: Returns the replacement of a method; if it concerns attributes, of each field.
            fields: The fields whose attributes are replaced.
        """
        if self.member:
            return {**self.companions, self.member: replace(self.member)}
        if self.writes_attribute:
            return {field: attribute(field, write=replace(field)) for field in fields}
        return {field: attribute(field, read=replace(field)) for field in fields}


def _with_mapping(args: tuple[Any, ...], _: Mapping[str, Any]) -> bool:
    return bool(args) and hasattr(args[0], "keys")


def _with_pairs(args: tuple[Any, ...], _: Mapping[str, Any]) -> bool:
    return bool(args) and not hasattr(args[0], "keys")


def _with_keywords(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    return bool(kwargs) and not args


def _with_null(args: tuple[Any, ...], _: Mapping[str, Any]) -> bool:
    return args[-1] is None


def _with_value(args: tuple[Any, ...], _: Mapping[str, Any]) -> bool:
    return args[-1] is not None


READING: Final = (
    ToolOperation("attribute-read", "when an attribute is read", "attribute.read"),
    ToolOperation("item-read", "when an item is read", "item.read", "__getitem__"),
    ToolOperation("membership", "in membership tests", "item.read", "__contains__"),
    ToolOperation("get-call", "in get", "get.present", "get"),
    ToolOperation("pop-result", "in the result of pop", "pop.present", "pop"),
    ToolOperation("setdefault-result", "in the result of setdefault", "setdefault.present", "setdefault"),
    ToolOperation("length", "in the length", "item.count", "__len__"),
    ToolOperation("iteration", "in iteration", "item.count", "__iter__"),
    ToolOperation("keys-view", "in keys()", "views.content", "keys"),
    ToolOperation("values-view", "in values()", "views.content", "values"),
    ToolOperation("items-view", "in items()", "views.content", "items"),
    ToolOperation("serialization", "in as_dict", "as_dict.items", "as_dict"),
    ToolOperation("copying", "in copy", "copy.items", "copy"),
    ToolOperation("deep-copying", "in a deep copy", "copy.deep", "__deepcopy__", companions={"copy": plain_copy}),
    ToolOperation("pickling", "in pickling", "pickle", "__reduce__", companions={"__deepcopy__": deep_copy}),
    ToolOperation("comparison", "in ==", "equality", "__eq__", companions={"__ne__": plain_inequality}),
    ToolOperation("inequality", "in !=", "equality", "__ne__"),
)
"""The operations that read items."""
DISPLAYING: Final = ToolOperation("display", "when the text representation is made", "item.read", "__repr__")
"""An operation whose result is not specified, so that only its effects can be wrong."""
WRITING: Final = (
    ToolOperation(
        "attribute-write", "when an attribute is written", "attribute.write", applies=_with_value, writes_attribute=True
    ),
    ToolOperation(
        "attribute-null",
        "when null is assigned to an attribute",
        "attribute.write",
        applies=_with_null,
        writes_attribute=True,
    ),
    ToolOperation("item-write", "when an item is written", "item.write", "__setitem__"),
    ToolOperation("item-deletion", "when an item is deleted", "item.delete", "__delitem__"),
    ToolOperation("pop-removal", "in pop", "pop.present", "pop"),
    ToolOperation("popitem-removal", "in popitem", "popitem.some", "popitem"),
    ToolOperation("setdefault-storage", "in setdefault", "setdefault.missing", "setdefault"),
    ToolOperation("update-mapping", "in update with a mapping", "update.mapping", "update", _with_mapping),
    ToolOperation("update-pairs", "in update with pairs", "update.pairs", "update", _with_pairs),
    ToolOperation("update-keywords", "in update with keywords", "update.keywords", "update", _with_keywords),
    ToolOperation("clearing", "in clear", "clear.all", "clear"),
    ToolOperation(
        "mapping-construction", "in construction from a mapping", "constructor.mapping", "__init__", _with_mapping
    ),
    ToolOperation(
        "keyword-construction", "in construction from keywords", "constructor.keywords", "__init__", _with_keywords
    ),
)
"""The operations that change items."""
