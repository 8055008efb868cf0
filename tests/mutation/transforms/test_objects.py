from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import objects
from imagegen_conformance.mutation.transforms.values import to_null


def is_one(value: object) -> bool:
    return value == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (objects.empty_object, {}),
        (objects.first_member, {"a": 1}),
        (objects.only_members("b", "c"), {"b": 2}),
        (objects.add_member("a", 3), {"a": 1, "b": 2}),
        (objects.add_member("c", None), {"c": None, "a": 1, "b": 2}),
        (objects.change_member("a", to_null), {"a": None, "b": 2}),
        (objects.change_member("c", to_null), {"a": 1, "b": 2}),
        (objects.change_unknown_members(["a"], to_null), {"a": 1, "b": None}),
        (objects.keep_members("bc".__contains__), {"b": 2}),
        (objects.rename_members(str.upper), {"A": 1, "B": 2}),
        (objects.drop_member_if("a", is_one), {"b": 2}),
        (objects.drop_member_if("b", is_one), {"a": 1, "b": 2}),
    ],
)
def test_change_returns_another_object(change, expected):
    value = {"a": 1, "b": 2}
    assert change(value) == expected
    assert value == {"a": 1, "b": 2}


def test_first_member_of_an_empty_object_is_empty():
    assert objects.first_member({}) == {}
