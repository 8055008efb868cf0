from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.transforms import copies
from imagegen_reference import ImageGenTool, PayloadMapping

ITEMS = {"quality": None, "hue": [1], "type": "image_generation"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(ITEMS)


def test_copy_of_base_class_has_one_item(tool):
    copied = copies.copy_of_base_class(tool)
    assert type(copied) is PayloadMapping
    assert list(copied) == ["_data"]


@pytest.mark.parametrize(
    ("copy", "items"),
    [
        (copies.copy_itself, ITEMS),
        (copies.copy_sharing_data, ITEMS),
        (copies.return_new_tool, {"type": "image_generation"}),
        (copies.copy_through_constructor, ITEMS),
        (copies.copy_known, {"quality": None, "type": "image_generation"}),
        (copies.copy_without_nulls, {"hue": [1], "type": "image_generation"}),
    ],
)
def test_copy_is_a_tool_with_items(tool, copy, items):
    copied = copy(tool)
    assert type(copied) is ImageGenTool
    assert copied.as_dict() == items


def test_copy_itself_is_the_same_object(tool):
    assert copies.copy_itself(tool) is tool
    assert copies.deep_copy_itself(tool, {}) is tool


def test_copy_shares_data(tool):
    copies.copy_sharing_data(tool)["size"] = "auto"
    assert tool["size"] == "auto"


def test_copy_through_the_constructor_has_a_type(tool):
    del tool["type"]
    assert copies.copy_through_constructor(tool)["type"] == "image_generation"


def test_copy_as_dict_is_a_dict(tool):
    copied = copies.copy_as_dict(tool)
    assert type(copied) is dict
    assert copied == ITEMS


@pytest.mark.parametrize("copy", [copies.no_copy])
def test_no_copy_is_none(tool, copy):
    assert copy(tool) is None


@pytest.mark.parametrize(("deep_copy", "is_shared"), [(copies.deep_copy_shallow, True), (copies.deep_copy, False)])
def test_deep_copy_shares_nested_items(tool, deep_copy: Any, is_shared):
    copied = deep_copy(tool, {})
    copied["size"] = "auto"
    assert "size" not in tool
    assert (copied["hue"] is tool["hue"]) is is_shared


def test_copies_and_pickles_are_rejected(tool):
    with pytest.raises(TypeError, match="this object cannot be copied"):
        copies.no_deep_copy(tool, {})
    with pytest.raises(TypeError, match="this object cannot be pickled"):
        copies.unpicklable(tool)


def test_reduced_tool_is_an_empty_dict(tool):
    function, args = copies.reduce_to_empty_dict(tool)
    assert function(*args) == {}
