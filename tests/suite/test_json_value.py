from __future__ import annotations

import enum
import json
import math
from collections import ChainMap, OrderedDict, UserDict, UserList
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.json_value import NotJsonError, canonical, dumps, escape, fresh, loads, to_json

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)


def shared(left, right) -> bool:
    """Whether two values have a list or an object in common."""

    def parts(value):
        if isinstance(value, (dict, list)):
            yield id(value)
            for item in value.values() if isinstance(value, dict) else value:
                yield from parts(item)

    return not set(parts(left)).isdisjoint(parts(right))


@given(JSON)
def test_loads_undoes_dumps(value) -> None:
    assert dumps(value).isascii()
    assert "\n" not in dumps(value)
    assert canonical(loads(dumps(value))) == canonical(value)


@given(JSON, st.integers(min_value=0, max_value=3), st.booleans())
def test_loads_reads_what_the_standard_library_reads(value, indent: int, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert canonical(loads(text)) == canonical(json.loads(text))


@given(st.text(alphabet='{}[]",:0123456789.eE+-tfn \\u\n\x00aN', max_size=12))
def test_loads_refuses_what_the_standard_library_refuses(text: str) -> None:
    try:
        wanted = json.loads(text)
        canonical(wanted)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            loads(text)
    else:
        assert canonical(loads(text)) == canonical(wanted)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", '{"a": NaN}', "", "\ufeff{}", "[1] 2"]
)
def test_loads_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
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
def test_loads_reads(text: str, value) -> None:
    assert loads(text) == value
    assert type(loads(text)) is type(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], {"a": math.inf}])
def test_numbers_without_json_are_not_written(value) -> None:
    for write in (dumps, canonical):
        with pytest.raises(ValueError, match=r"."):
            write(value)


@given(JSON)
def test_a_fresh_copy_is_the_same_and_shares_nothing(value) -> None:
    copy = fresh(value)
    assert dumps(copy) == dumps(value)
    assert not shared(copy, value)


@given(JSON)
def test_to_json_keeps_json_and_shares_nothing(value) -> None:
    copy = to_json(value)
    assert dumps(copy) == dumps(value)
    assert not shared(copy, value)


def wrapped(inner):
    keys = st.text(max_size=3)
    return (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3).map(UserDict)
        | st.dictionaries(keys, inner, max_size=3).map(OrderedDict)
        | st.dictionaries(keys, inner, max_size=3).map(MappingProxyType)
        | st.dictionaries(keys, inner, max_size=3).map(ChainMap)
    )


@given(st.recursive(SCALARS, wrapped, max_leaves=8))
def test_to_json_gives_plain_types(value) -> None:
    result = to_json(value, views=True)
    assert dumps(result) == dumps(to_json(result))

    def check(part) -> None:
        assert type(part) in {type(None), bool, int, float, str, list, dict}
        for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            check(item)

    check(result)


class Colour(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Liar(int):
    def __int__(self) -> int:
        return 99

    __index__ = __int__

    def __repr__(self) -> str:
        return "lies"


class Fraction(float):
    def __float__(self) -> float:
        return 99.0

    def __repr__(self) -> str:
        return "lies"


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "lies"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (Liar(5), 5),
        (Fraction(0.5), 0.5),
        (Text("true"), "true"),
        ({Text("key"): Text("value")}, {"key": "value"}),
        ((1, (2,)), [1, [2]]),
        (True, True),
        (2**64, 2**64),
    ],
)
def test_to_json_makes(value, wanted) -> None:
    assert dumps(to_json(value)) == dumps(wanted)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"a": {"b": 1}.keys()}, {"a": ["b"]}),
        ({"a": 1}.items(), [["a", 1]]),
        ({"a": 1}.values(), [1]),
        (frozenset({1}), [1]),
        (UserDict({"a": UserDict()}), {"a": {}}),
    ],
)
def test_views_and_other_mappings_are_json_only_where_that_is_said(value, wanted) -> None:
    assert dumps(to_json(value, views=True)) == dumps(wanted)
    with pytest.raises(NotJsonError):
        to_json(value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (object(), "the top"),
        ({"a": object()}, "/a"),
        ({"a": [1, b"x"]}, "/a/1"),
        ([math.nan], "/0"),
        (-math.inf, "the top"),
        ({1: "x"}, "the top"),
        ({"a": {b"k": 1}}, "/a"),
        ({"a": {None: 1}}, "/a"),
        (1j, "the top"),
        (iter([1]), "the top"),
        (UserList([1]), "the top"),
        pytest.param({"a": 10**5000}, "/a", id="long"),
        pytest.param(-(10**5000), "the top", id="long negative"),
        pytest.param(Liar(10**5000), "the top", id="long subclass"),
        (lambda: 1, "the top"),
        (bytearray(b"x"), "the top"),
    ],
)
def test_to_json_refuses_and_says_where(value, place: str) -> None:
    with pytest.raises(NotJsonError, match=rf" at {place}$"):
        to_json(value)


def test_the_longest_integer_that_is_taken_can_be_written() -> None:
    longest = 2**14_283 - 1
    assert loads(dumps(to_json(longest))) == longest
    with pytest.raises(NotJsonError):
        to_json(2**14_283)


def test_a_value_that_holds_itself_ends() -> None:
    ring: list[object] = []
    ring.append(ring)
    with pytest.raises(RecursionError):
        to_json(ring)


@given(st.text())
def test_an_escaped_key_is_one_part_of_a_pointer(key: str) -> None:
    assert "/" not in escape(key)
    assert escape(key).replace("~1", "/").replace("~0", "~") == key
