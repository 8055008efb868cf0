from __future__ import annotations

import copy
from typing import Any

import pytest

from imagegen_conformance.mutation import equivalent_tools as tools
from imagegen_conformance.mutation.equivalent_tools import MemberObject

LEGAL = {"type": "image_generation", "quality": "low"}
WITH_MASK = {**LEGAL, "input_image_mask": {"file_id": "f"}, "tool_configs": {"search": {"pin": True}}}


def write_item(tool: Any, key: str, value: Any) -> None:
    tool[key] = value


WRITERS = [
    write_item,
    lambda tool, key, value: tool.update({key: value}),
    lambda tool, key, value: tool.update(**{key: value}),
    lambda tool, key, value: tool.setdefault(key, value),
]


def test_factory_makes_an_adapter_for_the_class():
    adapter = tools.documented_class(tools.ReservedTypeTool)()
    assert type(adapter.construct(LEGAL)) is tools.ReservedTypeTool


@pytest.mark.parametrize("write", WRITERS)
def test_null_item_is_rejected(write):
    tool = tools.NullRejectingTool(LEGAL)
    with pytest.raises(ValueError, match="the item size is null"):
        write(tool, "size", None)
    write(tool, "size", "auto")
    assert tool.as_dict() == {**LEGAL, "size": "auto"}
    with pytest.raises(ValueError, match="the item size is null"):
        tools.NullRejectingTool({**LEGAL, "size": None})


@pytest.mark.parametrize("write", WRITERS)
def test_null_item_is_dropped(write):
    tool = tools.NullDroppingTool({**LEGAL, "name": None})
    write(tool, "size", None)
    assert tool.as_dict() == LEGAL
    tool["quality"] = None
    assert "quality" not in tool


@pytest.mark.parametrize("write", WRITERS)
def test_mask_is_an_object_and_no_mapping(write):
    tool: Any = tools.ObjectMaskTool(WITH_MASK)
    assert type(tool.input_image_mask) is MemberObject
    assert tool["tool_configs"]["search"].pin is True
    assert tool.as_dict() == WITH_MASK
    other: Any = tools.ObjectMaskTool(LEGAL)
    write(other, "input_image_mask", {"image_url": "u"})
    assert (other.input_image_mask.image_url, other["input_image_mask"].file_id) == ("u", None)
    assert other.as_dict() == {**LEGAL, "input_image_mask": {"image_url": "u"}}


def test_member_object_is_compared_and_copied():
    mask = MemberObject({"file_id": "f"})
    assert mask == MemberObject({"file_id": "f"}) == copy.deepcopy(mask)
    assert mask != MemberObject({})
    assert mask != {"file_id": "f"}


@pytest.mark.parametrize("write", WRITERS)
def test_known_values_are_members_of_an_enumeration(write):
    tool: Any = tools.EnumTool(LEGAL)
    write(tool, "action", "edit")
    write(tool, "input_fidelity", "extreme")
    assert not isinstance(tool.type, str)
    assert tool.type is tool["type"]
    assert tool.action.value == "edit"
    assert tool.input_fidelity == "extreme"
    assert tool.as_dict() == {**LEGAL, "action": "edit", "input_fidelity": "extreme"}


@pytest.mark.parametrize("write", WRITERS)
def test_items_are_validated_at_every_change(write):
    tool = tools.EagerTool({"quality": "low"})
    for key, value in (("size", 1), ("size", None), ("output_compression", 50), ("type", "function")):
        tool.pop(key, None)
        with pytest.raises(ValueError, match=key):
            write(tool, key, value)
    assert tool.as_dict() == {"quality": "low"}


def test_keyword_type_is_reserved():
    with pytest.raises(TypeError, match="the type is fixed"):
        tools.ReservedTypeTool(type="image_generation")
    assert tools.ReservedTypeTool(quality="low").as_dict() == {"quality": "low", "type": "image_generation"}


def test_constructor_requires_a_mapping_with_the_type():
    assert tools.MappingOnlyTool(LEGAL).as_dict() == LEGAL
    constructor: Any = tools.MappingOnlyTool
    for args, kwargs in (((), {}), ((), {"quality": "low"}), ((LEGAL, LEGAL), {})):
        with pytest.raises(TypeError):
            constructor(*args, **kwargs)
    with pytest.raises(ValueError, match="the type is missing or wrong"):
        constructor({"quality": "low"})


@pytest.mark.parametrize("argument", [LEGAL, list(LEGAL.items()), [["quality", "low"]]])
def test_constructor_accepts_pairs(argument):
    assert tools.PairsTool(argument).as_dict() == LEGAL
    assert tools.PairsTool(**LEGAL).as_dict() == LEGAL
    with pytest.raises(TypeError):
        tools.PairsTool(None)


def test_type_can_be_removed_by_clear_only():
    tool = tools.ProtectedTypeTool(LEGAL)
    with pytest.raises(ValueError, match="the type is required"):
        tool.pop("type")
    with pytest.raises(ValueError, match="the type is required"):
        del tool["type"]
    assert tool.pop("quality") == "low"
    assert tool.pop("quality", default="none") == "none"
    with pytest.raises(KeyError, match="no item can be removed"):
        tool.popitem()
    tool["size"] = "auto"
    assert tool.popitem() == ("size", "auto")
    tool.clear()
    assert len(tool) == 0


def test_update_stores_the_first_of_several_values():
    tool = tools.FirstValueTool(LEGAL)
    tool.update({"size": "auto"}, size="1024x1024", quality="high")
    tool.update([("name", "a"), ("name", "b")])
    tool.update()
    assert tool.as_dict() == {"type": "image_generation", "quality": "high", "size": "auto", "name": "a"}


def test_missing_type_is_added_to_the_output():
    tool = tools.TypedOutputTool(LEGAL)
    tool.clear()
    assert "type" not in tool
    assert tool.as_dict() == {"type": "image_generation"}


def test_copy_has_a_type():
    tool = tools.TypedCopyTool(LEGAL)
    tool.clear()
    assert tool.copy().as_dict() == {"type": "image_generation"}
    assert tool.as_dict() == {}
