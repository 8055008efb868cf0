"""Mutants of level object: side effects.

A failed call changes the tool, a call changes other tools, or an operation that only reads items changes the tool.

An operation that sees no wrong items, and changes none of the tool, can still leave something behind. A failed `update`
with pairs may have stored the pairs before the wrong one, so that its failure with pairs is no such fault. Only a tool
that has items can lose them, and only a key that is missing can be added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from weakref import ReferenceType, ref

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.object_operations import DISPLAYING, READING, WRITING, ToolOperation
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.operations import Items, Method, reference_method
from imagegen_reference import ImageGenTool
from imagegen_reference.mapping import PayloadMapping
from imagegen_reference.schema_rules import FIELDS

__all__ = ["object_effect_mutants"]
DISPLAYED_LENGTH: Final = 80  # characters


def _clear(items: Items, _: object) -> None:
    items.clear()


def _drop_last(items: Items, _: object) -> None:
    if items:
        items.popitem()


def _drop_type(items: Items, _: object) -> None:
    items.pop("type", None)


def _add_null(items: Items, key: object) -> None:
    if isinstance(key, str):
        items.setdefault(key, None)


def _add_flag(items: Items, _: object) -> None:
    items.setdefault("error", True)


def _drop_nulls(items: Items, _: object) -> None:
    for key in [key for key, value in items.items() if value is None]:
        del items[key]


def _reorder_type(items: Items, _: object) -> None:
    items.setdefault("type", "image_generation")


def _drop_unknown(items: Items, _: object) -> None:
    for key in [key for key in items if key not in FIELDS]:
        del items[key]


def _shorten_texts(value: Any) -> Any:
    if isinstance(value, (dict, PayloadMapping)):
        for key, member in value.items():
            value[key] = _shorten_texts(member)
    if isinstance(value, str) and len(value) > DISPLAYED_LENGTH:
        return value[:DISPLAYED_LENGTH] + "..."
    return value


def _shorten_members(items: Items, _: object) -> None:
    for key, value in items.items():
        items[key] = _shorten_texts(value)


Change = Callable[[Items, object], None]
AFTER_ERRORS: Final[dict[str, tuple[str, Change]]] = {
    "emptied": ("removes all items", _clear),
    "shortened": ("removes the last item", _drop_last),
    "untyped": ("removes type", _drop_type),
    "extended": ("stores null as the missing key", _add_null),
    "flagged": ("stores an item about the error", _add_flag),
}
KEYED: Final = frozenset({"__getitem__", "__delitem__", "pop"})  # their errors are about a missing key
FAILING: Final[dict[str, tuple[str, str]]] = {
    "__getitem__": ("item.missing", "a missing item is read"),
    "__delitem__": ("item.missing", "a missing item is deleted"),
    "__delattr__": ("attribute.delete", "an attribute is deleted"),
    "pop": ("pop.missing", "pop raises an error"),
    "popitem": ("popitem.empty", "popitem raises an error"),
    "get": ("get.key-required", "get raises an error"),
    "setdefault": ("setdefault.key-required", "setdefault raises an error"),
    "update": ("update.refused", "update raises an error"),
    "as_dict": ("as_dict.exclude_readonly", "as_dict raises an error"),
    "clear": ("signature.arguments", "clear raises an error"),
    "copy": ("signature.arguments", "copy raises an error"),
    "keys": ("signature.arguments", "keys raises an error"),
    "values": ("signature.arguments", "values raises an error"),
    "items": ("signature.arguments", "items raises an error"),
}
BY_READING: Final[dict[str, tuple[str, Change]]] = {
    "emptying": ("removes all items", _clear),
    "shortening": ("removes the last item", _drop_last),
    "typing": ("adds a missing type", _reorder_type),
    "unnulling": ("removes nulls", _drop_nulls),
    "pruning": ("removes unknown keys", _drop_unknown),
    "cutting": (f"cuts strings of more than {DISPLAYED_LENGTH} characters", _shorten_members),
}


def object_effect_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    yield from _after_errors()
    yield from _by_reading()
    yield from _in_other_tools()


def _after_errors() -> Iterator[Mutant]:
    for member, (requirement, clause) in FAILING.items():
        for name, (fault, change) in AFTER_ERRORS.items():
            is_keyed = member in KEYED
            is_of_empty_tool = member == "popitem" and name in ("emptied", "shortened", "untyped")
            if not is_of_empty_tool and (is_keyed or name != "extended"):
                make = MembersFactory({member: _changing_after_error(reference_method(member), change)})
                label = member.strip("_")
                yield Mutant(
                    f"{label}-error-{name}",
                    requirement,
                    f"{fault} when {clause}",
                    make,
                    dimension="failed operation",
                    scope=CALLS,
                )


def _changing_after_error(method: Method, change: Change) -> Method:
    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except (KeyError, TypeError, AttributeError):
            change(self._data, args[0] if args else None)  # a mutant knows its internals
            raise

    return call


def _by_reading() -> Iterator[Mutant]:
    for operation in (*READING, DISPLAYING):
        if operation.member in ("pop", "__reduce__", "__deepcopy__"):
            continue
        for name, (fault, change) in BY_READING.items():

            def replace(member: str, operation: ToolOperation = operation, change: Change = change) -> Method:
                return _changing_afterwards(operation.method(member), change)

            make = MembersFactory(operation.members(replace))
            text = f"{fault} {operation.clause}"
            yield Mutant(
                f"{operation.name}-{name}",
                operation.requirement,
                text,
                make,
                dimension="effect of reading",
                scope=CALLS,
            )


def _changing_afterwards(method: Method, change: Change) -> Method:
    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        change(self._data, None)
        return result

    return call


def _in_other_tools() -> Iterator[Mutant]:
    """Yield the mutants that pass a change of one tool on to others, as long as the tool exists: within a case."""
    for operation in WRITING:
        if operation.member != "__init__":
            for name, (fault, make_members) in LEAKS.items():
                members = make_members(operation)
                text = f"{fault} what is changed {operation.clause}"
                make = MembersFactory(members, (frozenset(members) - {"__init__"}, frozenset({"__init__"})))
                yield Mutant(
                    f"{operation.name}-{name}",
                    "constructor.own-state",
                    text,
                    make,
                    dimension="state of other tools",
                    scope=CALLS,
                )


def _to_later_tools(operation: ToolOperation) -> Mapping[str, Any]:
    """Return members that store in the next tool what an operation has changed in a tool that still exists."""
    changes: list[tuple[ReferenceType[ImageGenTool], Items]] = []

    def replace(name: str) -> Method:
        method = operation.method(name)

        def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            before = dict(self._data)
            result = method(self, *args, **kwargs)
            if operation.applies(args, kwargs):
                changes[:] = [(ref(self), _difference(before, self._data))]
            return result

        return call

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        ImageGenTool.__init__(self, *args, **kwargs)
        for tool, difference in changes:
            if tool() is not None:
                self._data.update(difference)
                for key in [key for key, value in difference.items() if value is None]:
                    del self._data[key]

    return {**operation.members(replace), "__init__": construct}


def _difference(before: Items, after: Items) -> Items:
    """Return the items that were written, and null for each item that was removed."""
    written = {key: value for key, value in after.items() if key not in before or before[key] is not value}
    return {**written, **{key: None for key in before if key not in after}}


def _to_former_tool(operation: ToolOperation) -> Mapping[str, Any]:
    """Return members that store the items of a tool in the tool before it, if it still exists."""
    tools: list[ReferenceType[ImageGenTool]] = []

    def replace(name: str) -> Method:
        method = operation.method(name)

        def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            result = method(self, *args, **kwargs)
            former = tools[0]() if tools and operation.applies(args, kwargs) else None
            if former is not None and former is not self:
                former._data = dict(self._data)  # noqa: SLF001
            return result

        return call

    def construct(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> None:
        ImageGenTool.__init__(self, *args, **kwargs)
        tools.append(ref(self))
        del tools[:-2]

    return {**operation.members(replace), "__init__": construct}


LEAKS: Final = {
    "leaking": ("stores in the next tool", _to_later_tools),
    "spreading": ("stores in the former tool", _to_former_tool),
}
