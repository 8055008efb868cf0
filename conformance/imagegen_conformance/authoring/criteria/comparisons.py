"""The subject of comparisons: the last change before two tools are compared, the tool that was changed, and the result.

An implementation that compares what it was constructed from, or a stored hash, ignores changes of one side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.aliasing import WRITES, Aliasing
from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.item_operations import ITEM_OPERATIONS, is_change, item_operations
from imagegen_conformance.authoring.criteria.revision_values import UNKNOWN, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Given, Tool, Value
from imagegen_conformance.corpus.step_expectations import Returns
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Comparisons"]
EQUALS, NOT_EQUALS = "equals", "not-equals"
LEFT, RIGHT = "left", "right"
FIRST, LATER = "first", "later"
EQUAL, DIFFERENT = "equal", "different"
MEMBER = "member-"
"""The prefix of changes of a nested value, with the method."""


class _Change(NamedTuple):
    """The last change of a tool: the tool, the operation, and the key or the kind of nested value."""

    tool: Tool
    operation: str
    item: str


class Comparisons(CallSubject):
    """The operators, the side and the tool that was changed last, the change, the item or nested value, and the result."""

    name = "comparisons"

    def __init__(self, values: RevisionValues) -> None:
        self._aliasing = Aliasing(values)
        self._keys = {key: key for key in values.fields}
        members = tuple(f"{MEMBER}{write}" for write in WRITES)
        items = dict.fromkeys((*values.fields, UNKNOWN, *self._aliasing.kinds))
        self.dimensions = {
            "operator": (EQUALS, NOT_EQUALS),
            "side": (LEFT, RIGHT),
            "tool": (FIRST, LATER),
            "change": (*ITEM_OPERATIONS, *members),
            "item": tuple(items),
            "result": (EQUAL, DIFFERENT),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the comparisons of two tools in a call sequence, with the last change of one of them."""
        last: _Change | None = None
        for call in calls:
            target = call.target
            if isinstance(target, Tool) and call.method in (EQUALS, NOT_EQUALS):
                yield from self._comparison(call, target, last)
            else:
                last = self._change(call) or last

    def proposal(self, combination: Combination) -> Json:
        """Return None: the change and the comparison are given as steps."""
        del combination

    def _comparison(self, call: Call, target: Tool, last: _Change | None) -> Iterator[Combination]:
        other = call.objects[0] if call.objects else None
        if last is None or not isinstance(call.expectation, Returns) or not isinstance(other, Tool) or other is target:
            return
        if last.tool in (target, other):
            side = LEFT if last.tool is target else RIGHT
            is_equal = call.expectation.value is (call.method == EQUALS)
            tool = FIRST if last.tool.is_first else LATER
            yield call.method, side, tool, last.operation, last.item, EQUAL if is_equal else DIFFERENT

    def _change(self, call: Call) -> _Change | None:
        target = call.target
        if isinstance(target, Tool):
            changes = [(name, key) for name, key in item_operations(call) if is_change(call, name)]
            return _Change(target, changes[-1][0], self._keys.get(changes[-1][1], UNKNOWN)) if changes else None
        if not isinstance(target, Value) or isinstance(target, Given) or call.is_error or call.method not in WRITES:
            return None
        if target.tool is None or not target.path:
            return None
        return _Change(target.tool, f"{MEMBER}{call.method}", self._aliasing.kind(target.path, target.container))
