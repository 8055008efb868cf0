"""The strategy for call sequences draws every method."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.call_sequences import call_sequences
from imagegen_conformance.generation.step_generators import POPITEM, STEP_GENERATORS
from imagegen_conformance.jsonlib.values import Json
from imagegen_reference import ImageGenTool

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
REQUIREMENTS = Corpus.load().requirements
MUST = [id_ for id_ in STEP_GENERATORS if REQUIREMENTS[id_].strength == "must"]
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


@settings(deadline=None, database=None)
@given(call_sequences(list(STEP_GENERATORS)))
def test_sequence_with_any_items_has_strength_should(data: Json) -> None:
    assert data["strength"] == "should"
    assert "type" not in data["construct"]["args"][0]


@settings(deadline=None, database=None)
@given(call_sequences(MUST, certain=True))
def test_certain_sequence_writes_legal_items_only(data: Json) -> None:
    assert "strength" not in data
    tool = data["construct"]["args"][0]
    for step in data["steps"]:
        if step["method"] in {"set-item", "setdefault"} and "target" not in step:
            tool = {**tool, step["args"][0]: step["args"][1]}
    ImageGenTool.validate_payload(tool)
    assert data["steps"][-1]["returns"]["type"] == "image_generation"


@settings(deadline=None, database=None)
@given(call_sequences([POPITEM], certain=True))
def test_certain_popitem_removes_the_only_item(data: Json) -> None:
    assert [step["method"] for step in data["steps"]][:4] == ["clear", "update", "popitem", "popitem"]


@pytest.mark.parametrize("certain", [False, True])
def test_fields_of_other_revisions_are_not_drawn(*, certain: bool) -> None:
    @settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(call_sequences(MUST, certain=certain, fields=["type", "quality", "size", "output_format"]))
    def check(data: Json) -> None:
        text = json.dumps([data["construct"], data["steps"]])
        assert not any(f'"{field}"' in text for field in ("model", "name", "description", "partial_images"))

    check()
