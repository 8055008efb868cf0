"""A function that rewrites a kind of strings, and helpers for writing such functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from imagegen_conformance.jsonlib.values import Json

__all__ = ["Replacement", "Rewriter", "replacing", "within"]
Replacement: TypeAlias = str | Callable[[re.Match[str]], str]


class Rewriter(NamedTuple):
    """A function that rewrites a kind of strings.

    Attributes:
        name: The name, unique among all rewriters.
        fault: What it does, as a clause that begins with a verb.
        rewrite: Returns the value that replaces a string: the string itself if it is of another kind.
    """

    name: str
    fault: str
    rewrite: Callable[[str], Json]


def replacing(pattern: str, replacement: Replacement, flags: int = 0) -> Callable[[str], str]:
    """Return a function that replaces all matches of a regular expression."""
    compiled = re.compile(pattern, flags)
    return lambda text: compiled.sub(replacement, text)


def within(pattern: str, change: Callable[[str], str], flags: int = 0) -> Callable[[str], str]:
    """Return a function that changes the group `part` of the first match at the beginning of a string, if it matches."""
    compiled = re.compile(pattern, flags)

    def rewrite(text: str) -> str:
        match = compiled.match(text)
        if match is None or match["part"] is None:
            return text
        start, end = match.span("part")
        return text[:start] + change(match["part"]) + text[end:]

    return rewrite
