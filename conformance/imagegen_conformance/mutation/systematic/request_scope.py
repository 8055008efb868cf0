"""Scopes of the mutants of level object: the requests that can show a fault of a kind."""

from __future__ import annotations

from functools import cache
from typing import Final

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Scope

__all__ = ["CALLS", "mentioning"]


def _is_call(request: Request) -> bool:
    return request.operation == "call"


CALLS: Final = Scope("call sequences", _is_call)
"""The call sequences: a payload that is parsed is constructed from a mapping and serialized once, and no more."""


@cache
def mentioning(field: str) -> Scope:
    """Return the scope of the requests that contain the name of a field as a key or a string.

    No tool of another request has an item with this key. The name of a field in a JSON text may be written with escapes,
    so that every text is in the scope.
    """

    def contains(request: Request) -> bool:
        return request.operation == "parse-text" or _contains(request.content, field)

    return Scope(f"requests that mention {field}", contains)


def _contains(value: Json, name: str) -> bool:
    if isinstance(value, dict):
        return name in value or any(_contains(member, name) for member in value.values())
    if isinstance(value, list):
        return any(_contains(item, name) for item in value)
    return bool(value == name)
