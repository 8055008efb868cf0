from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import removals
from imagegen_reference import ImageGenTool

ITEMS = {"quality": "low", "size": None, "type": "image_generation"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(ITEMS)


@pytest.mark.parametrize(
    ("pop", "args", "expected", "remaining"),
    [
        (removals.pop_none_for_default, ["model", 1], None, ["quality", "size", "type"]),
        (removals.pop_none_for_default, ["quality"], "low", ["size", "type"]),
        (removals.pop_falsy_default_raises, ["model", 1], 1, ["quality", "size", "type"]),
        (removals.pop_keeping, ["quality"], "low", ["quality", "size", "type"]),
        (removals.pop_keeping, ["model", 1], 1, ["quality", "size", "type"]),
        (removals.pop_or_none, ["model"], None, ["quality", "size", "type"]),
        (removals.pop_null_as_missing, ["size", 1], 1, ["quality", "type"]),
        (removals.pop_null_as_missing, ["size"], None, ["quality", "type"]),
        (removals.pop_none_default_raises, ["model", 0], 0, ["quality", "size", "type"]),
        (removals.pop_default_always, ["quality", 1], 1, ["size", "type"]),
        (removals.pop_default_always, ["quality"], "low", ["size", "type"]),
        (removals.pop_with_optional_key, [], "image_generation", ["quality", "size"]),
        (removals.pop_missing_as_value_error, ["model", None], None, ["quality", "size", "type"]),
    ],
)
def test_pop_returns_and_removes(tool, pop, args, expected, remaining):
    assert pop(tool, *args) == expected
    assert list(tool) == remaining


def test_pop_accepts_the_default_as_a_keyword(tool):
    assert removals.pop_none_for_default(tool, "model", default=1) is None


@pytest.mark.parametrize(
    ("pop", "args", "exception"),
    [
        (removals.pop_none_for_default, ["model"], KeyError),
        (removals.pop_falsy_default_raises, ["model", 0], KeyError),
        (removals.pop_keeping, ["model"], KeyError),
        (removals.pop_none_default_raises, ["model", None], KeyError),
        (removals.pop_missing_as_value_error, ["model"], ValueError),
    ],
)
def test_pop_raises(tool, pop, args, exception):
    with pytest.raises(exception):
        pop(tool, *args)


@pytest.mark.parametrize(
    ("popitem", "expected", "remaining"),
    [
        (removals.popitem_keeping, ("type", "image_generation"), ["quality", "size", "type"]),
        (removals.popitem_as_list, ["type", "image_generation"], ["quality", "size"]),
        (removals.popitem_key_only, "type", ["quality", "size"]),
        (removals.popitem_twice, ("type", "image_generation"), ["quality"]),
        (removals.popitem_except_type, ("size", None), ["quality", "type"]),
        (removals.popitem_none_if_empty, ("type", "image_generation"), ["quality", "size"]),
        (removals.popitem_crashing_if_empty, ("type", "image_generation"), ["quality", "size"]),
    ],
)
def test_popitem_returns_and_removes(tool, popitem, expected, remaining):
    assert popitem(tool) == expected
    assert list(tool) == remaining


def test_popitem_removes_one_pair_if_only_two_are_left(tool):
    del tool["type"]
    removals.popitem_twice(tool)
    assert list(tool) == ["quality"]


def test_popitem_of_an_empty_tool(tool):
    tool.clear()
    assert removals.popitem_none_if_empty(tool) is None
    with pytest.raises(RuntimeError, match="the tool is empty"):
        removals.popitem_crashing_if_empty(tool)


@pytest.mark.parametrize(
    "pop",
    [
        removals.pop_keeping,
        removals.pop_missing_as_value_error,
        removals.pop_none_default_raises,
        removals.pop_null_as_missing,
        removals.pop_with_optional_key,
    ],
)
def test_default_of_pop_is_passed_by_position_or_by_name(pop):
    assert pop(ImageGenTool(), "model", "auto") == pop(ImageGenTool(), key="model", default="auto") == "auto"


def test_popitem_never_removes_type():
    with pytest.raises(KeyError, match="type"):
        removals.popitem_except_type(ImageGenTool())


@pytest.mark.parametrize(
    ("clear", "remaining"),
    [
        (removals.clear_except_type, {"type": "image_generation"}),
        (removals.clear_to_nulls, {"quality": None, "size": None, "hue": None, "type": None}),
        (removals.clear_replacing_data, {}),
        (removals.clear_returning_tool, {}),
        (removals.clear_known, {"hue": 1}),
    ],
)
def test_clear_removes(tool, clear, remaining):
    tool["hue"] = 1
    assert clear(tool) is (tool if clear is removals.clear_returning_tool else None)
    assert dict(tool) == remaining


def test_clear_leaves_existing_views(tool):
    keys = tool.keys()
    removals.clear_replacing_data(tool)
    assert list(keys) == ["quality", "size", "type"]
