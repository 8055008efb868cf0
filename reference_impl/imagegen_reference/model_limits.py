"""Limits of named image models in each revision, read from `model_limits.json`.

A new model, or a new limit of a known kind, is an edit of that file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from imagegen_reference.data_file import Json, load_data_file
from imagegen_reference.field_limit import (
    Combination,
    FieldLimit,
    read_feature,
    read_format,
    read_not_with,
    read_values,
)
from imagegen_reference.revision import DEFAULT_REVISION, Revision, holds_in
from imagegen_reference.schema_rules import fields_in
from imagegen_reference.size_limit import SizeLimit, read_size_limit


class Family(NamedTuple):
    """The limits of a family of models; empty or None if there are none."""

    auto: SizeLimit | None
    sizes: SizeLimit | None
    stages: tuple[tuple[SizeLimit, ...], ...]
    """Limits of width and height, in the order in which they are checked."""
    experimental: tuple[SizeLimit, ...]
    unsupported: tuple[FieldLimit, ...]
    preview: tuple[FieldLimit, ...]


class Limits(NamedTuple):
    """The family of each known model, and the limits that hold for any model."""

    families: Mapping[str, Family]
    retired: Mapping[str, str]
    """The models that were shut down, each with the date."""
    combinations: tuple[Combination, ...]
    deprecated: Mapping[str, str]
    """The deprecated fields, each with the rule that states this."""
    affected_fields: frozenset[str]
    """The fields that rules involve. A payload without any of them has no errors and no warnings at level semantic."""


@cache
def limits_in(revision: Revision) -> Limits:
    """Return the limits in a revision."""
    return read_limits(_CONTENT, revision)


def read_limits(content: Json, revision: Revision = DEFAULT_REVISION) -> Limits:
    """Return the limits in a revision for the content of a model limits file that the corpus linter accepts.

    Limits of fields that do not exist in the revision are left out.
    """
    fields = fields_in(revision)

    def select(limits: Iterable[Json]) -> list[Json]:
        return [limit for limit in limits if holds_in(limit, revision) and limit.get("field", "model") in fields]

    families: dict[str, Family] = {}
    retired: dict[str, str] = {}
    for entry in content["families"]:
        if holds_in(entry, revision):
            families.update(dict.fromkeys(entry["models"], _family(entry["family"], select(entry["limits"]))))
            dates: dict[str, str] = entry.get("retired", {}).get(revision.profile, {})
            retired.update({model: date for model, date in dates.items() if date <= revision.date})
    any_model = select(content["any_model"])
    combinations = (
        *map(read_format, _of_kind(any_model, "format")),
        *map(read_not_with, _of_kind(any_model, "not-with")),
    )
    deprecated: dict[str, str] = {
        field: limit["rule"]
        for limit in _of_kind(any_model, "deprecated")
        for field in limit["fields"]
        if field in fields
    }
    return Limits(
        families, retired, combinations, deprecated, _affected_fields(families, retired, combinations, deprecated)
    )


def _affected_fields(
    families: Mapping[str, Family],
    retired: Mapping[str, str],
    combinations: Iterable[Combination],
    deprecated: Iterable[str],
) -> frozenset[str]:
    affected = {"size", *deprecated, *(combination.field for combination in combinations)}
    for family in families.values():
        affected |= {limit.field for limit in (*family.unsupported, *family.preview)}
    return frozenset({*affected, "model"} if retired else affected)


def _of_kind(limits: Iterable[Json], *kinds: str) -> list[Json]:
    return [limit for limit in limits if limit["kind"] in kinds]


def _family(name: str, limits: list[Json]) -> Family:
    def size_limits(*kinds: str) -> tuple[SizeLimit, ...]:
        return tuple(read_size_limit(limit) for limit in _of_kind(limits, *kinds))

    def features(support: str) -> tuple[FieldLimit, ...]:
        return tuple(read_feature(limit, name) for limit in _of_kind(limits, "feature") if limit["support"] == support)

    return Family(
        next((limit for limit in size_limits("auto") if not limit.holds("auto")), None),
        next(iter(size_limits("sizes")), None),
        tuple(filter(None, (size_limits("edge"), size_limits("multiple"), size_limits("ratio", "pixels")))),
        size_limits("experimental"),
        (*features("none"), *(read_values(limit, name) for limit in _of_kind(limits, "values"))),
        features("preview"),
    )


# Read at import, so that an invalid file stops the program instead of making every payload illegal.
_CONTENT: Final = load_data_file("model_limits.json")
LIMITS: Final = limits_in(DEFAULT_REVISION)
