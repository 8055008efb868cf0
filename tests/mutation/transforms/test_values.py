from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import values


@pytest.mark.parametrize(
    ("change", "changes", "unchanged"),
    [
        (values.int_from_digits, [("80", 80), ("007", 7), ("\u0663", 3)], ["", "1.5", "-1", 5, None, True]),
        (values.int_from_short_digits, [("80", 80)], ["1" * 16, "\u0663", "1\n", "", 5, ["1"]]),
        (values.int_from_text, [("80", 80), (" 80 ", 80), ("8_0", 80), ("-1", -1)], ["", "1.5", "x", 5, None]),
        (values.int_from_bool, [(True, 1), (False, 0)], [1, 0, "true", None]),
        (values.bool_from_bit, [(1, True), (0, False)], [2, -1, 1.0, True, "1"]),
        (values.bool_from_word, [("true", True), ("false", False)], ["True", "yes", 1, []]),
        (values.truncate_fraction, [(1.9, 1), (-1.9, -1), (2.0, 2)], [1, "1.9", 1e15, None]),
        (values.round_fraction, [(0.12345678, 0.123457)], [1, 1e15, "0.12345678"]),
        (values.round_to_ten, [(5, 0), (14, 10), (15, 20), (-9, -10)], [20, 1.5, True, "14"]),
        (values.float_from_int, [(1, 1.0)], [10**400, True, "1", 1.5]),
        (values.float_from_long_int, [(2**53 + 1, 2.0**53), (-(2**53) - 1, -(2.0**53))], [2**53, 10**400, True, "1"]),
        (values.clamp_int(0, 100), [(-1, 0), (101, 100)], [0, 50, 100, 100.5, True, "101"]),
        (values.wrap_int(8), [(128, -128), (-129, 127), (256, 0)], [127, -128, 1.5, True, "128"]),
        (values.on_strings(str.upper), [("a", "A")], [1, None, ["a"]]),
        (values.text_from_int, [(1, "1"), (-1, "-1")], [1.5, True, "1", None]),
        (values.text_from_number, [(1, "1"), (1.5, "1.5")], [True, "1", None]),
        (values.text_from_scalar, [(1, "1"), (1.5, "1.5"), (True, "True")], ["1", None, []]),
        (values.to_null, [(1, None), ({}, None)], [None]),
        (values.null_from_word, [("null", None), ("None", None)], ["NULL", "", 0, []]),
        (values.replace_null(0), [(None, 0)], [False, "", 1]),
        (values.replace_unless_known(("a", "b"), "b"), [("c", "b"), (1, "b"), ([], "b")], ["a", "b", None]),
        (values.jpeg_from_alias, [("jpg", "jpeg"), ("JPG", "jpeg"), ("JPEG", "jpeg")], ["jpeg", "png", 1, []]),
        (values.array_from_string, [("a", ["a"])], [1, None, ["a"]]),
        (values.single_member, [(["a"], "a"), ([[1]], [1])], [[], ["a", "b"], "a", {"a": 1}]),
        (values.sort_array, [(["b", "a"], ["a", "b"]), ([2, "a", None], ["a", 2, None])], ["ba", {"b": 1, "a": 2}]),
        (values.deduplicate_array, [([1, 2, 1], [1, 2]), ([{}, {}], [{}])], [[1, 2], "aa", {"a": 1}]),
        (values.drop_nulls_from_array, [([1, None], [1])], [[0], {"a": None}, None]),
        (values.object_from_array, [(["a", "b"], {"0": "a", "1": "b"}), ([], {})], [{"a": 1}, "ab"]),
        (values.object_to_empty, [({"a": 1}, {})], [[1], "a", None]),
        (values.empty_object_from_array, [([1], {}), ([], {})], [{"a": 1}, "a", None]),
        (values.empty_object_to_null, [({}, None)], [{"a": 1}, [], "", 0]),
        (values.empty_object_from_falsy, [(False, {}), (0, {}), ("", {}), ([], {})], [None, {"a": 1}, "a", [0]]),
        (values.empty_object_from_string, [("", {}), ("a", {})], [None, 0, [], ["a"]]),
        (values.object_from_pairs, [([["a", 1], ["b", 2]], {"a": 1, "b": 2})], [[], [["a"]], [[1, 2]], ["ab"], "ab", {"a": 1}]),
        (values.object_from_json, [('{"a": [1]}', {"a": [1]}), ("{}", {})], ["{", "[]", "1", "", None, {"a": 1}]),
        (values.drop_falsy_members, [({"a": 0, "b": None, "c": 1}, {"b": None, "c": 1})], [[0], "", 0]),
        (values.json_from_container, [({"a": [1]}, '{"a": [1]}'), ([], "[]")], ["a", 1, None]),
        (values.mask_from_url, [("u", {"image_url": "u"})], [1, None, {"file_id": "u"}]),
    ],
)  # fmt: skip
def test_value_is_changed_if_the_change_applies(change, changes, unchanged):
    for value, expected in changes:
        assert values.same_type_and_value(change(value), expected), value
    for value in unchanged:
        assert values.same_type_and_value(change(value), value), value


def test_replacement_of_null_is_a_new_object_each_time():
    change = values.replace_null({})
    change(None)["a"] = 1
    assert change(None) == {}


@pytest.mark.parametrize(
    ("condition", "fulfilling", "others"),
    [
        (values.is_bit, [0, 1], [2, True, False, 1.0, "1", None]),
        (values.is_boolean_word, ["true", "false", "yes", "no"], ["True", True, "", None, []]),
        (values.is_falsy, [False, 0, "", [], {}, None], [True, 1, "0", [0]]),
    ],
)
def test_condition_on_a_value(condition, fulfilling, others):
    assert all(map(condition, fulfilling))
    assert not any(map(condition, others))


@pytest.mark.parametrize(("left", "right"), [(1, 1.0), (1, True), (0, False), ("1", 1), (None, False), (1, 2)])
def test_values_of_different_types_are_not_the_same(left, right):
    assert not values.same_type_and_value(left, right)
    assert values.same_type_and_value(left, left)
