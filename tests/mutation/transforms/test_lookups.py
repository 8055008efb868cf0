from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import lookups
from imagegen_reference import ImageGenTool

ITEMS = {"quality": "low", "size": None, "hue": 0, "type": "image_generation"}


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(ITEMS)


@pytest.mark.parametrize(
    ("get", "args", "expected"),
    [
        (lookups.get_default_always, ["quality", 1], 1),
        (lookups.get_default_always, ["quality"], None),
        (lookups.get_default_if_given, ["quality", 1], 1),
        (lookups.get_default_if_given, ["quality"], "low"),
        (lookups.get_none_default_raises, ["quality", None], "low"),
        (lookups.get_none_default_raises, ["model"], None),
        (lookups.get_none_default_raises, ["model", 1], 1),
        (lookups.get_as_text, ["hue"], "0"),
        (lookups.get_as_text, ["quality"], "low"),
        (lookups.get_as_text, ["model", 1], 1),
        (lookups.get_or_raise, ["model", 1], 1),
        (lookups.get_falsy_as_missing, ["hue", 1], 1),
        (lookups.get_falsy_as_missing, ["quality", 1], "low"),
        (lookups.get_null_as_missing, ["size", 1], 1),
        (lookups.get_null_as_missing, ["hue", 1], 0),
        (lookups.get_ignoring_default, ["model", 1], None),
        (lookups.get_ignoring_default, ["quality", 1], "low"),
        (lookups.get_or_empty_string, ["model"], ""),
        (lookups.get_or_empty_string, ["model", None], None),
        (lookups.get_with_optional_key, [], None),
        (lookups.get_with_optional_key, ["quality"], "low"),
    ],
)
def test_get_returns_without_changing_the_tool(tool, get, args, expected):
    assert get(tool, *args) == expected
    assert tool.as_dict() == ITEMS


@pytest.mark.parametrize(
    ("get", "args"), [(lookups.get_none_default_raises, ["model", None]), (lookups.get_or_raise, ["model"])]
)
def test_get_raises_for_a_missing_key(tool, get, args):
    with pytest.raises(KeyError):
        get(tool, *args)


def test_get_stores_the_default(tool):
    assert lookups.get_storing(tool, "model", 1) == 1
    assert tool["model"] == 1


def test_get_removes_the_item(tool):
    assert lookups.get_removing(tool, "quality") == "low"
    assert lookups.get_removing(tool, "hue") == 0
    assert list(tool) == ["size", "hue", "type"]


@pytest.mark.parametrize(
    ("setdefault", "args", "expected", "changes"),
    [
        (lookups.setdefault_replacing, ["quality", 1], 1, {"quality": 1}),
        (lookups.setdefault_replacing_null, ["size", 1], 1, {"size": 1}),
        (lookups.setdefault_replacing_null, ["hue", 1], 0, {}),
        (lookups.setdefault_replacing_falsy, ["hue", 1], 1, {"hue": 1}),
        (lookups.setdefault_replacing_falsy, ["quality", 1], "low", {}),
        (lookups.setdefault_without_storing, ["model", 1], 1, {}),
        (lookups.setdefault_without_storing, ["quality", 1], "low", {}),
        (lookups.setdefault_without_result, ["model", 1], None, {"model": 1}),
        (lookups.setdefault_empty_string, ["model"], "", {"model": ""}),
        (lookups.setdefault_if_given, ["model"], None, {}),
        (lookups.setdefault_if_given, ["model", 1], 1, {"model": 1}),
        (lookups.setdefault_if_given, ["quality"], "low", {}),
        (lookups.setdefault_with_required_default, ["model", 1], 1, {"model": 1}),
        (lookups.setdefault_with_optional_key, [], "low", {}),
    ],
)
def test_setdefault_returns_and_stores(tool, setdefault, args, expected, changes):
    assert setdefault(tool, *args) == expected
    assert tool.as_dict() == {**ITEMS, **changes}


def test_setdefault_without_a_required_default_raises(tool):
    with pytest.raises(TypeError):
        lookups.setdefault_with_required_default(tool, "model")  # type: ignore[call-arg]
