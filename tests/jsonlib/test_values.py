from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.values import canonical, deep_copy, dumps, is_unmodified, loads
from json_values import JSON, containers


@given(JSON)
def test_loads_of_dumps_returns_the_value(value) -> None:
    assert dumps(value).isascii()
    assert "\n" not in dumps(value)
    assert canonical(loads(dumps(value))) == canonical(value)


@given(JSON, st.integers(min_value=0, max_value=3), st.booleans())
def test_loads_of_valid_text_returns_what_json_returns(value, indent: int, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert canonical(loads(text)) == canonical(json.loads(text))


@given(st.text(alphabet='{}[]",:0123456789.eE+-tfn \\u\n\x00aN', max_size=12))
def test_loads_of_any_text_raises_if_json_raises(text: str) -> None:
    try:
        expected = json.loads(text)
        canonical(expected)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            loads(text)
    else:
        assert canonical(loads(text)) == canonical(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NaN", "^NaN is not a JSON number$"),
        ("Infinity", "^Infinity is not a JSON number$"),
        ("-Infinity", "^-Infinity is not a JSON number$"),
        ('{"a": NaN}', "^NaN is not a JSON number$"),
        ("1e999", "^1e999 is outside the range of a double$"),
        ("-1e999", "^-1e999 is outside the range of a double$"),
        pytest.param("[" * 100_000, "^nested too deeply$", id="deep"),
        ("", "Expecting value"),
        ("\ufeff{}", "Expecting value"),
        ("[1] 2", "Extra data"),
    ],
)
def test_loads_of_invalid_text_raises(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loads(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('"\\ud83d\\ude00"', "😀"),
        ("1.0", 1.0),
        ("-0", 0),
        ("1E2", 100.0),
        ("5e-324", 5e-324),
    ],
)
def test_loads_returns_value_of_exact_type(text: str, value) -> None:
    assert loads(text) == value
    assert type(loads(text)) is type(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], {"a": math.inf}])
@pytest.mark.parametrize("function", [dumps, canonical])
def test_numbers_without_json_form_raise(function, value) -> None:
    with pytest.raises(ValueError, match=r"not JSON compliant"):
        function(value)


def test_canonical_sorts_keys() -> None:
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == '{"a":{"c":3,"d":2},"b":1}'


@given(JSON)
def test_deep_copy_is_equal_and_shares_nothing(value) -> None:
    copy = deep_copy(value)
    assert dumps(copy) == dumps(value)
    assert set(containers(copy)).isdisjoint(containers(value))


@pytest.mark.parametrize(
    ("original", "copy", "expected"),
    [
        ({"a": 1, "b": [{"c": None}]}, {"b": [{"c": None}], "a": 1}, True),
        ({"a": 1}, {"a": 1.0}, False),
        ({"a": 1}, {"a": True}, False),
        ({"a": 0.0}, {"a": -0.0}, False),
        ({"a": 1}, {}, False),
        ({"a": 1}, {"b": 1}, False),
        ({}, {"a": 1}, False),
        ([1, 2], [1], False),
        ([1, [2]], [1, [3]], False),
        ("a", "b", False),
        (None, {}, False),
    ],
)
def test_unmodified_copy_has_the_members_and_types_of_the_original(original, copy, expected: bool) -> None:
    assert is_unmodified(deep_copy(original), original)
    assert is_unmodified(copy, original) is expected
