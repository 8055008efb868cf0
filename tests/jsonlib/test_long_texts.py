"""The compact form of long texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.long_texts import (
    compact,
    expand,
    has_long_text,
    name_long_texts,
    repeat,
    repetition,
)
from imagegen_conformance.jsonlib.values import Json, dumps

LONG = "x" * 5000
PARTS = st.lists(st.tuples(st.text(min_size=1, max_size=9), st.sampled_from([1, 2, 600, 5000])), max_size=4)


class TestRepetition:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("x" * 5000, ["x", 5000]),
            ("ab" * 2500, ["ab", 2500]),
            ("data:image/png;base64," + "iVBORw0K" * 8192, ["data:image/png;base64,", 1, "iVBORw0K", 8192]),
            ("abcdefg " * 512 + "i", ["abcdefg ", 512, "i", 1]),
            ("1x" + "1" * 5000, ["1x", 1, "1", 5000]),
            ("[" * 3000 + "]" * 3000, ["[", 3000, "]", 3000]),
            ("é" * 8191 + "y" + "é" * 8192, ["é", 8191, "y", 1, "é", 8192]),
            ("\ud800" * 5000, ["\ud800", 5000]),
            ("short", ["short", 1]),
            ("", []),
        ],
        ids=lambda value: str(value)[:12].encode("ascii", "backslashreplace").decode(),
    )
    def test_repeated_part_is_written_once(self, text: str, parts: Json) -> None:
        assert repetition(text) == parts
        assert repeat(parts) == text

    def test_text_that_repeats_nothing_is_one_part(self) -> None:
        text = "".join(map(str, range(3000)))
        assert repetition(text) == [text, 1]

    @settings(max_examples=30)
    @given(PARTS)
    def test_repetition_is_that_of_the_text(self, parts) -> None:
        text = "".join(part * number for part, number in parts)
        assert repeat(repetition(text)) == text

    @pytest.mark.parametrize(
        ("parts", "error"),
        [
            (["x"], ValueError),
            (["x", 1, "y"], ValueError),
            (["x", "y"], TypeError),
            ([1, 1], TypeError),
            (["x", True], TypeError),
            (["x", 1.0], TypeError),
            (["x", -1], ValueError),
            (["x", 1 << 40], ValueError),
            (["x" * 100, 1 << 20], ValueError),
        ],
    )
    def test_malformed_repetition_is_an_error(self, parts: Json, error: type[Exception]) -> None:
        with pytest.raises(error):
            repeat(parts)


class TestLongText:
    @pytest.mark.parametrize(
        "value", [LONG, {"a": [LONG]}, {LONG: 1}, [[LONG]]], ids=lambda value: type(value).__name__
    )
    def test_text_of_more_than_4096_characters_is_long(self, value: Json) -> None:
        assert has_long_text(value)

    @pytest.mark.parametrize("value", ["x" * 4096, {"x" * 4096: "x" * 4096}, [1, None, 0.5, True], {}], ids=type)
    def test_other_values_have_none(self, value: Json) -> None:
        assert not has_long_text(value)


class TestCompact:
    def test_values_and_keys_get_names(self) -> None:
        value = {"a": LONG, "b": [LONG, "ab" * 3000], LONG: {"c": 1}}
        compacted, texts = compact(value)
        assert compacted == {"a": "$1", "b": ["$1", "$2"], "$1": {"c": 1}}
        assert texts == {"$1": ["x", 5000], "$2": ["ab", 3000]}
        assert expand(compacted, texts) == value

    def test_order_of_keys_is_kept(self) -> None:
        value = {"b": 1, LONG: 2, "a": 3}
        compacted, texts = compact(value)
        assert list(expand(compacted, texts)) == list(value)

    def test_name_that_occurs_in_the_value_is_not_used(self) -> None:
        value = {"a": "$1", "$2": "costs $3", "b": LONG}
        assert compact(value) == ({"a": "$1", "$2": "costs $3", "b": "$4"}, {"$4": ["x", 5000]})

    def test_value_without_long_text_is_returned_unchanged(self) -> None:
        value = {"a": "x" * 4096}
        assert compact(value) == (value, {})
        assert compact(value)[0] is value

    def test_text_that_does_not_get_shorter_stays(self) -> None:
        text = "".join(map(str, range(3000)))
        assert compact([text, LONG]) == ([text, "$1"], {"$1": ["x", 5000]})

    def test_texts_that_are_too_long_for_a_table_stay(self) -> None:
        value = ["x" * 60_000_000, "y" * 60_000_000, "z" * 5000]
        compacted, table = compact(value)
        assert compacted == ["$1", value[1], "$2"]
        assert expand(compacted, table) == value

    def test_value_that_is_nested_too_deeply_stays(self) -> None:
        value: Json = LONG
        for _ in range(3000):
            value = [value]
        compacted, texts = compact(value)
        assert compacted is value
        assert texts == {}

    @settings(max_examples=30)
    @given(st.recursive(PARTS.map(lambda parts: "".join(text * number for text, number in parts)), st.lists))
    def test_expanded_value_is_the_original(self, value: Json) -> None:
        assert dumps(expand(*compact(value))) == dumps(value)


class TestExpand:
    def test_texts_of_a_table_have_a_common_limit(self) -> None:
        with pytest.raises(ValueError, match="too long"):
            expand({}, {"$1": ["x", 1 << 25], "$2": ["x", 1 << 25], "$3": ["x", 1]})

    def test_malformed_table_is_an_error(self) -> None:
        with pytest.raises(AttributeError):
            expand({}, [])  # type: ignore[arg-type]


def test_named_texts_are_complete() -> None:
    text = "".join(map(str, range(3000)))
    assert name_long_texts({"a": text, text: LONG}) == ({"a": "$1", "$1": "$2"}, {"$1": text, "$2": LONG})
