"""The subject of rereads: a read of a tool, a change of what was read, and the same read again.

An implementation that keeps the result of the first read returns it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call, pairs_of
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool, Value
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Rereads"]
READS = {"get-attribute": "attribute", "get-item": "item", "get": "get", "contains": "contains"}
"""The reads of one item, with the elements of the dimension."""
WHOLE_READS = ("as_dict", "items", "iterate", "keys", "length", "values")
VALUE_READS = ("attribute", "item", "get", "as_dict", "items", "values")
"""The reads that return the value of an item, so that they show a change of the value."""
ATTRIBUTE_NULL, MEMBER = "set-attribute-null", "member"
REMOVALS = (ATTRIBUTE_NULL, "clear", "delete-item", "pop", "popitem")
CHANGES = ("set-item", "set-attribute", "update", "setdefault", MEMBER, *REMOVALS)
MEMBER_WRITES = frozenset(
    {"set-item", "set-attribute", "update", "setdefault", "delete-item", "pop", "popitem", "clear"}
)
SEPARATE = frozenset({"as_dict", "pop"})  # The results of these methods are no values of the tool.
PLAIN_FIELD, UNKNOWN_KEY = "plain-field", "unknown-key"


class Rereads(CallSubject):
    """The reads of a tool, the changes between two of them, and the kinds of items."""

    name = "rereads"

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._fields = frozenset(values.fields)
        self._objects = tuple(values.object_fields)
        self.dimensions = {
            "read": (*READS.values(), *WHOLE_READS),
            "change": CHANGES,
            "item": (*self._objects, PLAIN_FIELD, UNKNOWN_KEY),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the reads of a call sequence that repeat one before a change, if the results of both are compared."""
        changes: dict[tuple[int, str, str], list[str]] = {}  # by tool, read and key, since the last such read
        for call in calls:
            tool = call.target
            for read, key in _reads(call) if isinstance(tool, Tool) and not call.is_plain else ():
                for change in changes.get((id(tool), read, key), ()):
                    yield read, change, self._kind(key)
                changes[id(tool), read, key] = []
            changed, change, keys = _change(call)
            for (owner, _, key), found in changes.items():
                if owner == id(changed) and key in keys:
                    found.append(change)

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the read can show the change: only fields have attributes, and only objects have members."""
        read, change, item = combination
        if item == UNKNOWN_KEY and (read == "attribute" or change.startswith("set-attribute")):
            return False
        if change == MEMBER:
            return item != PLAIN_FIELD and read in VALUE_READS
        return read in VALUE_READS or change in (*REMOVALS, "setdefault")

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with two reads, and a change between them."""
        read, change, item = combination
        key = {PLAIN_FIELD: "size", UNKNOWN_KEY: "x_extension"}.get(item, item)
        value: Json = "auto" if item == PLAIN_FIELD else {"level": {}}
        construct = {"args": [TOOL if change == "setdefault" else {**TOOL, key: value}]}
        methods = {name: method for method, name in READS.items()}
        step: dict[str, Json] = {"method": methods[read], "args": [key]} if read in methods else {"method": read}
        return calls_proposal(construct, [step, *_change_steps(change, key, value), step])

    def _kind(self, key: str) -> str:
        if key in self._objects:
            return key
        return PLAIN_FIELD if key in self._fields else UNKNOWN_KEY


def _reads(call: Call) -> list[tuple[str, str]]:
    """Return the reads of a call, one for each item that it concerns."""
    if call.method in READS and call.args and isinstance(call.args[0], str):
        return [(READS[call.method], call.args[0])]
    # A read of all items shows also that items were removed.
    keys = call.target.known_keys if isinstance(call.target, Tool) and call.method in WHOLE_READS else []
    return [(call.method, key) for key in keys]


def _change(call: Call) -> tuple[Tool | None, str, Iterable[str]]:
    """Return the tool that a call changes, the element of the dimension, and the keys of the changed items."""
    target = call.target
    if call.is_error:
        return None, "", ()
    if isinstance(target, Value) and call.method in MEMBER_WRITES and target.accessor not in SEPARATE:
        return target.tool, MEMBER, target.path[:1]
    return (target, *_change_of_items(call, call.items or {})) if isinstance(target, Tool) else (None, "", ())


def _change_of_items(call: Call, items: Mapping[str, Json]) -> tuple[str, Iterable[str]]:
    method, key = call.method, call.args[0] if call.args else ""
    if method == "set-attribute" and call.args[1:] == [None]:
        return ATTRIBUTE_NULL, {key} & items.keys()
    if method in ("clear", "popitem"):
        return method, tuple(items)
    if method == "update":
        return method, {name for given in (*call.args, *call.contents, call.kwargs) for name, _ in pairs_of(given)}
    is_change = method in CHANGES and not (method == "setdefault" and key in items)
    return method, (key,) if is_change else ()


def _change_steps(change: str, key: str, value: Json) -> list[dict[str, Json]]:
    other = "1024x1024" if isinstance(value, str) else {"level": {"deep": True}}
    if change == MEMBER:
        return [
            {"method": "get-item", "args": [key], "save_as": "value"},
            {"method": "set-item", "target": "value", "args": ["level", 2]},
        ]
    if change == "update":
        return [{"method": change, "args": [{key: other}]}]
    if change == ATTRIBUTE_NULL:
        return [{"method": "set-attribute", "args": [key, None]}]
    if change in ("set-item", "set-attribute", "setdefault"):
        return [{"method": change, "args": [key, other]}]
    return [{"method": change, "args": [key]} if change in ("delete-item", "pop") else {"method": change}]
