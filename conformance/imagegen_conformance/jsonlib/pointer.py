"""JSON Pointers (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["escape_token", "format_pointer", "is_valid", "parse_pointer"]

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def is_valid(text: object) -> bool:
    """Return whether `text` is a JSON Pointer."""
    return isinstance(text, str) and _POINTER.fullmatch(text) is not None


def escape_token(key: str) -> str:
    """Return `key` as a reference token, with `~` and `/` escaped."""
    return key.replace("~", "~0").replace("/", "~1")


def format_pointer(tokens: Iterable[str | int]) -> str:
    """Return the JSON Pointer of these keys and indices; the empty string for the whole document."""
    return "".join(f"/{escape_token(str(token))}" for token in tokens)


def parse_pointer(pointer: str) -> list[str]:
    """Return the unescaped reference tokens of a valid JSON Pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
