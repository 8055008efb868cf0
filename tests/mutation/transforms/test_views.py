from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import views
from imagegen_reference import ImageGenTool


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool({"quality": "low", "hue": None, "hat": "low", "n": 1})


@pytest.mark.parametrize(
    ("view", "members", "others"),
    [
        (views.EveryKeyView, ["quality", "x", None], []),
        (views.NoKeyView, [], ["quality", "x"]),
        (views.ItemsByKeyView, [("quality", "low"), ("quality", 1)], [("x", "low"), ("x", None), "quality"]),
        (views.ItemsByDefaultNoneView, [("quality", "low"), ("x", None)], [("quality", 1), ("x", 1), "quality"]),
    ],
)
def test_membership_in_a_view(tool, view, members, others):
    instance = views.viewing(view)(tool)
    assert all(member in instance for member in members)
    assert not any(member in instance for member in others)
    assert len(list(instance)) == len(tool)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (views.keys_of_values, ["low", "None", "1", "image_generation"]),
        (views.keys_as_list, ["quality", "hue", "hat", "n", "type"]),
        (views.keys_of_copy, ["quality", "hue", "hat", "n", "type"]),
        (views.values_as_list, ["low", None, "low", 1, "image_generation"]),
        (views.values_unique_strings, ["low", "image_generation"]),
        (views.items_as_list, [("quality", "low"), ("hue", None), ("hat", "low"), ("n", 1), ("type", "image_generation")]),
        (views.items_of_copy, [("quality", "low"), ("hue", None), ("hat", "low"), ("n", 1), ("type", "image_generation")]),
        (views.items_without_type, [("quality", "low"), ("hue", None), ("hat", "low"), ("n", 1)]),
        (views.items_swapped, [("low", "hat"), ("None", "hue"), ("1", "n"), ("image_generation", "type")]),
    ],
)  # fmt: skip
def test_content_of_a_view(tool, method, expected):
    result = method(tool)
    assert list(result) == expected
    assert isinstance(result, list) is method.__name__.endswith("as_list")


def test_view_of_documented_keys_has_no_other_keys_and_is_live(tool):
    view = views.viewing(views.DocumentedKeysView)(tool)
    assert (list(view), len(view), "hue" in view) == (["quality", "type"], 2, False)
    tool.update(size="auto", n=2)
    assert (set(view), "size" in view) == ({"quality", "type", "size"}, True)


def test_view_of_values_without_nulls_is_live(tool):
    view = views.viewing(views.ValuesWithoutNullsView)(tool)
    assert (list(view), len(view), None in view) == (["low", "low", 1, "image_generation"], 4, False)
    tool["n"] = None
    assert len(view) == 3


@pytest.mark.parametrize("method", [views.keys_as_list, views.keys_of_copy, views.values_as_list, views.items_of_copy])
def test_view_is_not_live(tool, method):
    result = method(tool)
    tool.clear()
    assert len(result) == 5
