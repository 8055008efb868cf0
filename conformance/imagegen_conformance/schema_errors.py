"""From an error of a JSON Schema validator to the reason that it stands for.

Validators tell the place in the payload, and the place in the schema; both together name a rule. The schemas are
written for that: in the plain one, a field and a keyword are a rule, and in the strict one, a rule stands at
`$defs/RULE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imagegen_conformance.cases import Reason
from imagegen_conformance.json_value import Json, escape

__all__ = ["followed", "reason_of"]

DEFINITIONS = "$defs"


def reason_of(path: Sequence[str], location: Sequence[str | int], *, of_null: bool) -> Reason:
    """The reason that an error at `path` stands for.

    `location` is where the keyword stands in the schema, from `$defs` on where references were followed. `of_null`:
    the value at `path` is null.
    """
    keyword = str(location[-1])
    if keyword == "required":
        return Reason("/type", "type.required")
    named = _named_rule(location)
    return Reason("".join("/" + escape(part) for part in path), named or _rule(path, keyword, of_null=of_null))


def followed(schema: Json, location: Iterable[str | int]) -> list[str | int]:
    """A location that leaves out the references that were followed, from the last of them on."""
    place: list[str | int] = []
    at = schema
    for part in location:
        while isinstance(at, dict) and part not in at and "$ref" in at:
            name = at["$ref"].removeprefix(f"#/{DEFINITIONS}/")
            at, place = schema[DEFINITIONS][name], [DEFINITIONS, name]
        at = at[part]
        place.append(part)
    return place


def _named_rule(location: Sequence[str | int]) -> str | None:
    """The rule whose definition it is: rules alone have a dot in their names."""
    if location[0] == DEFINITIONS and "." in str(location[1]):
        return str(location[1])
    return None


def _rule(path: Sequence[str], keyword: str, *, of_null: bool) -> str:
    """The rule of level schema that a keyword stands for."""
    if not path:
        return "payload.type"
    if of_null and path[0] != "type":
        return "null.refused"
    field = list(path)
    if path[0] == "tool_configs" and len(path) > 1:
        field[1:2] = ["member"] if len(path) == 2 else []  # members have names of their own
    kind = {"enum": "value", "const": "value", "minimum": "range", "maximum": "range"}.get(keyword, keyword)
    return ".".join([*field, kind])
