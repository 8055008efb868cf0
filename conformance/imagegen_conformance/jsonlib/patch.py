"""The operations of JSON Patch (RFC 6902) that repairs use: add, remove and replace."""

from __future__ import annotations

from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json, deep_copy

__all__ = ["PatchError", "apply"]


class PatchError(ValueError):
    """A patch that cannot be applied to its document."""


def apply(document: Json, patch: list[dict[str, Json]]) -> Json:
    """Return a copy of the document, changed by the operations of the patch in their order.

    Raises:
        PatchError: An operation is unsupported, or its path does not exist in the document.
    """
    result = deep_copy(document)
    for operation in patch:
        result = _apply(result, operation)
    return result


def _apply(document: Json, operation: dict[str, Json]) -> Json:
    op, path = operation["op"], str(operation["path"])
    if op not in {"add", "remove", "replace"}:
        raise PatchError(f"unsupported operation {op!r}")
    if path and not path.startswith("/"):
        raise PatchError(f"{path!r} is not a JSON Pointer")
    if not path:
        return deep_copy(operation["value"])
    *parents, last = parse_pointer(path)
    target = document
    for token in parents:
        target = target[_key(target, token)]
    key = _key(target, last, adding=op == "add")
    if op == "remove":
        del target[key]
    elif op == "add" and isinstance(target, list):
        target.insert(key, deep_copy(operation["value"]))  # type: ignore[arg-type]
    else:
        target[key] = deep_copy(operation["value"])
    return document


def _key(target: Json, token: str, *, adding: bool = False) -> str | int:
    """Return the key or index in `target` that a reference token of a JSON Pointer denotes."""
    if isinstance(target, dict) and (adding or token in target):
        return token
    if isinstance(target, list) and token.isdecimal() and int(token) < len(target) + adding:
        return int(token)
    raise PatchError(f"the path does not exist at {token!r}")
