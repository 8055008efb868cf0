"""The subject of side effects: an operation that changes nothing, and a read of an item after it.

An implementation that prepares a value for an operation, for example a shorter one to display, may store it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.values import Json, canonical

__all__ = ["SideEffects"]
OPERATIONS_ON_KEYS = ("contains", "get", "get-attribute", "get-item", "setdefault")
COMPARISONS = ("equals", "not-equals")
OTHER_OPERATIONS = (
    "as_dict",
    "copy",
    "deepcopy",
    "hash-value",
    "items",
    "iterate",
    "keys",
    "length",
    "pickle-round-trip",
    "text-representation",
    "truth-value",
    "values",
)
READS = ("as_dict", "get", "get-item")
"""The operations that return the whole value of an item, so that they show a change of it."""
STRING_FIELD, UNKNOWN_KEY = "string-field", "unknown-key"
SHORT, LONG = "short", "long"
LONG_LENGTH = 4096  # characters of the value as JSON


class SideEffects(CallSubject):
    """The operations that change nothing, the kinds of items, and the lengths of their values."""

    name = "side-effects"

    def __init__(self, values: RevisionValues) -> None:
        self._fields = frozenset(values.fields)
        self._objects = tuple(values.object_fields)
        self.dimensions = {
            "operation": (*OPERATIONS_ON_KEYS, *COMPARISONS, *OTHER_OPERATIONS),
            "item": (*self._objects, STRING_FIELD, UNKNOWN_KEY),
            "length": (SHORT, LONG),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence on an item that is read later with the same value."""
        operations: dict[tuple[int, str, str], list[str]] = {}  # by tool, key and value
        for call in calls:
            if not isinstance(call.target, Tool) or call.items is None or (call.is_error and call.method in READS):
                continue
            for key, value in call.items.items():
                kind = self._kind(key, value)
                found = operations.setdefault((id(call.target), key, canonical(value)), [])
                if kind is not None and _shows(call, key):
                    yield from ((operation, kind, _length(value)) for operation in found)
                if _concerns(call, key):
                    found.append(call.method)

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the operation applies to the item: only fields have attributes."""
        operation, item, _ = combination
        return not (operation == "get-attribute" and item == UNKNOWN_KEY)

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with the operation, and a read after it."""
        operation, item, length = combination
        key = {STRING_FIELD: "model", UNKNOWN_KEY: "x_extension"}.get(item, item)
        text = "a" * (LONG_LENGTH if length == LONG else 1)
        payload = {**TOOL, key: text if item == STRING_FIELD else {"text": text}}
        step: dict[str, Json] = {"method": operation}
        if operation in OPERATIONS_ON_KEYS:
            step["args"] = [key]
        elif operation in COMPARISONS:
            step["args"] = [payload]
        return calls_proposal({"args": [payload]}, [step, {"method": "get-item", "args": [key]}])

    def _kind(self, key: str, value: Json) -> str | None:
        if key in self._objects:
            return key if value else None
        if key not in self._fields:
            return UNKNOWN_KEY if isinstance(value, dict) and value else None
        return STRING_FIELD if isinstance(value, str) and key != "type" else None


def _shows(call: Call, key: str) -> bool:
    """Return whether the expected result of a call contains the value of an item."""
    return call.method in READS and not call.is_plain and (call.method == "as_dict" or call.args[:1] == [key])


def _concerns(call: Call, key: str) -> bool:
    """Return whether a call is one of the operations on an item."""
    if call.method in OPERATIONS_ON_KEYS:
        return call.args[:1] == [key]
    return call.method in COMPARISONS or call.method in OTHER_OPERATIONS


def _length(value: Json) -> str:
    return LONG if len(canonical(value)) >= LONG_LENGTH else SHORT
