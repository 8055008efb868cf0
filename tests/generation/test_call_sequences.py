"""The strategy for call sequences draws every method."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from imagegen_conformance.generation.call_sequences import call_sequences
from imagegen_conformance.generation.step_generators import POPITEM, STEP_GENERATORS
from imagegen_conformance.jsonlib.values import Json

METHODS = [
    "pop",
    "popitem",
    "get",
    "setdefault",
    "update",
    "clear",
    "get-item",
    "set-item",
    "delete-item",
    "contains",
    "length",
    "iterate",
    "keys",
    "values",
    "items",
    "identity",
    "equals",
    "copy",
    "deepcopy",
    "pickle-round-trip",
    "as_dict",
    "get-attribute",
    "set-attribute",
]
generate_only = settings(
    max_examples=2000, suppress_health_check=list(HealthCheck), deadline=None, database=None, phases=(Phase.generate,)
)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_drawn(method: str) -> None:
    def contains_method(data: Json) -> bool:
        return any(step["method"] == method for step in data["steps"][:-1])

    find(call_sequences(list(STEP_GENERATORS)), contains_method, settings=generate_only)


@settings(deadline=None, database=None)
@given(call_sequences(["get.present", "clear.all"]))
def test_only_generators_of_the_given_requirements_are_drawn(data: Json) -> None:
    assert {step["method"] for step in data["steps"]} <= {"get", "clear", "as_dict"}
    assert data["requirement"] in {"get.present", "clear.all"}
    assert data["description"] == f"A generated call sequence of {len(data['steps'])} steps"


@settings(deadline=None, database=None)
@given(call_sequences([POPITEM, "item.write"]))
def test_popitem_is_drawn_at_most_once(data: Json) -> None:
    assert [step["method"] for step in data["steps"]].count("popitem") <= 1
