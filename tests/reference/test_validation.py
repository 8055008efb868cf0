"""Level schema: rejected types and values, and the messages of errors."""

from __future__ import annotations

import pickle
from enum import Enum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_reference import (
    ImageGenAction,
    ImageGenTool,
    ImageGenToolInputImageMask,
    InputFidelity,
    RuleError,
    ToolConfig,
    ValidationError,
)

TYPE = {"type": "image_generation"}


class Quality(str, Enum):
    LOW = "low"


def errors_of(payload: object, level: Any = "semantic") -> list[RuleError]:
    try:
        ImageGenTool.validate_payload(payload, level)
    except ValidationError as error:
        return list(error.errors)
    return []


def broken(payload: object) -> list[tuple[str, str]]:
    return [(error.path, error.rule) for error in errors_of(payload)]


LEGAL: dict[str, list[Any]] = {
    "model": ["gpt-image-1", "", "anything"],
    "quality": ["low", "medium", "high", "auto", Quality.LOW],
    "size": ["1024x1024", "auto", "", "7x7"],
    "output_format": ["png", "webp", "jpeg"],
    "output_compression": [0, 100, 80.0, 0.0, -0.0],
    "moderation": ["auto", "low"],
    "background": ["transparent", "opaque", "auto"],
    "input_fidelity": ["high", "low", None, InputFidelity.HIGH],
    "input_image_mask": [
        {},
        {"image_url": "u", "file_id": "f"},
        {"zzz": None},
        MappingProxyType({"file_id": "f"}),
        ImageGenToolInputImageMask(file_id="f"),
    ],
    "partial_images": [0, 3, 1.0],
    "action": ["generate", "edit", "auto", ImageGenAction.EDIT],
    "name": ["", "n"],
    "description": ["", "d"],
    "tool_configs": [
        {},
        {"a": {}},
        {"": {"pin": True, "additional_search_text": ""}, "b": {"zzz": None}},
        {"a": ToolConfig(pin=False)},
    ],
}

# Values of every other kind, for fields of each kind.
NO_STRINGS: list[Any] = [5, True, [], {}]
NO_MEMBERS: list[Any] = ["LOW", "", " auto", 0, False, [], {}, ["auto"], 1.5]
NO_INTEGERS: list[Any] = [True, False, "2", 80.5, float("nan"), float("inf"), -float("inf"), [], {}]
NO_OBJECTS: list[Any] = ["s", 5, [], [{}], ({},)]

WRONG: list[tuple[str, list[Any], str]] = [
    ("model", NO_STRINGS, "model.type"),
    ("quality", NO_MEMBERS, "quality.value"),
    ("size", NO_STRINGS, "size.type"),
    ("output_format", NO_MEMBERS, "output_format.value"),
    ("output_compression", NO_INTEGERS, "output_compression.type"),
    ("output_compression", [-1, 101, 101.0, 1e300, 10**5000], "output_compression.range"),
    ("moderation", NO_MEMBERS, "moderation.value"),
    ("background", NO_MEMBERS, "background.value"),
    ("input_fidelity", NO_MEMBERS, "input_fidelity.value"),
    ("input_image_mask", NO_OBJECTS, "input_image_mask.type"),
    ("partial_images", NO_INTEGERS, "partial_images.type"),
    ("partial_images", [-1, 4, 4.0], "partial_images.range"),
    ("action", NO_MEMBERS, "action.value"),
    ("name", NO_STRINGS, "name.type"),
    ("description", NO_STRINGS, "description.type"),
    ("tool_configs", NO_OBJECTS, "tool_configs.type"),
]
BROKEN = [(field, value, rule) for field, values, rule in WRONG for value in values]

NESTED: list[tuple[dict[str, Any], str, str]] = [
    (
        {"input_image_mask": {"image_url": 5}},
        "/input_image_mask/image_url",
        "input_image_mask.image_url.type",
    ),
    ({"input_image_mask": {"file_id": {}}}, "/input_image_mask/file_id", "input_image_mask.file_id.type"),
    ({"input_image_mask": {"image_url": None}}, "/input_image_mask/image_url", "null.refused"),
    ({"input_image_mask": {"file_id": None}}, "/input_image_mask/file_id", "null.refused"),
    ({"tool_configs": {"a": "s"}}, "/tool_configs/a", "tool_configs.member.type"),
    ({"tool_configs": {"a": []}}, "/tool_configs/a", "tool_configs.member.type"),
    ({"tool_configs": {"a": None}}, "/tool_configs/a", "null.refused"),
    ({"tool_configs": {"": 5}}, "/tool_configs/", "tool_configs.member.type"),
    ({"tool_configs": {"~/": 5}}, "/tool_configs/~0~1", "tool_configs.member.type"),
    ({"tool_configs": {"~1": {"pin": 1}}}, "/tool_configs/~01/pin", "tool_configs.pin.type"),
    ({"tool_configs": {"a": {"pin": None}}}, "/tool_configs/a/pin", "null.refused"),
    (
        {"tool_configs": {"a": {"additional_search_text": 5}}},
        "/tool_configs/a/additional_search_text",
        "tool_configs.additional_search_text.type",
    ),
    (
        {"tool_configs": {"a": {"additional_search_text": None}}},
        "/tool_configs/a/additional_search_text",
        "null.refused",
    ),
]


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in LEGAL.items() for value in values])
def test_legal_value_is_accepted(field: str, value: object) -> None:
    assert errors_of({**TYPE, field: value}, "schema") == []


@pytest.mark.parametrize(("field", "value", "rule"), BROKEN, ids=[f"{f}-{i}" for i, (f, _, _) in enumerate(BROKEN)])
def test_illegal_value_breaks_one_rule(field: str, value: object, rule: str) -> None:
    assert broken({**TYPE, field: value}) == [(f"/{field}", rule)]


@pytest.mark.parametrize(("payload", "path", "rule"), NESTED)
def test_illegal_nested_value_is_reported_at_its_pointer(payload: dict[str, Any], path: str, rule: str) -> None:
    assert broken({**TYPE, **payload}) == [(path, rule)]


@pytest.mark.parametrize("field", [field for field in LEGAL if field != "input_fidelity"])
def test_null_breaks_only_the_rule_about_nulls(field: str) -> None:
    assert broken({**TYPE, field: None}) == [(f"/{field}", "null.refused")]


@pytest.mark.parametrize("payload", [None, 5, "s", True, [], [("type", "image_generation")], ({},), object()])
def test_payload_that_is_not_an_object_is_rejected(payload: object) -> None:
    assert broken(payload) == [("", "payload.type")]


@pytest.mark.parametrize("payload", [{}, {"Type": "image_generation"}, {"model": "m"}])
def test_type_is_required(payload: object) -> None:
    assert broken(payload) == [("/type", "type.required")]


@pytest.mark.parametrize("value", ["function", "IMAGE_GENERATION", "image_generation ", "", None, 5, [], {}])
def test_type_has_one_value(value: object) -> None:
    assert broken({"type": value}) == [("/type", "type.value")]


def test_unknown_keys_are_accepted() -> None:
    assert errors_of({"type": "image_generation", "zzz": None, "Quality": 5, 7: 8}) == []


singles = st.sampled_from(
    [
        *[(field, value, (f"/{field}", rule)) for field, value, rule in BROKEN],
        *[(field, value, (path, rule)) for payload, path, rule in NESTED for field, value in payload.items()],
        ("type", "function", ("/type", "type.value")),
    ]
)
ORDER = ["type", *LEGAL]


@given(st.lists(singles, unique_by=lambda single: single[0]), st.randoms(use_true_random=False))
def test_all_errors_are_collected_in_the_order_of_the_fields(single_faults: list[Any], random: Any) -> None:
    payload: dict[str, Any] = {**TYPE, "zzz": 1, **{field: value for field, value, _ in single_faults}}
    shuffled = list(payload)
    random.shuffle(shuffled)

    found = broken({key: payload[key] for key in shuffled})

    assert found == [error for _, _, error in sorted(single_faults, key=lambda single: ORDER.index(single[0]))]


@given(st.fixed_dictionaries({}, optional={field: st.sampled_from(values) for field, values in LEGAL.items()}))
def test_any_combination_of_legal_values_is_accepted(fields: dict[str, Any]) -> None:
    assert errors_of({**TYPE, **fields}, "schema") == []
    ImageGenTool(fields).validate("schema")


def test_several_errors_in_one_field_are_all_reported() -> None:
    payload = {
        "tool_configs": {"b": 5, "a": {"additional_search_text": 1, "pin": 2}},
        "input_image_mask": {"file_id": 1, "image_url": 2},
    }

    assert broken(payload) == [
        ("/type", "type.required"),
        ("/input_image_mask/image_url", "input_image_mask.image_url.type"),
        ("/input_image_mask/file_id", "input_image_mask.file_id.type"),
        ("/tool_configs/b", "tool_configs.member.type"),
        ("/tool_configs/a/pin", "tool_configs.pin.type"),
        ("/tool_configs/a/additional_search_text", "tool_configs.additional_search_text.type"),
    ]


def test_validate_checks_the_stored_items() -> None:
    tool = ImageGenTool({"type": "function", "input_image_mask": {"file_id": "f"}})
    tool.validate()

    tool["type"] = "function"
    tool["quality"] = "LOW"
    tool["input_image_mask"]["file_id"] = None
    with pytest.raises(ValidationError) as caught:
        tool.validate()

    assert [error.rule for error in caught.value.errors] == ["type.value", "quality.value", "null.refused"]


def test_validation_changes_nothing() -> None:
    payload = {"quality": "LOW", "tool_configs": {"a": {"pin": 1}}}
    errors_of(payload)

    assert payload == {"quality": "LOW", "tool_configs": {"a": {"pin": 1}}}


MESSAGES = [
    ({**TYPE, "quality": "LOW"}, 'quality is "LOW"; expected one of "low", "medium", "high", "auto"'),
    ({}, 'type is missing; expected "image_generation"'),
    ({"type": None}, 'type is null; expected "image_generation"'),
    ([], "the payload is an array; expected an object"),
    (None, "the payload is null; expected an object"),
    ({**TYPE, "size": None}, "size is null; expected a string, or the key omitted"),
    ({**TYPE, "partial_images": 4}, "partial_images is 4; expected an integer from 0 to 3"),
    ({**TYPE, "partial_images": 2.5}, "partial_images is 2.5; expected an integer from 0 to 3"),
    (
        {**TYPE, "partial_images": 2**300},
        "partial_images is an integer of 301 bits; expected an integer from 0 to 3",
    ),
    ({**TYPE, "model": True}, "model is true; expected a string"),
    ({**TYPE, "model": {"a": 1}}, "model is an object; expected a string"),
    ({**TYPE, "model": (1,)}, "model is a Python tuple; expected a string"),
    ({**TYPE, "moderation": "a\nb\ud800"}, 'moderation is "a\\nb\\ud800"; expected one of "auto", "low"'),
    ({**TYPE, "moderation": "x" * 99}, f'moderation is "{"x" * 60}"…; expected one of "auto", "low"'),
    ({**TYPE, "tool_configs": {"a": {"pin": "no"}}}, 'tool_configs.a.pin is "no"; expected true or false'),
    ({**TYPE, "tool_configs": {"a\nb": 1}}, "tool_configs.a\\nb is 1; expected an object"),
]


@pytest.mark.parametrize(("payload", "message"), MESSAGES)
def test_message_states_actual_and_expected_value(payload: object, message: str) -> None:
    assert [error.message for error in errors_of(payload)] == [message]


def test_error_text_has_one_line_for_each_rule() -> None:
    with pytest.raises(ValidationError) as caught:
        ImageGenTool.validate_payload({"type": "image_generation", "model": 5, "size": None})

    assert str(caught.value).splitlines() == [
        "model is 5; expected a string [model.type]",
        "size is null; expected a string, or the key omitted [null.refused]",
    ]


def test_error_can_be_pickled() -> None:
    error = ValidationError([RuleError("/size", "size.type", 5, "a string")])

    twin = pickle.loads(pickle.dumps(error))

    assert type(twin) is ValidationError
    assert twin.errors == error.errors
    assert isinstance(twin, ValueError)


def test_rule_error_is_immutable() -> None:
    error: Any = RuleError("/size", "size.type", 5, "a string")

    with pytest.raises(AttributeError):
        error.path = "/model"
