"""Mutants of level object: views, each of their operations, and each change of a tool that a view reflects.

Some faults have no effect, so that they are not generated:

* a view of values is no set, so that it has no set operations;
* a view of keys does not reflect that a value is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.operations import (
    Items,
    Method,
    SeenItems,
    reference_method,
)
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = ["object_view_mutants"]
DIMENSION: Final = "views"
VIEWS: Final[dict[str, type]] = {"keys": KeysView, "values": ValuesView, "items": ItemsView}


class ViewFault(NamedTuple):
    """A fault of an operation on a view.

    Attributes:
        name: The end of the names of mutants.
        fault: What the view does wrong.
        special: The method of the view.
        wrong: Its replacement, given the method of a correct view.
        views: The views that may have the fault.
        requirement: The requirement that the fault breaks.
    """

    name: str
    fault: str
    special: str
    wrong: Callable[[Method], Method]
    views: tuple[str, ...] = ("keys", "items")
    requirement: str = "views.set-like"


def _always(result: Any) -> Callable[[Method], Method]:
    return lambda _: lambda *_: result


def _with_result(change: Callable[[Any], Any]) -> Callable[[Method], Method]:
    return lambda method: lambda *args: change(method(*args))


def _instead(name: str) -> Callable[[Method], Method]:
    """Return a fault: another set operation is executed."""
    return lambda _: lambda self, other: getattr(set(self), name)(other)


def _iterating(change: Callable[[list[Any]], list[Any]]) -> Callable[[Method], Method]:
    return lambda method: lambda self: iter(change(list(method(self))))


def _containing(method: Method) -> Method:
    """Find strings regardless of their case."""

    def contains(self: Any, item: Any) -> bool:
        folded = {str(member).casefold() for member in self}
        return bool(method(self, item)) or str(item).casefold() in folded

    return contains


def _reversed_difference(_: Method) -> Method:
    return lambda self, other: {item for item in other if item not in self}


def _left(_: Method) -> Method:
    return lambda self, _: set(self)


def _right(_: Method) -> Method:
    return lambda _, other: set(other)


def _as_list(method: Method) -> Method:
    return lambda self, other: list(method(self, other)) * 2


ALL: Final = ("keys", "values", "items")
FAULTS: Final = (
    ViewFault("long", "is one item too long", "__len__", _with_result(lambda length: length + 1), ALL, "views.content"),
    ViewFault("short", "is one item too short", "__len__", _with_result(lambda n: max(n - 1, 0)), ALL, "views.content"),
    ViewFault("of-fields", "has the length of all fields", "__len__", _always(len(FIELDS)), ALL, "views.content"),
    ViewFault("cut", "lacks the last item in iteration", "__iter__", _iterating(lambda items: items[:-1]), ALL, "views.content"),
    ViewFault("beheaded", "lacks the first item in iteration", "__iter__", _iterating(lambda items: items[1:]), ALL, "views.content"),
    ViewFault("doubled", "yields the last item twice", "__iter__", _iterating(lambda items: items + items[-1:]), ALL, "views.content"),
    ViewFault("finds-all", "contains everything", "__contains__", _always(True), ALL, "views.set-like"),
    ViewFault("finds-nothing", "contains nothing", "__contains__", _always(False), ALL, "views.set-like"),
    ViewFault("folding", "ignores the case of strings in membership tests", "__contains__", _containing),
    ViewFault("never-equal", "is equal to nothing", "__eq__", _always(False)),
    ViewFault("always-equal", "is equal to everything", "__eq__", _always(True)),
    ViewFault("equal-length", "is equal to sets of the same length", "__eq__", lambda _: lambda self, other: len(self) == len(other)),
    ViewFault("equal-subset", "is equal to larger sets", "__eq__", _instead("issubset")),
    ViewFault("equal-superset", "is equal to smaller sets", "__eq__", _instead("issuperset")),
    ViewFault("intersection-empty", "has an empty intersection with every set", "__and__", _always(frozenset())),
    ViewFault("intersection-union", "returns the union instead of the intersection", "__and__", _instead("union")),
    ViewFault("intersection-right", "returns the other set as the intersection", "__and__", _right),
    ViewFault("intersection-left", "returns itself as the intersection", "__and__", _left),
    ViewFault("union-intersection", "returns the intersection instead of the union", "__or__", _instead("intersection")),
    ViewFault("union-left", "returns itself as the union", "__or__", _left),
    ViewFault("union-right", "returns the other set as the union", "__or__", _right),
    ViewFault("union-difference", "returns the symmetric difference instead of the union", "__or__", _instead("symmetric_difference")),
    ViewFault("union-list", "returns an array with duplicates as the union", "__or__", _as_list),
    ViewFault("difference-reversed", "returns the reversed difference", "__sub__", _reversed_difference),
    ViewFault("difference-left", "returns itself as the difference", "__sub__", _left),
    ViewFault("difference-empty", "has an empty difference with every set", "__sub__", _always(frozenset())),
    ViewFault("difference-symmetric", "returns the symmetric difference instead of the difference", "__sub__", _instead("symmetric_difference")),
    ViewFault("symmetric-union", "returns the union instead of the symmetric difference", "__xor__", _instead("union")),
    ViewFault("symmetric-difference", "returns the difference instead of the symmetric difference", "__xor__", _instead("difference")),
    ViewFault("symmetric-reversed", "returns the reversed difference instead of the symmetric one", "__xor__", _reversed_difference),
    ViewFault("symmetric-intersection", "returns the intersection instead of the symmetric difference", "__xor__", _instead("intersection")),
    ViewFault("disjoint-always", "is disjoint with every set", "isdisjoint", _always(True)),
    ViewFault("disjoint-never", "is disjoint with no set", "isdisjoint", _always(False)),
    ViewFault("disjoint-inverted", "inverts whether it is disjoint with a set", "isdisjoint", _with_result(lambda result: not result)),
    ViewFault("subset-always", "is a subset of every set", "__le__", _always(True)),
    ViewFault("subset-never", "is a subset of no set", "__le__", _always(False)),
    ViewFault("subset-proper", "is a subset of no equal set", "__le__", lambda _: lambda self, other: set(self) < set(other)),
    ViewFault("subset-reversed", "is a subset of its subsets", "__le__", _instead("issuperset")),
    ViewFault("superset-always", "is a superset of every set", "__ge__", _always(True)),
    ViewFault("superset-never", "is a superset of no set", "__ge__", _always(False)),
    ViewFault("superset-proper", "is a superset of no equal set", "__ge__", lambda _: lambda self, other: set(self) > set(other)),
    ViewFault("superset-reversed", "is a superset of its supersets", "__ge__", _instead("issubset")),
    ViewFault("proper-subset-loose", "is a proper subset of equal sets", "__lt__", _instead("issubset")),
    ViewFault("proper-subset-never", "is a proper subset of no set", "__lt__", _always(False)),
    ViewFault("proper-superset-loose", "is a proper superset of equal sets", "__gt__", _instead("issuperset")),
    ViewFault("proper-superset-never", "is a proper superset of no set", "__gt__", _always(False)),
)  # fmt: skip


def _see_everything(_: ImageGenTool, __: Items) -> None:
    """See the items as they are."""


def _operation_mutants() -> Iterator[Mutant]:
    for fault in FAULTS:
        for view in fault.views:
            base = VIEWS[view]
            if not hasattr(base, fault.special):  # membership of a view of values
                continue
            wrong: Any = type(
                "View", (base,), {fault.special: fault.wrong(getattr(base, fault.special)), "__hash__": None}
            )
            member = _viewing(wrong)
            text = f"returns a view from {view}() that {fault.fault}"
            yield _mutant(f"{view}-{fault.name}", fault.requirement, text, {view: member})


def _viewing(view: Callable[[Any], Any]) -> Method:
    return lambda self: view(SeenItems(self, _see_everything))


class Change(NamedTuple):
    """A change of a tool that its views reflect.

    Attributes:
        name: The end of the names of mutants.
        clause: The end of the description of a fault.
        member: The method that executes the change, or empty for the attributes of the fields.
        replaces: Whether the change only replaces values.
        applies: Whether a call of the method is this change, given the items before it.
    """

    name: str
    clause: str
    member: str
    applies: Callable[[Items, tuple[Any, ...]], bool] = lambda _, __: True
    replaces: bool = False


def _is_present(items: Items, args: tuple[Any, ...]) -> bool:
    return args[0] in items


def _is_missing(items: Items, args: tuple[Any, ...]) -> bool:
    return args[0] not in items


CHANGES: Final = (
    Change("item-added", "an item is added", "__setitem__", _is_missing),
    Change("item-replaced", "an item is replaced", "__setitem__", _is_present, replaces=True),
    Change("item-deleted", "an item is deleted", "__delitem__"),
    Change("attribute-written", "an attribute is written", "__setattr__", lambda _, args: args[1] is not None),
    Change("attribute-null", "null is assigned to an attribute", "__setattr__", lambda _, args: args[1] is None),
    Change("popped", "pop removes an item", "pop"),
    Change("popitem", "popitem removes an item", "popitem"),
    Change("defaulted", "setdefault adds an item", "setdefault"),
    Change("updated", "update is called", "update"),
    Change("cleared", "clear is called", "clear"),
)


def _liveness_mutants() -> Iterator[Mutant]:
    """Yield the mutants with a view that does not reflect one kind of change: it stays a view of the former items."""
    for change in CHANGES:
        detach = _detaching(change)
        for view, base in VIEWS.items():
            if view == "keys" and change.replaces:
                continue
            text = f"returns a view from {view}() that is no longer live after {change.clause}"
            members = {view: _detachable(base), change.member: detach}
            make = MembersFactory(members, (frozenset({view}), frozenset({change.member})))
            yield Mutant(f"{view}-stale-{change.name}", "views.live", text, make, dimension=DIMENSION, scope=CALLS)


class _Detachable(SeenItems):
    """The items of a tool, or those that it had when it was detached from its views."""

    def _items(self) -> Items:
        former: Items | None = vars(self._tool).get("_former")
        return super()._items() if former is None or self._is_newer else former

    def __init__(self, tool: ImageGenTool) -> None:
        super().__init__(tool, _see_everything)
        self._is_newer = "_former" in vars(tool)


def _detachable(view: Callable[[Any], Any]) -> Method:
    return lambda self: view(_Detachable(self))


def _detaching(change: Change) -> Method:
    method = reference_method(change.member)

    def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
        items = vars(self).get("_data")
        is_attribute = change.member != "__setattr__" or args[0] in FIELDS
        if items is not None and is_attribute and (not args or change.applies(items, args)):
            vars(self).setdefault("_former", dict(items))
        return method(self, *args, **kwargs)

    return call


def object_view_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    yield from _operation_mutants()
    yield from _liveness_mutants()


def _mutant(name: str, requirement: str, fault: str, members: dict[str, Any]) -> Mutant:
    return Mutant(name, requirement, fault, MembersFactory(members), dimension=DIMENSION, scope=CALLS)
