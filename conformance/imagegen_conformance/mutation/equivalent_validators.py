"""Functions that reject a payload where a correct implementation may, and the reference does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import ErrorMutation
from imagegen_reference import ImageGenTool
from imagegen_reference.errors import Error
from imagegen_reference.schema_rules import check_schema_rules

__all__ = [
    "name_field_rules",
    "reject_beyond_printable_ascii",
    "reject_blank_strings",
    "reject_long_strings",
    "reject_prototype_names",
    "reject_size_auto",
    "reject_small_sizes",
    "reject_special_characters",
    "reject_tool_config_members",
    "reject_transparency_without_model",
    "report_dependent_fields",
    "validate_with_default_model",
]
MAX_LENGTH = 200  # characters of a string that is not the URL of a mask
# Control, format, private and unassigned characters, surrogates, and separators of lines and paragraphs.
SPECIAL_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
REPLACEMENT_CHARACTER = "\ufffd"  # the trace of a text that was decoded wrongly
MIN_AREA = 700_000  # pixels; the documented minimum of gpt-image-2 is smaller
PROTOTYPE_NAMES = frozenset({"__proto__", "constructor", "prototype"})


def _members(value: Json, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each key with an empty string, and each string with its key."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield name, ""
            yield from _members(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _members(item, key)
    elif isinstance(value, str):
        yield key, value


def reject_special_characters(payload: Json) -> Json:
    """Reject keys and strings with invisible characters, such as control characters."""
    for member in _members(payload):
        for text in member:
            if REPLACEMENT_CHARACTER in text or SPECIAL_CATEGORIES.intersection(map(unicodedata.category, text)):
                raise ValueError("a string contains a special character")
    return payload


def reject_beyond_printable_ascii(payload: Json) -> Json:
    """Reject keys and strings with characters other than printable ASCII."""
    if not all(text.isascii() and text.isprintable() for member in _members(payload) for text in member):
        raise ValueError("a string contains a character beyond printable ASCII")
    return payload


def reject_long_strings(payload: Json) -> Json:
    """Reject long strings, except the URL of a mask."""
    if any(len(text) > MAX_LENGTH and key != "image_url" for key, text in _members(payload)):
        raise ValueError("a string is too long")
    return payload


def reject_blank_strings(payload: Json) -> Json:
    """Reject keys and strings that are empty or have surrounding spaces."""
    for key, text in _members(payload):
        if not key or key != key.strip() or text != text.strip():
            raise ValueError("a string has surrounding spaces")
    _reject_empty(payload)
    return payload


def _reject_empty(value: Json) -> None:
    if isinstance(value, dict):
        if any(item == "" for item in value.values()):
            raise ValueError("a string is empty")
        for item in value.values():
            _reject_empty(item)


def reject_prototype_names(payload: Json) -> Json:
    """Reject keys that have a meaning for prototypes in JavaScript."""
    if any(key in PROTOTYPE_NAMES for key, _ in _members(payload)):
        raise ValueError("a key is the name of a prototype")
    return payload


def reject_size_auto(payload: Json) -> Json:
    """Reject the size `auto` for any model."""
    if payload.get("size") == "auto" and "model" in payload:
        raise ValueError("the model may not support automatic sizing")
    return payload


def reject_small_sizes(payload: Json) -> Json:
    """Reject sizes of gpt-image-2 that are near the documented minimum."""
    if payload.get("model", "").startswith("gpt-image-2") and "x" in payload.get("size", ""):
        width, height = map(int, payload["size"].split("x"))
        if width * height < MIN_AREA:
            raise ValueError("the size has too few pixels")
    return payload


def reject_tool_config_members(payload: Json) -> Json:
    """Reject a tool configuration that is not empty."""
    if any(payload.get("tool_configs", {}).values()):
        raise ValueError("a tool configuration has an unknown key")
    return payload


def reject_transparency_without_model(payload: Json) -> Json:
    """Reject a transparent background if the model is omitted."""
    if payload.get("background") == "transparent" and "model" not in payload:
        raise ValueError("the default model may not support transparency")
    return payload


def validate_with_default_model(model: str) -> ErrorMutation:
    """Return a function that adds the errors which the limits of a model cause if the model is omitted."""

    def add_errors(payload: Json, errors: list[Error]) -> list[Error]:
        if errors or "model" in payload:
            return errors
        try:
            ImageGenTool.validate_payload({**payload, "model": model})
        except ValueError as error:
            return list(error.args[0])
        return errors

    return add_errors


def name_field_rules(_: Json, errors: list[Error]) -> list[Error]:
    """Return the errors, in which the rule about nulls is replaced by the rule about the type of the field."""
    return [_field_rule_error(error) if error[1] == "null.refused" else error for error in errors]


def _field_rule_error(error: Error) -> Error:
    """Return the error of a field that has a wrong value other than null."""
    payload = {"type": "image_generation"}
    *parents, name = error[0].split("/")[1:]
    value: Json = {name: 0.5}
    for parent in reversed(parents):
        value = {parent: value}
    [(_, rule, *_)] = check_schema_rules({**payload, **value})
    return (error[0], rule, *error[2:])


def report_dependent_fields(payload: Json, errors: list[Error]) -> list[Error]:
    """Return the errors, and those of fields that depend on an illegal or null output format."""
    if all(path != "/output_format" for path, *_ in errors):
        return errors
    dependent: list[Error] = []
    compression = payload.get("output_compression", 100)
    if type(compression) is int and compression < 100:
        dependent.append(("/output_compression", "output_compression.png", compression, "100"))
    if payload.get("background") == "transparent":
        dependent.append(("/background", "background.transparent-format", "transparent", "another background"))
    return [*errors, *dependent]
