"""Parsers of JSON text that misread valid JSON, accept text that is not JSON, or read numbers in another permitted way.

Each of them does one thing differently: apart from that, it rejects NaN, infinities, and numbers beyond the range of
a double, as `loads` of the suite does.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from imagegen_conformance.jsonlib.approximation import other_doubles as find_other_doubles
from imagegen_conformance.jsonlib.values import Json, loads

__all__ = [
    "TextParser",
    "accept_constants",
    "collect_duplicates",
    "complete_truncated_text",
    "crash_beyond_doubles",
    "crash_on_depth",
    "crash_on_duplicates",
    "crash_on_invalid_text",
    "empty_if_invalid",
    "empty_unless_object",
    "first_of_array",
    "ignore_exponents",
    "ignore_trailing_text",
    "ints_as_floats",
    "long_ints_as_floats",
    "numbers_as_text",
    "other_doubles",
    "parse_nested_text",
    "python_literal",
    "reject_floats",
    "require_literal_type",
    "substitute_before",
    "truncate_fractions",
]
TextParser: TypeAlias = Callable[[str], Json]
MAX_BRACKETS = 60
MAX_NESTED_BRACKETS = 30
# What may be missing at the end of a text that is cut off inside a payload, the shortest first.
COMPLETIONS = ("", "}", '"}', '"}}', "}}", "null}", ":null}", '":null}')


def substitute_before(*substitutions: tuple[str, str]) -> TextParser:
    """Return a parser that first applies substitutions to the text.

    Args:
        substitutions: Pairs of a regular expression and its replacement.
    """

    def parse(text: str) -> Json:
        for pattern, replacement in substitutions:
            text = re.sub(pattern, replacement, text, flags=re.DOTALL)
        return loads(text)

    return parse


def _decode(text: str, **hooks: Any) -> Json:
    """Return the value of a JSON text, read with hooks of the `json` module. Numbers are finite."""
    return json.loads(text, **{"parse_constant": _reject_number, "parse_float": _finite, **hooks})


def _reject_number(token: str) -> Json:
    raise ValueError(f"unsupported number {token}")


def _finite(token: str) -> float:
    number = float(token)
    return number if math.isfinite(number) else _reject_number(token)


# Numbers


def accept_constants(text: str) -> Json:
    """Parse NaN and infinities as numbers, which have no JSON form."""
    return _decode(text, parse_constant=float)


def ints_as_floats(text: str) -> Json:
    """Parse integers as doubles."""
    return _decode(text, parse_int=_finite)


def long_ints_as_floats(text: str) -> Json:
    """Parse integers of more than 53 bits as doubles."""
    return _decode(text, parse_int=_int_or_float)


def _int_or_float(digits: str) -> int | float:
    return int(digits) if abs(int(digits)) < 2**53 else _finite(digits)


def ignore_exponents(text: str) -> Json:
    """Parse numbers without their exponent."""
    return _decode(text, parse_float=_without_exponent)


def _without_exponent(number: str) -> float:
    return float(re.sub("[eE].*", "", number))


def truncate_fractions(text: str) -> Json:
    """Parse numbers without their fraction."""
    return _decode(text, parse_float=_without_fraction)


def _without_fraction(number: str) -> int | float:
    return int(float(number)) if abs(float(number)) < 1e15 else _finite(number)


def other_doubles(text: str) -> Json:
    """Parse a number with many digits or a large exponent as the last of the doubles that it may become."""
    return _decode(text, parse_float=_other_double)


def _other_double(number: str) -> float:
    others = find_other_doubles(number)
    return others[-1] if others else _finite(number)


def reject_floats(text: str) -> Json:
    """Reject numbers with a point or an exponent."""
    return _decode(text, parse_float=_reject_number)


def numbers_as_text(text: str) -> Json:
    """Parse numbers with a point or an exponent as strings."""
    return _decode(text, parse_float=str)


def crash_beyond_doubles(text: str) -> Json:
    """Crash on numbers that are not finite as doubles."""
    representation = repr(json.loads(text))
    if "inf" in representation or "nan" in representation:
        raise RuntimeError("a number is not finite")
    return loads(text)


# Text that is not JSON


def ignore_trailing_text(text: str) -> Json:
    """Parse the JSON value at the start of a text, and ignore the rest."""
    decoder = json.JSONDecoder(parse_constant=_reject_number, parse_float=_finite)
    return decoder.raw_decode(text.lstrip(" \t\r\n"))[0]


def complete_truncated_text(text: str) -> Json:
    """Add quotes, brackets and values to a truncated text until it is JSON."""
    for completion in COMPLETIONS:
        try:
            return loads(text + completion)
        except ValueError:
            continue
    raise ValueError("this is not JSON")


def empty_if_invalid(text: str) -> Json:
    """Return an empty object if the text is not JSON."""
    try:
        return loads(text)
    except ValueError:
        return {}


def crash_on_invalid_text(text: str) -> Json:
    """Crash if the text is not JSON."""
    try:
        return loads(text)
    except ValueError:
        raise RuntimeError("unexpected end") from None


def python_literal(text: str) -> Json:
    """Parse a text that is not JSON as a Python literal."""
    try:
        return loads(text)
    except ValueError:
        pass
    try:
        value = ast.literal_eval(text)
        json.dumps(value, allow_nan=False)
    except (SyntaxError, TypeError):
        raise ValueError("this is neither JSON nor a Python literal with a JSON form") from None
    return value


# Duplicate names


def crash_on_duplicates(text: str) -> Json:
    """Crash on duplicate names."""
    return _decode(text, object_pairs_hook=_object_or_crash)


def _object_or_crash(pairs: Sequence[tuple[str, Json]]) -> Json:
    if len(dict(pairs)) < len(pairs):
        raise RuntimeError("duplicate name")
    return dict(pairs)


def collect_duplicates(text: str) -> Json:
    """Collect the values of duplicate names in an array."""
    return _decode(text, object_pairs_hook=_collected_object)


def _collected_object(pairs: Sequence[tuple[str, Json]]) -> Json:
    collected: dict[str, Json] = {}
    for name, value in pairs:
        collected[name] = [collected[name], value] if name in collected else value
    return collected


# Other values than objects, and objects that are valid


def empty_unless_object(text: str) -> Json:
    """Return an empty object instead of any other JSON value."""
    value = loads(text)
    return value if isinstance(value, dict) else {}


def first_of_array(text: str) -> Json:
    """Return the first member of an array."""
    value = loads(text)
    return value[0] if isinstance(value, list) and value else value


def parse_nested_text(text: str) -> Json:
    """Parse the content of a string as JSON text."""
    value = loads(text)
    return loads(value) if isinstance(value, str) else value


def crash_on_depth(text: str) -> Json:
    """Crash on a text with many brackets, or with many nested ones."""
    nested = f'[\\[{{]{{{MAX_NESTED_BRACKETS}}}|(\\{{"a": ?){{{MAX_NESTED_BRACKETS}}}'
    brackets = max(text.count("["), text.count("{"))
    if brackets > MAX_BRACKETS or re.search(nested, text.replace(" ", "")):
        raise RuntimeError("the text is nested too deeply")
    return loads(text)


def require_literal_type(text: str) -> Json:
    """Reject a payload whose type is written with escapes."""
    value = loads(text)
    if isinstance(value, dict) and value.get("type") == "image_generation" and "image_generation" not in text:
        raise ValueError("the text does not contain image_generation")
    return value
