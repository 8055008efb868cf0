"""The part of JSON Patch (RFC 6902) that repairs need: add, remove, replace."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.json_value import Json, fresh

__all__ = ["PatchError", "apply"]


class PatchError(ValueError):
    """A patch that does not fit its document."""


def apply(document: Json, patch: list[dict[str, Json]]) -> Json:
    """The document after every operation of the patch; the document itself stays as it is."""
    result = fresh(document)
    for operation in patch:
        result = _apply(result, operation)
    return result


def _apply(document: Json, operation: dict[str, Json]) -> Json:
    path = str(operation["path"])
    if operation["op"] not in {"add", "remove", "replace"}:
        raise PatchError(f"there is no operation {operation['op']!r} here")
    if path and not path.startswith("/"):
        raise PatchError(f"{path!r} is no JSON Pointer")
    if not path:
        return fresh(operation["value"])
    *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/"))
    target = document
    for part in parents:
        target = target[_index(target, part)]
    place = _index(target, last, adding=operation["op"] == "add")
    if operation["op"] == "remove":
        del target[place]
    elif operation["op"] == "add" and isinstance(target, list):
        target.insert(place, fresh(operation["value"]))
    else:
        target[place] = fresh(operation["value"])
    return document


def _index(target: Json, part: str, *, adding: bool = False) -> Any:
    if isinstance(target, dict) and (adding or part in target):
        return part
    if isinstance(target, list) and part.isdecimal() and int(part) < len(target) + adding:
        return int(part)
    raise PatchError(f"there is no {part!r} to go to")
