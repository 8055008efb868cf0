"""The subject of equality: a comparison of a tool, and the one difference between the two sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.revision_values import UNKNOWN, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Equality"]
OPERATORS = ("equals", "not-equals")
NONE, ORDER, NULL_KEYS = "none", "order", "null-keys"
TOOL_SIDE, MAPPING_SIDE = "tool-and-tool", "tool-and-mapping"
MISSING = object()


class Equality(CallSubject):
    """The operators, the other side, the side that is changed, and the difference.

    The difference is `none`, `order`, `null-keys` (each side has a null under a key that the other lacks), or a key
    with `changed` (another value), `nested` (another value of a member) or
    `missing` (only one side has it).
    """

    name = "equality"

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._fields = frozenset(values.fields)
        self._objects = tuple(values.object_fields)
        keys = (*values.fields, UNKNOWN)
        self.dimensions = {
            "operator": OPERATORS,
            "sides": (TOOL_SIDE, MAPPING_SIDE),
            "larger": ("left", "right", "neither"),
            "difference": (
                NONE,
                ORDER,
                NULL_KEYS,
                *(f"changed-{key}" for key in keys),
                *(f"nested-{key}" for key in (*self._objects, UNKNOWN)),
                *(f"missing-{key}" for key in keys),
            ),
        }

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the comparisons of a call sequence whose sides differ in at most one key."""
        for call in calls:
            if (
                call.method in OPERATORS
                and call.is_checked
                and isinstance(call.target, Tool)
                and call.items is not None
            ):
                for other, is_tool in _others(call):
                    yield from self._compare(call, other, TOOL_SIDE if is_tool else MAPPING_SIDE)

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the larger side agrees with the difference: a side is larger if only it has a key."""
        *_, larger, difference = combination
        return difference.startswith("missing-") == (larger != "neither")

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with a comparison."""
        operator, sides, larger, difference = combination
        left, right = self._sides(difference)
        if larger == "right":
            left, right = right, left
        steps: list[dict[str, Json]] = [{"method": "clear"}, {"method": "update", "args": [left]}]
        if sides == MAPPING_SIDE:
            return calls_proposal({}, [*steps, {"method": operator, "args": [right]}])
        steps += [
            {"method": "construct", "save_as": "other"},
            {"method": "clear", "target": "other"},
            {"method": "update", "target": "other", "args": [right]},
            {"method": operator, "object_args": ["other"]},
        ]
        return calls_proposal({}, steps)

    def _compare(self, call: Call, other: dict[str, Json], sides: str) -> Iterator[Combination]:
        items = call.items or {}
        keys = [key for key in {**items, **other} if not _is_equal(items.get(key, MISSING), other.get(key, MISSING))]
        if not keys:
            difference = NONE if list(items) == list(other) else ORDER
            yield call.method, sides, "neither", difference
        elif len(items) == len(other) and all(item.get(key) is None for key in keys for item in (items, other)):
            yield call.method, sides, "neither", NULL_KEYS
        elif len(keys) == 1:
            key = keys[0] if keys[0] in self._fields else UNKNOWN
            mine, others = items.get(keys[0], MISSING), other.get(keys[0], MISSING)
            if mine is MISSING or others is MISSING:
                yield call.method, sides, "right" if mine is MISSING else "left", f"missing-{key}"
            else:
                is_nested = isinstance(mine, dict) and isinstance(others, dict)
                yield call.method, sides, "neither", f"{'nested' if is_nested else 'changed'}-{key}"

    def _sides(self, difference: str) -> tuple[dict[str, Json], dict[str, Json]]:
        kind, _, element = difference.partition("-")
        if difference in (NONE, ORDER):
            items = {**TOOL, "size": "auto"}
            return items, dict(reversed(items.items())) if difference == ORDER else dict(items)
        if difference == NULL_KEYS:
            return {**TOOL, "size": None}, {**TOOL, "quality": None}
        key, value = self._values.item(element)
        left = {**TOOL, key: value}
        if kind == "missing":
            return left, {name: item for name, item in TOOL.items() if name != key}
        if kind == "nested":
            nested = {"level": 1} if element == UNKNOWN else value
            member = next(iter(nested))
            return {**TOOL, key: nested}, {**TOOL, key: {**nested, member: "other"}}
        return left, {**TOOL, key: "other"}


def _others(call: Call) -> Iterator[tuple[dict[str, Json], bool]]:
    """Yield the mappings with which a tool is compared, and whether each is a tool."""
    for value in call.args[:1]:
        if isinstance(value, dict):
            yield value, False
    for item, value in zip(call.objects, call.contents, strict=True):
        if isinstance(value, dict):
            yield value, isinstance(item, Tool)


def _is_equal(left: Json, right: Json) -> bool:
    if left is MISSING or right is MISSING:
        return left is right
    return equal(left, right, exact=True)
