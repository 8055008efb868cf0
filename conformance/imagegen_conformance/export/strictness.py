"""The JSON values that some strict parsers reject although RFC 8259 permits them.

| value | parsers that reject it |
|---|---|
| a string or a key with an unpaired surrogate | most parsers, because UTF-8 cannot represent it |
| a string or a key with the character U+0000 | parsers with C strings, such as Jansson |
| an integer without a signed 64-bit representation | parsers without arbitrary precision, such as Jansson |
| deeply nested arrays and objects | every parser with a limit; the lowest known limit is 32 levels, in json-c |
"""

from __future__ import annotations

from imagegen_conformance.jsonlib.values import Json

__all__ = ["needs_lenient_parser"]
MAX_DEPTH = 30  # of a value; the file around it adds two levels
MIN_INTEGER, MAX_INTEGER = -(2**63), 2**63 - 1
SURROGATES = ("\ud800", "\udfff")  # the first and the last of them


def needs_lenient_parser(value: Json, max_depth: int = MAX_DEPTH) -> bool:
    """Return whether some strict parsers reject a value, or a file that contains it.

    Args:
        value: The value. `loads` and `dumps` reject NaN, infinities and doubles that are out of range.
        max_depth: How many arrays and objects may be nested in one another.
    """
    if isinstance(value, str):
        return _has_rejected_character(value)
    if isinstance(value, int):
        return not MIN_INTEGER <= value <= MAX_INTEGER
    if not isinstance(value, (dict, list)):
        return False
    if max_depth == 0:
        return True
    items = value.values() if isinstance(value, dict) else value
    keys = value if isinstance(value, dict) else ()
    return any(map(_has_rejected_character, keys)) or any(needs_lenient_parser(item, max_depth - 1) for item in items)


def _has_rejected_character(text: str) -> bool:
    first, last = SURROGATES
    has_surrogate = not text.isascii() and any(first <= character <= last for character in text)
    return has_surrogate or "\0" in text
