"""A problem of the model limits."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.jsonlib.pointer import format_pointer

__all__ = ["LimitProblem", "child_pointer"]


class LimitProblem(NamedTuple):
    """A contradiction within the model limits, or between them and the corpus.

    Attributes:
        pointer: The place in the file, as a JSON Pointer.
        message: The fact, without a final period.
        hint: What to do, as a complete sentence.
    """

    pointer: str
    message: str
    hint: str


def child_pointer(pointer: str, *tokens: str | int) -> str:
    """Return the JSON Pointer of a value inside the value at a pointer."""
    return pointer + format_pointer(tokens)
