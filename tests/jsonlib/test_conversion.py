from __future__ import annotations

import enum
import math
from collections import ChainMap, OrderedDict, UserDict, UserList
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.conversion import NotJsonError, to_json
from imagegen_conformance.jsonlib.values import canonical, dumps, loads
from json_values import JSON, SCALARS, containers


@given(JSON)
def test_json_value_is_copied_and_shares_nothing(value) -> None:
    copy = to_json(value)
    assert dumps(copy) == dumps(value)
    assert set(containers(copy)).isdisjoint(containers(value))


def python_containers(inner):
    keys = st.text(max_size=3)
    return (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3).map(UserDict)
        | st.dictionaries(keys, inner, max_size=3).map(OrderedDict)
        | st.dictionaries(keys, inner, max_size=3).map(MappingProxyType)
        | st.dictionaries(keys, inner, max_size=3).map(ChainMap)
    )


@given(st.recursive(SCALARS, python_containers, max_leaves=8))
def test_python_containers_become_plain_types(value) -> None:
    result = to_json(value, accept_views=True)
    assert dumps(result) == dumps(to_json(result))

    def check(part) -> None:
        assert type(part) in {type(None), bool, int, float, str, list, dict}
        for item in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            check(item)

    check(result)


class Color(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class OtherInt(int):
    def __int__(self) -> int:
        return 99

    __index__ = __int__

    def __repr__(self) -> str:
        return "other"


class OtherFloat(float):
    def __float__(self) -> float:
        return 99.0

    def __repr__(self) -> str:
        return "other"


class OtherText(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "other"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Color.RED, "red"),
        (Level.HIGH, 3),
        (OtherInt(5), 5),
        (OtherFloat(0.5), 0.5),
        (OtherText("true"), "true"),
        ({OtherText("key"): OtherText("value")}, {"key": "value"}),
        ((1, (2,)), [1, [2]]),
        (True, True),
        (2**64, 2**64),
    ],
)
def test_instances_of_subclasses_become_plain_values(value, expected) -> None:
    assert dumps(to_json(value)) == dumps(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": {"b": 1}.keys()}, {"a": ["b"]}),
        ({"a": 1}.items(), [["a", 1]]),
        ({"a": 1}.values(), [1]),
        (frozenset({1}), [1]),
        (UserDict({"a": UserDict()}), {"a": {}}),
    ],
)
def test_views_and_mappings_are_converted_only_if_accepted(value, expected) -> None:
    assert dumps(to_json(value, accept_views=True)) == dumps(expected)
    with pytest.raises(NotJsonError):
        to_json(value)


@given(st.sets(st.integers() | st.text(max_size=3)))
def test_sets_become_sorted_arrays(items) -> None:
    assert to_json(items, accept_views=True) == sorted(items, key=canonical)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "a value of type object has no JSON form at the root"),
        ({"a": object()}, "a value of type object has no JSON form at /a"),
        ({"a": [1, b"x"]}, "a value of type bytes has no JSON form at /a/1"),
        ({"a/b": [{"c~d": b"x"}]}, "a value of type bytes has no JSON form at /a~1b/0/c~0d"),
        ({OtherText("key"): b"x"}, "a value of type bytes has no JSON form at /key"),
        (1j, "a value of type complex has no JSON form at the root"),
        (iter([1]), "a value of type list_iterator has no JSON form at the root"),
        (UserList([1]), "a value of type UserList has no JSON form at the root"),
        (lambda: 1, "a value of type function has no JSON form at the root"),
        (bytearray(b"x"), "a value of type bytearray has no JSON form at the root"),
        ([math.nan], "nan is not a JSON number at /0"),
        (-math.inf, "-inf is not a JSON number at the root"),
        ({1: "x"}, "a key of type int is not a string at the root"),
        ({"a": {b"k": 1}}, "a key of type bytes is not a string at /a"),
        ({"a": {None: 1}}, "a key of type NoneType is not a string at /a"),
        pytest.param({"a": 10**5000}, "an integer of 16610 bits is too long for JSON text at /a", id="long"),
        pytest.param(-(10**5000), "an integer of 16610 bits is too long for JSON text at the root", id="long negative"),
        pytest.param(
            OtherInt(10**5000), "an integer of 16610 bits is too long for JSON text at the root", id="long subclass"
        ),
    ],
)
def test_value_without_json_form_raises_with_its_place(value, message: str) -> None:
    with pytest.raises(NotJsonError) as error:
        to_json(value)
    assert str(error.value) == message


def test_longest_integer_can_be_written() -> None:
    longest = 2**14_283 - 1
    assert loads(dumps(to_json(longest))) == longest
    with pytest.raises(NotJsonError):
        to_json(2**14_283)


def test_circular_value_raises() -> None:
    circular: list[object] = []
    circular.append(circular)
    with pytest.raises(RecursionError):
        to_json(circular)


@pytest.mark.parametrize("text", ["\ud83d\ude00", "a\ud83d\ude00\ud83d", "\ude00\ud83d\ude00"])
def test_surrogate_pair_becomes_the_character_that_its_json_text_has(text: str) -> None:
    joined = text.replace("\ud83d\ude00", "\N{GRINNING FACE}")
    assert to_json({text: [text]}) == {joined: [joined]}
    assert loads(dumps(to_json(text))) == to_json(text) == joined


def test_unpaired_surrogates_are_kept() -> None:
    assert to_json("\ude00\ud83d") == "\ude00\ud83d"
