"""The contexts of generated cases: legal payloads, and how certain it is that they are accepted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.generation.contexts import Contexts, reordered
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.field_values import FieldValues
from imagegen_conformance.oracles.oracle import reference_oracle

SHIPPED = Corpus.load()
LIMITS = ModelLimits.load(SHIPPED)
PLAIN = plain_schema(SHIPPED.root, SHIPPED.profiles, SHIPPED.revision)
CONTEXTS = Contexts(SHIPPED, DimensionValues(SHIPPED), LIMITS, FieldValues(LIMITS, PLAIN))
find_rules = reference_oracle(SHIPPED.revision)
TOOL = {"type": "image_generation"}


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None, database=None)
@given(st.data())
def test_drawn_payload_is_legal(data: Any) -> None:
    assert find_rules(CONTEXTS.draw(data.draw).payload) == []


@pytest.mark.parametrize(
    ("members", "strength"),
    [
        ({"size": "1536x1024", "quality": "low"}, None),
        ({"model": "gpt-image-1", "size": "1024x1024"}, None),
        ({"model": "gpt-image-1", "size": "auto"}, "should"),
        ({"size": "2048x2048"}, "may"),  # the default model may not support it
        ({"background": "transparent"}, "may"),
    ],
)
def test_strength_says_how_certain_acceptance_is(members: Any, strength: Any) -> None:
    context = CONTEXTS.legalized({**TOOL, **members}, {}, ())
    assert context.payload == {**TOOL, **members}
    assert context.strength == strength


def test_members_that_are_illegal_beside_fixed_ones_are_removed() -> None:
    payload = {**TOOL, "model": "gpt-image-1", "input_fidelity": "high", "size": "1024x1024", "quality": "low"}
    context = CONTEXTS.legalized(payload, {"model": "gpt-image-2"}, ["size"])
    assert context.payload == {**TOOL, "model": "gpt-image-2", "quality": "low"}


@pytest.mark.parametrize(
    ("order", "keys"),
    [("documented", "abcd"), ("reversed", "dcba"), ("first", "bdac"), ("last", "acbd")],
)
def test_keys_that_a_case_is_about_are_moved(order: str, keys: str) -> None:
    payload = dict.fromkeys("abcd", 0)
    assert "".join(reordered(payload, order, "db")) == keys
