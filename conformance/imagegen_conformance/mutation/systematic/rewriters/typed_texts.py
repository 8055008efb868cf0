"""Rewriters that read a string as a value of another type, as loaders of YAML, environments and forms do."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter

__all__ = ["TYPED_TEXTS"]
YAML_TRUE: Final = frozenset({"yes", "on", "y"})
YAML_FALSE: Final = frozenset({"no", "off", "n"})


def _matching(pattern: str, convert: Callable[[str], Json]) -> Callable[[str], Json]:
    matches = re.compile(pattern).fullmatch
    return lambda text: convert(text) if matches(text) else text


def _word(words: dict[str, Json]) -> Callable[[str], Json]:
    return lambda text: words.get(text, text)


def _sexagesimal(text: str) -> Json:
    number = 0
    for part in text.split(":"):
        number = 60 * number + int(part)
    return number


def _container_from_json(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _string_from_json(text: str) -> Json:
    value = _container_from_json(text)
    return value if isinstance(value, str) else text


def _text_from_base64(text: str) -> Json:
    try:
        return base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text


TYPED_TEXTS: Final = (
    Rewriter("typed-integer", "converts strings of digits to integers", _matching("0|[1-9][0-9]{0,17}", int)),
    Rewriter("typed-negative", "converts negative integers in strings to integers", _matching("-[1-9][0-9]{0,17}", int)),
    Rewriter("typed-plus", "converts integers with a plus sign in strings to integers", _matching(r"\+[0-9]{1,17}", int)),
    Rewriter("typed-large", "rounds integers of more than 17 digits in strings", _matching("[1-9][0-9]{17,100}", float)),
    Rewriter("typed-leading-zeros", "drops leading zeros of numbers in strings", _matching("0+[0-9]{1,17}", lambda text: str(int(text)))),
    Rewriter("typed-octal", "converts octal numbers of YAML 1.1 in strings to integers", _matching("0[0-7]{1,17}", lambda text: int(text, 8))),
    Rewriter("typed-hexadecimal", "converts hexadecimal numbers in strings to integers", _matching("0[xX][0-9A-Fa-f]{1,15}", lambda text: int(text, 16))),
    Rewriter("typed-underscores", "converts numbers with underscores in strings to integers", _matching("[0-9]{1,6}(?:_[0-9]{1,6})+", int)),
    Rewriter("typed-commas", "converts numbers with thousands separators in strings to integers", _matching("[0-9]{1,3}(?:,[0-9]{3})+", lambda text: int(text.replace(",", "")))),
    Rewriter("typed-decimal", "converts decimal numbers in strings to numbers", _matching(r"-?[0-9]{1,17}\.[0-9]{1,17}", float)),
    Rewriter("typed-exponent", "converts numbers with an exponent in strings to numbers", _matching(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}", float)),
    Rewriter("typed-trailing-zeros", "drops zeros at the end of decimal numbers in strings", _matching(r"[0-9]{1,17}\.[0-9]*0", lambda text: text.rstrip("0").rstrip("."))),
    Rewriter("typed-sexagesimal", "converts sexagesimal numbers of YAML 1.1 in strings to integers", _matching("[0-9]{1,2}(?::[0-5][0-9]){1,2}", _sexagesimal)),
    Rewriter("typed-nan", "converts NaN and Infinity in strings to null", _word(dict.fromkeys(("NaN", "nan", ".nan", "Infinity", "-Infinity", "inf", ".inf")))),
    Rewriter("typed-true", "converts the strings true and false to booleans", _word({"true": True, "false": False})),
    Rewriter("typed-python-true", "converts the strings True and False to booleans", _word({"True": True, "False": False, "TRUE": True, "FALSE": False})),
    Rewriter("typed-yes", "converts the words of YAML 1.1 for booleans in strings to booleans", lambda text: True if text.lower() in YAML_TRUE else False if text.lower() in YAML_FALSE else text),
    Rewriter("typed-null", "converts the string null to null", _word({"null": None, "Null": None, "NULL": None})),
    Rewriter("typed-none", "converts the strings None and nil to null", _word({"None": None, "nil": None, "undefined": None})),
    Rewriter("typed-tilde", "converts a tilde to null", _word({"~": None})),
    Rewriter("typed-empty", "converts the empty string to null", _word({"": None})),
    Rewriter("typed-array", "converts JSON arrays in strings to arrays", _matching(r"(?s)\s*\[.*\]\s*", _container_from_json)),
    Rewriter("typed-object", "converts JSON objects in strings to objects", _matching(r"(?s)\s*\{.*\}\s*", _container_from_json)),
    Rewriter("typed-json-string", "unquotes JSON strings in strings", _matching(r'(?s)".*"', _string_from_json)),
    Rewriter("typed-single-quotes", "removes single quotes around strings", _matching("'[^']*'", lambda text: text[1:-1])),
    Rewriter("typed-comma-list", "converts strings with commas to arrays", _matching(r"[\w.-]+(?:,[\w.-]+)+", lambda text: text.split(","))),
    Rewriter("typed-base64", "decodes base64 that contains text", _matching("(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)", _text_from_base64)),
    Rewriter("typed-bytes", "converts representations of bytes of Python to text", _matching("b'[^']*'", lambda text: text[2:-1])),
)  # fmt: skip
