from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.difference import MISSING, difference, equal, equal_unordered
from imagegen_conformance.jsonlib.values import canonical

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)
KEYS = st.sampled_from(["a", "b", "c/d", "e~f", ""])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def value_at(value, path):
    for token in path:
        if isinstance(value, dict):
            value = value.get(token, MISSING)
        elif isinstance(value, list):
            value = value[int(token)] if int(token) < len(value) else MISSING
    return value


@given(JSON, JSON)
def test_values_are_exactly_equal_if_their_canonical_texts_are(left, right) -> None:
    assume("-0.0" not in canonical(left) + canonical(right))  # -0.0 and 0.0 are equal numbers with different texts.
    assert equal(left, right, exact=True) == (canonical(left) == canonical(right))


@given(JSON)
def test_value_equals_its_copy_with_reversed_keys(value) -> None:
    def reverse(part):
        if isinstance(part, dict):
            return {key: reverse(part[key]) for key in reversed(part)}
        return [reverse(item) for item in part] if isinstance(part, list) else part

    assert equal(value, reverse(deepcopy(value)), exact=True)


@given(JSON, JSON, st.booleans())
def test_equality_is_symmetric(left, right, exact: bool) -> None:
    assert equal(left, right, exact=exact) == equal(right, left, exact=exact)


@given(JSON, JSON)
def test_exactly_equal_values_are_equal(left, right) -> None:
    assert equal(left, right, exact=False) >= equal(left, right, exact=True)


@given(JSON, JSON, st.booleans())
def test_difference_holds_the_values_at_its_path(left, right, exact: bool) -> None:
    result = difference(left, right, exact=exact)
    if result is None:
        return
    assert value_at(left, result.path) is result.expected or value_at(left, result.path) == result.expected
    assert value_at(right, result.path) is result.actual or value_at(right, result.path) == result.actual
    assert not (result.expected is MISSING and result.actual is MISSING)


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False))
def test_shuffled_array_is_equal_unordered(items, random) -> None:
    shuffled = deepcopy(items)
    random.shuffle(shuffled)
    assert equal_unordered(items, shuffled) or "-0.0" in canonical(items)
    assert not equal_unordered(items, [*shuffled, "more"])


@pytest.mark.parametrize(
    ("expected", "actual", "pointer"),
    [
        ({"a": 1}, {}, "/a"),
        ({}, {"a": 1}, "/a"),
        ({"a": 1}, {"b": 1}, "/a"),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, "/a/b/1"),
        ([1, 2], [1], "/1"),
        ([1], [1, 2], "/1"),
        ({}, [], ""),
        ([], {}, ""),
        ([], None, ""),
        (None, False, ""),
        ({"": 1}, {"": 2}, "/"),
        ({"/": 1}, {"/": 2}, "/~1"),
        ({"~": 1}, {"~": 2}, "/~0"),
        ("é", "e\u0301", ""),
        ("A", "a", ""),
    ],
)
def test_place_of_difference_is_a_json_pointer(expected, actual, pointer: str) -> None:
    result = difference(expected, actual, exact=False)
    assert result is not None
    assert result.pointer == pointer


@pytest.mark.parametrize(
    ("expected", "actual", "result"),
    [
        ({"a": 1}, {}, (("a",), 1, MISSING)),
        ({}, {"a": 1}, (("a",), MISSING, 1)),
        ([1, 2], [1], (("1",), 2, MISSING)),
        ([1], [1, 2], (("1",), MISSING, 2)),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, (("a", "0", "b"), 1, 2)),
        ({}, [], ((), {}, [])),
    ],
)
def test_difference_has_path_expected_and_actual(expected, actual, result) -> None:
    assert difference(expected, actual, exact=True) == result


@pytest.mark.parametrize(("expected", "actual"), [({"a": {"b": 1}}, {"a": {"b": 1.0}}), ([[1]], [[1.0]])])
def test_nested_integer_and_float_differ_only_exactly(expected, actual) -> None:
    assert equal(expected, actual, exact=False)
    assert not equal(expected, actual, exact=True)


def test_integers_outside_the_range_of_a_double_are_infinite_unless_exact() -> None:
    assert equal(10**400, 10**400, exact=True)
    assert not equal(10**400, -(10**400), exact=False)
    assert equal(10**400, 10**500, exact=False)
    assert equal(-(10**400), -(10**500), exact=False)
    assert not equal(10**400, 1, exact=False)
    assert not equal(1, 10**400, exact=False)
    assert not equal(2**53, 2**53 + 1, exact=True)


def test_missing_value_is_shown_as_missing() -> None:
    assert repr(difference({"a": 1}, {}, exact=True)).endswith("actual=MISSING)")
