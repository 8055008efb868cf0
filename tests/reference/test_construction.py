"""Constructors of the tool, the mask and a tool configuration."""

from __future__ import annotations

import copy
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, PayloadMapping, ToolConfig, ValidationError

CLASSES = [ImageGenTool, ImageGenToolInputImageMask, ToolConfig]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
json_objects = st.dictionaries(st.text(), json_values, max_size=6)


def test_constructor_without_arguments_adds_only_the_type_of_the_tool() -> None:
    assert dict(ImageGenTool()) == {"type": "image_generation"}
    assert dict(ImageGenToolInputImageMask()) == {}
    assert dict(ToolConfig()) == {}


def test_keywords_keep_their_order_and_type_is_last() -> None:
    assert list(ImageGenTool(size="auto", model="m")) == ["size", "model", "type"]


def test_keyword_none_is_omitted() -> None:
    assert dict(ImageGenTool(model=None, size="auto")) == {"size": "auto", "type": "image_generation"}


def test_null_in_a_mapping_is_kept() -> None:
    assert dict(ImageGenTool({"model": None})) == {"model": None, "type": "image_generation"}


@pytest.mark.parametrize("value", ["function", None, 5, {"a": 1}])
def test_type_in_a_mapping_is_overwritten_in_place(value: object) -> None:
    tool = ImageGenTool({"size": "auto", "type": value, "model": "m"})

    assert list(tool.items()) == [("size", "auto"), ("type", "image_generation"), ("model", "m")]


def test_type_by_keyword_is_overwritten() -> None:
    arguments: dict[str, Any] = {"type": "function", "model": "m"}

    assert dict(ImageGenTool(**arguments)) == {"type": "image_generation", "model": "m"}


@pytest.mark.parametrize("cls", CLASSES)
def test_unknown_keys_of_a_mapping_are_kept(cls: type[PayloadMapping]) -> None:
    assert cls({"zzz": {"a": [1]}})["zzz"] == {"a": [1]}


@pytest.mark.parametrize("cls", CLASSES)
def test_unknown_keyword_raises_and_is_named(cls: type[PayloadMapping]) -> None:
    with pytest.raises(TypeError, match=rf"^{cls.__name__}\(\) got an unexpected keyword argument 'first'$"):
        cls(first=1, second=2)


@pytest.mark.parametrize("cls", CLASSES)
def test_two_positional_arguments_raise(cls: type[PayloadMapping]) -> None:
    with pytest.raises(TypeError, match=r"takes at most 1 positional argument, got 2$"):
        cls({}, {})


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("value", [None, 5, "abc", [("model", "m")]])
def test_positional_argument_without_items_raises(cls: type[PayloadMapping], value: object) -> None:
    with pytest.raises(AttributeError, match="items"):
        cls(value)


def test_keywords_beside_a_mapping_are_ignored() -> None:
    arguments: Any = {"model": "ignored", "nonsense": 1}

    assert dict(ImageGenTool({"model": "m"}, **arguments)) == {"model": "m", "type": "image_generation"}


def test_object_with_items_is_a_mapping() -> None:
    class Pairs:
        def items(self) -> list[tuple[str, str]]:
            return [("model", "m")]

    pairs: Any = Pairs()

    assert ImageGenTool(pairs).model == "m"
    assert ImageGenTool(MappingProxyType({"model": "m"})).model == "m"
    assert ImageGenTool(ImageGenTool(model="m")).model == "m"


@given(json_objects)
def test_json_round_trip_is_unchanged(payload: dict[str, Any]) -> None:
    payload.pop("tool_configs", None)
    before = copy.deepcopy(payload)

    assert ImageGenTool(payload).as_dict() == {**payload, "type": "image_generation"}
    assert payload == before


def _scramble(value: Any) -> None:
    """Change every container in `value`, however deep."""
    if isinstance(value, dict):
        for member in list(value.values()):
            _scramble(member)
        value["scrambled"] = True
    elif isinstance(value, list):
        for member in value:
            _scramble(member)
        value.append("scrambled")


@given(json_objects, st.sampled_from(["zzz", "model", "input_image_mask"]), json_values)
def test_arguments_are_copied(payload: dict[str, Any], name: str, nested: Any) -> None:
    payload = {**payload, name: nested, "tool_configs": {"a": nested, "b": {"c": nested}}}
    tool = ImageGenTool(payload)
    before = tool.as_dict()

    _scramble(payload)

    assert tool.as_dict() == before


@pytest.mark.parametrize("value", [{"file_id": "f", "zzz": None}, MappingProxyType({"file_id": "f", "zzz": None})])
def test_mapping_for_the_mask_is_converted(value: Any) -> None:
    for tool in (ImageGenTool({"input_image_mask": value}), ImageGenTool(input_image_mask=value)):
        assert type(tool["input_image_mask"]) is ImageGenToolInputImageMask
        assert dict(tool["input_image_mask"]) == {"file_id": "f", "zzz": None}


def test_mask_object_is_kept_by_identity() -> None:
    mask = ImageGenToolInputImageMask(file_id="f")

    assert ImageGenTool(input_image_mask=mask)["input_image_mask"] is mask
    assert ImageGenTool({"input_image_mask": mask}).input_image_mask is mask


@pytest.mark.parametrize("value", ["s", 5, False, [{"file_id": "f"}], b"raw"])
def test_mask_that_is_not_a_mapping_is_kept(value: object) -> None:
    assert ImageGenTool({"input_image_mask": value})["input_image_mask"] == value


def test_mappings_in_tool_configs_are_converted() -> None:
    kept = ToolConfig(pin=False)
    tool = ImageGenTool({"tool_configs": {"a": {"pin": True, "z": 1}, "b": kept, "c": 5, "d": None}})

    configs = tool["tool_configs"]

    assert type(configs) is dict
    assert type(configs["a"]) is ToolConfig
    assert dict(configs["a"]) == {"pin": True, "z": 1}
    assert configs["b"] is kept
    assert (configs["c"], configs["d"]) == (5, None)


def test_tool_configs_may_be_null_in_a_mapping() -> None:
    assert ImageGenTool({"tool_configs": None})["tool_configs"] is None


@pytest.mark.parametrize("value", ["s", 5, True, ["a"], (1,)])
def test_tool_configs_that_are_not_a_mapping_raise(value: Any) -> None:
    arguments: list[tuple[list[Any], dict[str, Any]]] = [
        ([], {"tool_configs": value}),
        ([{"tool_configs": value}], {}),
    ]

    for positional, keywords in arguments:
        with pytest.raises(ValidationError, match=r"^tool_configs is .*; expected an object") as caught:
            ImageGenTool(*positional, **keywords)
        assert [(error.path, error.rule) for error in caught.value.errors] == [("/tool_configs", "tool_configs.type")]


def test_constructor_checks_no_other_type_or_value() -> None:
    wrong = {"model": 5, "quality": "ultra", "output_compression": "lots", "partial_images": -1, "name": []}

    assert ImageGenTool(wrong).as_dict() == {**wrong, "type": "image_generation"}


def test_subclass_inherits_fields_and_adds_its_own() -> None:
    class Extended(ImageGenTool):
        pass

    assert Extended(model="m").as_dict() == {"model": "m", "type": "image_generation"}
    with pytest.raises(TypeError, match="Extended"):
        Extended(nonsense=1)  # type: ignore[call-overload]
