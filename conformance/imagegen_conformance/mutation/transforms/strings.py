"""Changes of strings: functions from a string to the string that replaces it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal, TypeAlias

__all__ = [
    "ASTRAL",
    "StringChange",
    "ascii_only",
    "before",
    "decode_percent",
    "latin_1_only",
    "lower_16_bits",
    "misread_as_latin_1",
    "normalize",
    "remove_prefix",
    "remove_suffix",
    "replace_all",
    "reverse_right_to_left",
    "snake_case",
    "substitute",
    "truncate",
]
StringChange: TypeAlias = Callable[[str], str]
ASTRAL = "[\U00010000-\U0010ffff]"  # the code points that UTF-16 encodes as a pair of surrogates


def replace_all(*replacements: tuple[str, str]) -> StringChange:
    """Return a change that replaces substrings, one pair of old and new text after the other."""

    def change(text: str) -> str:
        for old, new in replacements:
            text = text.replace(old, new)
        return text

    return change


def substitute(pattern: str, replacement: str, flags: int = 0) -> StringChange:
    """Return a change that replaces the matches of a regular expression."""
    return lambda text: re.sub(pattern, replacement, text, flags=flags)


def remove_prefix(prefix: str) -> StringChange:
    """Return a change that removes a prefix."""
    return lambda text: text.removeprefix(prefix)


def remove_suffix(suffix: str) -> StringChange:
    """Return a change that removes a suffix."""
    return lambda text: text.removesuffix(suffix)


def before(separator: str) -> StringChange:
    """Return a change that cuts a string before the separator."""
    return lambda text: text.partition(separator)[0]


def truncate(length: int) -> StringChange:
    """Return a change that cuts a string after `length` characters."""
    return lambda text: text[:length]


def snake_case(text: str) -> str:
    """Convert camel case to snake case."""
    return re.sub("(?<=[a-z])([A-Z])", r"_\1", text).lower()


def normalize(form: Literal["NFC", "NFD", "NFKC"]) -> StringChange:
    """Return a change that applies a Unicode normalization form."""
    return lambda text: unicodedata.normalize(form, text)


def lower_16_bits(text: str) -> str:
    """Return the text with only the lower 16 bits of each code point."""
    return "".join(chr(ord(character) & 0xFFFF) for character in text)


def ascii_only(text: str) -> str:
    """Remove the characters that are not ASCII."""
    return text.encode("ascii", "ignore").decode("ascii")


def latin_1_only(text: str) -> str:
    """Replace the characters that are not Latin-1 with question marks."""
    return text.encode("latin-1", "replace").decode("latin-1")


def misread_as_latin_1(text: str) -> str:
    """Decode the UTF-8 bytes of a string as Latin-1."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def decode_percent(text: str) -> str:
    """Replace each percent escape with the character with this code."""
    return re.sub("%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), text)


def reverse_right_to_left(text: str) -> str:
    """Reverse a string that contains a character of a right-to-left script."""
    return text[::-1] if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text) else text
