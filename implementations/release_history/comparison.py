"""The comparison of two declarations of the tool."""

from __future__ import annotations

from collections.abc import Iterator

from declaration import Declaration, Field
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Change", "compare"]

Change = dict[str, Json]


def compare(before: Declaration, after: Declaration) -> list[Change]:
    """Return the changes from one declaration to another, sorted by field."""
    changes: list[Change] = []
    for path in sorted({*before, *after}):
        if path not in before:
            changes.append({"field": path, "change": "added", **_to_json(after[path])})
        elif path not in after:
            changes.append({"field": path, "change": "removed"})
        else:
            changes += [{"field": path, **change} for change in _compare_fields(before[path], after[path])]
    return changes


def _to_json(field: Field) -> Change:
    content: Change = {"required": field.required, "types": [*field.types]}
    if "string" in field.types:
        content |= {"values": [*field.values], "open": field.open}
    return content | ({"documentation": field.documentation} if field.documentation else {})


def _compare_fields(before: Field, after: Field) -> Iterator[Change]:
    if before.required != after.required:
        yield {"change": "required" if after.required else "optional"}
    yield from _compare_lists("types", before.types, after.types)
    if before.open != after.open:
        yield {"change": "opened" if after.open else "closed"}
    yield from _compare_lists("values", before.values, after.values)
    if before.documentation != after.documentation:
        yield {"change": "documentation", "documentation": after.documentation or None}


def _compare_lists(name: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Change]:
    """Yield a change if an item was added or removed. The order does not matter."""
    added: list[Json] = [item for item in after if item not in before]
    removed: list[Json] = [item for item in before if item not in after]
    if added or removed:
        yield {"change": name, "added": added, "removed": removed}
