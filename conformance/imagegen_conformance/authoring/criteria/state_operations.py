"""The subject of state operations: an operation, described by what it finds, on a tool in a state.

The subject `states` names methods only. Here, an operation on an item differs from the same operation on a missing one
(see `item_operations`), and one of all items has an ending, too: `-if-empty`, or `-with-arguments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.item_operations import ITEM_OPERATIONS, WHOLE_OPERATIONS, item_operations
from imagegen_conformance.authoring.criteria.states import ARGUMENTS, STATES
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.values import Json

__all__ = ["StateOperations"]
EMPTIED, USED = "emptied", "used"
READS = frozenset({"as_dict", "get-attribute"})
COMPARISONS = frozenset({"equals", "not-equals"})
IF_EMPTY, WITH_ARGUMENTS = "-if-empty", "-with-arguments"
WITHOUT_ENDINGS = frozenset({"equals", "not-equals"})
FIRST, AGAIN = "first", "again"


class StateOperations(CallSubject):
    """The operations, the states of the tool, and whether the operation is repeated.

    Besides the states of `states`, a tool may be `emptied` (all items were removed, but not by clear), or `used` (it was
    read and compared).
    """

    name = "state-operations"

    def __init__(self) -> None:
        methods = [name for name in ARGUMENTS if name in WHOLE_OPERATIONS or not _concerns_items(name)]
        whole = [f"{name}{ending}" for name in methods for ending in ("", IF_EMPTY, WITH_ARGUMENTS)]
        self.dimensions = {
            "operation": tuple(dict.fromkeys((*ITEM_OPERATIONS, *whole, "update"))),
            "state": (*STATES, EMPTIED, USED),
            "turn": (FIRST, AGAIN),
        }
        self._operations = frozenset(self.dimensions["operation"] or ())

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence whose effect is checked, with each state of the tool."""
        found: dict[int, set[str]] = {}  # the operations on each tool before, and what they did
        for call in calls:
            if not isinstance(call.target, Tool) or call.items is None:
                continue
            done = found.setdefault(id(call.target), set())
            states = _states(call, done)
            for operation in dict.fromkeys(_operations(call)):
                if call.is_checked and operation in self._operations:
                    turn = AGAIN if operation in done else FIRST
                    yield from ((operation, state, turn) for state in states)
                done.add(operation)
            done |= _marks(call)

    def proposal(self, combination: Combination) -> Json:
        """Return None: the state and the operation are given as steps."""
        del combination


def _concerns_items(method: str) -> bool:
    return any(name.startswith(method) for name in ("update",)) or ARGUMENTS[method].get("args") is not None


def _operations(call: Call) -> Iterator[str]:
    names = [name for name, _ in item_operations(call)]
    if names:
        yield from names
    elif call.method in WITHOUT_ENDINGS:
        yield call.method
    elif call.args or call.kwargs or call.objects:
        yield f"{call.method}{WITH_ARGUMENTS}"
    else:
        yield call.method if call.items else f"{call.method}{IF_EMPTY}"


def _states(call: Call, done: set[str]) -> list[str]:
    states = list(call.states)
    if EMPTIED in done and "cleared" not in states:
        states.append(EMPTIED)
    if {"read", "compared"} <= done:
        states.append(USED)
    return states


def _marks(call: Call) -> set[str]:
    """Return what is known of a tool after a call on it."""
    marks = set()
    if not call.items:
        marks.add(EMPTIED)
    if call.method in READS:
        marks.add("read")
    if call.method in COMPARISONS:
        marks.add("compared")
    return marks
