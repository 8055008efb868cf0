from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms.comparisons import (
    Comparison,
    Projection,
    changing_values,
    comparing,
    inner_types,
    plain_items,
    remembering,
    without,
    without_member,
)
from imagegen_reference import ImageGenTool

MASK = {"file_id": "f", "image_url": "u"}
TYPES = (Comparison, Projection)  # named here, because they are exported


def test_items_are_plain():
    assert plain_items(ImageGenTool({"input_image_mask": MASK}))["input_image_mask"] == MASK


@pytest.mark.parametrize(
    ("project", "left", "right", "expected"),
    [
        (without(lambda key: key == "size"), {"size": "a"}, {"size": "b"}, True),
        (without(lambda key: key == "size"), {"model": "a"}, {"model": "b"}, False),
        (without_member("input_image_mask", "file_id"), {"input_image_mask": MASK}, {"input_image_mask": {**MASK, "file_id": "g"}}, True),
        (without_member("input_image_mask", "file_id"), {"input_image_mask": MASK}, {"input_image_mask": {"file_id": "f"}}, False),
        (without_member("tool_configs", "pin"), {"tool_configs": {"a": {"pin": True}}}, {"tool_configs": {"a": {}}}, True),
        (without_member("tool_configs", "pin"), {"tool_configs": {"a": {}}}, {"tool_configs": {"b": {}}}, False),
        (without_member("tool_configs", "pin"), {"size": "a"}, {"size": "a"}, True),
        (changing_values(inner_types), {"extra": [1]}, {"extra": [2]}, True),
        (changing_values(inner_types), {"extra": [1]}, {"extra": {"a": 1}}, False),
        (changing_values(lambda _: 1, lambda key: key == "size"), {"size": "a"}, {"size": "b"}, True),
    ],
)  # fmt: skip
def test_part_of_the_items_is_compared(project, left, right, expected):
    assert comparing(project)(ImageGenTool(left), ImageGenTool(right)) is expected


def test_other_objects_are_compared_as_in_the_reference():
    tool = ImageGenTool(quality="low")
    assert comparing(len)(tool, {"quality": "low"}) is True
    assert comparing(len)(tool, {"quality": "high"}) is False
    assert comparing(len)(tool, 5) is False


def test_items_are_compared_by_a_function():
    assert comparing(len, lambda left, right: left < right)(ImageGenTool(), ImageGenTool(size="auto")) is True


def test_first_result_is_remembered():
    compare, tool, other = remembering(ImageGenTool.__eq__), ImageGenTool(), ImageGenTool()
    assert compare(tool, other) is True
    other["size"] = "auto"
    assert compare(tool, other) is True
    assert compare(tool, ImageGenTool(other)) is False
