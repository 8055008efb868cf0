"""Texts for XML 1.0, which cannot contain most control characters, not even escaped ones."""

from __future__ import annotations

import re

__all__ = ["xml_text"]
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""Return a text in which the characters that XML 1.0 excludes are escape sequences, such as `\x1b`."""
    return ILLEGAL.sub(lambda character: repr(character[0])[1:-1], text)
