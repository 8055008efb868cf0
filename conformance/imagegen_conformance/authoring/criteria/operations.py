"""The subject of operations: an operation on the item or the attribute of a key, which is present or missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call, pairs_of
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import calls_proposal
from imagegen_conformance.authoring.criteria.revision_values import UNKNOWN, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.jsonlib.values import Json

__all__ = ["METHODS", "WITH_VALUE", "Operations", "operations_of"]
METHODS = {
    "attribute-read": "get-attribute",
    "attribute-write": "set-attribute",
    "attribute-write-null": "set-attribute",
    "attribute-delete": "delete-attribute",
    "item-read": "get-item",
    "item-write": "set-item",
    "item-write-null": "set-item",
    "item-delete": "delete-item",
    "contains": "contains",
    "get": "get",
    "get-default": "get",
    "pop": "pop",
    "pop-default": "pop",
    "setdefault": "setdefault",
    "update-mapping": "update",
    "update-pairs": "update",
    "update-keywords": "update",
    "constructor-mapping": "construct",
    "constructor-keywords": "construct",
}
"""The method of each operation."""
WITH_VALUE = frozenset({"attribute-write", "item-write", "get-default", "pop-default", "setdefault"})
WRITES_NULL = {"set-attribute": "attribute-write-null", "set-item": "item-write-null"}
OF_METHOD = {
    "get-attribute": "attribute-read",
    "set-attribute": "attribute-write",
    "delete-attribute": "attribute-delete",
    "get-item": "item-read",
    "set-item": "item-write",
    "delete-item": "item-delete",
    "contains": "contains",
    "setdefault": "setdefault",
}


class Operations(CallSubject):
    """The operations, the keys, and whether the key is present before the operation."""

    name = "operations"

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._keys = {key: key for key in values.fields}
        self.dimensions = {
            "operation": tuple(METHODS),
            "presence": ("present", "missing"),
            "key": (*values.fields, UNKNOWN),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence whose effect is checked."""
        for call in calls:
            if call.is_checked and (call.items is not None or call.method == "construct"):
                for operation, key in operations_of(call):
                    presence = "present" if key in (call.items or {}) else "missing"
                    yield operation, presence, self._keys.get(key, UNKNOWN)

    def is_possible(self, combination: Combination) -> bool:
        """Return False if a constructor finds a key present."""
        operation, presence, _ = combination
        return not operation.startswith("constructor") or presence == "missing"

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with the operation, and the items after it."""
        operation, presence, element = combination
        key, value = self._values.item(element)
        before = {} if presence == "missing" else {key: value}
        steps: list[Json] = [{"method": "clear"}] if key == "type" and presence == "missing" else []
        construct: Json = {"args": [{"type": "image_generation", **before}]}
        if operation == "constructor-mapping":
            construct = {"args": [{"type": "image_generation", key: value}]}
        elif operation == "constructor-keywords":
            construct = {"kwargs": {key: value}}
        else:
            steps.append(_step(operation, key, value))
        return calls_proposal(construct, [*steps, {"method": "as_dict"}])


def operations_of(call: Call) -> Iterator[Combination]:
    """Yield each operation of a call with its key."""
    method, args = call.method, call.args
    if method in ("update", "construct"):
        name = "update" if method == "update" else "constructor"
        for value in args[:1]:
            form = "mapping" if isinstance(value, dict) else "pairs"
            yield from ((f"{name}-{form}", key) for key, _ in pairs_of(value))
        yield from ((f"{name}-keywords", key) for key in call.kwargs)
    elif args and isinstance(args[0], str):
        has_default = call.argument_count > 1 or "default" in call.kwargs
        if method in WRITES_NULL and args[1:] == [None]:
            yield WRITES_NULL[method], args[0]
        elif method in ("get", "pop"):
            yield (f"{method}-default" if has_default else method), args[0]
        elif method in OF_METHOD:
            yield OF_METHOD[method], args[0]


def _step(operation: str, key: str, value: Json) -> Json:
    method = METHODS[operation]
    if operation == "update-mapping":
        return {"method": method, "args": [{key: value}]}
    if operation == "update-pairs":
        return {"method": method, "args": [[[key, value]]]}
    if operation == "update-keywords":
        return {"method": method, "kwargs": {key: value}}
    arguments = [value] if operation in WITH_VALUE else [None] if operation.endswith("null") else []
    return {"method": method, "args": [key, *arguments]}
