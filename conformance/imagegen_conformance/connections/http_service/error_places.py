"""The places in the payload that the body of an HTTP error names, as the reasons of a rejection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from imagegen_conformance.connections.http_service.error_body import ErrorEntry
from imagegen_conformance.connections.http_service.place_parser import OUTSIDE, UNKNOWN_PAYLOAD, child, parse_place
from imagegen_conformance.connections.http_service.union_branches import select_branch
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, MAX_VALUE_LENGTH, preview

__all__ = ["ErrorPlaces", "find_places"]

MAX_REASONS = 20
# The places of these errors are offsets in the text of the request body.
_SYNTAX_KINDS = frozenset({"json_invalid", "invalid_json", "json_parse_error"})
_UNKNOWN_KEY_KINDS = frozenset({"unknown_parameter", "extra_forbidden", "unrecognized_keys", "unknown_field"})
_TAG_KINDS = frozenset({"union_tag_invalid", "union_tag_not_found"})
# Validators of JSON Schema report a missing member at its parent, and name it in the message.
_MISSING_MEMBER = re.compile(r"must have required property '(.*)'\Z", re.DOTALL)
_MISSING = object()


class ErrorPlaces(NamedTuple):
    """The places that an error names.

    Attributes:
        reasons: The places in the payload, each with `path`, `rule` and `message`. There can be fewer than the error
            names, because an uncertain place is left out.
        outside: The places in the request body that are not in the payload, as the error names them.
        contains_payload: Whether it names a place in the payload, the payload itself, or a value that contains it.
    """

    reasons: list[dict[str, str]]
    outside: list[str]
    contains_payload: bool


def find_places(entries: Sequence[ErrorEntry], parents: Sequence[str], payload: Json) -> ErrorPlaces:
    """Return the places that the entries of an error name.

    Args:
        entries: The entries.
        parents: The reference tokens of the payload in the request body.
        payload: The payload, or UNKNOWN_PAYLOAD.
    """
    outside: list[str] = []
    errors: list[tuple[tuple[str, ...], ErrorEntry]] = []
    for entry in entries:
        place = None if entry.kind in _SYNTAX_KINDS else parse_place(entry.place, parents, payload)
        if place == OUTSIDE:
            outside.append(entry.place if type(entry.place) is str else ".".join(map(str, entry.place)))
        elif isinstance(place, tuple):
            errors.append((_completed(place, entry), entry))
    return ErrorPlaces(_reasons(errors, payload), outside, bool(errors))


def _completed(place: tuple[str, ...], entry: ErrorEntry) -> tuple[str, ...]:
    """Return the place of the member that an error at its parent is about."""
    if entry.kind in _TAG_KINDS and not place:
        return ("type",)
    missing = _MISSING_MEMBER.search(entry.message) if entry.kind == "required" else None
    return place if missing is None else (*place, missing[1])


def _reasons(errors: list[tuple[tuple[str, ...], ErrorEntry]], payload: Json) -> list[dict[str, str]]:
    """Return the reasons, without duplicates."""
    reasons: dict[tuple[str, str], dict[str, str]] = {}
    for tokens, entry in select_branch(errors, payload):
        place = _existing_place(tokens, payload)
        if entry.kind in _UNKNOWN_KEY_KINDS and not _exists(place, payload):
            continue  # a key of a nested object, reported without its parents
        path, rule = format_pointer(place), preview(entry.kind, MAX_VALUE_LENGTH)
        message = preview(entry.message, MAX_MESSAGE_LENGTH)
        reasons.setdefault((path, rule), {"path": path, "rule": rule, "message": message})
    return list(reasons.values())[:MAX_REASONS]


def _existing_place(tokens: tuple[str, ...], payload: Json) -> tuple[str, ...]:
    """Return the place without the words of the validator: between members that exist, and below scalars."""
    if payload is UNKNOWN_PAYLOAD:
        return tokens
    if type(payload) is not dict:
        return ()  # a place in an array that should be an object is that of the array
    place: list[str] = []
    value = payload
    for index, token in enumerate(tokens):
        if type(value) not in (dict, list):
            break
        # Prism escapes the tokens of an array as those of a JSON Pointer.
        names = (token, token.replace("~1", "/").replace("~0", "~"))
        name = next((name for name in names if child(value, name, _MISSING) is not _MISSING), None)
        if name is not None:
            place.append(name)
            value = child(value, name, None)
        elif index == len(tokens) - 1 or child(value, tokens[index + 1], _MISSING) is _MISSING:
            return (*place, *tokens[index:])
    return tuple(place)


def _exists(place: tuple[str, ...], payload: Json) -> bool:
    if payload is UNKNOWN_PAYLOAD:
        return True
    value = payload
    for token in place:
        value = child(value, token, _MISSING)
    return value is not _MISSING
