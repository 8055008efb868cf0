from __future__ import annotations

import pytest

from imagegen_conformance.text import (
    MAX_MESSAGE_LENGTH,
    MAX_VALUE_LENGTH,
    describe_encoding,
    describe_exception,
    describe_pointer,
    escape_control_characters,
    preview,
    preview_repr,
    summarize,
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain é 🎨", "plain é 🎨"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202e\ud800", "\\u202e\\ud800"),
        ("it's \\ \n", "it's \\ \\n"),
    ],
)
def test_characters_that_break_a_line_or_control_a_terminal_are_escaped(text: str, escaped: str) -> None:
    assert escape_control_characters(text) == escaped


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("", "the root"),
        ("/size", "/size"),
        ("/a b/c", "/a b/c"),
        ("/type ", '"/type "'),
        ("/ type", '"/ type"'),
        ("/a /b", '"/a /b"'),
        ("/\x1b[1m", '"/\\x1b[1m"'),
    ],
)
def test_pointer_is_quoted_if_it_could_be_misread(pointer: str, text: str) -> None:
    assert describe_pointer(pointer) == text


def test_long_pointer_is_shortened_within_the_quotation_marks() -> None:
    assert describe_pointer("/1234567", 5) == "/123…"
    assert describe_pointer("/123456 ", 5) == '"/123…"'


def test_pointer_with_a_long_key_has_its_length_and_hash() -> None:
    text = describe_pointer(f"/a/{'k' * 4096}")
    assert text == f'"/a/{"k" * 36}…" (4,099 characters, SHA-256 2ed614416a2c)'
    assert describe_pointer(f"/a/{'k' * 4096}", 5) == '"/a/k…" (4,099 characters, SHA-256 2ed614416a2c)'
    assert describe_pointer(f"/{'k' * 4095}") == f"/{'k' * 4095}"


def test_hash_of_a_text_is_that_of_its_utf_8() -> None:
    assert summarize("é…", "é" * 3) == "é… (3 characters, SHA-256 355b7226e20c)"
    assert summarize("a", "\ud800").startswith("a (1 characters, SHA-256 ")


@pytest.mark.parametrize(
    ("text", "shown"), [("", ""), ("12345", "12345"), ("123456", "1234…"), ("1\n34", "1\\n34"), ("1\n345", "1\\n3…")]
)
def test_preview_is_no_longer_than_its_maximum(text: str, shown: str) -> None:
    assert preview(text, 5) == shown


@pytest.mark.parametrize(
    ("value", "text"),
    [("a\n", "'a\\n'"), (None, "None"), ("x" * 100, "'" + "x" * (MAX_VALUE_LENGTH - 2) + "…")],
)
def test_representation_of_a_value_is_previewed(value: object, text: str) -> None:
    assert preview_repr(value) == text


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise SystemExit


class InterruptingError(Exception):
    def __str__(self) -> str:
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("no\n  such\tsize"), "ValueError: no such size"),
        (ValueError(), "ValueError"),
        (KeyError("a"), "KeyError: 'a'"),
        (UnprintableError(), "UnprintableError: (its message cannot be printed)"),
    ],
)
def test_exception_is_described_by_type_and_message(error: BaseException, line: str) -> None:
    assert describe_exception(error) == line


def test_long_message_is_shortened() -> None:
    line = describe_exception(ValueError("x" * 1000))
    assert len(line) == MAX_MESSAGE_LENGTH
    assert line.endswith("x…")


def test_interrupt_within_a_message_is_not_caught() -> None:
    with pytest.raises(KeyboardInterrupt):
        describe_exception(InterruptingError())


@pytest.mark.parametrize("text", ["{}", "[]", ' \r\n\t{"a": "é"}', "{" + "x" * 1000])
@pytest.mark.parametrize(
    ("codec", "description"),
    [
        ("utf-8", None),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
def test_encoding_of_a_json_text_is_described(text: str, codec: str, description: str | None) -> None:
    assert describe_encoding(text.encode(codec)) == description


@pytest.mark.parametrize(
    "content", [b"", b"x", b"\xff", b"\xff\xfe", b"\xff\xfe\n", bytes(100), b"\xef\xbb\xbf", b"\x89PNG"]
)
def test_encoding_of_another_file_is_not_described(content: bytes) -> None:
    assert describe_encoding(content) is None
