from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.pointer import escape_token, format_pointer, is_valid, parse_pointer

# RFC 6901, section 5.
EXAMPLES = [
    ("", []),
    ("/foo", ["foo"]),
    ("/foo/0", ["foo", "0"]),
    ("/", [""]),
    ("/a~1b", ["a/b"]),
    ("/c%d", ["c%d"]),
    ('/k"l', ['k"l']),
    ("/ ", [" "]),
    ("/m~0n", ["m~n"]),
    ("/~01", ["~1"]),
]


@pytest.mark.parametrize(("pointer", "tokens"), EXAMPLES)
def test_examples_of_the_standard_are_parsed_and_formatted(pointer: str, tokens: list[str]) -> None:
    assert parse_pointer(pointer) == tokens
    assert format_pointer(tokens) == pointer
    assert is_valid(pointer)


@given(st.lists(st.text()))
def test_parsing_a_formatted_pointer_returns_the_tokens(tokens: list[str]) -> None:
    assert is_valid(format_pointer(tokens))
    assert parse_pointer(format_pointer(tokens)) == tokens


def test_index_is_formatted_as_decimal() -> None:
    assert format_pointer(("cases", 12, "steps", 0)) == "/cases/12/steps/0"


@given(st.text())
def test_escaped_token_contains_no_slash(token: str) -> None:
    assert "/" not in escape_token(token)


@pytest.mark.parametrize("text", ["a", "a/b", "#/a", "/~", "/a~2", "/a/~", None, 0, ["a"], b"/a"])
def test_other_values_are_invalid(text: object) -> None:
    assert not is_valid(text)
