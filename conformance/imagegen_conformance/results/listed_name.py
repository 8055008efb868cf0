"""The name of an implementation in a list of expected failures, which is a text for the reader."""

from __future__ import annotations

import re

__all__ = ["is_another_object", "names_implementation"]

OBJECT_PATH = re.compile(r"\w+(\.\w+)*:\w+(\.\w+)*")  # the form package.module:Name


def names_implementation(text: str, name: str) -> bool:
    """Return whether a text begins with the name of an implementation, for example before its version."""
    return re.match(rf"{re.escape(name)}(?![-.:/@]*\w)", text.strip()) is not None


def is_another_object(text: str, name: str) -> bool:
    """Return whether a text begins with the path of another Python object than the one that `name` is."""
    match = re.match(rf"({OBJECT_PATH.pattern})(?=,|\s|$)", text.strip())
    return match is not None and OBJECT_PATH.fullmatch(name) is not None and match[1] != name
