from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from imagegen_conformance.mutation.mutant import (
    mutate_constructor_input,
    mutate_errors,
    mutate_output,
    mutate_validated_payload,
    validating,
    with_members,
    with_text_parser,
)
from imagegen_conformance.mutation.transforms.payloads import set_field
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.model_limits import LIMITS
from imagegen_reference.revision import find_revision

OPENAI = find_revision("openai")
LEGAL = {"type": "image_generation", "quality": "low"}


def test_members_are_replaced_in_a_subclass():
    adapter = with_members(get=lambda self, key: f"{key}!")()
    tool = adapter.construct(LEGAL)
    assert isinstance(tool, ImageGenTool)
    assert tool.get("quality") == "quality!"
    assert ImageGenTool(LEGAL).get("quality") == "low"


def test_tools_of_a_mutant_can_be_pickled_and_copied():
    tool = with_members(copy=lambda self: None)().construct(LEGAL)
    for copied in (pickle.loads(pickle.dumps(tool)), copy.deepcopy(tool)):
        assert type(copied) is type(tool)
        assert copied == tool
        assert copied._data is not tool._data


def test_each_adapter_has_a_class_of_its_own():
    make = with_members()
    assert type(make().construct()) is not type(make().construct())


def test_validation_is_replaced():
    adapter = validating(lambda payload: payload)()
    assert adapter.validate([]) == []
    assert adapter.serialize(adapter.parse(LEGAL)) == LEGAL


def test_errors_are_changed():
    seen: list[Any] = []

    def mutation(payload: Any, errors: list[Any]) -> list[Any]:
        seen.append((payload, [error[1] for error in errors]))
        return errors[1:]

    adapter = mutate_errors(mutation)()
    assert adapter.validate({**LEGAL, "quality": 1}) == ()
    assert adapter.validate([]) == ()
    with pytest.raises(ValidationError) as caught:
        adapter.validate({**LEGAL, "quality": 1, "size": "x"})
    assert [error.rule for error in caught.value.errors] == ["size.grammar"]
    assert [rules for _, rules in seen] == [["quality.value"], ["payload.type"], ["quality.value", "size.grammar"]]


def test_warnings_are_kept_when_errors_are_changed():
    warnings: Any = mutate_errors(lambda payload, errors: errors)().validate({**LEGAL, "name": "a"})
    assert [warning.rule for warning in warnings] == ["deprecated.warning"]


def test_errors_are_found_with_other_limits():
    limits = LIMITS._replace(deprecated={"quality": "deprecated.warning"})
    warnings: Any = mutate_errors(lambda payload, errors: errors, limits)().validate({**LEGAL, "name": "a"})
    assert [warning.path for warning in warnings] == ["/quality"]


def test_validated_payload_is_a_changed_copy():
    adapter = mutate_validated_payload(set_field("quality", "huge"))()
    payload = dict(LEGAL)
    with pytest.raises(ValidationError, match=r"quality\.value"):
        adapter.validate(payload)
    assert payload == LEGAL
    with pytest.raises(ValidationError, match=r"payload\.type"):
        adapter.validate([])
    assert adapter.serialize(adapter.parse(LEGAL)) == LEGAL


def test_constructor_input_is_a_changed_copy():
    adapter = mutate_constructor_input(set_field("quality", "high"))()
    payload = dict(LEGAL)
    assert adapter.serialize(adapter.parse(payload)) == {**LEGAL, "quality": "high"}
    assert payload == LEGAL
    assert adapter.construct(quality="low").as_dict() == LEGAL
    with pytest.raises(TypeError):
        adapter.construct(LEGAL, LEGAL)


def test_output_is_changed():
    adapter = mutate_output(set_field("quality", "high"))()
    tool = adapter.parse(LEGAL)
    assert adapter.serialize(tool) == {**LEGAL, "quality": "high"}
    assert tool["quality"] == "low"


@pytest.mark.parametrize(
    "adapter",
    [
        mutate_errors(lambda payload, errors: errors, revision=OPENAI)(),
        mutate_validated_payload(set_field("action", "auto"), OPENAI)(),
        mutate_constructor_input(set_field("action", "auto"), OPENAI)(),
        mutate_output(set_field("action", "auto"), OPENAI)(),
    ],
)
def test_mutant_of_another_revision_validates_by_it(adapter):
    assert adapter.validate({**LEGAL, "quality": "max", "model": "gpt-image-2.5-flare"}) == ()
    with pytest.raises(ValidationError) as caught:
        adapter.validate({**LEGAL, "svg": {"model": 5}, "frame_count": 9})
    assert {error.rule for error in caught.value.errors} == {"svg.model.type", "frame_count.format"}


def test_text_parser_is_replaced():
    adapter = with_text_parser(lambda text: {"quality": text})()
    assert adapter.serialize(adapter.parse_text("low")) == LEGAL
    assert adapter.serialize(adapter.parse(LEGAL)) == LEGAL
