"""Limits of the sizes of named image models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from imagegen_reference.data_file import Json
from imagegen_reference.rule import describe_values


class SizeLimit(NamedTuple):
    """One limit of the sizes of a family of models.

    Attributes:
        rule: The id of the requirement.
        expected: A description of legal sizes.
        holds: Returns whether a size is legal, given its width and height, or the size as text.
    """

    rule: str
    expected: str
    holds: Callable[..., bool]


def read_size_limit(limit: Json) -> SizeLimit:
    """Return a limit of the kind that its entry in the data file states."""
    return _READERS[limit["kind"]](limit)


def _auto(limit: Json) -> SizeLimit:
    def holds(_: str) -> bool:
        return bool(limit["legal"])

    return SizeLimit(limit["rule"], "width and height, because the model has no automatic size", holds)


def _sizes(limit: Json) -> SizeLimit:
    sizes: list[str] = limit["sizes"]
    return SizeLimit(limit["rule"], describe_values(sizes), frozenset(sizes).__contains__)


def _multiple(limit: Json) -> SizeLimit:
    divisor: int = limit["of"]

    def holds(width: int, height: int) -> bool:
        return width % divisor == 0 == height % divisor

    return SizeLimit(limit["rule"], f"edges that are multiples of {divisor}", holds)


def _edge(limit: Json) -> SizeLimit:
    minimum, maximum, description = _range(limit)

    def holds(width: int, height: int) -> bool:
        return minimum <= width <= maximum and minimum <= height <= maximum

    return SizeLimit(limit["rule"], f"edges of {description}", holds)


def _ratio(limit: Json) -> SizeLimit:
    maximum: int = limit["maximum"]

    def holds(width: int, height: int) -> bool:
        return width <= maximum * height and height <= maximum * width

    return SizeLimit(limit["rule"], f"no edge longer than {maximum} times the other", holds)


def _pixels(limit: Json) -> SizeLimit:
    minimum, maximum, description = _range(limit)

    def holds(width: int, height: int) -> bool:
        return minimum <= width * height <= maximum

    return SizeLimit(limit["rule"], f"{description} pixels", holds)


def _experimental(limit: Json) -> SizeLimit:
    above: int = limit["above"]

    def holds(width: int, height: int) -> bool:
        return width * height <= above

    return SizeLimit(limit["rule"], f"sizes of more than {above:,} pixels are experimental", holds)


def _range(limit: Json) -> tuple[float, float, str]:
    """Return the minimum and maximum of a limit, and a description of both."""
    bounds = [f"at {end} {limit[key]:,}" for end, key in (("least", "minimum"), ("most", "maximum")) if key in limit]
    return limit.get("minimum", 0), limit.get("maximum", float("inf")), " and ".join(bounds)


_READERS: Final[Mapping[str, Callable[[Json], SizeLimit]]] = {
    "auto": _auto,
    "sizes": _sizes,
    "multiple": _multiple,
    "edge": _edge,
    "ratio": _ratio,
    "pixels": _pixels,
    "experimental": _experimental,
}
