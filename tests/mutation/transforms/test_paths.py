from __future__ import annotations

import copy

import pytest

from imagegen_conformance.mutation.transforms import paths

PAYLOAD = {"a": {"b": {"c": 1, "d": None}, "e": "x"}, "f": 2}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            paths.change_at(("a", "b", "c"), lambda value: value + 1),
            {"a": {"b": {"c": 2, "d": None}, "e": "x"}, "f": 2},
        ),
        (paths.change_at(("f",), str), {**PAYLOAD, "f": "2"}),
        (paths.change_at(("a", "x"), str), PAYLOAD),
        (paths.change_at(("f", "x"), str), PAYLOAD),
        (paths.drop_at(("f",)), {"a": PAYLOAD["a"]}),
        (paths.drop_at(("a", "b")), {"a": {"e": "x"}, "f": 2}),
        (paths.drop_at(("f", "x")), PAYLOAD),
        (paths.drop_values_at(("a", "b", "d"), lambda value: value is None), {"a": {"b": {"c": 1}, "e": "x"}, "f": 2}),
        (paths.drop_values_at(("a", "b", "c"), lambda value: value is None), PAYLOAD),
        (paths.add_at(("g",), 3), {**PAYLOAD, "g": 3}),
        (paths.add_at(("f",), 3), PAYLOAD),
        (paths.add_at(("a", "b", "g"), 3), {"a": {"b": {"c": 1, "d": None, "g": 3}, "e": "x"}, "f": 2}),
        (paths.add_at(("x", "g"), 3), PAYLOAD),
        (paths.add_at(("f", "g"), 3), PAYLOAD),
    ],
)
def test_change_applies_to_the_value_at_the_path(change, expected):
    original = copy.deepcopy(PAYLOAD)
    payload = dict(original)
    change(payload)
    assert payload == expected
    assert original == PAYLOAD


@pytest.mark.parametrize(
    ("condition", "is_fulfilled"),
    [
        (paths.value_at_is(("f",), 2), True),
        (paths.value_at_is(("f",), 2.0), False),
        (paths.value_at_is(("a", "b", "d"), None), True),
        (paths.value_at_is(("a", "b", "x"), None), False),
        (paths.value_at_is_other_than(("a", "e"), ("y",)), True),
        (paths.value_at_is_other_than(("a", "e"), ("x", "y")), False),
        (paths.value_at_is_other_than(("f",), ()), False),
        (paths.lacks_member(("a",), "x"), True),
        (paths.lacks_member(("a",), "b"), False),
        (paths.lacks_member(("f",), "x"), False),
        (paths.lacks_member(("x",), "x"), False),
    ],
)
def test_condition_on_the_value_at_the_path(condition, is_fulfilled):
    assert condition(PAYLOAD) is is_fulfilled
