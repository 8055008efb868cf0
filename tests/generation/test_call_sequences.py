"""The strategy for call sequences draws every method."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.call_sequences import call_sequences, generators_of
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.item_choices import ANY_ITEMS, CERTAIN_ITEMS
from imagegen_conformance.generation.step_generators import POPITEM, STEP_GENERATORS
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import reference_oracle

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
    "delete-attribute",
    "not-equals",
    "hash-value",
    "truth-value",
    "is-mapping",
    "contains-item",
    "intersection",
    "union",
    "difference",
    "construct",
]
SHIPPED = Corpus.load()
REQUIREMENTS = SHIPPED.requirements
ORACLE = reference_oracle(SHIPPED.revision)
MUST = [id_ for id_ in STEP_GENERATORS if REQUIREMENTS[id_].strength == "must"]
WRONG_CALLS = [
    step for element in DimensionValues(SHIPPED).elements("undocumented_arguments") for step in element["steps"]
]
quiet = settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None, database=None)
generate_only = settings(quiet, max_examples=2000, phases=(Phase.generate,))


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_drawn(method: str) -> None:
    def contains_method(cases: Json) -> bool:
        return any(step["method"] == method for step in cases[0]["steps"][:-1])

    find(call_sequences(list(STEP_GENERATORS)), contains_method, settings=generate_only)


def test_call_with_wrong_arguments_is_drawn() -> None:
    def has_wrong_call(cases: Json) -> bool:
        return any(step.get("raises") == "invalid-arguments" and "args" in step for step in cases[0]["steps"])

    strategy = call_sequences(list(STEP_GENERATORS), wrong_calls=WRONG_CALLS)
    assert WRONG_CALLS
    find(strategy, has_wrong_call, settings=generate_only)


@quiet
@given(call_sequences(list(STEP_GENERATORS), avoided=["copy", "popitem"], wrong_calls=WRONG_CALLS))
def test_avoided_methods_are_not_drawn(cases: Json) -> None:
    assert {"copy", "popitem"}.isdisjoint(step["method"] for step in cases[0]["steps"])


def test_generators_belong_to_the_given_requirements() -> None:
    ids = {id_ for id_, _ in generators_of(["get.present", "clear.all"], ANY_ITEMS)}
    assert ids == {"get.present", "clear.all"}


def test_generators_about_uncertain_constructors_are_not_certain() -> None:
    ids = {id_ for id_, _ in generators_of([*STEP_GENERATORS], CERTAIN_ITEMS(ORACLE))}
    assert {id_ for id_ in STEP_GENERATORS if id_.startswith("constructor.")}.isdisjoint(ids)


@quiet
@given(call_sequences([POPITEM, "item.write"]))
def test_alternatives_are_drawn_at_most_once(cases: Json) -> None:
    assert sum(step["method"] == "popitem" and "returns_one_of" in step for step in cases[0]["steps"]) <= 1


@quiet
@given(call_sequences(list(STEP_GENERATORS)))
def test_sequence_with_any_items_has_strength_should(cases: Json) -> None:
    (data,) = cases
    assert data["strength"] == "should"
    assert data["requirement"] in STEP_GENERATORS
    assert data["description"] == f"A generated call sequence of {len(data['steps'])} steps"
    assert not any("type" in payload for payload in data["construct"].get("args", []))


@quiet
@given(call_sequences(MUST, oracle=ORACLE))
def test_certain_sequence_writes_legal_items_only(cases: Json) -> None:
    (data,) = cases
    assert "strength" not in data
    tool = data["construct"]["args"][0]
    assert ORACLE(tool) == []
    for step in data["steps"]:
        if step["method"] == "as_dict" and "target" not in step:
            assert ORACLE({"type": "image_generation", **step["returns"]}) == []
    assert data["steps"][-1]["returns"]["type"] == "image_generation"


@quiet
@given(call_sequences([POPITEM], oracle=ORACLE))
def test_certain_popitem_removes_the_only_item(cases: Json) -> None:
    steps = [step["method"] for step in cases[0]["steps"]]
    if "popitem" in steps:
        position = steps.index("popitem")
        assert steps[position - 2 : position + 2] == ["clear", "update", "popitem", "popitem"]


@pytest.mark.parametrize("oracle", [None, ORACLE], ids=["any", "certain"])
def test_fields_of_other_revisions_are_not_drawn(oracle: Any) -> None:
    @quiet
    @given(call_sequences(MUST, oracle=oracle, fields=["type", "quality", "size", "output_format"]))
    def check(cases: Json) -> None:
        text = json.dumps([cases[0]["construct"], cases[0]["steps"]])
        assert not any(f'"{field}"' in text for field in ("model", "name", "description", "partial_images"))

    check()
