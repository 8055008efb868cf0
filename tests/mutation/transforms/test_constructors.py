from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.transforms import constructors
from imagegen_reference import ImageGenTool

TYPED = {"type": "image_generation"}


def construct(constructor: constructors.Constructor, *args: Any, **kwargs: Any) -> ImageGenTool:
    tool = ImageGenTool.__new__(ImageGenTool)
    constructor(tool, *args, **kwargs)
    return tool


@pytest.mark.parametrize(
    ("constructor", "args", "kwargs", "expected"),
    [
        (constructors.drop_type_without_mapping, [], {"quality": "low"}, {"quality": "low"}),
        (constructors.drop_type_without_mapping, [{}], {}, TYPED),
        (constructors.keep_type, [{"type": "x"}], {}, {"type": "x"}),
        (constructors.keep_type, [], {"type": "x"}, {"type": "x"}),
        (constructors.keep_type, [], {}, TYPED),
        (constructors.keep_type_keyword, [], {"type": "x"}, {"type": "x"}),
        (constructors.keep_type_keyword, [{"type": "x"}], {}, TYPED),
        (constructors.keep_null_keywords, [], {"quality": None}, {"type": "image_generation", "quality": None}),
        (constructors.drop_nulls, [{"quality": None, "hue": 1}], {}, {"hue": 1, **TYPED}),
        (constructors.keep_unknown_keywords, [], {"hue": 1}, {**TYPED, "hue": 1}),
        (constructors.ignore_unknown_keywords, [], {"hue": 1, "quality": "low"}, {"quality": "low", **TYPED}),
        (constructors.drop_keyword("quality"), [], {"quality": "low", "size": "auto"}, {"size": "auto", **TYPED}),
        (constructors.drop_keyword("quality"), [], {}, TYPED),
        (constructors.swap_keywords("name", "size"), [], {"name": "a", "model": "b"}, {"size": "a", "model": "b", **TYPED}),
        (constructors.merge_mappings, [{"a": 1}, {"b": 2}], {}, {"a": 1, "b": 2, **TYPED}),
        (constructors.replace_other_values, [1], {}, TYPED),
        (constructors.replace_other_values, [{"a": 1}], {}, {"a": 1, **TYPED}),
        (constructors.accept_pairs, [[("a", 1)]], {}, {"a": 1, **TYPED}),
        (constructors.accept_pairs, [(("a", 1),)], {}, {"a": 1, **TYPED}),
        (constructors.share_state(), [{"a": 1}], {}, {"a": 1, **TYPED}),
        (constructors.share_default_data(), [], {}, TYPED),
    ],
)  # fmt: skip
def test_constructor_sets_the_items(constructor, args, kwargs, expected):
    assert construct(constructor, *args, **kwargs).as_dict() == expected


@pytest.mark.parametrize(
    ("constructor", "args"),
    [
        (constructors.drop_type_without_mapping, [{}, {}]),
        (constructors.replace_other_values, [1, 2]),
        (constructors.accept_pairs, [[], []]),
    ],
)
def test_other_constructors_reject_two_positional_arguments(constructor, args):
    with pytest.raises(TypeError):
        construct(constructor, *args)


def test_adopted_mapping_changes_with_the_tool():
    mapping: dict[str, Any] = {"quality": "low"}
    tool = construct(constructors.adopt_mapping, mapping)
    tool["quality"] = "high"
    assert mapping == {"quality": "high", **TYPED}


def test_adopted_unknown_values_are_shared():
    mapping: dict[str, Any] = {"hue": [], "input_image_mask": {"file_id": "f"}}
    tool = construct(constructors.adopt_unknown_values, mapping)
    assert tool["hue"] is mapping["hue"]
    assert tool["input_image_mask"] is not mapping["input_image_mask"]


def test_type_is_set_in_the_mapping():
    mapping: dict[str, Any] = {}
    construct(constructors.set_type_of_mapping, mapping)
    assert mapping == TYPED


def test_mapping_is_cleared():
    mapping = {"quality": "low"}
    assert construct(constructors.clear_mapping, mapping)["quality"] == "low"
    assert mapping == {}


def test_state_is_shared_by_all_tools():
    constructor = constructors.share_state()
    first, second = construct(constructor, {"a": 1}), construct(constructor, {"b": 2})
    assert first.as_dict() == second.as_dict() == {"b": 2, **TYPED}
    assert construct(constructors.share_state(), {"c": 3}).as_dict() != first.as_dict()


def test_default_data_are_shared_by_tools_without_arguments():
    constructor = constructors.share_default_data()
    construct(constructor)["a"] = 1
    assert construct(constructor)["a"] == 1
    assert "a" not in construct(constructor, {})
