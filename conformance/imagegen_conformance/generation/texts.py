"""Unusual strings: those of the dimensions, changed ones, and strings of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.dimension_values import DimensionValues

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["Texts"]
UNITS = ("a", "\u00e9", "\U0001f58c", "a b, ", "aGVs", "line\n")
# The power of 2 that is the least length, and the part of it that is added: the steps of a ladder, and what is between.
MAX_EXPONENT = 16
MAX_SIXTEENTHS = 15
KINDS = ("known", "known", "known", "changed", "long")


class Texts:
    """Sequences of unusual strings.

    Args:
        values: The elements of the dimensions of the corpus.
    """

    def __init__(self, values: DimensionValues) -> None:
        self._known: Sequence[str] = values.values("strings", "further_strings", "image_urls") or ["auto"]

    def draw(self, draw: DrawFn) -> Iterator[str]:
        """Draw an endless sequence of strings, of one kind: one for each place of a payload.

        The sequence is determined by three numbers, because to draw each string takes much longer than to send it.
        """
        kind = draw(st.sampled_from(KINDS))
        start, stride = draw(st.integers(0, len(self._known) - 1)), draw(st.integers(0, len(self._known) - 2)) + 1
        numbers = iter(range(start, 1 << 62, stride))
        if kind == "long":
            return (_long(number) for number in numbers)
        known = (self._known[number % len(self._known)] for number in numbers)
        if kind == "known":
            return known
        return (_changed(text, start + position) for position, text in enumerate(known))


def _long(number: int) -> str:
    number, unit = divmod(number, len(UNITS))
    sixteenths, exponent = divmod(number, MAX_EXPONENT + 1)
    least = 1 << exponent
    length = least + (sixteenths % (MAX_SIXTEENTHS + 1)) * least // (MAX_SIXTEENTHS + 1)
    return (UNITS[unit] * (length // len(UNITS[unit]) + 1))[:length]


def _changed(text: str, number: int) -> str:
    """Return a string of the same kind with other content around it, in another case, or repeated."""
    changed = (
        f"a {text}",
        f"{text}, {text}",
        f"({text})",
        f"{text}.",
        f"/{text}/",
        f"a\n{text}\n",
        text.upper(),
        text.lower(),
        text.title(),
        f" {text}",
        text[:-1],
    )
    return changed[number % len(changed)]
