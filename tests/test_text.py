from __future__ import annotations

import pytest

from imagegen_conformance.text import (
    MAX_MESSAGE_LENGTH,
    MAX_VALUE_LENGTH,
    describe_exception,
    escape_control_characters,
    preview,
    preview_repr,
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
