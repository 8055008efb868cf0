"""The subject of aliasing: a nested value that a tool returns or receives, and a write to it.

A value that is read from a tool, and one that is given to it, is followed to the call that writes to it. The effect has
to be checked afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Given, Value
from imagegen_conformance.jsonlib.values import Json

__all__ = ["READERS", "WRITES", "Aliasing"]
READERS = {
    "attribute": "get-attribute",
    "item": "get-item",
    "get": "get",
    "setdefault": "setdefault",
    "pop": "pop",
    "values": "values",
    "items": "items",
    "as_dict": "as_dict",
}
"""The ways to obtain a value, with their methods."""
RECEIVERS = {
    "set-attribute": "set-attribute",
    "set-item": "set-item",
    "setdefault-new": "setdefault",
    "update": "update-mapping",
    "constructor": "construct-mapping",
}
"""The ways to give a value to a tool, with those of `TracedObject.receivers`."""
WRITES = {
    "set-item": "set-item",
    "set-attribute": "set-attribute",
    "update": "update",
    "setdefault": "set-item",
    "delete-item": "remove",
    "delete-attribute": "remove",
    "pop": "remove",
    "popitem": "remove",
    "clear": "remove",
}
"""The methods that write to a value, with the elements of the dimension."""
UNKNOWN_OBJECT, UNKNOWN_ARRAY, MEMBER = "unknown-object", "unknown-array", "member"


class Aliasing(CallSubject):
    """The ways to obtain or to give a nested value, the kinds of nested values, and the writes.

    Attributes:
        kinds: The kinds of nested values.
    """

    name = "aliasing"

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._objects = values.object_fields
        kinds = [
            kind
            for field, schema in self._objects.items()
            for kind in (field, *([f"{field}-{MEMBER}"] if "additionalProperties" in schema else []))
        ]
        self.kinds = (*kinds, UNKNOWN_OBJECT, UNKNOWN_ARRAY)
        self.dimensions = {
            "way": (*READERS, *(f"to-{way}" for way in RECEIVERS)),
            "value": self.kinds,
            "write": tuple(dict.fromkeys(WRITES.values())),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the writes of a call sequence to nested values."""
        for index, call in enumerate(calls):
            is_checked = any(later.is_checked for later in calls[index + 1 :])
            if isinstance(call.target, Value) and call.method in WRITES and is_checked and not call.is_error:
                write = WRITES[call.method]
                for way, path in _ways(call.target):
                    if path:
                        yield way, self.kind(path, call.target.value), write

    def is_possible(self, combination: Combination) -> bool:
        """Return whether there is such a write: only objects with a schema have attributes, and arrays only items."""
        way, kind, write = combination
        if kind in (UNKNOWN_OBJECT, UNKNOWN_ARRAY) and way in ("attribute", "to-set-attribute"):
            return False
        if kind == UNKNOWN_ARRAY:
            return write in ("set-item", "remove")
        if write == "set-attribute":
            typed = kind in self._objects and "additionalProperties" not in self._objects[kind]
            return way == "attribute" and typed
        return True

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence that writes to a nested value, and the items after it."""
        way, kind, write = combination
        field, value, path = self._example(kind)
        construct: Json = {"args": [{**TOOL, field: value}]}
        if way.startswith("to-"):
            construct, steps = {}, _giving_steps(way.removeprefix("to-"), field, value)
        else:
            steps = _reading_steps(READERS[way], field)
        steps += [{"method": "get-item", "target": "value", "args": [key], "save_as": "value"} for key in path]
        target = "other" if way == "to-constructor" else "tool"
        return calls_proposal(construct, [*steps, _write_step(write, kind), {"method": "as_dict", "target": target}])

    def kind(self, path: Sequence[str], value: Json) -> str:
        """Return the kind of a nested value, given the keys that lead to it."""
        if path[0] not in self._objects:
            return UNKNOWN_ARRAY if isinstance(value, list) else UNKNOWN_OBJECT
        has_members = "additionalProperties" in self._objects[path[0]]
        return f"{path[0]}-{MEMBER}" if has_members and len(path) > 1 else path[0]

    def _example(self, kind: str) -> tuple[str, Json, list[str]]:
        """Return the field of a kind of values, an example, and the keys that lead to the nested value in it."""
        if kind in (UNKNOWN_OBJECT, UNKNOWN_ARRAY):
            return "x_extension", {"level": 1} if kind == UNKNOWN_OBJECT else [1], []
        field = kind.removesuffix(f"-{MEMBER}")
        if field == kind and "additionalProperties" not in self._objects[field]:
            return field, self._values.item(field)[1], []
        return field, {"search": {"pin": True}}, ["search"] if field != kind else []


def _ways(target: Value) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ways in which a value was obtained or given, each with its path in the tool."""
    if isinstance(target, Given):
        names = {receiver: f"to-{way}" for way, receiver in RECEIVERS.items()}
        yield from ((names[way], path) for way, path in target.ways if way in names)
    else:
        names = {method: way for way, method in READERS.items()}
        if target.accessor in names:
            yield names[target.accessor], target.path


def _reading_steps(method: str, field: str) -> list[dict[str, Json]]:
    if method == "as_dict":
        return [
            {"method": method, "save_as": "all"},
            {"method": "get-item", "target": "all", "args": [field], "save_as": "value"},
        ]
    if method not in ("values", "items"):
        return [{"method": method, "args": [field], "save_as": "value"}]
    steps: list[dict[str, Json]] = [
        {"method": "delete-item", "args": ["type"]},
        {"method": method, "save_as": "view"},
        {"method": "iterate", "target": "view", "save_as": "all"},
        {"method": "get-item", "target": "all", "args": [0], "save_as": "value"},
    ]
    if method == "items":
        steps.append({"method": "get-item", "target": "value", "args": [1], "save_as": "value"})
    return steps


def _giving_steps(way: str, field: str, value: Json) -> list[dict[str, Json]]:
    if way in ("update", "constructor"):
        method, save = ("construct", {"save_as": "other"}) if way == "constructor" else ("update", {})
        return [
            {"method": "literal", "args": [{field: value}], "save_as": "all"},
            {"method": "get-item", "target": "all", "args": [field], "save_as": "value"},
            {"method": method, "object_args": ["all"], **save},
        ]
    return [
        {"method": "literal", "args": [value], "save_as": "value"},
        {"method": RECEIVERS[way], "args": [field], "object_args": ["value"]},
    ]


def _write_step(write: str, kind: str) -> dict[str, Json]:
    key: Json = 0 if kind == UNKNOWN_ARRAY else "file_id" if kind == "input_image_mask" else "added"
    if write == "remove":
        method = "pop" if kind == UNKNOWN_ARRAY else "clear"
        return {"method": method, "target": "value"}
    if write == "update":
        return {"method": "update", "target": "value", "args": [{key: "changed"}]}
    return {"method": write, "target": "value", "args": [key, "changed"]}
