"""Changes of model names: unknown names that are mistaken for known models."""

from __future__ import annotations

import re
from collections.abc import Collection

from imagegen_conformance.mutation.transforms.strings import StringChange

__all__ = [
    "default_if_empty",
    "first_known_inside",
    "last_path_segment",
    "longest_known_prefix",
    "longest_known_prefix_before_hyphen",
    "match_dot_as_any_character",
    "replace_unknown",
]


def longest_known_prefix(known: Collection[str]) -> StringChange:
    """Return a change that replaces a name with the longest known name that it begins with."""
    return lambda name: max(filter(name.startswith, known), key=len, default=name)


def longest_known_prefix_before_hyphen(known: Collection[str]) -> StringChange:
    """Return a change that replaces an unknown name with the longest known name that it continues with a hyphen."""

    def change(name: str) -> str:
        if name in known:
            return name
        return max((prefix for prefix in known if name.startswith(f"{prefix}-")), key=len, default=name)

    return change


def first_known_inside(known: Collection[str]) -> StringChange:
    """Return a change that replaces a name with the first known name that it contains."""
    return lambda name: next((inside for inside in known if inside in name), name)


def replace_unknown(known: Collection[str], replacement: str) -> StringChange:
    """Return a change that replaces an unknown name."""
    return lambda name: name if name in known else replacement


def match_dot_as_any_character(name: str) -> str:
    """Replace a name with gpt-image-1.5 if it differs only in the character in place of the dot."""
    return "gpt-image-1.5" if re.fullmatch("gpt-image-1.5", name) else name


def last_path_segment(name: str) -> str:
    """Remove everything before the last slash."""
    return name.rpartition("/")[2]


def default_if_empty(name: str) -> str:
    """Replace an empty name with the default model."""
    return name or "gpt-image-1"
