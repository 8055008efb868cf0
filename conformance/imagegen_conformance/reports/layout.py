"""Layout of texts in reports: lines of at most 80 columns, in which ids, commands and paths are never broken."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

__all__ = ["LABEL_WIDTH", "MAX_WIDTH", "NO_BREAK_SPACE", "count", "enumeration", "field", "levels", "verb", "wrap"]

MAX_WIDTH = 80
LABEL_WIDTH = len("rationale")
PLURAL_VERBS = {"expects": "expect", "fails": "fail", "is": "are", "passes": "pass"}
NO_BREAK_SPACE = "\u00a0"  # a space at which `wrap` does not break a line; the report shows a space
QUOTED_POINTER = re.compile(r'"/[^"\n]*"')


def wrap(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return the lines of a text, wrapped at spaces.

    A word that is too long for a line is broken only if it is JSON, that is, if it contains a quotation mark. A quoted
    JSON Pointer is one word.

    Args:
        text: The text. Its own line breaks are kept.
        indent: The indentation of the first line.
        hanging: The indentation of the other lines; that of the first by default.
    """
    hanging = indent if hanging is None else hanging
    width = MAX_WIDTH - len(hanging)
    text = QUOTED_POINTER.sub(lambda pointer: pointer[0].replace(" ", NO_BREAK_SPACE), text)
    # Each part of a broken word fills a line, so that the space between two parts is where the line ends.
    text = re.sub(f"[^ \\n]{{{width + 1},}}", lambda word: _break_json(word[0], width), text)
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        lines += textwrap.wrap(
            line,
            MAX_WIDTH,
            initial_indent=hanging if number else indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return [line.replace(NO_BREAK_SPACE, " ") for line in lines]


def _break_json(word: str, width: int) -> str:
    if '"' not in word:
        return word
    return " ".join(word[start : start + width] for start in range(0, len(word), width))


def field(label: str, text: str, indent: str = "  ", *, wrapped: bool = True) -> list[str]:
    """Return the lines of a labeled text, with its further lines below the first.

    Args:
        label: The label.
        text: The text.
        indent: The indentation of the label.
        wrapped: Whether the text is wrapped; a command is not.
    """
    start = f"{indent}{label:<{LABEL_WIDTH}} "
    return wrap(text, start, " " * len(start)) if wrapped else [f"{start}{text}"]


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural, such as "2 cases"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def verb(number: int, singular: str) -> str:
    """Return a verb in the form that fits a number of things, such as "is" or "are"."""
    return singular if number == 1 else PLURAL_VERBS[singular]


def levels(names: Sequence[str]) -> str:
    """Return levels as a part of a sentence, such as "levels wire and schema"."""
    return f"level {names[0]}" if len(names) == 1 else f"levels {enumeration(names)}"


def enumeration(words: Sequence[str]) -> str:
    """Return words as a part of a sentence, such as "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
