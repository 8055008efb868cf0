"""The mutants of the profile openai, and the payloads with which their faults show."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.catalogue import MUTANTS, mutants_of
from imagegen_conformance.mutation.generated.limit_mutants import STEPS
from imagegen_conformance.mutation.mutants.openai import GENERATED, NODES, UNDOCUMENTED
from imagegen_conformance.mutation.transforms.limit_edits import limits_content
from imagegen_reference import ValidationError
from imagegen_reference.revision import find_revision
from imagegen_reference.validation import validate_payload

OPENAI = find_revision("openai")
SUNBURST = "gpt-image-2.6-sunburst"


def tool(**fields: Any) -> dict[str, Any]:
    return {"type": "image_generation", **fields}


def rules(validate: Any, payload: Any) -> set[str]:
    """Return the rules that validation reports, as errors or as warnings."""
    try:
        warnings = validate(payload)
    except ValidationError as error:
        return {error.rule for error in error.errors}
    return {warning.rule for warning in warnings}


def rules_of_reference(payload: Any) -> set[str]:
    return rules(lambda value: validate_payload(value, profile="openai"), payload)


def rules_of_mutant(name: str, payload: Any) -> set[str]:
    return rules(MUTANTS[f"openai-{name}"].make().validate, payload)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("drops-svg.reasoning.effort.value", tool(output_format="svg", svg={"reasoning": {"effort": "huge"}})),
        ("ignores-svg.reasoning", tool(output_format="svg", svg={"reasoning": {"effort": 5}})),
        ("ignores-frame_count", tool(frame_count="9")),
        ("null-frame_count", tool(frame_count=None)),
        ("complexity-takes-auto", tool(complexity="auto")),
        ("output_compression-takes-101", tool(output_compression=101, output_format="jpeg")),
        ("frame_count-digits", tool(output_format="gif", frame_count="9")),
        ("frame_duration_ms-boolean", tool(output_format="gif", frame_duration_ms=True)),
        ("svg.model-of-one", tool(output_format="svg", svg={"model": ["gpt-5"]})),
        ("svg.reasoning.effort-any-case", tool(output_format="svg", svg={"reasoning": {"effort": "LOW"}})),
        ("svg.reasoning.effort-empty", tool(output_format="svg", svg={"reasoning": {"effort": ""}})),
        ("complexity-false", tool(complexity=False)),
        ("svg-array", tool(output_format="svg", svg=[])),
        ("svg.reasoning-string", tool(output_format="svg", svg={"reasoning": "low"})),
        ("svg-shallow", tool(output_format="svg", svg={"model": 5})),
        ("svg-first", tool(output_format="svg", svg={"model": "gpt-5", "reasoning": 5})),
        ("drops-frame_count.format", tool(frame_count=9)),
        ("drops-quality.model", tool(model="gpt-image-2", quality="max")),
        ("drops-quality.model-of-gpt-image-1", tool(model="gpt-image-1.5", quality="max")),
        ("quality.model-of-gpt-image-2-takes-max", tool(model="gpt-image-2", quality="max")),
        ("frame_count.format-takes-svg", tool(output_format="svg", frame_count=9)),
        ("partial_images.gif-above-1", tool(output_format="gif", partial_images=1)),
        ("svg.format-by-default", tool(svg={})),
        ("gpt-image-2.5-flare-unknown", tool(model="gpt-image-2.5-flare", size="1000x1000")),
        ("gpt-image-1-silent", tool(model="gpt-image-1")),
        ("size.gpt-image-2.ratio-of-gpt-image-2.5-maximum-4", tool(model="gpt-image-2.5-flare", size="1600x448")),
        ("drops-background.transparent-preview-of-gpt-image-2", tool(model="gpt-image-2", background="transparent")),
    ],
)  # fmt: skip
def test_mutant_misses_a_fault(name, payload):
    assert len(rules_of_reference(payload)) == 1
    assert rules_of_mutant(name, payload) == set()


@pytest.mark.parametrize(
    ("name", "payload", "rule"),
    [
        ("svg.reasoning-refuses-null", tool(output_format="svg", svg={"reasoning": None}), "svg.reasoning.type"),
        ("svg.reasoning.effort-refuses-max", tool(output_format="svg", svg={"reasoning": {"effort": "max"}}), "svg.reasoning.effort.value"),
        ("svg.model-closed", tool(output_format="svg", svg={"model": "gpt-6"}), "svg.model.type"),
        ("output_compression-refuses-0", tool(output_compression=0, output_format="jpeg"), "output_compression.range"),
        ("svg-not-empty", tool(output_format="svg", svg={}), "svg.type"),
        ("svg-needs-model", tool(output_format="svg", svg={"reasoning": {}}), "svg.type"),
        ("svg.reasoning-needs-effort", tool(output_format="svg", svg={"reasoning": {}}), "svg.reasoning.type"),
        ("output_format-svg-needs-svg", tool(output_format="svg"), "payload.optional"),
        ("partial_images.gif-equals-webp", tool(output_format="webp", partial_images=1), "partial_images.gif"),
        ("partial_images.gif-by-default", tool(partial_images=1), "partial_images.gif"),
        ("frame_count.format-by-order", tool(frame_count=9, output_format="gif"), "frame_count.format"),
        ("quality.model-of-gpt-image-2-refuses-low", tool(model="gpt-image-2", quality="low"), "quality.model"),
        ("size.auto-of-gpt-image-2.5-inverted", tool(model="gpt-image-2.5-flare", size="auto"), "size.auto"),
        ("background.transparent-model-of-gpt-image-2.5-inverted", tool(model="gpt-image-2.5-flare", background="transparent"), "background.transparent-model"),
        ("background.transparent-format-equals-auto", tool(output_format="gif", background="auto"), "background.transparent-format"),
        ("gpt-image-1-mini-retired", tool(model="gpt-image-1-mini"), "model.retired"),
        ("model-by-prefix", tool(model="gpt-image-2.5-flares", size="1000x1000"), "size.gpt-image-2.multiple-of-16"),
    ],
)  # fmt: skip
def test_mutant_reports_a_fault_where_there_is_none(name, payload, rule):
    assert rules_of_reference(payload) == set()
    assert rules_of_mutant(name, payload) == {rule}


def test_mutant_reads_an_order_of_keys_only_where_the_limit_applies():
    assert rules_of_mutant("frame_count.format-by-order", tool(output_format="gif", frame_count=9)) == set()


def test_other_default_format_does_not_change_payloads_with_a_format():
    payload = tool(output_format="png", svg={})
    assert rules_of_mutant("svg.format-by-default", payload) == rules_of_reference(payload) == {"svg.format"}
    assert rules_of_mutant("svg.format-by-default", []) == {"payload.type"}


@pytest.mark.parametrize(
    ("name", "payload", "output"),
    [
        ("loses-svg.reasoning.effort", {"svg": {"reasoning": {"effort": "low"}}}, {"svg": {"reasoning": {}}}),
        ("loses-newer", {"svg": {}, "complexity": "low", "size": "auto"}, {"size": "auto"}),
        ("loses-frame_count-0", {"frame_count": 0}, {}),
        ("loses-empty-svg.reasoning", {"svg": {"reasoning": {}}}, {"svg": {}}),
        ("loses-unknown-of-svg", {"svg": {"model": "a", "style": 1}}, {"svg": {"model": "a"}}),
        ("fills-nulls-of-svg", {"svg": {"model": None}}, {"svg": {"model": ""}}),
        ("replaces-null-svg.reasoning", {"svg": {"reasoning": None}}, {"svg": {"reasoning": {}}}),
        ("replaces-quality-max", {"quality": "max"}, {"quality": "low"}),
        ("replaces-frame_count-above-9", {"frame_count": 10}, {"frame_count": 9}),
        ("replaces-frame_count-below-9", {"frame_count": 8}, {"frame_count": 9}),
        ("converts-digits-to-frame_count", {"frame_count": "9"}, {"frame_count": 9}),
        ("folds-complexity", {"complexity": "LOW"}, {"complexity": "low"}),
        ("writes-frame_count", {}, {"frame_count": 9}),
        ("writes-svg.model", {"svg": {}}, {"svg": {"model": "gpt-5"}}),
        ("rounds-frame_duration_ms", {"frame_duration_ms": 205}, {"frame_duration_ms": 200}),
    ],
)
def test_mutant_changes_its_output(name, payload, output):
    adapter = MUTANTS[f"openai-{name}"].make()
    assert adapter.serialize(adapter.parse(tool(**payload))) == tool(**output)
    assert adapter.validate(tool(quality="max", model="gpt-image-2.5-flare")) == ()


def test_value_of_the_other_profile_is_parsed():
    adapter = MUTANTS["openai-parses-no-output_format-gif"].make()
    assert adapter.serialize(adapter.parse(tool(output_format="svg"))) == tool(output_format="svg")
    with pytest.raises(ValueError, match="rejects"):
        adapter.parse(tool(output_format="gif"))


def test_known_family_without_limits_crashes():
    validate = MUTANTS["openai-crash-gpt-image-2.6"].make().validate
    assert validate(tool(model=SUNBURST)) == ()
    with pytest.raises(RuntimeError):
        validate(tool(model=SUNBURST, size="1024x1024"))


def test_every_value_is_rejected_and_every_field_is_lost():
    names = mutants_of("openai").keys()
    for node in NODES:
        if node.kind == "enum":
            assert {f"openai-{node.name}-refuses-{value}" for value in node.legal} <= names
        if node.kind != "const":
            assert {f"openai-loses-{node.name}", f"openai-ignores-{node.name}"} <= names


def test_every_number_of_a_limit_is_moved():
    content = limits_content(OPENAI)
    limits = [*content["any_model"], *(limit for family in content["families"] for limit in family["limits"])]
    numbers = [(limit["kind"], key) for limit in limits for key, value in limit.items() if type(value) is int]
    assert set(numbers) == STEPS.keys()


@pytest.mark.parametrize(
    "name",
    [
        "drops-size.auto-of-gpt-image-2.5",
        "drops-input_fidelity.model-of-gpt-image-1",
        "background.transparent-preview-of-gpt-image-2-inverted",
        "gpt-image-1-unknown",
        "gpt-image-2.6-flare-unknown",
        "model-refuses-gpt-image-1",
        "output_compression.png-equals-gif",
        "null-type",
    ],
)
def test_fault_without_effect_is_not_generated(name):
    assert f"openai-{name}" not in MUTANTS


def test_fault_that_the_documentation_permits_is_left_out():
    assert {mutant.name for mutant in GENERATED} >= UNDOCUMENTED.keys()
    assert MUTANTS.keys().isdisjoint(UNDOCUMENTED)
    assert all(reason.endswith(".") for reason in UNDOCUMENTED.values())
