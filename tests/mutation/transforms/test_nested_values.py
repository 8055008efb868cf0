from __future__ import annotations

import copy

import pytest

from imagegen_conformance.mutation.transforms.nested_values import (
    CONFIG,
    CONFIGS,
    KINDS,
    MASK,
    UNKNOWN_ARRAY,
    UNKNOWN_OBJECT,
    NestedKind,
    copying_configs,
    inner_shared,
    shared_with_json,
    shared_with_tool,
)
from imagegen_reference import ImageGenTool

PAYLOAD = {
    "input_image_mask": {"file_id": "f"},
    "tool_configs": {"search": {"pin": True}},
    "extra": {"a": [1]},
    "list": [[1]],
}
KEYS = {MASK: "input_image_mask", CONFIGS: "tool_configs", UNKNOWN_OBJECT: "extra", UNKNOWN_ARRAY: "list"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(copy.deepcopy(PAYLOAD))


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.name)
def test_kind_is_that_of_one_item(kind: NestedKind, tool):
    assert kind in KINDS
    assert [key for key, value in tool.items() if kind.is_at(key, value)] == [KEYS[kind]]
    assert not kind.is_at(KEYS[kind], "text")


@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.name)
def test_value_is_shared_by_two_tools(kind: NestedKind, tool):
    other = tool.copy()
    shared_with_tool(kind, tool._data, other._data)
    assert [key for key in PAYLOAD if other[key] is tool[key]] == [KEYS[kind]]


def test_configuration_is_shared_by_two_tools_and_their_object_is_not(tool):
    other = tool.copy()
    shared_with_tool(CONFIG, tool._data, other._data)
    assert other["tool_configs"] is not tool["tool_configs"]
    assert other["tool_configs"]["search"] is tool["tool_configs"]["search"]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (MASK, lambda payload: payload["input_image_mask"].update(file_id="g")),
        (CONFIG, lambda payload: payload["tool_configs"]["search"].update(pin=False)),
        (UNKNOWN_OBJECT, lambda payload: payload["extra"].update(b=1)),
        (UNKNOWN_ARRAY, lambda payload: payload["list"].append(1)),
    ],
)
def test_value_is_shared_with_json(kind, change, tool):
    for to_json in (True, False):
        payload = tool.as_dict() if to_json else copy.deepcopy(PAYLOAD)
        shared_with_json(kind, *((tool._data, payload) if to_json else (payload, tool._data)))
        before = tool.as_dict()
        change(payload)
        assert tool.as_dict() != before


def test_what_is_inside_is_shared(tool):
    result = tool.as_dict()
    inner_shared(UNKNOWN_OBJECT, tool._data, result)
    assert result["extra"] is not tool["extra"]
    assert result["extra"]["a"] is tool["extra"]["a"]


def test_configurations_are_copied_when_they_are_read(tool):
    copying_configs(tool)
    copying_configs(tool)
    configs = tool["tool_configs"]
    configs["search"].pin = False
    configs.get("search").pin = False
    assert tool.as_dict()["tool_configs"] == PAYLOAD["tool_configs"]
    configs["browse"] = {}
    assert list(tool.tool_configs) == ["search", "browse"]
    assert type(copy.deepcopy(configs)) is dict
    assert configs.get("none", 5) == 5
