"""The branches of a union of tools in the errors of a validator.

Validators report the errors of all branches: a payload is also no function, because it has no `parameters`. Only those
of the branch of this tool say what is wrong with the payload.
"""

from __future__ import annotations

from imagegen_conformance.connections.http_service.error_body import ErrorEntry
from imagegen_conformance.connections.http_service.place_parser import UNKNOWN_PAYLOAD
from imagegen_conformance.jsonlib.values import Json

__all__ = ["select_branch"]

_Error = tuple[tuple[str, ...], ErrorEntry]
_TOOL_TYPE = "image_generation"
_UNION_KINDS = frozenset({"anyOf", "oneOf", "invalid_union", "union"})
_NAME_BEGINNING = "imagegen"  # of the names of models of this tool, without underscores: image_generation, ImageGenTool


def select_branch(errors: list[_Error], payload: Json) -> list[_Error]:
    """Return the errors of the branch of this tool, or all errors if they are not those of several branches.

    If it is not clear which errors belong to the branch, the result is empty.

    Args:
        errors: The errors with their places in the payload. The places may begin with the name of a branch.
        payload: The payload, or UNKNOWN_PAYLOAD.
    """
    if payload is UNKNOWN_PAYLOAD or type(payload) is not dict:
        return errors  # without members, the place is the payload itself in each branch
    names = _branch_names(errors, payload)
    is_union = bool(names) or any(entry.kind in _UNION_KINDS and not tokens for tokens, entry in errors)
    type_ = payload.get("type")
    if type_ == _TOOL_TYPE:
        if names:
            return _branch_of_tool(errors, names)
        if is_union or any(map(_is_about_type, errors)):
            return _errors_of_single_member(errors, payload)
        return errors
    if is_union or type(type_) is str:  # the server may have taken the payload for another tool
        return [(("type",), entry) for tokens, entry in errors if _is_type(tokens, names)]
    return errors


def _branch_names(errors: list[_Error], payload: dict[str, Json]) -> set[str]:
    """Return the names of branches with which places begin."""
    places = [tokens for tokens, _ in errors if len(tokens) > 1 and not _is_member(tokens[0], payload)]
    names = {tokens[0] for tokens in places}
    if len(names) == 1 and not any(map(_has_name_of_tool, names)):
        # It may also be a missing object, unless a member of the payload follows.
        return names if any(_is_member(tokens[1], payload) or tokens[1] == "type" for tokens in places) else set()
    return names


def _is_member(token: str, payload: dict[str, Json]) -> bool:
    return token in payload or token.replace("~1", "/").replace("~0", "~") in payload


def _is_type(tokens: tuple[str, ...], names: set[str]) -> bool:
    """Return whether a place is the `type` of the payload, with or without the name of a branch."""
    return tokens == ("type",) or (len(tokens) == 2 and tokens[0] in names and tokens[1] == "type")


def _branch_of_tool(errors: list[_Error], names: set[str]) -> list[_Error]:
    """Return the errors of the only branch that takes the type of the payload, without its name."""
    branches: dict[str, list[_Error]] = {name: [] for name in names}
    for tokens, entry in errors:
        if tokens and tokens[0] in names:
            branches[tokens[0]].append((tokens[1:], entry))
    candidates = {name: found for name, found in branches.items() if not any(map(_is_about_type, found))}
    if len(candidates) > 1:
        candidates = {name: found for name, found in candidates.items() if _has_name_of_tool(name)}
    return next(iter(candidates.values())) if len(candidates) == 1 else []


def _has_name_of_tool(branch: str) -> bool:
    return branch.replace("_", "").lower().startswith(_NAME_BEGINNING)


def _is_about_type(error: _Error) -> bool:
    return error[0][:1] == ("type",)


def _errors_of_single_member(errors: list[_Error], payload: dict[str, Json]) -> list[_Error]:
    """Return the errors in the only member of the payload that has any, apart from `type`; otherwise no errors."""
    found = [error for error in errors if error[0] and not _is_about_type(error) and _is_member(error[0][0], payload)]
    return found if len({tokens[0] for tokens, _ in found}) == 1 else []
