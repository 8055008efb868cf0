from __future__ import annotations

import inspect

import pytest

from imagegen_conformance.mutation.transforms import serialization
from imagegen_reference import ImageGenTool

ITEMS = {"quality": None, "hue": [1], "type": "image_generation"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(ITEMS)


def test_own_data_is_returned_unless_it_is_nested(tool):
    assert serialization.as_dict_own_data(tool) is tool._data
    tool["hue"] = {}
    assert serialization.as_dict_own_data(tool) is not tool._data


def test_result_is_shared_by_tools_of_a_class_with_equal_items():
    first, second = type("First", (ImageGenTool,), {}), type("Second", (ImageGenTool,), {})
    shared = serialization.as_dict_shared(first(ITEMS))
    assert shared == ImageGenTool(ITEMS).as_dict()
    assert serialization.as_dict_shared(first(ITEMS)) is shared
    assert serialization.as_dict_shared(second(ITEMS)) is not shared
    assert serialization.as_dict_shared(first(quality="low")) == ImageGenTool(quality="low").as_dict()


def test_values_of_unknown_keys_are_shared(tool):
    tool["tool_configs"] = {}
    result = serialization.as_dict_shared_values(tool)
    assert result == tool.as_dict()
    assert result["hue"] is tool["hue"]
    assert result["tool_configs"] is not tool["tool_configs"]


def test_cached_result_is_returned_again(tool):
    first = serialization.as_dict_cached(tool)
    tool["size"] = "auto"
    assert serialization.as_dict_cached(tool) is first


def test_stale_result_is_a_copy_of_the_first(tool):
    first = serialization.as_dict_stale(tool)
    tool["size"] = "auto"
    assert serialization.as_dict_stale(tool) == first == ITEMS
    assert serialization.as_dict_stale(tool) is not first


@pytest.mark.parametrize(
    ("as_dict", "missing"),
    [
        (serialization.as_dict_without_type, "type"),
        (serialization.as_dict_without_unknown, "hue"),
        (serialization.as_dict_without_nulls, "quality"),
    ],
)
def test_item_is_treated_as_read_only(tool, as_dict, missing):
    assert as_dict(tool) == ITEMS
    assert as_dict(tool, exclude_readonly=True) == {key: value for key, value in ITEMS.items() if key != missing}


@pytest.mark.parametrize(
    ("as_dict", "signature"),
    [
        (serialization.as_dict_positional, "(self, exclude_readonly=False)"),
        (serialization.as_dict_without_option, "(self)"),
        (serialization.as_dict_required_option, "(self, *, exclude_readonly)"),
    ],
)
def test_signature_differs_from_the_documented_one(tool, as_dict, signature):
    parameters = inspect.signature(as_dict).parameters.values()
    plain = inspect.Signature([parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters])
    assert str(plain) == signature
    assert as_dict(tool, **({"exclude_readonly": False} if "exclude" in signature else {})) == ITEMS


def test_pairs_are_returned(tool):
    assert serialization.as_dict_of_pairs(tool) == list(ITEMS.items())
