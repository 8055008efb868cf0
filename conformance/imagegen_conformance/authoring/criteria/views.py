"""The subject of views: an operation on a view, and the change of the tool since the view was returned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import VIEWS, Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import REPLACING, View
from imagegen_conformance.jsonlib.values import Json

__all__ = ["OPERATIONS", "Views"]
CONTENT, MEMBERSHIP = "content", "membership"
OPERATIONS = {
    "identity": CONTENT,
    "iterate": CONTENT,
    "length": "length",
    "contains": MEMBERSHIP,
    "contains-item": MEMBERSHIP,
    "intersection": "intersection",
    "union": "union",
    "difference": "difference",
    "symmetric-difference": "symmetric-difference",
    "is-disjoint": "is-disjoint",
    "equals-elements": "comparison",
    "is-subset": "comparison",
    "is-superset": "comparison",
    "is-proper-subset": "comparison",
    "is-proper-superset": "comparison",
}
"""The methods of views, with the elements of the dimension."""
CHANGES: dict[str, dict[str, Json]] = {
    "set-item": {"method": "set-item", "args": ["quality", "low"]},
    "set-attribute": {"method": "set-attribute", "args": ["quality", "low"]},
    "set-attribute-null": {"method": "set-attribute", "args": ["size", None]},
    "delete-item": {"method": "delete-item", "args": ["size"]},
    "pop": {"method": "pop", "args": ["size"]},
    "popitem": {"method": "popitem"},
    "setdefault": {"method": "setdefault", "args": ["quality", "low"]},
    "update": {"method": "update", "args": [{"quality": "low"}]},
    "clear": {"method": "clear"},
}
"""The methods that change a tool, with a step for proposals."""
BEFORE = "before"


class Views(CallSubject):
    """The views, the operations on them, and the changes of the tool since the view was returned."""

    name = "views"

    def __init__(self) -> None:
        self.dimensions = {
            "view": VIEWS,
            "operation": tuple(dict.fromkeys(OPERATIONS.values())),
            "change": (BEFORE, *(f"after-{change}" for change in CHANGES)),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the operations of a call sequence on views whose results are compared."""
        for call in calls:
            view = call.target
            if call.method in VIEWS and not call.is_plain:
                yield call.method, CONTENT, BEFORE
            elif isinstance(view, View) and call.method in OPERATIONS and not call.is_plain:
                for change in dict.fromkeys(map(_method, call.changes)):
                    yield view.kind, OPERATIONS[call.method], f"after-{change}"
                if not call.changes:
                    yield view.kind, OPERATIONS[call.method], BEFORE

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the view has the operation: the values of a tool are no set."""
        view, operation, _ = combination
        return view != "values" or operation in (CONTENT, MEMBERSHIP, "length")

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with an operation on a view."""
        view, operation, change = combination
        steps: list[dict[str, Json]] = [{"method": view, "save_as": "view"}]
        if change != BEFORE:
            steps.append(CHANGES[change.removeprefix("after-")])
        return calls_proposal({"args": [{**TOOL, "size": "auto"}]}, [*steps, _step(view, operation)])


def _method(change: str) -> str:
    """Return the method of a change of a tool."""
    method = change.removesuffix(REPLACING)
    return "update" if method.startswith("update") else method


def _step(view: str, operation: str) -> dict[str, Json]:
    pair = ["size", "auto"]
    element = {"keys": pair[0], "values": pair[1], "items": pair}[view]
    step: dict[str, Json] = {"target": "view"}
    if operation in (CONTENT, "length"):
        return {"method": "identity" if operation == CONTENT else operation, **step}
    if operation == MEMBERSHIP:
        is_pair = view == "items"
        return {"method": "contains-item" if is_pair else "contains", **step, "args": pair if is_pair else [element]}
    return {"method": "equals-elements" if operation == "comparison" else operation, **step, "args": [[element]]}
