"""Long texts in reports: their beginning, length and hash, and the first place at which two of them differ."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from imagegen_conformance.jsonlib.long_texts import MAX_SHORT_LENGTH
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.layout import NO_BREAK_SPACE
from imagegen_conformance.text import MAX_BEGINNING_LENGTH, summarize

__all__ = ["JSON_STRING", "describe_text_difference", "insert_summaries", "is_long_text", "quote"]
JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')
CONTEXT_LENGTH = 20  # characters before and after the place of a difference


def is_long_text(value: Json) -> bool:
    """Return whether a value is a string that reports do not show in full."""
    return isinstance(value, str) and len(value) > MAX_SHORT_LENGTH


def insert_summaries(text: str, names: Mapping[str, str]) -> str:
    """Return JSON in which the names of long texts are replaced by the beginning, the length and the hash of the text.

    Args:
        text: The JSON text.
        names: The long texts by their names.
    """
    if not names:
        return text
    summaries = {
        f'"{name}"': summarize(quote(long_text[:MAX_BEGINNING_LENGTH])[:-1] + '…"', long_text)
        for name, long_text in names.items()
    }
    return JSON_STRING.sub(lambda string: summaries.get(string[0], string[0]), text)


def quote(text: str) -> str:
    """Return a string as JSON, with readable characters unescaped, and with spaces at which no line is broken."""
    literal = json.dumps(text, ensure_ascii=False)
    return (literal if literal.isprintable() else json.dumps(text)).replace(" ", NO_BREAK_SPACE)


def describe_text_difference(expected: str, actual: str) -> str:
    """Return the first place at which two different strings differ, with the characters around it."""
    place = _common_length(expected, actual)
    before = ("…" if place > CONTEXT_LENGTH else "") + actual[max(place - CONTEXT_LENGTH, 0) : place]
    if place == len(actual):
        return f"ends after {place:,} of {len(expected):,} characters: {quote(before)}"
    if place == len(expected):
        return f"continues after character {place:,}, the last one: {quote(before + _excerpt(actual, place))}"
    left, right = (quote(before + _excerpt(text, place)) for text in (expected, actual))
    return f"differs at character {place + 1:,} of {len(expected):,}: expected {left}, actual {right}"


def _excerpt(text: str, start: int) -> str:
    return text[start : start + CONTEXT_LENGTH] + ("…" if len(text) > start + CONTEXT_LENGTH else "")


def _common_length(left: str, right: str) -> int:
    """Return the length of the longest common beginning."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
