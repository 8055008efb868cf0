"""Edits of the model limits: the reference checks sizes and features with data that are wrong in one place."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import AdapterFactory, mutate_errors
from imagegen_conformance.mutation.transforms.errors import keeping_errors
from imagegen_conformance.resources import data_directory, load_json
from imagegen_reference.model_limits import Limits, read_limits
from imagegen_reference.revision import DEFAULT_REVISION, Revision, holds_in

__all__ = [
    "KNOWN_MODELS",
    "MODEL_LIMITS",
    "LimitsEdit",
    "add_deprecated_field",
    "add_size",
    "add_to_limit",
    "edited_limits",
    "exclude_format",
    "family_limit",
    "invert_auto",
    "limits_content",
    "remove_deprecated_field",
    "remove_deprecations",
    "remove_format",
    "remove_model",
    "remove_size",
    "set_in_field_limit",
    "set_in_limit",
    "with_edited_limits",
]
LimitsEdit: TypeAlias = Callable[[Json], None]
"""A change of the content of `model_limits.json` in place, as far as it holds in the default revision."""


_CONTENT: Json = load_json(data_directory("fixtures") / "model_limits.json")


def limits_content(revision: Revision) -> Json:
    """Return what of the content of `model_limits.json` holds in a revision, as a copy."""

    def select(entries: list[Json]) -> list[Json]:
        return [entry for entry in entries if holds_in(entry, revision)]

    families = [{**family, "limits": select(family["limits"])} for family in select(_CONTENT["families"])]
    return deepcopy({**_CONTENT, "any_model": select(_CONTENT["any_model"]), "families": families})


MODEL_LIMITS: Json = limits_content(DEFAULT_REVISION)
KNOWN_MODELS = tuple(model for family in MODEL_LIMITS["families"] for model in family["models"])


def edited_limits(edit: LimitsEdit) -> Limits:
    """Return the model limits after an edit."""
    content = deepcopy(MODEL_LIMITS)
    edit(content)
    return read_limits(content)


def with_edited_limits(edit: LimitsEdit) -> AdapterFactory:
    """Return a factory of the reference with edited model limits."""
    return mutate_errors(keeping_errors, edited_limits(edit))


def _family(content: Json, family: str) -> Json:
    return next(entry for entry in content["families"] if entry["family"] == family)


def _select(limits: Json, **members: Json) -> Json:
    """Return the first limit that has these members."""
    return next(limit for limit in limits if members.items() <= limit.items())


def family_limit(content: Json, family: str, kind: str) -> Json:
    """Return the first limit of a kind for a family."""
    return _select(_family(content, family)["limits"], kind=kind)


# Limits of one family


def add_to_limit(family: str, kind: str, key: str, amount: int) -> LimitsEdit:
    """Return an edit that adds a number to a limit."""

    def edit(content: Json) -> None:
        limits = _family(content, family)["limits"]
        limit = next(limit for limit in limits if limit["kind"] == kind and key in limit)
        limit[key] += amount

    return edit


def set_in_limit(family: str, selection: dict[str, Json], key: str, value: Json) -> LimitsEdit:
    """Return an edit that sets a member of the limit with the members `selection`."""

    def edit(content: Json) -> None:
        _select(_family(content, family)["limits"], **selection)[key] = value

    return edit


def add_size(family: str, size: str) -> LimitsEdit:
    """Return an edit that makes a size legal."""

    def edit(content: Json) -> None:
        family_limit(content, family, "sizes")["sizes"].append(size)

    return edit


def remove_size(family: str, size: str) -> LimitsEdit:
    """Return an edit that makes a size illegal."""

    def edit(content: Json) -> None:
        family_limit(content, family, "sizes")["sizes"].remove(size)

    return edit


def invert_auto(family: str) -> LimitsEdit:
    """Return an edit that makes `auto` illegal if it is legal, and legal if it is illegal."""

    def edit(content: Json) -> None:
        limit = family_limit(content, family, "auto")
        limit["legal"] = not limit["legal"]

    return edit


def remove_model(family: str, model: str) -> LimitsEdit:
    """Return an edit that removes a model, so that it is unknown."""

    def edit(content: Json) -> None:
        _family(content, family)["models"].remove(model)

    return edit


# Limits of any model


def set_in_field_limit(field: str, key: str, value: Json) -> LimitsEdit:
    """Return an edit that sets a member of the limit on the format for a field."""

    def edit(content: Json) -> None:
        _select(content["any_model"], field=field)[key] = value

    return edit


def remove_format(field: str, output_format: str) -> LimitsEdit:
    """Return an edit that makes a format illegal together with a field."""

    def edit(content: Json) -> None:
        _select(content["any_model"], field=field)["formats"].remove(output_format)

    return edit


def exclude_format(field: str, output_format: str) -> LimitsEdit:
    """Return an edit that makes the limited values of a field illegal beside a further format."""

    def edit(content: Json) -> None:
        limit = _select(content["any_model"], kind="not-with", field=field)
        content["any_model"].append({**limit, "equals": output_format})

    return edit


def remove_deprecations(content: Json) -> None:
    """Remove the limit that lists the deprecated fields."""
    content["any_model"].remove(_select(content["any_model"], kind="deprecated"))


def remove_deprecated_field(field: str) -> LimitsEdit:
    """Return an edit that removes a field from the deprecated ones."""

    def edit(content: Json) -> None:
        _select(content["any_model"], kind="deprecated")["fields"].remove(field)

    return edit


def add_deprecated_field(field: str) -> LimitsEdit:
    """Return an edit that adds a field to the deprecated ones."""

    def edit(content: Json) -> None:
        _select(content["any_model"], kind="deprecated")["fields"].append(field)

    return edit
