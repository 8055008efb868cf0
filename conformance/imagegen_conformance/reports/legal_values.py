"""The legal values of a field in words."""

from __future__ import annotations

import json

from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.jsonlib.values import Json

__all__ = ["describe_legal_values", "describe_value"]
TYPE_NAMES = {"string": "any string", "boolean": "true or false", "object": "an object", "null": "null"}


def describe_legal_values(schema: Schema) -> str:
    """Return the legal values of a field in words, such as "any string", or "`low` or `high`".

    Args:
        schema: The schema of the field in a plain schema.
    """
    if "const" in schema:
        return describe_value(schema["const"])
    if "enum" in schema:
        *first, last = map(describe_value, schema["enum"])
        return f"{', '.join(first)} or {last}" if first else last
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_describe_type(name, schema) for name in types)


def describe_value(value: Json) -> str:
    """Return a value in words, such as "`low`" or "null"."""
    return f"`{value}`" if isinstance(value, str) else json.dumps(value)


def _describe_type(name: str, schema: Schema) -> str:
    if name != "integer":
        return TYPE_NAMES[name]
    minimum, maximum = schema.get("minimum"), schema.get("maximum")
    if minimum is None and maximum is None:
        return "any integer"
    if maximum is None:
        return f"an integer from {minimum}"
    return f"an integer up to {maximum}" if minimum is None else f"an integer from {minimum} to {maximum}"
