"""The value of an option in a configuration file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

from imagegen_conformance.runner.option import (
    Option,
    choice_of,
    integer,
    non_negative_int,
    port_number,
    positive_int,
    positive_rate,
    positive_seconds,
)
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview, preview_repr

__all__ = ["configured_value"]

WHOLE_NUMBERS = {integer, non_negative_int, port_number, positive_int}
NUMBERS = {*WHOLE_NUMBERS, positive_rate, positive_seconds}
# The words that pytest accepts as booleans.
TRUE_WORDS = frozenset({"1", "on", "t", "true", "y", "yes"})
FALSE_WORDS = frozenset({"0", "f", "false", "n", "no", "off"})


def configured_value(option: Option, value: object, *, from_text: bool = False) -> Any:
    """Return the value that an option has if a configuration file sets it.

    It is the value that the parser of the option returns for the same text on the command line.

    Args:
        option: The option.
        value: The value in the file.
        from_text: Whether the format of the file has only texts and lists of texts, which stand for numbers and
            booleans, too. A text with several lines then stands for a list.

    Raises:
        ArgumentTypeError: The type or the value is invalid.
    """
    if option.kind in {"flag", "switch"}:
        return _boolean(value, from_text=from_text)
    if option.kind == "repeatable":
        if from_text and isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        if not isinstance(value, list):
            _reject(value, "a list", "Write a list of strings.")
        return [_item(option, _text(item), from_text=from_text) for item in value]
    if option.parse in NUMBERS:
        return _number(option, value, from_text=from_text)
    return _parse(option, _text(value))


def _boolean(value: object, *, from_text: bool) -> bool:
    if from_text and isinstance(value, str) and value.strip().lower() in TRUE_WORDS | FALSE_WORDS:
        return value.strip().lower() in TRUE_WORDS
    if not isinstance(value, bool):
        _reject(value, "a boolean", "Write true or false.")
    return value


def _number(option: Option, value: object, *, from_text: bool) -> Any:
    if from_text and isinstance(value, str):
        return _parse(option, value.strip())
    is_whole = option.parse in WHOLE_NUMBERS
    if isinstance(value, bool) or not isinstance(value, int if is_whole else (int, float)):
        _reject(value, "an integer" if is_whole else "a number", "Write a number without quotation marks.")
    try:
        return _parse(option, _digits(value))
    except argparse.ArgumentTypeError as error:  # parsers quote a text, but the file has a number
        raise argparse.ArgumentTypeError(str(error).replace("'", "", 2)) from None


def _item(option: Option, text: str, *, from_text: bool) -> Any:
    parts = text.replace(",", " ").split()
    if len(parts) > 1 and option.choices and set(parts) <= set(option.choices):
        hint = "Write each on a line of its own." if from_text else "Write a string for each."
        raise argparse.ArgumentTypeError(f"{preview_repr(text)} has several values. {hint}")
    return _parse(option, text)


def _digits(number: object) -> str:
    try:
        return str(number)
    except ValueError:  # Python limits the number of digits
        raise argparse.ArgumentTypeError("the number has too many digits. Write a smaller one.") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        _reject(value, "a string", "Write a string.")
    if "\0" in value:  # neither a path nor an argument of a process can contain it
        raise argparse.ArgumentTypeError("the string contains the character NUL. Remove it.")
    return value


def _parse(option: Option, text: str) -> Any:
    # Parsers quote an invalid value in full, but a file can contain a very long one.
    shown = preview(text, MAX_VALUE_LENGTH)
    if option.choices:
        return choice_of(option.choices)(shown)
    try:
        value = option.parse(text)
    except argparse.ArgumentTypeError:
        if len(text) > MAX_VALUE_LENGTH:
            option.parse(shown)
        raise
    if not isinstance(value, Path) and not text.strip():  # a later error would not name the key
        raise argparse.ArgumentTypeError("the string is empty. Write a value, or remove the key.")
    return value


def _reject(value: object, expected: str, hint: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f"{_describe(value)} is not {expected}. {hint}")


def _describe(value: object) -> str:
    """Return a TOML value for a message."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int):
        return preview(_digits(value), MAX_VALUE_LENGTH)
    return preview_repr(value) if isinstance(value, (str, float)) else preview(str(value), MAX_VALUE_LENGTH)
