"""Limits of named image models, read from `model_limits.json`.

A new model, or a new limit of a known kind, is an edit of that file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

Json: TypeAlias = Any


class Limit(NamedTuple):
    """One limit of sizes.

    Attributes:
        rule: The id of the requirement.
        expected: A description of legal sizes.
        holds: Returns whether a size is legal, given its width and height, or the size as text.
    """

    rule: str
    expected: str
    holds: Callable[..., bool]


class Feature(NamedTuple):
    """A field, or its value `equals`, that a model does not support or supports only in preview."""

    rule: str
    field: str
    equals: str | None


class FormatLimit(NamedTuple):
    """A value that only some output formats support: the value `equals`, or any integer below `below`."""

    rule: str
    field: str
    equals: str | None
    below: int | None
    formats: tuple[str, ...]


class Family(NamedTuple):
    """The limits of a family of models; empty or None if there are none."""

    name: str
    auto: Limit | None
    sizes: Limit | None
    stages: tuple[tuple[Limit, ...], ...]
    """Limits of width and height, in the order in which they are checked."""
    experimental: tuple[Limit, ...]
    unsupported: tuple[Feature, ...]
    preview: tuple[Feature, ...]


class Limits(NamedTuple):
    """The family of each known model, and the limits that hold for any model."""

    families: Mapping[str, Family]
    formats: tuple[FormatLimit, ...]
    deprecated: Mapping[str, str]
    """The deprecated fields, each with the rule that states this."""
    affected_fields: frozenset[str]
    """The fields that rules involve. A payload without any of them has no errors and no warnings at level semantic."""


def read_limits(content: Json) -> Limits:
    """Return the limits for the content of a model limits file that the corpus linter accepts."""
    families: dict[str, Family] = {}
    for entry in content["families"]:
        families.update(dict.fromkeys(entry["models"], _family(entry["family"], entry["limits"])))
    formats = tuple(map(_format, _select(content["any_model"], "format")))
    deprecated_limits = _select(content["any_model"], "deprecated")
    deprecated: dict[str, str] = {field: limit["rule"] for limit in deprecated_limits for field in limit["fields"]}
    features = (feature for family in families.values() for feature in (*family.unsupported, *family.preview))
    affected = {"size", *deprecated, *(limit.field for limit in formats), *(feature.field for feature in features)}
    return Limits(families, formats, deprecated, frozenset(affected))


def _select(limits: Iterable[Json], *kinds: str) -> list[Json]:
    return [limit for limit in limits if limit["kind"] in kinds]


def _family(name: str, limits: list[Json]) -> Family:
    def size_limits(*kinds: str) -> tuple[Limit, ...]:
        return tuple(_READERS[limit["kind"]](limit) for limit in _select(limits, *kinds))

    def features(support: str) -> tuple[Feature, ...]:
        return tuple(
            Feature(limit["rule"], limit["field"], limit.get("equals"))
            for limit in _select(limits, "feature")
            if limit["support"] == support
        )

    return Family(
        name,
        next((limit for limit in size_limits("auto") if not limit.holds("auto")), None),
        next(iter(size_limits("sizes")), None),
        tuple(filter(None, (size_limits("edge"), size_limits("multiple"), size_limits("ratio", "pixels")))),
        size_limits("experimental"),
        features("none"),
        features("preview"),
    )


def _auto(limit: Json) -> Limit:
    def holds(_: str) -> bool:
        return bool(limit["legal"])

    return Limit(limit["rule"], "width and height, because the model has no automatic size", holds)


def _sizes(limit: Json) -> Limit:
    sizes: list[str] = limit["sizes"]
    return Limit(limit["rule"], "one of " + ", ".join(f'"{size}"' for size in sizes), frozenset(sizes).__contains__)


def _multiple(limit: Json) -> Limit:
    divisor: int = limit["of"]

    def holds(width: int, height: int) -> bool:
        return width % divisor == 0 == height % divisor

    return Limit(limit["rule"], f"edges that are multiples of {divisor}", holds)


def _edge(limit: Json) -> Limit:
    minimum, maximum, description = _range(limit)

    def holds(width: int, height: int) -> bool:
        return minimum <= width <= maximum and minimum <= height <= maximum

    return Limit(limit["rule"], f"edges of {description}", holds)


def _ratio(limit: Json) -> Limit:
    maximum: int = limit["maximum"]

    def holds(width: int, height: int) -> bool:
        return width <= maximum * height and height <= maximum * width

    return Limit(limit["rule"], f"no edge longer than {maximum} times the other", holds)


def _pixels(limit: Json) -> Limit:
    minimum, maximum, description = _range(limit)

    def holds(width: int, height: int) -> bool:
        return minimum <= width * height <= maximum

    return Limit(limit["rule"], f"{description} pixels", holds)


def _experimental(limit: Json) -> Limit:
    above: int = limit["above"]

    def holds(width: int, height: int) -> bool:
        return width * height <= above

    return Limit(limit["rule"], f"sizes of more than {above:,} pixels are experimental", holds)


def _range(limit: Json) -> tuple[float, float, str]:
    """Return the minimum and maximum of a limit, and a description of both."""
    bounds = [f"at {end} {limit[key]:,}" for end, key in (("least", "minimum"), ("most", "maximum")) if key in limit]
    return limit.get("minimum", 0), limit.get("maximum", float("inf")), " and ".join(bounds)


_READERS: Final[Mapping[str, Callable[[Json], Limit]]] = {
    "auto": _auto,
    "sizes": _sizes,
    "multiple": _multiple,
    "edge": _edge,
    "ratio": _ratio,
    "pixels": _pixels,
    "experimental": _experimental,
}


def _format(limit: Json) -> FormatLimit:
    return FormatLimit(limit["rule"], limit["field"], limit.get("equals"), limit.get("below"), tuple(limit["formats"]))


def _file() -> Path:
    """Return the path of the data file, in the installed package of the suite or in a checkout."""
    root = Path(__file__).parent.parent
    installed = root / "imagegen_conformance" / "fixtures" / "model_limits.json"
    return installed if installed.is_file() else root.parent / "fixtures" / "model_limits.json"


# Read at import, so that an invalid file stops the program instead of making every payload illegal.
LIMITS: Final = read_limits(json.loads(_file().read_text(encoding="utf-8")))
