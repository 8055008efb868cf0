"""What models take beyond the types, read from `models.json`: numbers and names, each with the rule that it is.

A new model, or a new limit of a known kind, is an edit of that file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

Json: TypeAlias = Any


class Limit(NamedTuple):
    """A rule, what it wants, in words, and whether it holds: of width and height, or of a whole size."""

    rule: str
    wanted: str
    holds: Callable[..., bool]


class Feature(NamedTuple):
    """A field that a model refuses or has in preview: as a whole, or with just the value `equals`."""

    rule: str
    field: str
    equals: str | None


class FormatLimit(NamedTuple):
    """A value of a field that only some output formats take: the one that it `equals`, or any integer `below`."""

    rule: str
    field: str
    equals: str | None
    below: int | None
    formats: tuple[str, ...]


class Family(NamedTuple):
    """What holds for the models of a family; empty, or None, where nothing does."""

    name: str
    auto: Limit | None
    sizes: Limit | None
    stages: tuple[tuple[Limit, ...], ...]
    """Limits of width and height, of one kind after the other."""
    experimental: tuple[Limit, ...]
    refused: tuple[Feature, ...]
    preview: tuple[Feature, ...]


class Limits(NamedTuple):
    """The family of each model that is known, and what holds for any model."""

    families: Mapping[str, Family]
    formats: tuple[FormatLimit, ...]
    deprecated: Mapping[str, str]
    """Fields that are deprecated, and the rule that says so."""
    fields: frozenset[str]
    """The fields of which any rule asks: a payload without them breaks none, and is warned of nothing."""


def read_limits(content: Json) -> Limits:
    """Read the content of a models file, of which the suite's own check has shown that it makes sense."""
    families: dict[str, Family] = {}
    for entry in content["families"]:
        families.update(dict.fromkeys(entry["models"], _family(entry["family"], entry["limits"])))
    formats = tuple(map(_format, _of_kind(content["any_model"], "format")))
    of_fields = _of_kind(content["any_model"], "deprecated")
    deprecated: dict[str, str] = {field: limit["rule"] for limit in of_fields for field in limit["fields"]}
    features = (feature for family in families.values() for feature in (*family.refused, *family.preview))
    asked = {"size", *deprecated, *(limit.field for limit in formats), *(feature.field for feature in features)}
    return Limits(families, formats, deprecated, frozenset(asked))


def _of_kind(limits: Iterable[Json], *kinds: str) -> list[Json]:
    return [limit for limit in limits if limit["kind"] in kinds]


def _family(name: str, limits: list[Json]) -> Family:
    def those(*kinds: str) -> tuple[Limit, ...]:
        return tuple(_HOLDS[limit["kind"]](limit) for limit in _of_kind(limits, *kinds))

    def features(support: str) -> tuple[Feature, ...]:
        of_kind = _of_kind(limits, "feature")
        return tuple(
            Feature(limit["rule"], limit["field"], limit.get("equals"))
            for limit in of_kind
            if limit["support"] == support
        )

    return Family(
        name,
        next((limit for limit in those("auto") if not limit.holds("auto")), None),
        next(iter(those("sizes")), None),
        tuple(filter(None, (those("edge"), those("multiple"), those("ratio", "pixels")))),
        those("experimental"),
        features("none"),
        features("preview"),
    )


def _auto(limit: Json) -> Limit:
    def holds(_: str) -> bool:
        return bool(limit["legal"])

    return Limit(limit["rule"], "width and height, for the model does not size automatically", holds)


def _sizes(limit: Json) -> Limit:
    sizes: list[str] = limit["sizes"]
    return Limit(limit["rule"], "one of " + ", ".join(f'"{size}"' for size in sizes), frozenset(sizes).__contains__)


def _multiple(limit: Json) -> Limit:
    of: int = limit["of"]

    def holds(width: int, height: int) -> bool:
        return width % of == 0 == height % of

    return Limit(limit["rule"], f"edges that are multiples of {of}", holds)


def _edge(limit: Json) -> Limit:
    least, most, words = _range(limit)

    def holds(width: int, height: int) -> bool:
        return least <= width <= most and least <= height <= most

    return Limit(limit["rule"], f"edges of {words}", holds)


def _ratio(limit: Json) -> Limit:
    most: int = limit["maximum"]

    def holds(width: int, height: int) -> bool:
        return width <= most * height and height <= most * width

    return Limit(limit["rule"], f"no edge longer than {most} times the other", holds)


def _pixels(limit: Json) -> Limit:
    least, most, words = _range(limit)

    def holds(width: int, height: int) -> bool:
        return least <= width * height <= most

    return Limit(limit["rule"], f"{words} pixels", holds)


def _experimental(limit: Json) -> Limit:
    above: int = limit["above"]

    def holds(width: int, height: int) -> bool:
        return width * height <= above

    return Limit(limit["rule"], f"sizes of more than {above:,} pixels are experimental", holds)


def _range(limit: Json) -> tuple[float, float, str]:
    """Return the least and the most that a limit allows, and the words for it."""
    words = [f"at {end} {limit[key]:,}" for end, key in (("least", "minimum"), ("most", "maximum")) if key in limit]
    return limit.get("minimum", 0), limit.get("maximum", float("inf")), " and ".join(words)


_HOLDS: Final[Mapping[str, Callable[[Json], Limit]]] = {
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
    """Find the data: in the suite's package where both are installed, or at the top of a checkout."""
    root = Path(__file__).parent.parent
    installed = root / "imagegen_conformance" / "fixtures" / "models.json"
    return installed if installed.is_file() else root.parent / "fixtures" / "models.json"


# At import: a file that is broken stops everything, instead of looking like a refusal.
LIMITS: Final = read_limits(json.loads(_file().read_text(encoding="utf-8")))
