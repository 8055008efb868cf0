"""The fields and legal values that differ between two plain schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json

__all__ = ["FieldChange", "FieldChangeKind", "field_changes"]
FieldChangeKind: TypeAlias = Literal[
    "new",
    "former",
    "opened",
    "closed",
    "new-values",
    "former-values",
    "other-type",
    "deprecated",
    "not-deprecated",
]
# The keywords that decide which values are legal. The members of objects are fields themselves.
TYPE_KEYWORDS = ("type", "enum", "minimum", "maximum")


class FieldChange(NamedTuple):
    """A field that only one of two revisions has, or whose legal values differ.

    Attributes:
        field: The name; the names of members follow a point, as in `svg.model`, and * stands for any name.
        kind: What differs: only the second revision has the field (new), or only the first (former); the second
            permits every value of a type (opened), or only the first does (closed); values that only the second permits
            (new-values), or only the first (former-values); another type or range; deprecation in the second, or only
            in the first.
        before: The schema of the field in the first revision; None if it has no such field.
        after: The schema of the field in the second revision; None if it has no such field.
        values: The values that only one of the revisions permits.
    """

    field: str
    kind: FieldChangeKind
    before: Schema | None
    after: Schema | None
    values: tuple[Json, ...] = ()


def field_changes(before: Schema, after: Schema) -> tuple[FieldChange, ...]:
    """Return the changes from one plain schema to another, in the order of the fields.

    Args:
        before: The plain schema of the first revision.
        after: The plain schema of the second revision.
    """
    old, new = dict(_fields(before, before)), dict(_fields(after, after))
    changes: list[FieldChange] = []
    for field in dict.fromkeys([*new, *old]):
        if field not in old:
            changes.append(FieldChange(field, "new", None, new[field]))
        elif field not in new:
            changes.append(FieldChange(field, "former", old[field], None))
        else:
            changes += _value_changes(field, old[field], new[field])
            changes += _deprecation_changes(field, old[field], new[field])
    return tuple(changes)


def _fields(schema: Schema, root: Schema, prefix: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield the name and the schema of each field, and of the members of objects after it."""
    members = dict(schema.get("properties", {}))
    if isinstance(schema.get("additionalProperties"), dict):
        members["*"] = schema["additionalProperties"]
    for name, member in members.items():
        resolved = root["$defs"][member["$ref"].rpartition("/")[2]] if "$ref" in member else member
        yield f"{prefix}{name}", resolved
        yield from _fields(resolved, root, f"{prefix}{name}.")


def _value_changes(field: str, before: Schema, after: Schema) -> Iterator[FieldChange]:
    if "enum" in before and "enum" in after:
        added = _missing_values(after["enum"], before["enum"])
        removed = _missing_values(before["enum"], after["enum"])
        if added:
            yield FieldChange(field, "new-values", before, after, added)
        if removed:
            yield FieldChange(field, "former-values", before, after, removed)
    elif "enum" in before:
        yield FieldChange(field, "opened", before, after)
    elif "enum" in after:
        yield FieldChange(field, "closed", before, after)
    elif any(before.get(keyword) != after.get(keyword) for keyword in TYPE_KEYWORDS):
        yield FieldChange(field, "other-type", before, after)


def _missing_values(values: list[Json], others: list[Json]) -> tuple[Json, ...]:
    """Return the values that are not among `others`."""
    return tuple(value for value in values if not any(equal(value, other, exact=True) for other in others))


def _deprecation_changes(field: str, before: Schema, after: Schema) -> Iterator[FieldChange]:
    if before.get("deprecated", False) != after.get("deprecated", False):
        kind: FieldChangeKind = "deprecated" if after.get("deprecated", False) else "not-deprecated"
        yield FieldChange(field, kind, before, after)
