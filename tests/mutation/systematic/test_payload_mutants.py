"""Mutants of each dimension, and the payloads with which their faults show."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.mutant import Mutant
from imagegen_reference import ValidationError
from imagegen_reference.validation import validate_payload

LONG = "a" * 70
CONFIG = {"pin": True}


def tool(**fields: Any) -> dict[str, Any]:
    return {"type": "image_generation", **fields}


def rules_of_reference(mutant: Mutant, payload: Any) -> set[str]:
    try:
        validate_payload(payload, profile=mutant.profile)
    except ValidationError as error:
        return {error.rule for error in error.errors}
    return set()


def rules_found(adapter: Adapter, payload: Any) -> set[str]:
    try:
        adapter.validate(payload)
    except ValidationError as error:
        return {error.rule for error in error.errors}
    return set()


def rules_of_mutant(mutant: Mutant, payload: Any) -> set[str]:
    return rules_found(mutant.make(), payload)


def differs(mutant: Mutant, operation: Any, payload: Any) -> bool:
    assert mutant.differs is not None
    return mutant.differs(Request(operation, payload))


@pytest.mark.parametrize(
    ("name", "payload", "other"),
    [
        ("skips-quality.value-beside-size", tool(quality="hd", size="auto"), tool(quality="hd")),
        ("checks-quality.value-only-beside-output_compression", tool(quality="hd"), tool(quality="hd", output_compression=100)),
        ("skips-null.refused-at-name-beside-model", tool(name=None, model="m"), tool(name=None)),
        ("skips-size.type-for-dall-e-2", tool(size=1, model="dall-e-2"), tool(size=1, model="dall-e-3")),
        ("skips-size.type-for-other-models", tool(size=1, model="m"), tool(size=1, model="dall-e-3")),
        ("skips-size.type-without-model", tool(size=1), tool(size=1, model="m")),
        ("skips-type.value-alone", {"type": "tool"}, {"type": "tool", "size": "auto"}),
        ("skips-size.grammar-beside-unknown-key", tool(size="1", seed=1), tool(size="1", model="m")),
        ("skips-size.grammar-beside-null", tool(size="1", input_fidelity=None), tool(size="1", model="m")),
        ("skips-size.grammar-in-5-keys", tool(size="1", a=1, b=2, c=3), tool(size="1", a=1, b=2)),
        ("skips-size.grammar-first", {"size": "1", "type": "image_generation"}, tool(size="1")),
        ("skips-size.grammar-last", tool(size="1"), tool(size="1", model="m")),
        ("skips-tool_configs.pin.type-after-1", tool(tool_configs={"a": {}, "b": {"pin": 1}}), tool(tool_configs={"b": {"pin": 1}, "a": {}})),
        ("skips-tool_configs.pin.type-before-last", tool(tool_configs={"a": {"pin": 1}, "b": {}}), tool(tool_configs={"b": {"pin": 1}})),
        ("skips-tool_configs.pin.type-with-unknown", tool(tool_configs={"a": {"pin": 1, "b": 2}}), tool(tool_configs={"a": {"pin": 1}})),
        ("skips-configs-after-2", tool(tool_configs={"a": {}, "b": {}, "c": 1}), tool(tool_configs={"a": {}, "c": 1})),
        ("skips-configs-in-2", tool(tool_configs={"a": 1, "b": {}}), tool(tool_configs={"a": 1})),
        ("skips-configs-of-dotted", tool(tool_configs={"a.b": 1}), tool(tool_configs={"a": 1})),
        ("skips-input_image_mask.file_id.type-with-image_url", tool(input_image_mask={"file_id": 1, "image_url": "a"}), tool(input_image_mask={"file_id": 1})),
        ("skips-input_image_mask.file_id.type-second", tool(input_image_mask={"a": 2, "file_id": 1}), tool(input_image_mask={"file_id": 1})),
        ("skips-input_image_mask.file_id.type-not-last", tool(input_image_mask={"file_id": 1, "a": 2}), tool(input_image_mask={"file_id": 1})),
        ("takes-true-as-name", tool(name=True), tool(name=False)),
        ("takes-digits-as-output_compression", tool(output_compression="80"), tool(output_compression="a")),
        ("takes-no-members-as-quality", tool(quality={}), tool(quality=[])),
        ("takes-upper-as-quality", tool(quality="LOW"), tool(quality="Low")),
        ("takes-title-as-quality", tool(quality="Low"), tool(quality="LOW")),
        ("takes-line-feed-as-quality", tool(quality="low\n"), tool(quality="low ")),
        ("takes-shorter-as-quality", tool(quality="lo"), tool(quality="")),
        ("takes-list-as-quality", tool(quality="low,high"), tool(quality="low,hd")),
        ("takes-look-alike-as-quality", tool(quality="\uff4cow"), tool(quality="l\u043ew")),
        ("takes-other-field-as-quality", tool(quality="transparent"), tool(quality="hd")),
        ("takes-other-word-as-quality", tool(quality="HD"), tool(quality="transparent")),
        ("takes-float-above-number-as-partial_images", tool(partial_images=4.0), tool(partial_images=4)),
        ("takes-wrapped-8-number-as-partial_images", tool(partial_images=257), tool(partial_images=5)),
        ("takes-near-millionth-number-as-partial_images", tool(partial_images=1.0000001), tool(partial_images=1.1)),
        ("takes-sign-number-as-partial_images", tool(partial_images=-3), tool(partial_images=-4)),
        ("openai-skips-complexity.value-beside-size", tool(complexity="a", size="auto"), tool(complexity="a")),
        ("openai-skips-svg.model.type-with-reasoning", tool(output_format="svg", svg={"model": 1, "reasoning": {}}), tool(output_format="svg", svg={"model": 1})),
        ("openai-takes-true-as-svg", tool(output_format="svg", svg=True), tool(output_format="svg", svg=False)),
    ],
)  # fmt: skip
def test_mutant_misses_a_fault_in_its_context(name, payload, other):
    mutant = MUTANTS[name]
    assert len(rules_of_reference(mutant, payload)) == 1
    assert rules_of_mutant(mutant, payload) == set()
    assert differs(mutant, "validate", payload)
    assert not differs(mutant, "parse", payload)
    assert rules_of_mutant(mutant, other) == rules_of_reference(mutant, other) != set()
    assert not differs(mutant, "validate", other)


@pytest.mark.parametrize(
    ("name", "payload", "other"),
    [
        ("rejects-quality-low-beside-size", tool(quality="low", size="auto"), tool(quality="low")),
        ("rejects-input_image_mask-beside-size", tool(input_image_mask={}, size="auto"), tool(size="auto")),
        ("rejects-quality-for-gpt-image-2", tool(quality="low", model="gpt-image-2"), tool(quality="low", model="m")),
        ("rejects-quality-first", {"quality": "low", "type": "image_generation"}, tool(quality="low")),
        ("openai-rejects-svg-for-gpt-image-2.6", tool(output_format="svg", svg={}, model="gpt-image-2.6-flare"), tool(output_format="svg", svg={})),
    ],
)  # fmt: skip
def test_mutant_rejects_a_legal_payload_in_its_context(name, payload, other):
    mutant = MUTANTS[name]
    assert rules_of_reference(mutant, payload) == set()
    assert rules_of_mutant(mutant, payload) == {mutant.requirement}
    assert differs(mutant, "validate", payload)
    assert rules_of_mutant(mutant, other) == set()
    assert not differs(mutant, "validate", other)


def test_mutant_rejects_a_legal_payload_when_it_is_parsed():
    mutant = MUTANTS["cannot-parse-quality-beside-size"]
    payload = tool(quality="low", size="auto")
    assert mutant.make().validate(payload) == ()
    assert differs(mutant, "parse", payload)
    with pytest.raises(ValueError, match="rejects"):
        mutant.make().parse(payload)
    # The payload is illegal, so that its rejection is legal.
    assert not differs(mutant, "parse", tool(quality="hd", size="auto"))


@pytest.mark.parametrize(
    ("name", "fields", "output"),
    [
        ("drops-quality-beside-size", {"quality": "low", "size": "auto"}, {"size": "auto"}),
        ("drops-quality-beside-size", {"quality": None, "size": "auto"}, {"quality": None, "size": "auto"}),
        ("converts-output_compression-beside-size", {"output_compression": 1, "size": "auto"}, {"output_compression": "1", "size": "auto"}),
        ("defaults-quality-for-dall-e-2", {"quality": "low", "model": "dall-e-2"}, {"quality": "auto", "model": "dall-e-2"}),
        ("rewrites-url-https-in-image_url", {"input_image_mask": {"image_url": "http://a.example"}}, {"input_image_mask": {"image_url": "https://a.example"}}),
        ("rewrites-typed-empty-in-mask-unknown", {"input_image_mask": {"a": "", "file_id": ""}}, {"input_image_mask": {"a": None, "file_id": ""}}),
        ("rewrites-case-upper-in-unknown-nested", {"a": [{"b": "c"}], "d": "e"}, {"a": [{"b": "C"}], "d": "e"}),
        ("rewrites-case-camel-in-unknown-name", {"a_b": "c_d", "output_format": "png"}, {"aB": "c_d", "output_format": "png"}),
        ("cuts-model-at-64", {"model": LONG}, {"model": LONG[:64]}),
        ("cuts-config-name-at-64", {"tool_configs": {LONG: CONFIG}}, {"tool_configs": {LONG[:64]: CONFIG}}),
        ("cuts-search-text-at-64", {"tool_configs": {"a": {"additional_search_text": LONG}}}, {"tool_configs": {"a": {"additional_search_text": LONG[:64]}}}),
        ("cuts-nested-name-at-64", {"a": {LONG: [{LONG: 1}]}}, {"a": {LONG[:64]: [{LONG[:64]: 1}]}}),
        ("cuts-description-at-16-bytes", {"description": "\u00e4" * 9}, {"description": "\u00e4" * 8}),
        ("cuts-description-at-16-bytes", {"description": LONG}, {"description": LONG}),
        ("cuts-description-at-16-units", {"description": "\U0001f600" * 9}, {"description": "\U0001f600" * 8}),
        ("keeps-1-unknown-keys", {"a": 1, "size": "auto", "b": 2}, {"a": 1, "size": "auto"}),
        ("keeps-1-items", {"a": [1, 2, 3], "b": {"c": [1, 2]}}, {"a": [1], "b": {"c": [1, 2]}}),
        ("keeps-2-members", {"a": {"b": 1, "c": 2, "d": 3}}, {"a": {"b": 1, "c": 2}}),
        ("keeps-2-configs", {"tool_configs": {"a": {}, "b": {}, "c": {}}}, {"tool_configs": {"a": {}, "b": {}}}),
        ("keeps-1-config-members", {"tool_configs": {"a": {"b": 1, "c": 2, "pin": True}}}, {"tool_configs": {"a": {"b": 1, "pin": True}}}),
        ("keeps-depth-1", {"a": [{"b": 1}], "c": [], "input_image_mask": {"d": [1]}}, {"a": [{}], "c": [], "input_image_mask": {"d": [1]}}),
        ("keeps-depth-2", {"a": [{"b": [1]}]}, {"a": [{"b": []}]}),
        ("wraps-8-output_compression", {"output_compression": 200}, {"output_compression": -56}),
        ("quotes-large-nested-numbers", {"a": [2**53]}, {"a": [str(2**53)]}),
        ("singles-unknown-numbers", {"a": 0.1, "b": 1}, {"a": 0.10000000149011612, "b": 1}),
        ("openai-drops-svg-beside-size", {"svg": {}, "size": "auto"}, {"size": "auto"}),
    ],
)  # fmt: skip
def test_mutant_changes_its_output(name, fields, output):
    mutant = MUTANTS[name]
    adapter = mutant.make()
    payload = tool(**fields)
    assert adapter.serialize(adapter.parse(payload)) == tool(**output)
    assert payload == tool(**fields)
    assert differs(mutant, "parse", payload) is (fields != output)
    assert not differs(mutant, "validate", payload)
    assert not differs(mutant, "call", {"construct": {"args": [payload]}, "steps": []})


def test_mutant_changes_the_output_for_a_text():
    mutant = MUTANTS["drops-quality-beside-size"]
    text = '{"type": "image_generation", "quality": "low", "size": "auto"}'
    adapter = mutant.make()
    assert adapter.serialize(adapter.parse_text(text)) == tool(size="auto")
    assert differs(mutant, "parse-text", text)
    assert not differs(mutant, "parse-text", "[")
    assert not differs(mutant, "parse", text)


def test_mutant_passes_other_values_to_the_reference():
    for name in ("drops-quality-beside-size", "cannot-parse-quality-beside-size", "clears-input-in-parsing"):
        adapter = MUTANTS[name].make()
        assert not differs(MUTANTS[name], "parse", [])
        with pytest.raises(AttributeError):
            adapter.parse([])
        with pytest.raises(ValidationError):
            adapter.validate([])
    tool_of_adapter = MUTANTS["drops-quality-beside-size"].make().construct(quality="low", size="auto")
    assert tool_of_adapter.as_dict() == {"quality": "low", "size": "auto", "type": "image_generation"}


@pytest.mark.parametrize(
    ("name", "operation", "payload", "changed"),
    [
        ("clears-input-in-parsing", "parse", tool(), {}),
        ("deletes-size-input-in-validation", "validate", tool(size="auto"), tool()),
        ("deletes-nulls-input-in-parsing", "parse", tool(size=None), tool()),
        ("sets-type-input-in-validation", "validate", {}, tool()),
        ("adds-name-input-in-parsing", "parse", tool(), tool(name="image_generation")),
        ("lowers-input-in-parsing", "parse", tool(name="A", a=1), tool(name="a", a=1)),
        ("integers-input-in-validation", "validate", tool(output_compression=80.5, partial_images=1.0), tool(output_compression=80.5, partial_images=1)),
        ("empties-mask-input-in-parsing", "parse", tool(input_image_mask={"a": 1}), tool(input_image_mask={})),
        ("adds-pin-input-in-parsing", "parse", tool(tool_configs={"a": {}}), tool(tool_configs={"a": {"pin": False}})),
        ("appends-input-in-parsing", "parse", tool(a=[]), tool(a=[None])),
        ("clears-legal-input", "validate", tool(), {}),
        ("clears-illegal-input", "validate", tool(size=1), {}),
    ],
)  # fmt: skip
def test_mutant_changes_the_payload_of_the_caller(name, operation, payload, changed):
    mutant = MUTANTS[name]
    adapter = mutant.make()
    assert differs(mutant, operation, payload)
    if operation == "parse":
        adapter.parse(payload)
    else:
        rules_found(adapter, payload)
    assert [(key, type(value), value) for key, value in payload.items()] == [
        (key, type(value), value) for key, value in changed.items()
    ]
    assert not differs(mutant, "call", payload)


@pytest.mark.parametrize(
    ("name", "illegal"),
    [
        ("validates-first-call", [True, False, False]),
        ("validates-second-call", [False, True, False]),
        ("validates-later-calls", [False, False, True]),
        ("validates-until-rejection", [True, False, False]),
        ("validates-until-acceptance", [True, True, True]),
        ("caches-validation-by-keys", [True, True, True]),
    ],
)
def test_mutant_depends_on_earlier_calls(name, illegal):
    mutant = MUTANTS[name]
    adapter = mutant.make()
    payloads = [tool(quality="hd"), tool(quality="hd"), tool(quality="hd")]
    results = [bool(rules_found(adapter, payload)) for payload in payloads]
    assert results == illegal
    assert differs(mutant, "validate", payloads[0])
    assert not differs(mutant, "parse", payloads[0])


def test_cache_has_a_wrong_key():
    validator = MUTANTS["caches-validation-by-items"].make()
    assert validator.validate(tool(output_compression=1, output_format="jpeg")) == ()
    assert validator.validate(tool(output_compression=True, output_format="jpeg")) == ()
    with pytest.raises(ValidationError):
        validator.validate([])
    parser = MUTANTS["caches-parsing-by-count"].make()
    first = parser.parse(tool(size="auto"))
    assert parser.serialize(parser.parse(tool(name="a"))) == parser.serialize(first) == tool(size="auto")
    with pytest.raises(AttributeError):
        parser.parse([])
    rejecting = MUTANTS["validates-rejecting-again"].make()
    with pytest.raises(ValidationError):
        rejecting.validate({})
    assert rejecting.validate(tool()) is False


@pytest.mark.parametrize(
    "name",
    [
        "skips-quality.value-beside-quality",  # the field has the value that breaks the rule
        "skips-size.dall-e-2-beside-model",  # the rule is about a model
        "skips-size.dall-e-2-for-dall-e-2",  # the rule is never checked
        "skips-size.dall-e-2-for-gpt-image-2",
        "openai-skips-partial_images.gif-for-gpt-image-2",
        "skips-type.required-first",
        "skips-model.type-for-gpt-image-2",
        "skips-size.gpt-image-2.edge-beside-input_fidelity",
        "openai-skips-quality.value-beside-size",  # as in the default profile
        "openai-skips-svg.type-for-gpt-image-2",
        "takes-text-as-name",
        "takes-list-as-type",
        "rejects-input_fidelity-for-gpt-image-2",
        "rejects-quality-for-dall-e-2",
        "rejects-input_fidelity-without-model",
        "openai-rejects-frame_count-beside-svg",
        "openai-rejects-output_format-png-beside-svg",
        "defaults-model-for-gpt-image-1",
        "truncates-partial_images-beside-size",
        "cuts-model-at-1000000",
        "rewrites-unicode-surrogates-in-image_url",
    ],
)
def test_fault_without_effect_is_not_generated(name):
    assert name not in MUTANTS
