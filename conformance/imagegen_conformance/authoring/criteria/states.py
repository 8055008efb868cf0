"""The subject of states: an operation on a tool, and what happened to the tool before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ARGUMENTS", "States"]
ARGUMENTS: dict[str, dict[str, Json]] = {
    "as_dict": {},
    "clear": {},
    "contains": {"args": ["size"]},
    "copy": {},
    "deepcopy": {},
    "delete-attribute": {"args": ["size"]},
    "delete-item": {"args": ["size"]},
    "equals": {"object_args": ["tool"]},
    "get": {"args": ["size"]},
    "get-attribute": {"args": ["size"]},
    "get-item": {"args": ["size"]},
    "hash-value": {},
    "is-mapping": {},
    "items": {},
    "iterate": {},
    "keys": {},
    "length": {},
    "not-equals": {"object_args": ["tool"]},
    "pickle-round-trip": {},
    "pop": {"args": ["size"]},
    "popitem": {},
    "set-attribute": {"args": ["size", "1536x1024"]},
    "set-item": {"args": ["size", "1536x1024"]},
    "setdefault": {"args": ["size", "1536x1024"]},
    "text-representation": {},
    "truth-value": {},
    "update": {"args": [{"size": "1536x1024"}]},
    "values": {},
}
"""The operations on a tool, with the arguments that proposals have."""
COPY = {"copied": "copy", "deep-copied": "deepcopy", "pickled": "pickle-round-trip"}
STATES = ("new", "changed", "cleared", "failed", "updated-with-itself", "made-from-tool", *COPY, "repeated")


class States(CallSubject):
    """The operations, and the states of the tool."""

    name = "states"

    def __init__(self) -> None:
        self.dimensions = {"operation": tuple(ARGUMENTS), "state": STATES}

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence whose effect is checked, with each state of the tool."""
        for call in calls:
            if call.is_checked and isinstance(call.target, Tool) and call.method in ARGUMENTS:
                yield from ((call.method, state) for state in call.states)

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with an operation in a state, and the items after it."""
        operation, state = combination
        step = {"method": operation, **ARGUMENTS[operation]}
        before: list[Json] = []
        target = {"target": "other"} if state in (*COPY, "made-from-tool") else {}
        if state == "changed":
            before = [{"method": "set-item", "args": ["quality", "low"]}]
        elif state == "cleared":
            before = [{"method": "clear"}]
        elif state == "failed":
            before = [{"method": "pop", "args": ["quality"]}]
        elif state == "updated-with-itself":
            before = [{"method": "update", "object_args": ["tool"]}]
        elif state == "made-from-tool":
            before = [{"method": "construct", "object_args": ["tool"], "save_as": "other"}]
        elif state in COPY:
            before = [{"method": COPY[state], "save_as": "other"}]
        elif state == "repeated":
            before = [step]
        steps = [*before, {**step, **target}, {"method": "as_dict", **target}]
        return calls_proposal({"args": [{**TOOL, "size": "1024x1024"}]}, steps)
