from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation import equivalent_validators as validators
from imagegen_reference import ImageGenTool, ValidationError

LEGAL = {"type": "image_generation", "model": "gpt-image-1"}
LONG_URL = {**LEGAL, "input_image_mask": {"image_url": "data:," + "a" * 300}}


def errors_of(payload: Any) -> list[Any]:
    with pytest.raises(ValidationError) as caught:
        ImageGenTool.validate_payload(payload)
    return list(caught.value.args[0])


@pytest.mark.parametrize(
    ("reject", "accepted", "rejected"),
    [
        (
            validators.reject_special_characters,
            [LEGAL, {"extra": ["é", "🎨", " "]}],
            [{"a": "\n"}, {"a": ["\x00"]}, {"a": {"b": "\u200d"}}, {"a": "\uffff"}, {"a": "\ufffd"}, {"\ue000": 1}],
        ),
        (validators.reject_long_strings, [LONG_URL, {"a": "a" * 200}], [{"a": "a" * 201}, {"a": ["a" * 201]}]),
        (
            validators.reject_blank_strings,
            [LEGAL, {"description": "a b"}],
            [{"model": ""}, {"description": ""}, {"model": " "}, {"model": "a "}, {"": 1}, {" a": 1}, {"a": {"b": ""}}],
        ),
        (validators.reject_prototype_names, [{"proto": "__proto__"}], [{"__proto__": 1}, {"a": [{"constructor": 1}]}]),
        (
            validators.reject_beyond_printable_ascii,
            [LEGAL, {"extra": ["a b~", 1]}],
            [{"a": "é"}, {"é": 1}, {"a": {"b": ["\n"]}}, {"a": "\x7f"}],
        ),
        (
            validators.reject_tool_config_members,
            [LEGAL, {"tool_configs": {"a": {}}}],
            [{"tool_configs": {"a": {}, "b": {"pin": False}}}],
        ),
        (
            validators.reject_transparency_without_model,
            [{"background": "opaque"}, {**LEGAL, "background": "transparent"}],
            [{"background": "transparent"}],
        ),
        (
            validators.reject_small_sizes,
            [{**LEGAL, "size": "256x256"}, {"model": "gpt-image-2", "size": "auto"}, {"model": "gpt-image-2", "size": "1024x1024"}],
            [{"model": "gpt-image-2", "size": "1024x640"}],
        ),
        (validators.reject_size_auto, [LEGAL, {"size": "auto"}], [{**LEGAL, "size": "auto"}]),
    ],
)  # fmt: skip
def test_payload_beyond_a_limit_is_rejected(reject, accepted, rejected):
    assert [reject(payload) for payload in accepted] == accepted
    for payload in rejected:
        with pytest.raises(ValueError, match=r"^(a|the) "):
            reject(payload)


def test_limits_of_the_default_model_apply_if_model_is_omitted():
    mutate = validators.validate_with_default_model("gpt-image-1")
    payload = {"type": "image_generation", "size": "1000x1000"}
    assert [error[1] for error in mutate(payload, [])] == ["size.gpt-image-1"]
    assert mutate({**payload, "model": "another"}, []) == []
    assert mutate({"type": "image_generation"}, []) == []


def test_earlier_errors_are_kept_without_a_default_model():
    errors = errors_of({"quality": "low"})
    assert validators.validate_with_default_model("gpt-image-1")({"quality": "low"}, errors) == errors


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        ({"quality": None}, "quality.value"),
        ({"partial_images": None}, "partial_images.type"),
        ({"input_image_mask": {"file_id": None}}, "input_image_mask.file_id.type"),
        ({"tool_configs": {"search": None}}, "tool_configs.member.type"),
        ({"tool_configs": {"search": {"pin": None}}}, "tool_configs.pin.type"),
    ],
)
def test_null_breaks_the_rule_of_the_field(payload, rule):
    errors = errors_of({"type": "image_generation", **payload})
    renamed = validators.name_field_rules({}, errors)
    assert [(error[0], error[1]) for error in renamed] == [(errors[0][0], rule)]


def test_other_errors_keep_their_rules():
    errors = errors_of({"type": "image_generation", "quality": 1})
    assert validators.name_field_rules({}, errors) == errors


def test_fields_that_depend_on_the_output_format_are_reported():
    payload = {"type": "image_generation", "output_format": "gif", "output_compression": 5, "background": "transparent"}
    errors = errors_of(payload)
    assert [error[0] for error in validators.report_dependent_fields(payload, errors)] == [
        "/output_format",
        "/output_compression",
        "/background",
    ]
    del payload["output_compression"], payload["background"]
    assert validators.report_dependent_fields(payload, errors_of(payload)) == errors
    assert validators.report_dependent_fields({"quality": 1}, []) == []
