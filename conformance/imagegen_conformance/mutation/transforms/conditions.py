"""Conditions on payloads: when a mutant rejects, crashes or does something else that is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.fields import TOOL_CONFIG_FIELDS
from imagegen_conformance.mutation.mutant import Condition, Payload
from imagegen_conformance.mutation.transforms.values import same_type_and_value
from imagegen_reference.schema_rules import FIELDS

__all__ = [
    "always",
    "field_is",
    "field_is_container",
    "field_is_other_than",
    "field_precedes",
    "has_any",
    "has_array",
    "has_empty_string",
    "has_field_without",
    "has_int_from",
    "has_integral_float",
    "has_keys_in_order",
    "has_lone_surrogate",
    "has_long_string",
    "has_many_fields",
    "has_non_ascii_string",
    "has_null",
    "has_only",
    "has_size_of",
    "has_unknown_key",
    "is_compressed_png",
    "is_compressed_without_format",
    "is_documented_key",
    "is_empty",
    "is_gpt_image_2_with_null_fidelity",
    "is_ordinary_key",
    "is_plain_name",
    "is_public_key",
    "is_transparent_without_format",
    "lacks_type",
    "mask_begins_with_file_id",
    "mask_has_both",
    "mask_lacks_file_id",
    "type_follows_other_key",
    "type_is_not_first",
]
# Keys with a special meaning in JavaScript or Python.
SPECIAL_KEYS = {
    "__proto__",
    "constructor",
    "__class__",
    "prototype",
    "toString",
    "hasOwnProperty",
    "__init__",
    "__dict__",
}
MAX_STRING_LENGTH = 1000
MANY_FIELDS = 12


def always(_: Payload) -> bool:
    """Return true for every payload."""
    return True


def is_empty(payload: Payload) -> bool:
    """Return whether the payload has no key."""
    return not payload


def lacks_type(payload: Payload) -> bool:
    """Return whether `type` is missing."""
    return "type" not in payload


def has_only(*fields: str) -> Condition:
    """Return a condition: these fields are present, and no other key is."""
    return lambda payload: payload.keys() == set(fields)


def has_any(*fields: str) -> Condition:
    """Return a condition: at least one of these fields is present."""
    return lambda payload: not payload.keys().isdisjoint(fields)


def has_unknown_key(payload: Payload) -> bool:
    """Return whether a key is no documented field."""
    return not payload.keys() <= FIELDS.keys()


def has_many_fields(payload: Payload) -> bool:
    """Return whether there are more than 12 keys."""
    return len(payload) > MANY_FIELDS


# Keys


def is_documented_key(key: str) -> bool:
    """Return whether a key is a documented field."""
    return key in FIELDS


def is_plain_name(name: str) -> bool:
    """Return whether a name is a word in lowercase, and neither a field nor a member of a tool configuration."""
    return re.fullmatch("[a-z]+", name) is not None and name not in (*FIELDS, *TOOL_CONFIG_FIELDS)


def is_public_key(key: str) -> bool:
    """Return whether a key begins with neither an underscore nor a dollar sign."""
    return not key.startswith(("_", "$"))


def is_ordinary_key(key: str) -> bool:
    """Return whether a key has no special meaning in JavaScript or Python."""
    return key not in SPECIAL_KEYS


# The order of keys


def type_is_not_first(payload: Payload) -> bool:
    """Return whether `type` is missing, or another key precedes it."""
    return next(iter(payload), None) != "type"


def type_follows_other_key(payload: Payload) -> bool:
    """Return whether the payload begins with a key other than `type`."""
    return bool(payload) and type_is_not_first(payload)


def has_keys_in_order(payload: Payload) -> bool:
    """Return whether there are at least three keys, in alphabetical order."""
    return len(payload) > 2 and list(payload) == sorted(payload)


# The values of fields


def field_is(field: str, value: Json) -> Condition:
    """Return a condition: the field is present, with a value of the same type that is equal."""
    return lambda payload: field in payload and same_type_and_value(payload[field], value)


def field_is_other_than(field: str, values: Collection[str]) -> Condition:
    """Return a condition: the field is present, and its value is none of these strings."""
    return lambda payload: field in payload and not any(same_type_and_value(payload[field], value) for value in values)


def has_field_without(field: str, value: Json, other: str) -> Condition:
    """Return a condition: a field is present, with this value unless it is None, and another field is not."""

    def holds(payload: Payload) -> bool:
        is_present = field in payload if value is None else field_is(field, value)(payload)
        return is_present and other not in payload

    return holds


def field_precedes(field: str, other: str) -> Condition:
    """Return a condition: both fields are present, in this order."""
    return lambda payload: [key for key in payload if key in {field, other}] == [field, other]


def has_size_of(models: Collection[str]) -> Condition:
    """Return a condition: a size is present, and the model is one of these."""
    return lambda payload: "size" in payload and payload.get("model") in models


def field_is_container(*fields: str) -> Condition:
    """Return a condition: the value of at least one of these fields is an object or an array."""
    return lambda payload: any(isinstance(payload.get(field), (dict, list)) for field in fields)


def _mask(payload: Payload) -> Payload | None:
    mask = payload.get("input_image_mask")
    return mask if isinstance(mask, dict) else None


def mask_lacks_file_id(payload: Payload) -> bool:
    """Return whether there is a mask without `file_id`."""
    mask = _mask(payload)
    return mask is not None and "file_id" not in mask


def mask_has_both(payload: Payload) -> bool:
    """Return whether there is a mask with `file_id` and `image_url`."""
    return {"file_id", "image_url"} <= (_mask(payload) or {}).keys()


def mask_begins_with_file_id(payload: Payload) -> bool:
    """Return whether there is a mask in which `image_url` follows `file_id`."""
    return list(_mask(payload) or ())[:2] == ["file_id", "image_url"]


def is_transparent_without_format(payload: Payload) -> bool:
    """Return whether the background is transparent and `output_format` is omitted."""
    return payload.get("background") == "transparent" and "output_format" not in payload


def is_compressed_png(payload: Payload) -> bool:
    """Return whether `output_format` is png and `output_compression` is within its range."""
    compression = payload.get("output_compression")
    return type(compression) is int and 0 <= compression <= 100 and payload.get("output_format") == "png"


def is_compressed_without_format(payload: Payload) -> bool:
    """Return whether `output_compression` is within its range and `output_format` is omitted."""
    compression = payload.get("output_compression")
    return type(compression) is int and 0 <= compression <= 100 and "output_format" not in payload


def is_gpt_image_2_with_null_fidelity(payload: Payload) -> bool:
    """Return whether the model is a gpt-image-2 and `input_fidelity` is null."""
    return str(payload.get("model")).startswith("gpt-image-2") and payload.get("input_fidelity", 0) is None


# The values of any keys


def _strings(payload: Payload) -> list[str]:
    return [value for value in payload.values() if isinstance(value, str)]


def has_null(payload: Payload) -> bool:
    """Return whether a value is null."""
    return None in payload.values()


def has_array(payload: Payload) -> bool:
    """Return whether a value is an array."""
    return any(isinstance(value, list) for value in payload.values())


def has_int_from(magnitude: int) -> Condition:
    """Return a condition: a value is an integer with at least this magnitude."""
    return lambda payload: any(isinstance(value, int) and abs(value) >= magnitude for value in payload.values())


def has_integral_float(payload: Payload) -> bool:
    """Return whether a value is an integer that is represented as a float, such as 80.0."""
    return any(isinstance(value, float) and value.is_integer() for value in payload.values())


def has_empty_string(payload: Payload) -> bool:
    """Return whether a value is the empty string."""
    return "" in _strings(payload)


def has_long_string(payload: Payload) -> bool:
    """Return whether a value is a string of more than 1000 characters."""
    return any(len(text) > MAX_STRING_LENGTH for text in _strings(payload))


def has_non_ascii_string(payload: Payload) -> bool:
    """Return whether a value is a string with a character that is not ASCII."""
    return not all(map(str.isascii, _strings(payload)))


def has_lone_surrogate(payload: Payload) -> bool:
    """Return whether a surrogate occurs in a key or in the representation of a value."""
    texts = [str(item) for pair in payload.items() for item in pair]
    return re.search("[\ud800-\udfff]", "".join(texts)) is not None
