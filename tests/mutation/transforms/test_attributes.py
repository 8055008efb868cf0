from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.mutation.transforms import attributes
from imagegen_reference import ImageGenToolInputImageMask


def tool_with(items: dict[str, Any], **members: Any) -> Any:
    """Return a tool with these items, of a class in which these members are replaced."""
    return with_members(**members)().construct(items)


def test_property_reads_and_assigns_the_item():
    tool = tool_with({"quality": "low"}, quality=attributes.property_reading("quality", str.upper))
    assert tool.quality == "LOW"
    tool.quality = "high"
    assert tool["quality"] == "high"


def test_property_reads_a_missing_item_as_none():
    tool = tool_with({}, quality=attributes.property_reading("quality", lambda value: [value]))
    assert tool.quality == [None]


def test_property_completes_the_mask():
    completing = attributes.property_completing_mask()
    tool = tool_with({"input_image_mask": {"file_id": "f"}}, input_image_mask=completing)
    assert tool.input_image_mask.file_id == "f"
    assert tool["input_image_mask"] == {"file_id": "f", "image_url": None}
    assert tool_with({}, input_image_mask=completing).input_image_mask is None


def test_required_property_raises_for_a_missing_item():
    tool = tool_with({"quality": "low"}, quality=attributes.required_property("quality"))
    assert tool.quality == "low"
    del tool["quality"]
    with pytest.raises(KeyError, match="quality"):
        _ = tool.quality


MASK = ImageGenToolInputImageMask({"image_url": "u", "file_id": "f"})


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (attributes.none, "low", None),
        (attributes.default_if_none("auto"), None, "auto"),
        (attributes.default_if_none("auto"), "low", "low"),
        (attributes.as_plain_dict, MASK, {"image_url": "u", "file_id": "f"}),
        (attributes.as_plain_dict, None, None),
        (attributes.as_plain_dicts, {"a": MASK}, {"a": {"image_url": "u", "file_id": "f"}}),
        (attributes.as_plain_dicts, None, None),
        (attributes.copied, {"a": 1}, {"a": 1}),
        (attributes.with_swapped_members, None, None),
    ],
)
def test_value_of_an_attribute(read, value, expected):
    result = read(value)
    assert result == expected
    assert type(result) is type(expected)


def test_plain_dict_in_tool_configs_has_no_attributes():
    assert type(attributes.as_plain_dicts({"a": MASK})["a"]) is dict


def test_copied_value_is_another_object():
    value = {"a": [1]}
    assert attributes.copied(value)["a"] is not value["a"]


def test_members_of_a_mask_are_swapped():
    swapped = attributes.with_swapped_members(MASK)
    assert (swapped.file_id, swapped.image_url) == ("u", "f")


def test_unset_field_raises():
    tool = tool_with({"quality": "low"}, __getattribute__=attributes.raise_if_unset)
    assert tool.quality == "low"
    with pytest.raises(AttributeError):
        _ = tool.size


def test_unknown_attribute_is_none():
    tool = tool_with({"hue": 1}, __getattr__=attributes.get_none_if_unknown)
    assert tool.hue is None
    with pytest.raises(AttributeError):
        _ = tool.__hue__


def test_unknown_attribute_is_the_item():
    tool = tool_with({"hue": 1}, __getattr__=attributes.get_item_if_unknown)
    assert tool.hue == 1
    with pytest.raises(AttributeError):
        _ = tool.other


def test_assigned_attribute_is_stored_apart():
    tool = tool_with({"quality": "low"}, __setattr__=attributes.store_apart)
    tool.quality = "high"
    assert tool["quality"] == "low"


def test_assigned_none_is_stored():
    tool = tool_with({"quality": "low"}, __setattr__=attributes.store_none)
    tool.quality = None
    tool.size = "auto"
    assert tool.as_dict() == {"quality": None, "size": "auto", "type": "image_generation"}


def test_assigned_none_is_ignored():
    tool = tool_with({"quality": "low"}, __setattr__=attributes.ignore_none)
    tool.quality = None
    tool.size = "auto"
    assert tool.as_dict() == {"quality": "low", "size": "auto", "type": "image_generation"}


def test_assignment_is_rejected():
    tool = tool_with({}, __setattr__=attributes.reject_assignment)
    with pytest.raises(TypeError, match="attributes cannot be assigned"):
        tool.quality = "low"
