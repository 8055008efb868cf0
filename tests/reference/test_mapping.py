"""The mapping methods, `as_dict`, equality, copying and pickling."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, MutableMapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask, PayloadMapping, ToolConfig

keys = st.sampled_from(["type", "model", "size", "input_image_mask", "tool_configs", "partial_images", "zzz"])
values = st.none() | st.integers() | st.text(max_size=3) | st.binary(max_size=2) | st.lists(st.integers(), max_size=2)


def _outcome(call: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "returned", call()
    except (KeyError, TypeError, ValueError) as error:
        return type(error).__name__, error.args


class LikeADict(RuleBasedStateMachine):
    """The tool behaves as a plain dict does, in every sequence of calls."""

    def __init__(self) -> None:
        super().__init__()
        self.tool = ImageGenTool(model="m", size="auto")
        self.plain: dict[str, Any] = dict(self.tool)
        # Taken once: a live view follows every change from here on.
        self.views = (self.tool.keys(), self.tool.items(), self.tool.values())

    def both(self, call: Callable[[MutableMapping[str, Any]], Any]) -> None:
        assert _outcome(lambda: call(self.tool)) == _outcome(lambda: call(self.plain))

    @rule(key=keys, value=values)
    def set(self, key: str, value: object) -> None:
        self.both(lambda mapping: mapping.__setitem__(key, value))

    @rule(key=keys)
    def read(self, key: str) -> None:
        self.both(lambda mapping: mapping[key])
        self.both(lambda mapping: mapping.get(key))
        self.both(lambda mapping: key in mapping)

    @rule(key=keys, default=values)
    def read_with_default(self, key: str, default: object) -> None:
        self.both(lambda mapping: mapping.get(key, default))

    @rule(key=keys)
    def delete(self, key: str) -> None:
        self.both(lambda mapping: mapping.__delitem__(key))

    @rule(key=keys)
    def pop(self, key: str) -> None:
        self.both(lambda mapping: mapping.pop(key))

    @rule(key=keys, default=values)
    def pop_with_default(self, key: str, default: object) -> None:
        self.both(lambda mapping: mapping.pop(key, default))

    @rule()
    def popitem(self) -> None:
        assert _outcome(self.tool.popitem)[0] == _outcome(self.plain.popitem)[0]

    @rule(key=keys)
    def setdefault(self, key: str) -> None:
        self.both(lambda mapping: mapping.setdefault(key))

    @rule(key=keys, default=values)
    def setdefault_with_default(self, key: str, default: object) -> None:
        self.both(lambda mapping: mapping.setdefault(key, default))

    @rule(items=st.dictionaries(keys, values), more=st.dictionaries(keys, values))
    def update(self, items: dict[str, Any], more: dict[str, Any]) -> None:
        self.both(lambda mapping: mapping.update(items, **more))

    @rule(pairs=st.lists(st.tuples(keys, values)))
    def update_with_pairs(self, pairs: list[tuple[str, Any]]) -> None:
        self.both(lambda mapping: mapping.update(pairs))

    @rule()
    def clear(self) -> None:
        self.both(lambda mapping: mapping.clear())

    @invariant()
    def same(self) -> None:
        assert list(self.tool.items()) == list(self.plain.items())
        assert list(self.tool) == list(self.plain)
        assert len(self.tool) == len(self.plain)
        assert bool(self.tool) is bool(self.plain)
        assert repr(self.tool) == str(self.tool) == repr(self.plain)
        assert [list(view) for view in self.views] == [
            list(self.plain),
            list(self.plain.items()),
            list(self.plain.values()),
        ]
        assert self.tool.as_dict() == self.plain
        assert dict(self.tool.copy()) == self.plain


TestLikeADict = LikeADict.TestCase
TestLikeADict.settings = settings(max_examples=50)


@pytest.mark.parametrize("bad", [None, 5, [1], "a", [("too", "many", "parts")]])
def test_update_raises_as_a_dict_does(bad: Any) -> None:
    tool = ImageGenTool()
    plain: dict[Any, Any] = {}

    assert _outcome(lambda: tool.update(bad)) == _outcome(lambda: plain.update(bad))


def test_update_with_two_positional_arguments_raises() -> None:
    with pytest.raises(TypeError):
        ImageGenTool().update({}, {})


def test_key_and_default_may_be_keywords() -> None:
    tool = ImageGenTool(model="m")

    assert tool.get(key="zzz", default=1) == 1
    assert tool.pop(key="zzz", default=2) == 2
    assert tool.setdefault(key="zzz", default=3) == 3
    assert tool["zzz"] == 3


def test_stored_none_is_not_a_missing_item() -> None:
    tool = ImageGenTool({"model": None})

    assert tool.get("model", "default") is None
    assert tool.setdefault("model", "default") is None
    assert tool.pop("model", "default") is None
    assert len(ImageGenTool({"model": None})) == 2


def test_popitem_is_last_in_first_out() -> None:
    tool = ImageGenTool(model="m", size="auto")

    assert [tool.popitem() for _ in range(3)] == [
        ("type", "image_generation"),
        ("size", "auto"),
        ("model", "m"),
    ]
    with pytest.raises(KeyError):
        tool.popitem()


def test_clear_removes_type_too() -> None:
    tool = ImageGenTool(model="m")
    tool.clear()

    assert tool.type is None
    assert tool.as_dict() == {}
    assert not tool
    with pytest.raises(KeyError):
        tool["type"]


def test_raw_stores_may_overwrite_type() -> None:
    tool = ImageGenTool()
    tool.update({"type": "function"})

    assert tool.as_dict() == {"type": "function"}


def test_views_of_keys_and_items_are_set_like() -> None:
    tool = ImageGenTool(model="m")

    assert tool.keys() & {"model", "zzz"} == {"model"}
    assert tool.items() - {("model", "m")} == {("type", "image_generation")}


def test_tool_is_a_mutable_mapping_and_not_a_dict() -> None:
    tool: object = ImageGenTool()

    assert isinstance(tool, MutableMapping)
    assert not isinstance(tool, dict)


@pytest.mark.parametrize("attempt", [hash, reversed, json.dumps, lambda tool: tool | {}, lambda tool: {} | tool])
def test_dict_operations_without_a_counterpart_raise(attempt: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError):
        attempt(ImageGenTool())


def test_as_dict_is_plain_at_every_depth() -> None:
    tool = ImageGenTool({"input_image_mask": {"file_id": "f"}, "tool_configs": {"a": {"pin": True}}})
    tool["zzz"] = [{"deep": (ToolConfig(pin=False),)}]

    plain = tool.as_dict()

    assert type(plain["input_image_mask"]) is dict
    assert type(plain["tool_configs"]["a"]) is dict
    assert type(plain["zzz"][0]["deep"][0]) is dict
    assert json.loads(json.dumps(plain)) == {
        "input_image_mask": {"file_id": "f"},
        "tool_configs": {"a": {"pin": True}},
        "type": "image_generation",
        "zzz": [{"deep": [{"pin": False}]}],
    }


def test_exclude_readonly_is_keyword_only() -> None:
    tool: Any = ImageGenTool(model="m")

    assert tool.as_dict(exclude_readonly=True) == tool.as_dict()
    with pytest.raises(TypeError):
        tool.as_dict(True)


nested = st.recursive(
    st.integers(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.text(), inner, min_size=1, max_size=3),
    max_leaves=8,
)


def _containers(value: Any) -> list[Any]:
    if isinstance(value, (dict, PayloadMapping)):
        return [value] + [found for member in value.values() for found in _containers(member)]
    if isinstance(value, (list, tuple)):
        return [value] + [found for member in value for found in _containers(member)]
    return []


@pytest.mark.parametrize("twin", [ImageGenTool.as_dict, ImageGenTool.copy, copy.deepcopy])
@given(value=nested)
def test_copy_shares_nothing_with_the_original(twin: Callable[[ImageGenTool], Any], value: object) -> None:
    tool = ImageGenTool({"zzz": value, "input_image_mask": {"a": value}, "tool_configs": {"a": {"b": value}}})
    tool["raw"] = value

    own = {id(container) for container in _containers(tool)}

    assert not own & {id(container) for container in _containers(twin(tool))}


PAYLOAD = {
    "model": "m",
    "size": None,
    "input_image_mask": {"file_id": "f"},
    "tool_configs": {"a": {"pin": True}},
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_preserves_everything(protocol: int) -> None:
    _is_a_twin(pickle.loads(pickle.dumps(ImageGenTool(PAYLOAD), protocol)))


@pytest.mark.parametrize("twin", [ImageGenTool.copy, copy.copy, copy.deepcopy])
def test_copy_has_the_same_class_and_items(twin: Callable[[ImageGenTool], object]) -> None:
    _is_a_twin(twin(ImageGenTool(PAYLOAD)))


def _is_a_twin(twin: object) -> None:
    original = ImageGenTool(PAYLOAD)
    assert type(twin) is ImageGenTool
    assert list(twin.items()) == list(original.items())
    assert type(twin["input_image_mask"]) is ImageGenToolInputImageMask
    assert type(twin["tool_configs"]["a"]) is ToolConfig


def test_copy_of_a_subclass_has_that_class() -> None:
    class Extended(ImageGenTool):
        pass

    assert type(Extended(model="m").copy()) is Extended


def test_shallow_copy_has_own_items_and_shares_nested_values() -> None:
    tool = ImageGenTool(PAYLOAD)
    twin = copy.copy(tool)
    twin.model = "other"

    assert tool.model == "m"
    assert twin["input_image_mask"] is tool["input_image_mask"]


def test_equality_converts_the_other_mapping_first() -> None:
    tool = ImageGenTool(model="m")

    assert tool == {"model": "m"}
    assert tool == {"model": "m", "type": "function"}
    assert tool == {"model": "m"}
    assert tool == MappingProxyType({"model": "m"})
    assert ImageGenTool({"input_image_mask": {"file_id": "f"}}) == {"input_image_mask": {"file_id": "f"}}
    assert tool == ImageGenTool(model="m")
    assert tool == ImageGenTool({"type": "image_generation", "model": "m"})


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"model": "n"},
        {"model": "m", "size": None},
        {"model": "m", "tool_configs": "s"},
        5,
        None,
        "m",
        [("model", "m")],
    ],
)
def test_inequality(other: object) -> None:
    assert ImageGenTool(model="m") != other
    assert (ImageGenTool(model="m") == other) is False


def test_objects_of_two_classes_are_equal_by_their_items() -> None:
    assert ImageGenToolInputImageMask() == ToolConfig()
    assert ImageGenTool() != ToolConfig()


def test_changed_type_is_not_equal() -> None:
    tool = ImageGenTool(model="m")
    tool["type"] = "function"

    assert tool != {"type": "function", "model": "m"}  # the constructor puts the other side's type right
    assert tool == tool.copy()
