from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import items
from imagegen_reference import ImageGenTool


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool({"quality": "low", "size": None, "hue": 0})


@pytest.mark.parametrize(
    ("read", "key", "expected"),
    [
        (items.read_missing_as_none, "model", None),
        (items.read_missing_as_none, "quality", "low"),
        (items.read_missing_as_attribute_error, "quality", "low"),
        (items.read_null_as_missing, "quality", "low"),
        (items.read_none, "quality", None),
        (items.read_none, "hue", 0),
        (items.read_representation, "quality", "'low'"),
        (items.read_representation, "hue", "0"),
    ],
)
def test_item_is_read(tool, read, key, expected):
    assert read(tool, key) == expected


@pytest.mark.parametrize(
    ("read", "key", "exception"),
    [
        (items.read_missing_as_attribute_error, "model", AttributeError),
        (items.read_null_as_missing, "size", KeyError),
        (items.read_none, "model", KeyError),
        (items.read_representation, "model", KeyError),
    ],
)
def test_reading_an_item_raises(tool, read, key, exception):
    with pytest.raises(exception):
        read(tool, key)


@pytest.mark.parametrize(
    ("contains", "expected"),
    [
        (items.contains_nothing, []),
        (items.contains_item_or_method, ["quality", "size", "hue", "pop"]),
        (items.contains_field_or_item, ["quality", "size", "hue", "model"]),
        (items.contains_truthy, ["quality"]),
        (items.contains_not_null, ["quality", "hue"]),
    ],
)
def test_membership(tool, contains, expected):
    assert [key for key in ("quality", "size", "hue", "model", "pop", "x") if contains(tool, key)] == expected


def test_long_integer_is_assigned_as_a_double(tool):
    items.assign_long_int_as_float(tool, "quality", 2**53 + 1)
    assert repr(tool["quality"]) == "9007199254740992.0"


def test_known_item_is_assigned(tool):
    items.assign_known(tool, "quality", "high")
    assert tool["quality"] == "high"
    with pytest.raises(KeyError):
        items.assign_known(tool, "hue", 1)


def test_assignment_is_rejected(tool):
    with pytest.raises(TypeError, match="items cannot be assigned"):
        items.assign_rejected(tool, "quality", "high")


def test_assigned_null_deletes(tool):
    items.assign_null_deletes(tool, "quality", None)
    items.assign_null_deletes(tool, "model", None)
    items.assign_null_deletes(tool, "hue", 1)
    assert dict(tool) == {"size": None, "hue": 1, "type": "image_generation"}


def test_assigned_integer_is_stored_as_text(tool):
    items.assign_as_text(tool, "hue", 1)
    items.assign_as_text(tool, "size", 1.5)
    assert (tool["hue"], tool["size"]) == ("1", 1.5)


def test_deleted_item_is_null(tool):
    items.delete_to_null(tool, "quality")
    assert tool["quality"] is None
    with pytest.raises(KeyError):
        items.delete_to_null(tool, "model")


def test_missing_item_is_deleted_silently(tool):
    items.delete_silently(tool, "quality")
    items.delete_silently(tool, "model")
    assert "quality" not in tool


def test_type_is_not_deleted(tool):
    items.delete_except_type(tool, "quality")
    assert "quality" not in tool
    with pytest.raises(TypeError, match="type cannot be deleted"):
        items.delete_except_type(tool, "type")


@pytest.mark.parametrize(
    ("count", "expected"), [(items.count_fields, 15), (items.count_not_null, 3), (items.count_without_type, 3)]
)
def test_length(tool, count, expected):
    assert count(tool) == expected


@pytest.mark.parametrize(
    ("iterate", "expected"),
    [
        (items.iterate_pairs, [("quality", "low"), ("size", None), ("hue", 0), ("type", "image_generation")]),
        (items.iterate_fields, ["quality", "size", "type"]),
    ],
)
def test_iteration(tool, iterate, expected):
    assert list(iterate(tool)) == expected
