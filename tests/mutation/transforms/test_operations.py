from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.mutation.transforms import operations
from imagegen_conformance.mutation.transforms.operations import (
    Applies,
    Effect,
    Items,
    Method,
    SeenItems,
    Sight,
    always,
    attribute,
    deep_copy,
    plain_copy,
    plain_inequality,
    reference_method,
    reference_writer,
    with_effect,
    with_sight,
)
from imagegen_reference import ImageGenTool

PAYLOAD = {"quality": "low", "size": "auto", "type": "image_generation"}
TYPES = (Applies, Effect, Items, Method, Sight)  # named here, because they are exported


def tool_with(**members: Any) -> Any:
    return with_members(**members)().construct(PAYLOAD)


def without_quality(_: ImageGenTool, items: Items) -> None:
    items.pop("quality", None)


def restoring_quality(before: Items, after: Items) -> None:
    after["quality"] = before["quality"]


def test_seen_items_are_the_current_ones():
    tool = ImageGenTool(PAYLOAD)
    seen = SeenItems(tool, without_quality)
    assert dict(seen) == {"size": "auto", "type": "image_generation"}
    tool["model"] = "m"
    assert len(seen) == 3
    assert seen["model"] == "m"
    with pytest.raises(KeyError):
        _ = seen["quality"]


@pytest.mark.parametrize(
    ("name", "call", "expected"),
    [
        ("get", lambda tool: tool.get("quality", 1), 1),
        ("__contains__", lambda tool: "quality" in tool, False),
        ("__len__", len, 2),
        ("__iter__", list, ["size", "type"]),
        ("as_dict", lambda tool: tool.as_dict(), {"size": "auto", "type": "image_generation"}),
        ("setdefault", lambda tool: tool.setdefault("quality", 1), 1),
        ("pop", lambda tool: tool.pop("quality", 1), 1),
        ("keys", lambda tool: sorted(tool.keys()), ["size", "type"]),
        ("values", lambda tool: list(tool.values()), ["auto", "image_generation"]),
        ("items", lambda tool: len(tool.items()), 2),
        ("__eq__", lambda tool: tool == ImageGenTool(PAYLOAD), False),
        ("copy", lambda tool: dict(tool.copy()), {"size": "auto", "type": "image_generation"}),
        ("__deepcopy__", lambda tool: dict(copy.deepcopy(tool)), {"size": "auto", "type": "image_generation"}),
        ("__reduce__", lambda tool: len(pickle.loads(pickle.dumps(tool))), 2),
    ],
)
def test_operation_sees_changed_items(name, call, expected):
    assert call(tool_with(**{name: with_sight(name, without_quality)})) == expected


def test_operation_that_sees_wrong_items_changes_the_right_ones():
    tool = tool_with(pop=with_sight("pop", without_quality), get=with_sight("get", without_quality))
    assert tool.pop("quality", 1) == 1
    assert tool == ImageGenTool(size="auto")
    with pytest.raises(KeyError):
        tool.pop("quality")
    assert tool.get("size") == "auto"


def test_view_of_changed_items_is_live():
    tool = tool_with(keys=with_sight("keys", without_quality))
    keys = tool.keys()
    tool["model"] = "m"
    assert keys == {"size", "type", "model"}


def test_effect_is_changed_and_the_result_kept():
    tool = tool_with(pop=with_effect(reference_method("pop"), restoring_quality))
    assert tool.pop("quality") == "low"
    assert dict(tool) == {**PAYLOAD}
    assert tool.pop("size") == "auto"
    assert "size" not in tool


def test_effect_is_not_changed_if_the_fault_does_not_apply():
    def never(_: tuple[Any, ...], __: Any) -> bool:
        return False

    tool = tool_with(pop=with_effect(reference_method("pop"), restoring_quality, never))
    tool.pop("quality")
    assert "quality" not in tool
    assert always((), {}) is True


def test_attribute_is_read_and_written_as_in_the_reference_by_default():
    tool = tool_with(quality=attribute("quality"), size=attribute("size", read=lambda _: "x"))
    assert (tool.quality, tool.size) == ("low", "x")
    tool.quality = None
    assert "quality" not in tool
    reference_writer("quality")(tool, "high")
    assert reference_method("quality")(tool) == "high"


def test_plain_methods_do_not_use_the_methods_of_the_mutant():
    tool = tool_with(__deepcopy__=lambda self, memo: None, __eq__=lambda self, other: False, copy=plain_copy)
    assert dict(tool.copy()) == PAYLOAD
    assert tool.copy() is not tool
    assert plain_inequality(tool, ImageGenTool(PAYLOAD)) is False
    assert dict(deep_copy(tool, {})) == PAYLOAD
    assert reference_method("__deepcopy__") is operations.deep_copy
