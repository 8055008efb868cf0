"""Mutants of level object: each way to read, copy or store a nested value × each kind of nested values.

A nested value that is read from the tool is the item itself, so that a copy is a fault. A value that is copied, or given
to the constructor or an attribute, is shared with nothing, so that sharing is a fault.

Some faults have no effect, so that they are not generated:

* unknown keys have no attributes, and are no keywords of the constructor;
* `as_dict` cannot share tool configurations, because it converts each of them;
* a mask and a tool configuration have no nested values of their own, so that a shallow copy of them shares nothing.

Whether `copy` shares nested values, whether a value that is assigned to an item is shared with the caller, and whether two
tools share a mask or a tool configuration if one is constructed from the other, is not promised.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.nested_values import (
    CONFIG,
    CONFIGS,
    KINDS,
    MASK,
    UNKNOWN_ARRAY,
    UNKNOWN_OBJECT,
    NestedKind,
    copying_configs,
    inner_shared,
    shared_with_json,
    shared_with_tool,
)
from imagegen_conformance.mutation.transforms.operations import (
    Items,
    Method,
    attribute,
    deep_copy,
    plain_copy,
    reference_method,
    reference_writer,
    with_sight,
)
from imagegen_reference import ImageGenTool

__all__ = ["object_aliasing_mutants"]
DIMENSION: Final = "aliasing"
UNKNOWN: Final = (UNKNOWN_OBJECT, UNKNOWN_ARRAY)
ATTRIBUTES: Final = (MASK, CONFIGS, CONFIG)
READERS: Final = {"item-read": "__getitem__", "get-call": "get", "setdefault-result": "setdefault"}
VIEWS: Final = {"values-view": "values", "items-view": "items"}
ACCESSORS: Final = {
    "item-read": "when its item is read", "get-call": "in get", "setdefault-result": "in setdefault",
    "values-view": "in values()", "items-view": "in items()", "attribute-read": "when its attribute is read",
}  # fmt: skip


def object_aliasing_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for kind in KINDS:
        for name, member in READERS.items():
            yield _copying(name, kind, {member: _reading_copy(reference_method(member), kind)})
        for name, member in VIEWS.items():
            yield _copying(name, kind, {member: _viewing_copies(member, kind)})
        yield from _sharing(kind, "", kind.text, shared_with_tool, shared_with_json)
    for kind in ATTRIBUTES:
        field = kind.key or ""
        read = _reading_copy(lambda self, key: reference_method(key)(self), kind)
        yield _copying(
            "attribute-read", kind, {field: attribute(field, lambda self, field=field, read=read: read(self, field))}
        )
    for kind in UNKNOWN:
        yield from _sharing(kind, "inner-", f"the content of {kind.text}", inner_shared, inner_shared)
    yield from _storing()


def _copying(name: str, kind: NestedKind, members: Mapping[str, Any]) -> Mutant:
    fault = f"copies {kind.text} {ACCESSORS[name]}"
    return Mutant(
        f"{name}-{kind.name}-copied", "item.nested", fault, MembersFactory(members), dimension=DIMENSION, scope=CALLS
    )


def _reading_copy(method: Method, kind: NestedKind) -> Method:
    """Return a method whose result is a copy if it is of a kind."""

    def read(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        if kind is CONFIG:
            copying_configs(self)
        result = method(self, *args, **kwargs)
        key = args[0] if args else kwargs.get("key")
        return copy.copy(result) if kind is not CONFIG and kind.is_at(key, result) else result

    return read


def _viewing_copies(member: str, kind: NestedKind) -> Method:
    def see(tool: ImageGenTool, items: Items) -> None:
        if kind is CONFIG:
            copying_configs(tool)
            items.update(tool._data)  # noqa: SLF001  # a mutant of the reference knows its internals
        else:
            items.update({key: copy.copy(value) for key, value in items.items() if kind.is_at(key, value)})

    return with_sight(member, see)


Share = Callable[[NestedKind, Items, Items], None]


def _sharing(kind: NestedKind, prefix: str, text: str, share: Share, share_json: Share) -> Iterator[Mutant]:
    """Yield the mutants that share values of a kind with a deep copy, the result of `as_dict`, or the caller's mapping."""
    name = f"{prefix}{kind.name}"

    def mutant(operation: str, requirement: str, clause: str, members: Mapping[str, Any]) -> Mutant:
        make = MembersFactory(members)
        return Mutant(
            f"{operation}-{name}-shared", requirement, f"shares {text} {clause}", make, dimension=DIMENSION, scope=CALLS
        )

    def copying(method: Method) -> Method:
        def call(self: ImageGenTool, /, *args: Any) -> Any:
            new = method(self, *args)
            share(kind, self._data, new._data)  # noqa: SLF001
            return new

        return call

    def as_dict(self: ImageGenTool, *, exclude_readonly: bool = False) -> Any:
        result = ImageGenTool.as_dict(self, exclude_readonly=exclude_readonly)
        share_json(kind, self._data, result)
        return result

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        ImageGenTool.__init__(self, *args, **kwargs)
        given = args[0] if args else kwargs
        if isinstance(given, dict):
            share_json(kind, given, self._data)

    deep = {"__deepcopy__": copying(deep_copy), "copy": plain_copy}
    yield mutant("deep-copying", "copy.deep", "between a tool and its deep copy", deep)
    if kind is not CONFIGS:
        yield mutant("serialization", "as_dict.fresh", "between a tool and the result of as_dict", {"as_dict": as_dict})
        yield mutant("construction", "constructor.mapping-copied", "with the caller's mapping", {"__init__": construct})


def _storing() -> Iterator[Mutant]:
    """Yield the mutants that share a value which is assigned to an attribute, or do not share a stored default."""
    for kind in (MASK, CONFIG):
        field = kind.key or ""

        def write(self: ImageGenTool, value: Any, field: str = field, kind: NestedKind = kind) -> None:
            reference_writer(field)(self, value)
            shared_with_json(kind, {field: value}, self._data)

        yield Mutant(
            f"attribute-write-{kind.name}-shared",
            "attribute.write",
            f"shares {kind.text} with the value that is assigned to the attribute",
            MembersFactory({field: attribute(field, write=write)}),
            dimension=DIMENSION,
            scope=CALLS,
        )
    for kind in KINDS:

        def setdefault(self: ImageGenTool, key: str, default: Any = None, kind: NestedKind = kind) -> Any:
            is_missing = key not in self._data
            result = ImageGenTool.setdefault(self, key, default)
            is_copied = is_missing and kind.is_at(key, result)
            if is_copied and kind is CONFIG:
                return {name: copy.copy(config) for name, config in result.items()}
            return copy.copy(result) if is_copied else result

        yield Mutant(
            f"setdefault-storage-{kind.name}-copied",
            "item.nested",
            f"returns a copy of {kind.text} that setdefault stores",
            MembersFactory({"setdefault": setdefault}),
            dimension=DIMENSION,
            scope=CALLS,
        )
