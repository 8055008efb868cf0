from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import item_faults
from imagegen_conformance.mutation.transforms.item_faults import EffectFault, Key, SightFault
from imagegen_conformance.mutation.transforms.operations import Items
from imagegen_reference import ImageGenTool, ImageGenToolInputImageMask

QUALITY, SIZE, UNKNOWN = Key("quality", "size"), Key("size", "quality"), Key("unknown", "name")
FAULTS = (EffectFault, SightFault)  # named here, because they are exported


def seen(fault: SightFault, key: Key, items: Items) -> Items:
    tool, copy = ImageGenTool(), dict(items)
    fault(key)(tool, copy)
    return copy


def effect_of(fault: EffectFault, key: Key, before: Items, after: Items) -> Items:
    changed = dict(after)
    fault(key)(dict(before), changed)
    return changed


def test_key_stands_for_a_field_or_for_all_unknown_keys():
    assert list(QUALITY.among({"size": 1, "quality": 2})) == ["quality"]
    assert list(UNKNOWN.among({"size": 1, "a": 2, "b": 3})) == ["a", "b"]
    assert (QUALITY.text, UNKNOWN.text) == ("quality", "an unknown key")


@pytest.mark.parametrize(
    ("fault", "key", "items", "expected"),
    [
        (item_faults.drop, QUALITY, {"quality": "low", "size": "auto"}, {"size": "auto"}),
        (item_faults.drop, UNKNOWN, {"a": 1, "b": 2, "size": "auto"}, {"size": "auto"}),
        (item_faults.drop_null, QUALITY, {"quality": None}, {}),
        (item_faults.drop_null, QUALITY, {"quality": ""}, {"quality": ""}),
        (item_faults.drop_empty, QUALITY, {"quality": ""}, {}),
        (item_faults.drop_empty, QUALITY, {"quality": None}, {"quality": None}),
        (item_faults.swap, QUALITY, {"quality": "low", "size": "auto"}, {"quality": "auto", "size": "auto"}),
        (item_faults.swap, QUALITY, {"quality": "low"}, {"quality": "low"}),
        (item_faults.swap, QUALITY, {"size": "auto"}, {"size": "auto"}),
        (item_faults.add_default("x"), QUALITY, {}, {"quality": "x"}),
        (item_faults.add_default("x"), QUALITY, {"quality": None}, {"quality": None}),
        (item_faults.change_value(item_faults.nullify), QUALITY, {"quality": "low"}, {"quality": None}),
        (item_faults.change_value(item_faults.as_text), UNKNOWN, {"a": 1, "b": [True]}, {"a": "1", "b": "[true]"}),
        (item_faults.change_value(item_faults.as_number), SIZE, {"size": "12"}, {"size": 12}),
    ],
)
def test_operation_sees_other_items(fault, key, items, expected):
    assert seen(fault, key, items) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", "5"),
        (5, "5"),
        (None, None),
        ({"a": 1}, '{"a": 1}'),
        (ImageGenToolInputImageMask(file_id="f"), '{"file_id": "f"}'),
    ],
)
def test_value_is_text(value, expected):
    assert item_faults.as_text(value) == expected


@pytest.mark.parametrize(("value", "expected"), [("05", 5), ("5a", "5a"), ("\u0665", "\u0665"), (5, 5), ("", "")])
def test_digits_are_a_number(value, expected):
    assert item_faults.as_number(value) == expected


def test_first_value_is_remembered():
    tool, see = ImageGenTool(), item_faults.remember(QUALITY)
    for value in ("low", "high"):
        items = {"quality": value}
        see(tool, items)
        assert items == {"quality": "low"}


LOW, HIGH = {"quality": "low"}, {"quality": "high"}


@pytest.mark.parametrize(
    ("fault", "before", "after", "expected"),
    [
        (item_faults.ignore, LOW, HIGH, LOW),
        (item_faults.ignore, {}, HIGH, {}),
        (item_faults.ignore, LOW, {}, LOW),
        (item_faults.keep_present, LOW, HIGH, LOW),
        (item_faults.keep_present, {}, HIGH, HIGH),
        (item_faults.change_effect(item_faults.nullify), LOW, HIGH, {"quality": None}),
        (item_faults.change_effect(item_faults.nullify), LOW, LOW, LOW),
        (item_faults.change_effect(item_faults.nullify), LOW, {}, {}),
        (item_faults.replace_removed, LOW, {}, {"quality": None}),
        (item_faults.replace_removed, LOW, HIGH, HIGH),
        (item_faults.store_as_other, LOW, HIGH, {"quality": "low", "size": "high"}),
        (item_faults.store_as_other, {}, HIGH, {"size": "high"}),
        (item_faults.remove_other, LOW, {**HIGH, "size": "auto"}, HIGH),
        (item_faults.remove_other, LOW, {**LOW, "size": "auto"}, {**LOW, "size": "auto"}),
    ],
)
def test_operation_has_another_effect(fault, before, after, expected):
    assert effect_of(fault, QUALITY, before, after) == expected
