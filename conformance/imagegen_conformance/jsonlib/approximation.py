"""Approximation of numbers in JSON text by doubles."""

from __future__ import annotations

import math
import re

__all__ = ["MAX_ERROR", "MAX_INTEGER", "other_doubles"]

MAX_ERROR = 3  # doubles between the nearest one and that of a fast reader; RapidJSON documents this number
MAX_SIGNIFICAND = 2**53  # up to it, each integer is a double
MAX_POWER = 22  # of ten, up to which each power is a double
MAX_INTEGER = 2**64  # integers below it are read without an error, and rounded once
MAX_EXPONENT_DIGITS = 9
_NUMBER = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")


def other_doubles(notation: str) -> tuple[float, ...]:
    """Return the doubles that a number may become, beside the nearest one.

    RFC 8259, section 6, leaves the precision of numbers open, and expects only that receivers approximate them within
    that of a double. From a short notation, every reader computes the nearest double, because it needs one operation on
    two exact doubles. From others, readers that do not use long arithmetic miss the nearest double by a few.

    Args:
        notation: The number as JSON text writes it.

    Returns:
        The doubles in ascending order, without 0 and without those of the other sign. There are none if the notation is
        short, or beyond the range of doubles.

    Raises:
        ValueError: The text is not a number.
    """
    if _is_short(notation) or math.isinf(nearest := float(notation)):
        return ()
    is_negative = notation.startswith("-")
    lowest, highest = (-math.inf, 0.0) if is_negative else (0.0, math.inf)
    below, above = _neighbors(nearest, lowest), _neighbors(nearest, highest)
    return (*reversed(below), *above)


def _neighbors(double: float, limit: float) -> list[float]:
    """Return the doubles next to a double, in the direction of a limit, and before it: 0 or an infinity."""
    neighbors: list[float] = []
    for _ in range(MAX_ERROR):
        double = math.nextafter(double, limit)
        if double == limit:
            break
        neighbors.append(double)
    return neighbors


def _is_short(notation: str) -> bool:
    """Return whether every reader computes the nearest double."""
    match = _NUMBER.fullmatch(notation)
    if match is None:
        raise ValueError(f"{notation!r} is not a number")
    integer, fraction, exponent = match.groups()
    significand = (integer + (fraction or "")).lstrip("0")
    digits = significand.rstrip("0")
    if not digits:
        return True
    if fraction is None and exponent is None and len(significand) <= 20:
        return int(significand) < MAX_INTEGER
    if len(digits) > 16 or len(exponent or "") > MAX_EXPONENT_DIGITS:
        return False
    power = int(exponent or 0) - len(fraction or "") + len(significand) - len(digits)
    return int(digits) <= MAX_SIGNIFICAND and abs(power) <= MAX_POWER
