"""Rewriters of characters: normalization, case, invisible and special characters, and white space.

RFC 8259 leaves open what becomes of lone surrogates, so that no rewriter replaces them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["CHARACTERS"]
NON_CHARACTERS: Final = frozenset(
    [*range(0xFDD0, 0xFDF0), *(plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF))]
)
LOOK_ALIKES: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0410\u0412\u0415\u041e\u0420\u0421\u03bf\u03b1\u0131",
    "aeopcxyABEOPCoai",
)


def _without(category: str, keep: str = "") -> Callable[[str], str]:
    """Return a function that removes the characters of a Unicode category."""

    def remove(text: str) -> str:
        if text.isascii() and category != "Cc":
            return text
        return "".join(item for item in text if item in keep or unicodedata.category(item) != category)

    return remove


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _without_non_characters(text: str) -> str:
    return text if text.isascii() else "".join(character for character in text if ord(character) not in NON_CHARACTERS)


def _ascii_or(replacement: str) -> Callable[[str], str]:
    return lambda text: text if text.isascii() else re.sub("[^\x00-\x7f]", replacement, text)


def _normalized(form: str) -> Callable[[str], str]:
    return lambda text: unicodedata.normalize(form, text)  # type: ignore[arg-type]  # the callers name valid forms


def _repaired(text: str) -> str:
    try:
        return text if text.isascii() else text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


CHARACTERS: Final = (
    Rewriter("unicode-nfc", "normalizes strings to NFC", _normalized("NFC")),
    Rewriter("unicode-nfd", "normalizes strings to NFD", _normalized("NFD")),
    Rewriter("unicode-nfkc", "normalizes strings to NFKC", _normalized("NFKC")),
    Rewriter("unicode-folded", "folds the case of characters other than ASCII", lambda text: text if text.isascii() else text.casefold()),
    Rewriter("unicode-marks", "removes combining marks", _without_marks),
    Rewriter("unicode-bidi", "removes marks of the direction of text", replacing("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", "")),
    Rewriter("unicode-zero-width", "removes characters without width", replacing("[\u200b-\u200d\u2060]", "")),
    Rewriter("unicode-joiner", "removes the zero width joiner", lambda text: text.replace("\u200d", "")),
    Rewriter("unicode-soft-hyphen", "removes soft hyphens", lambda text: text.replace("\u00ad", "")),
    Rewriter("unicode-variation", "removes variation selectors", replacing("[\ufe00-\ufe0f\U000e0100-\U000e01ef]", "")),
    Rewriter("unicode-tags", "removes tag characters", replacing("[\U000e0000-\U000e007f]", "")),
    Rewriter("unicode-mark-first", "removes a byte order mark at the beginning", lambda text: text.removeprefix("\ufeff")),
    Rewriter("unicode-mark", "removes byte order marks anywhere", lambda text: text.replace("\ufeff", "")),
    Rewriter("unicode-private", "removes characters for private use", _without("Co")),
    Rewriter("unicode-unassigned", "removes unassigned characters", _without("Cn")),
    Rewriter("unicode-format", "removes format characters", _without("Cf")),
    Rewriter("unicode-non-characters", "removes code points that are no characters", _without_non_characters),
    Rewriter("unicode-replacement", "removes the replacement character", lambda text: text.replace("\ufffd", "")),
    Rewriter("unicode-astral", "replaces characters outside the basic multilingual plane with question marks", replacing("[\U00010000-\U0010ffff]", "?")),
    Rewriter("unicode-ascii", "removes characters other than ASCII", _ascii_or("")),
    Rewriter("unicode-question", "replaces characters other than ASCII with question marks", _ascii_or("?")),
    Rewriter("unicode-look-alikes", "replaces letters that look like Latin letters", lambda text: text.translate(LOOK_ALIKES)),
    Rewriter("unicode-dashes", "replaces dashes with hyphens", replacing("[\u2010-\u2015\u2212]", "-")),
    Rewriter("unicode-ellipsis", "replaces the ellipsis with three dots", lambda text: text.replace("\u2026", "...")),
    Rewriter("unicode-latin-1", "reads the bytes of UTF-8 as Latin-1", lambda text: text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")),
    Rewriter("unicode-mojibake", "decodes UTF-8 that was read as Latin-1", _repaired),
    Rewriter("control-removed", "removes control characters except tab, line feed and carriage return", _without("Cc", "\t\n\r")),
    Rewriter("control-c1", "removes control characters from U+0080 to U+009F", replacing("[\x80-\x9f]", "")),
    Rewriter("control-null", "cuts strings before a null character", lambda text: text.partition("\x00")[0]),
    Rewriter("control-delete", "removes the character U+007F", lambda text: text.replace("\x7f", "")),
    Rewriter("control-backspace", "applies backspaces", replacing("[^\b]?\b", "")),
    Rewriter("space-trimmed", "trims ASCII white space", lambda text: text.strip(" \t\n\r\v\f")),
    Rewriter("space-trimmed-start", "trims white space at the beginning", str.lstrip),
    Rewriter("space-trimmed-end", "trims white space at the end", str.rstrip),
    Rewriter("space-line-feed-last", "removes a line feed at the end", lambda text: text.removesuffix("\n")),
    Rewriter("space-collapsed", "replaces several spaces with one", replacing(" {2,}", " ")),
    Rewriter("space-lines-trimmed", "removes white space at the ends of lines", replacing("[ \t]+(?=\n)", "")),
    Rewriter("space-empty-lines", "joins several line feeds", replacing("\n{2,}", "\n")),
    Rewriter("space-crlf", "replaces carriage return and line feed with line feed", lambda text: text.replace("\r\n", "\n")),
    Rewriter("space-cr", "replaces single carriage returns with line feeds", replacing("\r(?!\n)", "\n")),
    Rewriter("space-lf", "replaces line feed with carriage return and line feed", replacing("(?<!\r)\n", "\r\n")),
    Rewriter("space-lines-joined", "replaces line feeds with spaces", lambda text: text.replace("\n", " ")),
    Rewriter("space-tabs", "replaces tabs with spaces", lambda text: text.replace("\t", "    ")),
    Rewriter("space-no-break", "replaces no-break spaces with spaces", replacing("[\u00a0\u202f]", " ")),
    Rewriter("space-separators", "replaces the line and paragraph separators with line feeds", replacing("[\u2028\u2029\u0085]", "\n")),
    Rewriter("space-unicode-trimmed", "trims white space other than ASCII", replacing("^[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$", "")),
    Rewriter("space-encoded", "replaces spaces with underscores", lambda text: text.replace(" ", "_")),
    Rewriter("case-lower", "converts strings to lower case", str.lower),
    Rewriter("case-upper", "converts strings to upper case", str.upper),
    Rewriter("case-first", "converts the first letter to upper case", lambda text: text[:1].upper() + text[1:]),
    Rewriter("case-snake", "converts camel case to snake case", replacing("(?<=[a-z])[A-Z]", lambda match: f"_{match[0].lower()}")),
    Rewriter("case-camel", "converts snake case to camel case", replacing("(?<=[a-z])_([a-z])", lambda match: match[1].upper())),
    Rewriter("case-hyphens", "replaces hyphens with underscores", lambda text: text.replace("-", "_")),
)  # fmt: skip
