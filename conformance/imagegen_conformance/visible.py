"""Text of others in a line of ours."""

from __future__ import annotations

__all__ = ["visible"]


def visible(text: str) -> str:
    """The text with escapes for what breaks a line, or is a command to a terminal."""
    return text if text.isprintable() else "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
