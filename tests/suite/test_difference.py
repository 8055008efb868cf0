from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imagegen_conformance.difference import MISSING, difference, same, same_in_any_order
from imagegen_conformance.json_value import canonical

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)
KEYS = st.sampled_from(["a", "b", "c/d", "e~f", ""])
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def at(value, path):
    for part in path:
        if isinstance(value, dict):
            value = value.get(part, MISSING)
        elif isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else MISSING
    return value


@given(JSON, JSON)
def test_exact_sameness_is_equality_of_canonical_text(left, right) -> None:
    assume("-0.0" not in canonical(left) + canonical(right))  # which is 0.0 as a number, and another text
    assert same(left, right, exact=True) == (canonical(left) == canonical(right))


@given(JSON)
def test_a_value_is_the_same_as_its_copy_whatever_the_order_of_keys(value) -> None:
    def turned(part):
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in reversed(part)}
        return [turned(item) for item in part] if isinstance(part, list) else part

    assert same(value, turned(deepcopy(value)), exact=True)


@given(JSON, JSON, st.booleans())
def test_sameness_goes_both_ways(left, right, exact: bool) -> None:
    assert same(left, right, exact=exact) == same(right, left, exact=exact)


@given(JSON, JSON)
def test_what_is_the_same_exactly_is_the_same(left, right) -> None:
    assert same(left, right, exact=False) >= same(left, right, exact=True)


@given(JSON, JSON, st.booleans())
def test_the_difference_is_found_at_its_path(left, right, exact: bool) -> None:
    found = difference(left, right, exact=exact)
    if found is None:
        return
    assert at(left, found.path) is found.wanted or at(left, found.path) == found.wanted
    assert at(right, found.path) is found.got or at(right, found.path) == found.got
    assert not (found.wanted is MISSING and found.got is MISSING)


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False))
def test_a_shuffled_list_is_the_same_in_any_order(items, random) -> None:
    shuffled = deepcopy(items)
    random.shuffle(shuffled)
    assert same_in_any_order(items, shuffled) or "-0.0" in canonical(items)
    assert not same_in_any_order(items, [*shuffled, "more"])


@pytest.mark.parametrize(
    ("wanted", "got", "place"),
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
def test_place(wanted, got, place: str) -> None:
    found = difference(wanted, got, exact=False)
    assert found is not None
    assert found.at == place


@pytest.mark.parametrize(
    ("wanted", "got", "found"),
    [
        ({"a": 1}, {}, (("a",), 1, MISSING)),
        ({}, {"a": 1}, (("a",), MISSING, 1)),
        ([1, 2], [1], (("1",), 2, MISSING)),
        ([1], [1, 2], (("1",), MISSING, 2)),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, (("a", "0", "b"), 1, 2)),
        ({}, [], ((), {}, [])),
    ],
)
def test_both_sides_are_told(wanted, got, found) -> None:
    assert difference(wanted, got, exact=True) == found


@pytest.mark.parametrize(("wanted", "got"), [({"a": {"b": 1}}, {"a": {"b": 1.0}}), ([[1]], [[1.0]])])
def test_notation_counts_inside_too(wanted, got) -> None:
    assert same(wanted, got, exact=False)
    assert not same(wanted, got, exact=True)


def test_integers_beyond_a_double_differ_only_exactly() -> None:
    assert same(10**400, 10**400, exact=True)
    assert not same(10**400, -(10**400), exact=False)
    assert same(10**400, 10**500, exact=False)
    assert same(-(10**400), -(10**500), exact=False)
    assert not same(10**400, 1, exact=False)
    assert not same(1, 10**400, exact=False)
    assert not same(2**53, 2**53 + 1, exact=True)


def test_nothing_is_shown_as_nothing() -> None:
    assert repr(difference({"a": 1}, {}, exact=True)).endswith("got=nothing)")
    assert json.loads(canonical({"b": 1, "a": 2})) == {"a": 2, "b": 1}
