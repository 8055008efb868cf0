from __future__ import annotations

import json

import pytest

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.differences import describe_differences


def lines(expected: Json, actual: Json, *, exact: bool = False) -> list[str]:
    return list(describe_differences(expected, actual, json.dumps, exact=exact))


@pytest.mark.parametrize(
    ("expected", "actual", "line"),
    [
        ({"a": 1}, {"a": 2}, "/a: expected 1, actual 2"),
        ({"a": 1}, {"a": True}, "/a: expected 1, actual true"),
        ({"a": 1}, {}, "/a: missing, expected 1"),
        ({}, {"a": None}, "/a: unexpected null"),
        ([1, 2], [1], "/1: missing, expected 2"),
        ([1], [1, {}], "/1: unexpected {}"),
        ({"a": {"b": [0]}}, {"a": {"b": [1]}}, "/a/b/0: expected 0, actual 1"),
        ({}, {"type ": 1}, '"/type ": unexpected 1'),
        ({"\x1b/": 1}, {}, '"/\\x1b~1": missing, expected 1'),
        ({"a": {}}, {"a": [1]}, "/a: expected an object, actual an array: {}, [1]"),
        ({"a": []}, {"a": "b"}, '/a: expected an array, actual a string: [], "b"'),
        ({"a": None}, {"a": {}}, "/a: expected null, actual an object: null, {}"),
        ({"a": 0.5}, {"a": []}, "/a: expected a number, actual an array: 0.5, []"),
        ({"a": True}, {"a": []}, "/a: expected a boolean, actual an array: true, []"),
        ({"a": 1}, [], "the root: expected an object, actual an array"),
        ({"a": 1}, 2, "the root: expected an object, actual a number"),
    ],
)
def test_difference_is_one_line(expected: Json, actual: Json, line: str) -> None:
    assert lines(expected, actual) == [line]


def test_differences_have_the_order_of_the_expected_value() -> None:
    assert lines({"b": 1, "a": 2}, {"c": 3, "a": 0}) == [
        "/b: missing, expected 1",
        "/a: expected 2, actual 0",
        "/c: unexpected 3",
    ]


def test_scalars_have_no_lines() -> None:
    assert lines(1, 2) == lines("a", None) == []


def test_equal_values_have_no_lines() -> None:
    assert lines({"a": [1, {}]}, {"a": [1, {}]}) == []


def test_notation_of_numbers_is_a_difference_only_if_exact() -> None:
    assert lines([1], [1.0]) == []
    assert lines([1], [1.0], exact=True) == ["/0: expected 1, actual 1.0"]


def test_differences_beyond_the_tenth_are_counted() -> None:
    found = lines(list(range(99)), [])
    assert found[9:] == ["/9: missing, expected 9", "and 89 more differences"]


def test_deeply_nested_values_are_compared_as_a_whole() -> None:
    expected: Json = 1
    actual: Json = 2
    for _ in range(50):
        expected, actual = [expected], [actual]
    (line,) = lines(expected, actual)
    assert line.startswith(f"{'/0' * 20}: expected [")


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("expected", "actual", "line"),
    [
        (LONG, LONG[:-1], f'the root: ends after 4,999 of 5,000 characters: "…{"x" * 20}"'),
        ({"a": LONG}, {"a": ""}, '/a: ends after 0 of 5,000 characters: ""'),
        ({"a": ""}, {"a": LONG}, f'/a: continues after character 0, the last one: "{"x" * 20}…"'),
        ({"a": LONG}, {"a": LONG + "\n"}, f'/a: continues after character 5,000, the last one: "…{"x" * 20}\\n"'),
        (
            {"a": LONG},
            {"a": f"xx y{LONG}"},
            f'/a: differs at character 3 of 5,000: expected "{"x" * 22}…", actual "xx y{"x" * 18}…"',
        ),
        ({"a": LONG}, {"a": 1}, f'/a: expected "{LONG}", actual 1'),
    ],
    ids=["cut", "empty", "not empty", "longer", "changed", "other type"],
)
def test_long_texts_have_the_place_of_the_first_difference(expected: Json, actual: Json, line: str) -> None:
    assert [shown.replace("\u00a0", " ") for shown in lines(expected, actual)] == [line]
