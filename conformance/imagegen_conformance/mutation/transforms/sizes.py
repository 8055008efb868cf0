"""Changes of size strings such as 1024x768, and conditions on their edges."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.fields import STANDARD_SIZES
from imagegen_conformance.mutation.mutant import Condition, Payload, PayloadChange

__all__ = [
    "SIZE",
    "SizeCondition",
    "area_is_multiple",
    "area_wraps_to_at_most",
    "auto_as_edge",
    "digits_of_any_script",
    "edge_is_multiple",
    "edges_in_other_bases",
    "edges_read_by_int",
    "expand_exponents",
    "has_malformed_size",
    "has_size_longer_than",
    "has_size_matching",
    "height_at_most",
    "height_is_multiple",
    "integer_ratio_at_most",
    "is_landscape",
    "is_large_square",
    "is_not_standard",
    "is_outside_of_box",
    "is_portrait",
    "of_gpt_image_2",
    "parse_size",
    "pixels_above",
    "ratio_is_exactly",
    "rewrite_edges",
    "round_edges",
    "rounded_ratio_at_most",
    "shorter_edge_at_most",
    "standard_size",
    "width_at_most",
    "width_is_multiple",
    "wrap_edges",
]
SIZE = re.compile(r"([1-9][0-9]*)x([1-9][0-9]*)\Z")
MAX_PARSED_LENGTH = 100  # characters of a size; int() rejects far longer numbers
SizeCondition: TypeAlias = Callable[[int, int], bool]
"""A property of a width and a height."""


def parse_size(payload: Json) -> tuple[int, int] | None:
    """Return the width and the height of a payload's size, or None if it has no well-formed explicit size."""
    size = payload.get("size") if isinstance(payload, dict) else None
    if not isinstance(size, str) or len(size) >= MAX_PARSED_LENGTH:
        return None
    match = SIZE.match(size)
    return (int(match[1]), int(match[2])) if match else None


# Changes of size strings


def standard_size(size: str) -> str:
    """Replace every size except `auto` and the standard sizes with 1024x1024."""
    return size if size in {"auto", *STANDARD_SIZES} else "1024x1024"


def _parse_edges(size: str) -> list[int]:
    try:
        edges = [int(part) for part in size.lower().split("x")]
    except ValueError:
        return []
    return edges if len(edges) == 2 else []


def round_edges(size: str) -> str:
    """Round both edges to multiples of 16."""
    edges = _parse_edges(size)
    return "x".join(str(max(16, round(edge / 16) * 16)) for edge in edges) if edges and max(edges) < 10**6 else size


def rewrite_edges(size: str) -> str:
    """Parse both edges with `int` and format them again."""
    edges = _parse_edges(size)
    return f"{edges[0]}x{edges[1]}" if edges and max(map(abs, edges)) < 10**9 else size


def edges_read_by_int(size: str) -> str:
    """Parse both edges with `int`, which accepts signs, spaces, underscores, leading zeros and digits of any script."""
    try:
        edges = [int(part) for part in size.split("x")]
    except ValueError:
        return size
    return f"{edges[0]}x{edges[1]}" if len(edges) == 2 and min(edges) > 0 else size


def edges_in_other_bases(size: str) -> str:
    """Convert hexadecimal, octal and binary numbers to decimal ones."""
    return re.sub("0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", lambda match: str(int(match[0], 0)), size)


def expand_exponents(size: str) -> str:
    """Expand numbers with an exponent of one digit."""
    return re.sub(r"(\d+)[eE]\+?(\d)(?!\d)", lambda match: match[1] + "0" * int(match[2]), size)


def digits_of_any_script(size: str) -> str:
    """Convert the decimal digits of any script to ASCII digits."""
    return "".join(str(int(character)) if character.isdecimal() else character for character in size)


def auto_as_edge(size: str) -> str:
    """Replace `auto` with 1024 if it stands in place of an edge."""
    return size.replace("auto", "1024") if "x" in size else size


def wrap_edges(bits: int) -> PayloadChange:
    """Return a change that wraps both edges around as unsigned integers of `bits` bits do."""

    def change(payload: Payload) -> None:
        size = parse_size(payload)
        if size is not None:
            width, height = (edge % 2**bits or 1 for edge in size)
            payload["size"] = f"{width}x{height}"

    return change


# Conditions on payloads


def has_malformed_size(payload: Payload) -> bool:
    """Return whether `size` is a string that is neither `auto` nor a well-formed size."""
    size = payload.get("size")
    return isinstance(size, str) and size != "auto" and SIZE.match(size) is None


def has_size_matching(pattern: str) -> Condition:
    """Return a condition: `size` is a string with a match of the regular expression."""
    return lambda payload: isinstance(payload.get("size"), str) and re.search(pattern, payload["size"]) is not None


def has_size_longer_than(length: int) -> Condition:
    """Return a condition: `size` is a string of more than `length` characters."""
    return lambda payload: isinstance(payload.get("size"), str) and len(payload["size"]) > length


def of_gpt_image_2(condition: SizeCondition) -> Condition:
    """Return a condition: the model is a gpt-image-2, and its explicit size fulfills the condition."""

    def holds(payload: Payload) -> bool:
        size = parse_size(payload)
        return size is not None and str(payload.get("model", "")).startswith("gpt-image-2") and condition(*size)

    return holds


# Conditions on width and height


def width_is_multiple(width: int, _: int) -> bool:
    """Return whether the width is a multiple of 16."""
    return width % 16 == 0


def height_is_multiple(_: int, height: int) -> bool:
    """Return whether the height is a multiple of 16."""
    return height % 16 == 0


def edge_is_multiple(width: int, height: int) -> bool:
    """Return whether at least one edge is a multiple of 16."""
    return width % 16 == 0 or height % 16 == 0


def area_is_multiple(width: int, height: int) -> bool:
    """Return whether the number of pixels is a multiple of 256."""
    return width * height % 256 == 0


def width_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the width is at most `maximum`."""
    return lambda width, _: width <= maximum


def height_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the height is at most `maximum`."""
    return lambda _, height: height <= maximum


def shorter_edge_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the shorter edge is at most `maximum`."""
    return lambda width, height: min(width, height) <= maximum


def is_portrait(width: int, height: int) -> bool:
    """Return whether the height is greater than the width."""
    return height > width


def is_landscape(width: int, height: int) -> bool:
    """Return whether the width is greater than the height."""
    return width > height


def integer_ratio_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the quotient of the edges, without its fraction, is at most `maximum`."""
    return lambda width, height: max(width, height) // min(width, height) <= maximum


def rounded_ratio_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the quotient of the edges, rounded to one decimal place, is at most `maximum`."""
    return lambda width, height: round(max(width, height) / min(width, height), 1) <= maximum


def ratio_is_exactly(ratio: int) -> SizeCondition:
    """Return a condition: one edge is exactly `ratio` times as long as the other."""
    return lambda width, height: ratio * min(width, height) == max(width, height)


def is_large_square(width: int, height: int) -> bool:
    """Return whether the size is a square with edges of more than 1024 pixels."""
    return height == width > 1024


def is_outside_of_box(width: int, height: int) -> bool:
    """Return whether the size does not fit into 3840x2160."""
    return width > 3840 or height > 2160


def pixels_above(maximum: int) -> SizeCondition:
    """Return a condition: the size has more than `maximum` pixels."""
    return lambda width, height: width * height > maximum


def area_wraps_to_at_most(maximum: int) -> SizeCondition:
    """Return a condition: the number of pixels, wrapped around at 32 bits, is at most `maximum`."""
    return lambda width, height: width * height % 2**32 <= maximum


def is_not_standard(width: int, height: int) -> bool:
    """Return whether the size is none of the standard sizes."""
    return f"{width}x{height}" not in STANDARD_SIZES
