"""Changes of single values: functions from a value to the value that replaces it.

A function returns every value that it does not apply to unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json, deep_copy

__all__ = [
    "ValueChange",
    "array_from_string",
    "bool_from_bit",
    "bool_from_word",
    "clamp_int",
    "deduplicate_array",
    "drop_falsy_members",
    "drop_nulls_from_array",
    "empty_object_from_array",
    "empty_object_from_falsy",
    "empty_object_from_string",
    "empty_object_to_null",
    "float_from_int",
    "float_from_long_int",
    "int_from_bool",
    "int_from_digits",
    "int_from_short_digits",
    "int_from_text",
    "is_bit",
    "is_boolean_word",
    "is_falsy",
    "jpeg_from_alias",
    "json_from_container",
    "mask_from_url",
    "null_from_word",
    "object_from_array",
    "object_from_json",
    "object_from_pairs",
    "object_to_empty",
    "on_strings",
    "replace_null",
    "replace_unless_known",
    "round_fraction",
    "round_to_ten",
    "same_type_and_value",
    "single_member",
    "sort_array",
    "text_from_int",
    "text_from_number",
    "text_from_scalar",
    "to_null",
    "truncate_fraction",
    "wrap_int",
]
ValueChange: TypeAlias = Callable[[Json], Json]
MAX_FRACTIONAL = 1e15  # beyond it, a double has at most one binary digit after the point


def same_type_and_value(left: Json, right: Json) -> bool:
    """Return whether two values are equal and have the same type in Python, so that 1, 1.0 and true differ."""
    return type(left) is type(right) and bool(left == right)


def is_falsy(value: Json) -> bool:
    """Return whether a value is false, null, zero or empty."""
    return not value


# Numbers and booleans


def int_from_digits(value: Json) -> Json:
    """Convert a string of decimal digits of any script to an integer."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def int_from_short_digits(value: Json) -> Json:
    """Convert a string of 1 to 15 ASCII digits to an integer."""
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value) else value


def int_from_text(value: Json) -> Json:
    """Convert a string that `int` accepts to an integer."""
    try:
        return int(value) if isinstance(value, str) else value
    except ValueError:
        return value


def int_from_bool(value: Json) -> Json:
    """Convert a boolean to 0 or 1."""
    return int(value) if isinstance(value, bool) else value


def is_bit(value: Json) -> bool:
    """Return whether a value is the integer 0 or 1."""
    return type(value) is int and value in {0, 1}


def bool_from_bit(value: Json) -> Json:
    """Convert 0 or 1 to a boolean."""
    return bool(value) if is_bit(value) else value


def is_boolean_word(value: Json) -> bool:
    """Return whether a value is a string that means true or false."""
    return isinstance(value, str) and value in {"true", "false", "yes", "no"}


def bool_from_word(value: Json) -> Json:
    """Convert the string `true` or `false` to a boolean."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def truncate_fraction(value: Json) -> Json:
    """Convert a number with a fraction to an integer, toward zero."""
    return int(value) if isinstance(value, float) and abs(value) < MAX_FRACTIONAL else value


def round_fraction(value: Json) -> Json:
    """Round a number with a fraction to six decimal places."""
    return round(value, 6) if isinstance(value, float) and abs(value) < MAX_FRACTIONAL else value


def round_to_ten(value: Json) -> Json:
    """Round an integer to a multiple of ten."""
    return round(value, -1) if type(value) is int else value


def float_from_int(value: Json) -> Json:
    """Convert an integer to a double, unless it is beyond the range of doubles."""
    try:
        return float(value) if type(value) is int else value
    except OverflowError:
        return value


def float_from_long_int(value: Json) -> Json:
    """Convert an integer of more than 53 bits to a double."""
    return float_from_int(value) if type(value) is int and abs(value) > 2**53 else value


def clamp_int(minimum: int, maximum: int) -> ValueChange:
    """Return a change that replaces an integer beyond a bound with the bound."""
    return lambda value: max(minimum, min(maximum, value)) if type(value) is int else value


def wrap_int(bits: int) -> ValueChange:
    """Return a change that wraps an integer around as a signed integer of `bits` bits does."""
    offset = 2 ** (bits - 1)
    return lambda value: (value + offset) % 2**bits - offset if type(value) is int else value


# Strings and null


def on_strings(change_string: Callable[[str], str]) -> ValueChange:
    """Return a change that applies to strings only."""
    return lambda value: change_string(value) if isinstance(value, str) else value


def text_from_int(value: Json) -> Json:
    """Convert an integer to a string."""
    return str(value) if type(value) is int else value


def text_from_number(value: Json) -> Json:
    """Convert a number to a string."""
    return str(value) if type(value) in {int, float} else value


def text_from_scalar(value: Json) -> Json:
    """Convert a number or a boolean to a string."""
    return str(value) if isinstance(value, (int, float)) else value


def to_null(_: Json) -> Json:
    """Return null for every value."""
    return None


def null_from_word(value: Json) -> Json:
    """Convert the string `null` or `None` to null."""
    return None if isinstance(value, str) and value in {"null", "None"} else value


def replace_null(replacement: Json) -> ValueChange:
    """Return a change that replaces null."""
    return lambda value: deep_copy(replacement) if value is None else value


def replace_unless_known(known: Collection[str], replacement: str) -> ValueChange:
    """Return a change that replaces every value except null and the known values."""
    return lambda value: value if value is None or (isinstance(value, str) and value in known) else replacement


def jpeg_from_alias(value: Json) -> Json:
    """Convert other names of the format JPEG to `jpeg`."""
    return "jpeg" if isinstance(value, str) and value in {"jpg", "JPG", "JPEG"} else value


# Arrays and objects


def array_from_string(value: Json) -> Json:
    """Convert a string to an array with this string."""
    return [value] if isinstance(value, str) else value


def single_member(value: Json) -> Json:
    """Convert an array with one member to this member."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def sort_array(value: Json) -> Json:
    """Sort an array by the representation of its members."""
    return sorted(value, key=repr) if isinstance(value, list) else value


def deduplicate_array(value: Json) -> Json:
    """Drop the members of an array that are equal to an earlier member."""
    if not isinstance(value, list):
        return value
    return [item for index, item in enumerate(value) if item not in value[:index]]


def drop_nulls_from_array(value: Json) -> Json:
    """Drop the nulls in an array."""
    return [item for item in value if item is not None] if isinstance(value, list) else value


def object_from_array(value: Json) -> Json:
    """Convert an array to an object with the indices as keys."""
    return {str(index): item for index, item in enumerate(value)} if isinstance(value, list) else value


def object_to_empty(value: Json) -> Json:
    """Replace an object with an empty one."""
    return {} if isinstance(value, dict) else value


def empty_object_from_array(value: Json) -> Json:
    """Replace an array with an empty object."""
    return {} if isinstance(value, list) else value


def empty_object_to_null(value: Json) -> Json:
    """Convert an empty object to null."""
    return None if value == {} else value


def empty_object_from_falsy(value: Json) -> Json:
    """Convert false, zero, the empty string and the empty array to an empty object."""
    return {} if not value and value is not None else value


def empty_object_from_string(value: Json) -> Json:
    """Replace a string with an empty object."""
    return {} if isinstance(value, str) else value


def object_from_pairs(value: Json) -> Json:
    """Convert an array of pairs of a string and a value to an object."""
    if not isinstance(value, list) or not value:
        return value
    is_pairs = all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in value)
    return {pair[0]: pair[1] for pair in value} if is_pairs else value


def object_from_json(value: Json) -> Json:
    """Convert the JSON text of an object to this object."""
    try:
        parsed = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return value
    return parsed if isinstance(parsed, dict) else value


def drop_falsy_members(value: Json) -> Json:
    """Drop the falsy members of an object, except nulls."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if item or item is None}


def json_from_container(value: Json) -> Json:
    """Convert an object or an array to its JSON text."""
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def mask_from_url(value: Json) -> Json:
    """Convert a string to a mask with this string as `image_url`."""
    return {"image_url": value} if isinstance(value, str) else value
