"""Reading and writing the documented attributes."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_reference import (
    ImageGenAction,
    ImageGenTool,
    ImageGenToolInputImageMask,
    InputFidelity,
    PayloadMapping,
    ToolConfig,
    ValidationError,
)
from imagegen_reference.field import Field

FIELDS = {
    ImageGenTool: [
        "type",
        "model",
        "quality",
        "size",
        "output_format",
        "output_compression",
        "moderation",
        "background",
        "input_fidelity",
        "input_image_mask",
        "partial_images",
        "action",
        "name",
        "description",
        "tool_configs",
    ],
    ImageGenToolInputImageMask: ["image_url", "file_id"],
    ToolConfig: ["pin", "additional_search_text"],
}
EVERY_FIELD = [(cls, name) for cls, names in FIELDS.items() for name in names]

NAN = float("nan")

READ = [
    ("partial_images", "2", 2),
    ("partial_images", " 2 ", 2),
    ("partial_images", 2.5, 2),
    ("partial_images", True, 1),
    ("output_compression", "2.0", "2.0"),
    ("output_compression", "many", "many"),
    ("output_compression", float("inf"), float("inf")),
    ("output_compression", [1], [1]),
    ("name", 5, "5"),
    ("description", {"a": 1}, "{'a': 1}"),
    ("name", False, "False"),
    ("model", 5, 5),
    ("quality", True, True),
    ("size", [1], [1]),
    ("type", 5, 5),
    ("input_fidelity", "high", InputFidelity.HIGH),
    ("input_fidelity", "HIGH", "HIGH"),
    ("input_fidelity", 5, 5),
    ("input_fidelity", ["high"], ["high"]),
    ("action", "auto", ImageGenAction.AUTO),
    ("action", "high", "high"),
    ("input_image_mask", "s", "s"),
    ("tool_configs", "s", "s"),
    ("model", b"abc", "YWJj"),
    ("name", b"abc", "YWJj"),
    ("action", ImageGenAction.EDIT, ImageGenAction.EDIT),
]


@pytest.mark.parametrize("cls", list(FIELDS))
def test_fields_are_the_documented_ones(cls: type[PayloadMapping]) -> None:
    assert [name for name, value in vars(cls).items() if isinstance(value, Field)] == FIELDS[cls]


@pytest.mark.parametrize(("cls", "name"), EVERY_FIELD)
def test_missing_field_reads_none(cls: type[PayloadMapping], name: str) -> None:
    model = cls()
    model.clear()

    assert getattr(model, name) is None


@pytest.mark.parametrize(("cls", "name"), EVERY_FIELD)
def test_null_reads_none(cls: type[PayloadMapping], name: str) -> None:
    model = cls()
    model[name] = None

    assert getattr(model, name) is None


@pytest.mark.parametrize(("cls", "name"), EVERY_FIELD)
def test_writing_none_removes_the_item(cls: type[PayloadMapping], name: str) -> None:
    model = cls()
    model[name] = "something"

    setattr(model, name, None)
    setattr(model, name, None)

    assert name not in model


@pytest.mark.parametrize(("cls", "name"), EVERY_FIELD)
def test_deleting_an_attribute_raises(cls: type[PayloadMapping], name: str) -> None:
    with pytest.raises(AttributeError):
        delattr(cls({name: {}}), name)


@pytest.mark.parametrize(("name", "stored", "read"), READ)
def test_reading_converts_and_keeps_the_item(name: str, stored: object, read: object) -> None:
    tool = ImageGenTool()
    tool[name] = stored

    value = getattr(tool, name)

    assert (value, type(value)) == (read, type(read))
    assert tool[name] is stored


def test_nan_reads_unchanged() -> None:
    assert ImageGenTool({"partial_images": NAN}).partial_images is NAN


@pytest.mark.parametrize(("stored", "read"), [(True, True), (0, False), ("false", True), ("", False), ([1], True)])
def test_pin_reads_as_truth_value(stored: object, read: bool) -> None:
    assert ToolConfig({"pin": stored}).pin is read


def test_text_fields_of_nested_objects_read_as_text() -> None:
    mask = ImageGenToolInputImageMask({"image_url": 5, "file_id": b"x"})

    assert (mask.image_url, mask.file_id) == ("5", "eA==")
    assert ToolConfig({"additional_search_text": 5}).additional_search_text == "5"


def test_writing_an_attribute_writes_the_item_in_place() -> None:
    tool = ImageGenTool({"model": "m"})
    tool.size = "auto"
    tool.model = "n"

    assert list(tool.items()) == [("model", "n"), ("type", "image_generation"), ("size", "auto")]


def test_type_can_be_written() -> None:
    tool = ImageGenTool()
    tool.type = "function"

    assert (tool.type, tool["type"]) == ("function", "function")


def test_writing_nested_mappings_converts_them() -> None:
    tool = ImageGenTool()
    attributes: Any = tool
    attributes.input_image_mask = {"file_id": "f"}
    attributes.tool_configs = {"a": {"pin": True}}

    assert type(tool["input_image_mask"]) is ImageGenToolInputImageMask
    assert type(tool["tool_configs"]["a"]) is ToolConfig


def test_writing_tool_configs_that_are_not_a_mapping_raises() -> None:
    tool: Any = ImageGenTool()

    with pytest.raises(ValidationError):
        tool.tool_configs = "s"

    assert "tool_configs" not in tool


def test_nested_objects_are_the_items_themselves() -> None:
    tool = ImageGenTool({"input_image_mask": {"file_id": "f"}, "tool_configs": {"a": {"pin": True}}})
    mask, configs = tool.input_image_mask, tool.tool_configs
    assert mask is not None
    assert configs is not None

    mask.file_id = "g"
    configs["a"].pin = False

    assert tool.as_dict()["input_image_mask"] == {"file_id": "g"}
    assert tool.as_dict()["tool_configs"] == {"a": {"pin": False}}


def test_raw_dict_for_the_mask_reads_unchanged() -> None:
    tool: Any = ImageGenTool()
    raw = {"file_id": "f"}
    tool.update({"input_image_mask": raw})

    assert tool.input_image_mask is raw


def test_unknown_attribute_is_not_an_item() -> None:
    tool: Any = ImageGenTool()

    with pytest.raises(AttributeError, match="nonsense"):
        _ = tool.nonsense
    tool.nonsense = 1

    assert tool.nonsense == 1
    assert tool.as_dict() == {"type": "image_generation"}


def test_unknown_item_is_not_an_attribute() -> None:
    with pytest.raises(AttributeError):
        _ = ImageGenTool({"zzz": 1}).zzz  # type: ignore[attr-defined]
