from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import equality
from imagegen_reference import ImageGenTool

TOOL = ImageGenTool({"quality": "low", "size": "auto"})
SAME = ImageGenTool({"quality": "low", "size": "auto"})
REORDERED = ImageGenTool({"size": "auto", "quality": "low"})
WITH_NULL = ImageGenTool({"quality": "low", "size": "auto", "model": None})
WITH_UNKNOWN = ImageGenTool({"quality": "low", "size": "auto", "hue": 1})
OTHER_VALUE = ImageGenTool({"quality": "high", "size": "auto"})
OTHERS = [TOOL, SAME, REORDERED, WITH_NULL, WITH_UNKNOWN, OTHER_VALUE]


@pytest.mark.parametrize(
    ("equal", "expected"),
    [
        (equality.equal_if_same_object, [TOOL]),
        (equality.equal_if_other_is_tool, OTHERS),
        (equality.equal_ordered_items, [TOOL, SAME]),
        (equality.equal_without_nulls, [TOOL, SAME, REORDERED, WITH_NULL]),
        (equality.equal_known_items, [TOOL, SAME, REORDERED, WITH_UNKNOWN]),
        (equality.equal_keys, [TOOL, SAME, REORDERED, OTHER_VALUE]),
        (equality.unequal, [WITH_NULL, WITH_UNKNOWN, OTHER_VALUE]),
    ],
)
def test_tool_equals_others(equal, expected):
    assert [id(other) for other in OTHERS if equal(TOOL, other)] == [id(other) for other in expected]


def test_tool_equals_a_mapping_with_the_same_part():
    assert equality.equal_known_items(TOOL, {**TOOL, "hue": 1})
    assert not equality.equal_known_items(TOOL, {"quality": "high", "size": "auto"})


def test_integers_are_compared_as_doubles():
    tools = [ImageGenTool({"seed": 2**53 + difference}) for difference in (0, 1, 2)]
    assert [equality.equal_as_floats(tools[0], other) for other in tools] == [True, True, False]


@pytest.mark.parametrize("equal", [equality.equal_if_other_is_tool, equality.equal_keys, equality.equal_known_items])
def test_tool_does_not_equal_other_objects(equal):
    assert not equal(TOOL, 1)
