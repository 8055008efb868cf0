"""The rules that the errors of a JSON Schema validator stand for.

A validator reports the place in the payload and the place in the schema. The schemas are written so that these two
determine a rule: in the plain schema, a field and a keyword stand for a rule; in the strict schema, a rule of level
semantic is defined at `$defs/RULE` or, if families of models differ in it, at `$defs/RULE:FAMILY`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.jsonlib.pointer import format_pointer, parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["finding_of", "resolve_location"]
DEFINITIONS = "$defs"
KEYWORD_RULES = {"enum": "value", "const": "value", "minimum": "range", "maximum": "range"}


def finding_of(path: Sequence[str], location: Sequence[str | int], *, of_null: bool) -> Finding:
    """Return the finding that a validation error stands for.

    Args:
        path: The keys that lead to the invalid value in the payload.
        location: The keys that lead to the keyword in the schema; from the last `$defs` on if a reference was followed.
        of_null: Whether the invalid value is null.
    """
    keyword = str(location[-1])
    if keyword == "required":
        return Finding("/type", "type.required")
    return Finding(format_pointer(path), _defined_rule(location) or _field_rule(path, keyword, of_null=of_null))


def resolve_location(schema: Json, location: Iterable[str | int]) -> list[str | int]:
    """Return a location in a schema, counted from the last reference that it passes. References are to definitions."""
    resolved: list[str | int] = []
    subschema = schema
    for key in location:
        while isinstance(subschema, dict) and key not in subschema and "$ref" in subschema:
            _, name = parse_pointer(subschema["$ref"].removeprefix("#"))
            subschema = schema[DEFINITIONS][name]
            resolved = [DEFINITIONS, name]
        subschema = subschema[key]
        resolved.append(key)
    return resolved


def _defined_rule(location: Sequence[str | int]) -> str | None:
    """Return the rule that is defined at the location, if any. Only names of rules have a dot."""
    rule = str(location[1]).partition(":")[0] if location[0] == DEFINITIONS else ""
    return rule if "." in rule else None


def _field_rule(path: Sequence[str], keyword: str, *, of_null: bool) -> str:
    """Return the rule of level schema that a keyword at a field stands for."""
    if not path:
        return "payload.type"
    if of_null and path[0] != "type":
        return "null.refused"
    field = list(path)
    if path[0] == "tool_configs" and len(path) > 1:
        # The names of the members are free, and no part of a rule.
        field[1:2] = ["member"] if len(path) == 2 else []
    return ".".join([*field, KEYWORD_RULES.get(keyword, keyword)])
