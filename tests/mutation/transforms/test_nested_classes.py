from __future__ import annotations

import copy
import pickle

import pytest

from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.mutation.transforms.nested_classes import NESTED_CLASSES, nested_field, with_nested_attribute
from imagegen_reference import ImageGenToolInputImageMask, ToolConfig

SHOUTING = property(lambda nested: nested["file_id"].upper(), lambda nested, value: nested.update(file_id=value * 2))


def test_attribute_of_the_reference_is_found():
    assert list(NESTED_CLASSES.values()) == [ImageGenToolInputImageMask, ToolConfig]
    mask = ImageGenToolInputImageMask(file_id="f")
    assert nested_field("input_image_mask", "file_id").__get__(mask, type(mask)) == "f"


def test_mask_has_another_attribute():
    tool = with_members(**with_nested_attribute("input_image_mask", "file_id", SHOUTING))().construct(
        {"input_image_mask": {"file_id": "f"}}
    )
    assert tool.input_image_mask.file_id == "F"
    tool.input_image_mask = {"file_id": "g"}
    tool.input_image_mask.file_id = "h"
    assert tool.as_dict()["input_image_mask"] == {"file_id": "hh"}
    for copied in (copy.deepcopy(tool), pickle.loads(pickle.dumps(tool))):
        assert copied.as_dict() == tool.as_dict()


@pytest.mark.parametrize("configs", [{"a": {"pin": True}}, {}, None])
def test_tool_configurations_have_another_attribute(configs):
    members = with_nested_attribute("tool_configs", "pin", property(lambda _: "x"))
    tool = with_members(**members)().construct({"tool_configs": configs})
    assert [config.pin for config in (tool.tool_configs or {}).values()] == ["x"] * len(configs or {})
    assert tool.as_dict()["tool_configs"] == configs
