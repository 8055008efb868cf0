"""The subject of effects: a change of an item, and an operation after it.

Each of the two may work alone, and fail in this order: an implementation that keeps values or keys at several places
changes them at some only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import COPIES, Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.item_operations import (
    CHANGES,
    ITEM_OPERATIONS,
    is_change,
    item_operations,
    whole_operations,
)
from imagegen_conformance.authoring.criteria.revision_values import UNKNOWN, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Effects"]
ORIGINS = ("mapping", "keyword", "null-keyword", "tool", *COPIES.values())
OMITTED = "omitted"
FIRST, AGAIN = "first", "again"


class Effects(CallSubject):
    """The changes, the operations after them, whether the operation is repeated, and the keys.

    The first change of an item is the way in which it came into the tool, or `omitted`.
    """

    name = "effects"

    def __init__(self, values: RevisionValues) -> None:
        self._keys = {key: key for key in values.fields}
        changes = [name for name in ITEM_OPERATIONS if name.split("-if-")[0].startswith(CHANGES)]
        self.dimensions = {
            "change": (*ORIGINS, OMITTED, *changes),
            "operation": ITEM_OPERATIONS,
            "turn": (FIRST, AGAIN),
            "key": (*values.fields, UNKNOWN),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence whose effect is checked, each with the last change of the item."""
        changes: dict[tuple[int, str], str] = {}
        found: dict[tuple[int, str], set[str]] = {}  # the operations since the change
        for call in calls:
            tool = call.target
            if not isinstance(tool, Tool):
                continue
            for operation, key in (*item_operations(call), *whole_operations(call)):
                item = (id(tool), key)
                change = changes.get(item) or tool.origins.get(key, OMITTED)
                done = found.setdefault(item, set())
                if call.is_checked:
                    turn = AGAIN if operation in done else FIRST
                    yield change, operation, turn, self._keys.get(key, UNKNOWN)
                done.add(operation)
                if is_change(call, operation):
                    changes[item] = operation
                    found[item] = set()

    def proposal(self, combination: Combination) -> Json:
        """Return None: the change and the operation are given as steps."""
        del combination
