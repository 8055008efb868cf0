"""Mutants of level object: each operation × each state of the tool, in which alone it is wrong.

A constructor makes a new tool, which is in no state, so that no fault of it is generated.

An operation that leads to a state, and is wrong in it, is wrong in its second call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.object_operations import READING, WRITING, ToolOperation
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms.operations import (
    Items,
    Method,
    deep_copy,
    plain_copy,
    reference_method,
    with_effect,
    with_sight,
)
from imagegen_conformance.mutation.transforms.tool_states import (
    MarkedCall,
    Marker,
    fail,
    marks_after,
    marks_after_error,
    marks_reduction,
    marks_result,
    see_nothing,
    see_old_items,
    wrong_in_state,
)
from imagegen_reference import ImageGenTool
from imagegen_reference.schema_rules import FIELDS

__all__ = ["object_state_mutants"]
DIMENSION: Final = "operation × state"


class State(NamedTuple):
    """A state of a tool.

    Attributes:
        name: The end of the names of mutants.
        clause: The end of the description of a fault.
        markers: How methods lead to the state, by the name of the method.
        companions: Further members that keep the state apart from others.
    """

    name: str
    clause: str
    markers: Mapping[str, Marker]
    companions: Mapping[str, Any] = MappingProxyType({})


def _is_empty(call: MarkedCall) -> bool:
    return not call.tool._data  # noqa: SLF001  # a mutant of the reference knows its internals


def _is_new(call: MarkedCall) -> bool:
    return not call.args and not call.kwargs


def _is_by_keyword(call: MarkedCall) -> bool:
    return bool(call.kwargs) and not call.args


def _is_of_tool(call: MarkedCall) -> bool:
    return bool(call.args) and isinstance(call.args[0], ImageGenTool)


def _is_with_itself(call: MarkedCall) -> bool:
    return bool(call.args) and call.args[0] is call.tool


def _is_with_null(call: MarkedCall) -> bool:
    return call.args[-1] is None


def _writes_attribute(call: MarkedCall) -> bool:
    return call.args[0] in FIELDS


_FAILING: Final = ("__getitem__", "__delitem__", "pop", "popitem", "update", "get", "setdefault", "as_dict")
STATES: Final = (
    State("cleared", "after clear", {"clear": marks_after()}),
    State(
        "emptied",
        "after the last item was removed",
        dict.fromkeys(("pop", "popitem", "__delitem__"), marks_after(_is_empty)),
    ),
    State("failed", "after an operation that raised an error", dict.fromkeys(_FAILING, marks_after_error)),
    State("new", "in a tool that was constructed without arguments", {"__init__": marks_after(_is_new)}),
    State("keywords", "in a tool that was constructed from keywords", {"__init__": marks_after(_is_by_keyword)}),
    State("of-tool", "in a tool that was constructed from a tool", {"__init__": marks_after(_is_of_tool)}),
    State("copied", "in a copy", {"copy": marks_result}),
    State("deep-copied", "in a deep copy", {"__deepcopy__": marks_result}, {"copy": plain_copy}),
    State("unpickled", "in an unpickled tool", {"__reduce__": marks_reduction}, {"__deepcopy__": deep_copy}),
    State("self-updated", "after update with the tool itself", {"update": marks_after(_is_with_itself)}),
    State("updated", "after update", {"update": marks_after()}),
    State("null-item", "after null was assigned to an item", {"__setitem__": marks_after(_is_with_null)}),
    State("attribute-written", "after an attribute was written", {"__setattr__": marks_after(_writes_attribute)}),
    State("viewed", "while a view exists", dict.fromkeys(("keys", "values", "items"), marks_after())),
    State("serialized", "after as_dict", {"as_dict": marks_after()}),
    State("compared", "after a comparison", {"__eq__": marks_after()}),
    State("popped", "after pop", {"pop": marks_after()}),
    State("defaulted", "after setdefault", {"setdefault": marks_after()}),
)


def _restore(before: Items, after: Items) -> None:
    after.clear()
    after.update(before)


def object_state_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for state in STATES:
        for operation in READING:
            for name, fault, see in (
                ("empty", "sees no items", see_nothing),
                ("stale", "sees no later changes", see_old_items),
            ):
                yield _mutant(operation, state, name, fault, partial(with_sight, see=see))
            yield _mutant(operation, state, "failing", "fails", lambda _: fail)
        for operation in WRITING:
            if operation.member != "__init__":
                yield _mutant(operation, state, "ignored", "changes nothing", _ignoring(operation))
                yield _mutant(operation, state, "failing", "fails", _failing(operation))


def _ignoring(operation: ToolOperation) -> Callable[[str], Method]:
    return lambda name: with_effect(operation.method(name), _restore, operation.applies)


def _failing(operation: ToolOperation) -> Callable[[str], Method]:
    """Return a function that returns a method which fails if a call is the operation."""

    def replace(name: str) -> Method:
        method = operation.method(name)

        def call(self: ImageGenTool, /, *args: Any, **kwargs: Any) -> Any:
            return (fail if operation.applies(args, kwargs) else method)(self, *args, **kwargs)

        return call

    return replace


def _mutant(operation: ToolOperation, state: State, name: str, fault: str, replace: Callable[[str], Method]) -> Mutant:
    def replace_in_state(member: str) -> Method:
        return wrong_in_state(operation.method(member), replace(member))

    wrong = operation.members(replace_in_state)
    members = {**state.companions, **wrong}
    for marking, marker in state.markers.items():
        members[marking] = marker(members.get(marking) or reference_method(marking))
    needed = (frozenset(wrong.keys() - operation.companions.keys()), frozenset(state.markers))
    return Mutant(
        f"{operation.name}-{name}-{state.name}",
        operation.requirement,
        f"{fault} {operation.clause} {state.clause}",
        MembersFactory(members, needed),
        dimension=DIMENSION,
        scope=CALLS,
    )
