"""Places in a request body, as errors name them, in the notations of common servers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final
from urllib.parse import unquote

from imagegen_conformance.jsonlib.pointer import is_valid, parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["OUTSIDE", "UNKNOWN_PAYLOAD", "child", "parse_place"]

UNKNOWN_PAYLOAD: Final = object()  # stands for the payload if its text is not JSON
OUTSIDE: Final = "outside"
MAX_PLACE_LENGTH = 4096  # characters
MAX_TOKENS = 32
MAX_ENDS = 50  # periods and brackets after which a key can end
MAX_INDEX_LENGTH = 9  # digits
# A member after a period or at the beginning, or one in brackets, with or without quotation marks.
_SEGMENT = re.compile(r"""\.?([^.\[\]"']+)|\[([^\[\]"']*)\]|\["([^"]*)"\]|\['([^']*)'\]""")
_BOUNDARY = re.compile(r"[.\[]")
_NOTATIONS = ((".", ""), ("[", "]"), ("['", "']"), ('["', '"]'))  # what precedes and follows a member
_ROOTS = ("body", "request_body", "$", "#")
_ROOT = re.compile(rf"(?:{'|'.join(map(re.escape, _ROOTS))})(?=[.\[]|\Z)")


def parse_place(place: Json, parents: Sequence[str], payload: Json) -> tuple[str, ...] | str | None:
    """Return the tokens of a place within the payload, OUTSIDE, or None if `place` is no place.

    A place that contains the payload, such as `tools`, is the payload itself. Keys that have periods or brackets are
    recognized if the payload has them: the longest existing member counts. Other places are taken as they are written.

    Args:
        place: The place as an error names it: `tools[0].quality`, `$.tools[0].quality`, `tools.0.quality`,
            `/tools/0/quality`, `#/tools/0/quality`, or an array such as `["body", "tools", 0, "quality"]`.
        parents: The reference tokens of the payload in the request body.
        payload: The payload, or UNKNOWN_PAYLOAD.
    """
    if type(place) is list:
        return _parse_tokens(place, parents)
    if type(place) is not str or not place.strip() or len(place) > MAX_PLACE_LENGTH:
        return None
    if place.startswith(("/", "#/")):
        pointer = unquote(place[1:]) if place[0] == "#" else place
        return _parse_tokens(parse_pointer(pointer), parents) if is_valid(pointer) else None
    return _parse_text(place, parents, payload)


def _parse_tokens(place: Sequence[Json], parents: Sequence[str]) -> tuple[str, ...] | str | None:
    if len(place) > MAX_TOKENS or not all(type(token) in (str, int) for token in place):
        return None
    tokens = [str(token) for token in place]
    if sum(map(len, tokens)) > MAX_PLACE_LENGTH:
        return None
    if tokens[:1] and tokens[0] in _ROOTS:
        related = _relate(tokens[1:], parents)
        if related != OUTSIDE:
            return related
    return _relate(tokens, parents)


def _relate(tokens: Sequence[str], parents: Sequence[str]) -> tuple[str, ...] | str:
    """Return the tokens after those of the payload."""
    shared = min(len(tokens), len(parents))
    return tuple(tokens[len(parents) :]) if list(tokens[:shared]) == list(parents[:shared]) else OUTSIDE


def _parse_text(text: str, parents: Sequence[str], payload: Json) -> tuple[str, ...] | str | None:
    root = _ROOT.match(text)
    for start in [root.end(), 0] if root else [0]:
        end = _skip_parents(text, start, parents)
        if end is not None:
            return _parse_members(text, end, payload)
    return OUTSIDE


def _skip_parents(text: str, start: int, parents: Sequence[str]) -> int | None:
    """Return the end of the payload's own place in a text; its length if the text ends before; None if it differs."""
    for token in parents:
        if start == len(text):
            return start
        length = _member_length(text, start, token)
        if length == 0:
            return None
        start += length
    return start


def _parse_members(text: str, start: int, payload: Json) -> tuple[str, ...] | None:
    """Return the tokens of the rest of a text; None if it has another notation."""
    tokens: list[str] = []
    value = payload
    while start < len(text):
        length, token = _longest_member(text, start, value)
        if not length:  # an index, a missing member, or a word of the validator such as the name of a union's branch
            match = _SEGMENT.match(text, start)
            if match is None or len(tokens) == MAX_TOKENS:
                return None
            length, token = len(match[0]), next(group for group in match.groups() if group is not None)
        tokens.append(token)
        value = child(value, token, value)
        start += length
    return tuple(tokens)


def _longest_member(text: str, start: int, value: Json) -> tuple[int, str]:
    """Return the length and the key of the longest member of a value at a place of the text; the length 0 if none."""
    if type(value) is not dict:
        return 0, ""
    ends = [match.start() for match in islice(_BOUNDARY.finditer(text, start + 1), MAX_ENDS)]
    # The text is searched, not the keys: a payload can have thousands.
    for end in [len(text), *reversed(ends)]:
        for opening, closing in _NOTATIONS if start else (("", ""), *_NOTATIONS):
            key_start, key_end = start + len(opening), end - len(closing)
            if key_start > key_end or not text.startswith(opening, start) or not text.endswith(closing, start, end):
                continue
            if text[key_start:key_end] in value:
                return end - start, text[key_start:key_end]
    return 0, ""


def _member_length(text: str, start: int, token: str) -> int:
    """Return the length of a member's notation at a place of the text, or 0 if the member is not there."""
    for opening, closing in _NOTATIONS if start else (("", ""), *_NOTATIONS):
        notation = f"{opening}{token}{closing}"
        end = start + len(notation)
        if text.startswith(notation, start) and (end == len(text) or text[end] in ".["):
            return len(notation)
    return 0


def child(value: Json, token: str, default: Json) -> Json:
    """Return the member or item of a value that a reference token names, or `default` if it has none."""
    if type(value) is dict:
        return value.get(token, default)
    if type(value) is list and token.isascii() and token.isdecimal() and len(token) <= MAX_INDEX_LENGTH:
        return value[int(token)] if int(token) < len(value) else default
    return default
