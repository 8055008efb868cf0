"""Mutants of level semantic, generated from the model limits of a revision.

Some faults have no effect, or are legal, so that they are not generated:

* a limit that permits something is not dropped: the size `auto` is legal, or a feature has full support;
* a feature in preview is not rejected, because rejection is legal;
* a limit of one format is not applied to another one that has a limit of its own on the same field;
* a model is not unknown if its family only has limits that permit something, or if the model is retired: rejection is
  legal, and so is acceptance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.limit_place import LimitPlace, limit_places
from imagegen_conformance.mutation.generated.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.mutant import ErrorMutation, Mutant
from imagegen_conformance.mutation.transforms import conditions
from imagegen_conformance.mutation.transforms.limit_edits import LimitsEdit, limits_content
from imagegen_conformance.mutation.transforms.payloads import crash_if
from imagegen_reference.errors import Error
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import Revision
from imagegen_reference.semantic_rules import check_semantic_rules

__all__ = ["limit_mutants"]
# How far a number is moved down and up, by the kind of the limit and its key. The steps of gpt-image-2 lead to the
# next possible size, because both edges are multiples of 16.
STEPS: Final[Mapping[tuple[str, str], tuple[int, int]]] = {
    ("multiple", "of"): (-8, 16),
    ("edge", "maximum"): (-1, 16),
    ("ratio", "maximum"): (-1, 1),
    ("pixels", "minimum"): (-1024, 1),
    ("pixels", "maximum"): (-1, 3072),
    ("experimental", "above"): (-1, 1536),
    ("not-with", "below"): (-1, 1),
    ("not-with", "above"): (-1, 1),
}
# The key of the list of legal values, by the kind of the limit.
LISTS: Final = {"sizes": "sizes", "values": "values", "format": "formats"}
OTHER_SIZES: Final = ("512x512", "1792x1024")  # of models with other lists of sizes
DEFAULT_FORMAT: Final = "png"


def limit_mutants(build: MutantBuilder, legal: Mapping[str, Sequence[str]]) -> Iterator[Mutant]:
    """Yield the mutants of level semantic.

    Args:
        build: The builder of mutants.
        legal: The legal values of each enumeration.
    """
    content = limits_content(build.revision)
    places = list(limit_places(content))
    yield from _dropped_rules(build, places)
    for place in places:
        if not place.is_permission:
            verb = "warn" if _is_warning(place.limit) else "check"
            fault = f"does not {verb} according to {place.subject}"
            yield build.with_limits(f"drops-{place.label}", place.rule, fault, place.remove)
        yield from _moved_numbers(build, place)
        yield from _changed_lists(build, place, legal)
        yield from _changed_permissions(build, place)
        yield from _other_values(build, place, legal)
        yield from _other_formats(build, place, places, legal)
        yield from _orders(build, place)
    for entry in content["families"]:
        yield from _unknown_models(build, entry)
        yield from _retired_models(build, entry)


def _is_warning(limit: Json) -> bool:
    return bool(limit["kind"] == "experimental" or limit.get("support") == "preview")


def _dropped_rules(build: MutantBuilder, places: Sequence[LimitPlace]) -> Iterator[Mutant]:
    """Yield mutants that drop all limits with a rule, if there are several."""
    counts = Counter(place.rule for place in places if not place.is_permission)
    for rule in (rule for rule, count in counts.items() if count > 1):

        def edit(content: Json, rule: str = rule) -> None:
            for place in reversed(list(limit_places(content))):
                if place.rule == rule:
                    place.remove(content)

        yield build.with_limits(f"drops-{rule}", rule, f"does not check or warn according to {rule}", edit)


def _moved_numbers(build: MutantBuilder, place: LimitPlace) -> Iterator[Mutant]:
    for key, number in place.limit.items():
        if type(number) is int:
            for step in STEPS[place.limit["kind"], key]:
                name, value = f"{place.label}-{key}-{number + step}", number + step
                fault = f"applies {place.subject} with {key} {value} instead of {number}"
                yield build.with_limits(name, place.rule, fault, place.set(key, value))


def _changed_lists(build: MutantBuilder, place: LimitPlace, legal: Mapping[str, Sequence[str]]) -> Iterator[Mutant]:
    """Yield mutants in which a list of legal values has one value less or more."""
    kind = place.limit["kind"]
    if kind not in LISTS:
        return
    listed: list[str] = place.limit[LISTS[kind]]
    field = {"sizes": "size", "format": "output_format"}.get(kind) or place.limit["field"]
    rule = "size.gpt-image.standard" if place.rule == "size.gpt-image-1" else place.rule
    for value in listed:
        fault = f"rejects {field} {value} according to {place.subject}"
        edit = place.set(LISTS[kind], [other for other in listed if other != value])
        yield build.with_limits(f"{place.label}-refuses-{value}", rule, fault, edit)
    for value in OTHER_SIZES if kind == "sizes" else legal[field]:
        if value not in listed:
            fault = f"accepts {field} {value} in spite of {place.subject}"
            edit = place.set(LISTS[kind], [*listed, value])
            yield build.with_limits(f"{place.label}-takes-{value}", place.rule, fault, edit)


def _changed_permissions(build: MutantBuilder, place: LimitPlace) -> Iterator[Mutant]:
    """Yield mutants that reject what a limit permits, or permit what it rejects."""
    limit = place.limit
    if limit["kind"] == "auto":
        fault = f"{'rejects' if limit['legal'] else 'accepts'} size auto for {place.family}"
        edit = place.set("legal", not limit["legal"])
        yield build.with_limits(f"{place.label}-inverted", place.rule, fault, edit)
    elif limit.get("support") == "full":
        value = f" {limit['equals']}" if "equals" in limit else ""
        fault = f"rejects {limit['field']}{value} for {place.family}"
        yield build.with_limits(f"{place.label}-inverted", place.rule, fault, place.set("support", "none"))


def _other_values(build: MutantBuilder, place: LimitPlace, legal: Mapping[str, Sequence[str]]) -> Iterator[Mutant]:
    """Yield mutants that apply a limit on one value of a field to another value."""
    limit = place.limit
    if limit["kind"] in {"feature", "format"} and "equals" in limit and not place.is_permission:
        for value in legal[limit["field"]]:
            if value != limit["equals"]:
                fault = f"applies {place.subject} to {limit['field']} {value} as well"
                edit = place.repeat_with("equals", value)
                yield build.with_limits(f"{place.label}-equals-{value}", place.rule, fault, edit)


def _other_formats(
    build: MutantBuilder, place: LimitPlace, places: Sequence[LimitPlace], legal: Mapping[str, Sequence[str]]
) -> Iterator[Mutant]:
    """Yield mutants that apply a limit of one output format to another one, or mistake the default format."""
    limit = place.limit
    if limit["kind"] not in {"not-with", "format"}:
        return
    excluded = [other.limit["equals"] for other in places if _excludes_format_of(other.limit, limit["field"])]
    for value in legal["output_format"] if limit["kind"] == "not-with" else ():
        if value not in excluded:
            fault = f"applies {place.subject} to output_format {value} as well"
            edit = place.repeat_with("equals", value)
            yield build.with_limits(f"{place.label}-equals-{value}", place.rule, fault, edit)
    formats = [limit["equals"]] if limit["kind"] == "not-with" else limit["formats"]
    is_checked = (DEFAULT_FORMAT in formats) == (limit["kind"] == "not-with")
    if is_checked or DEFAULT_FORMAT not in excluded:
        other = next(value for value in legal["output_format"] if (value in formats) != (DEFAULT_FORMAT in formats))
        fault = f"{'does not check' if is_checked else 'checks'} {place.subject} if output_format is omitted"
        mutation = _with_default_format(place.rule, other, build.revision)
        yield build.with_errors(f"{place.label}-by-default", place.rule, fault, mutation)


def _orders(build: MutantBuilder, place: LimitPlace) -> Iterator[Mutant]:
    """Yield a mutant that rejects a field which requires an output format, if the format follows it."""
    limit = place.limit
    if limit["kind"] == "format" and "equals" not in limit:
        condition = conditions.field_precedes(limit["field"], "output_format")
        fault = f"rejects {limit['field']} before output_format"
        yield build.that_rejects(f"{place.label}-by-order", place.rule, fault, condition)


def _excludes_format_of(limit: Json, field: str) -> bool:
    return bool(limit["kind"] == "not-with" and limit["field"] == field)


def _with_default_format(rule: str, default: str, revision: Revision) -> ErrorMutation:
    """Return a mutation that evaluates a rule with another default of the output format."""

    def mutate(payload: Json, errors: list[Error]) -> list[Error]:
        if not isinstance(payload, dict) or "output_format" in payload:
            return errors
        broken = {error[0].split("/")[1] for error in errors if error[1] != rule}
        found, _ = check_semantic_rules({**payload, "output_format": default}, broken, limits_in(revision))
        return [error for error in errors if error[1] != rule] + [error for error in found if error[1] == rule]

    return mutate


def _unknown_models(build: MutantBuilder, entry: Json) -> Iterator[Mutant]:
    places = limit_places({"any_model": entry["limits"], "families": []})
    rule = next((place.rule for place in places if not place.is_permission), None)
    retired = limits_in(build.revision).retired
    for model in entry["models"]:
        if rule is not None and model not in retired:
            fault = f"does not know {model}, and applies no limits to it"
            edit = _edit_family(entry["family"], models=[other for other in entry["models"] if other != model])
            yield build.with_limits(f"{model}-unknown", rule, fault, edit)
    if not entry["limits"]:
        fault = f"crashes in validation on a size if the model is {entry['family']}, which has no limits"
        crash = crash_if(conditions.has_size_of(entry["models"]))
        yield build.with_validated(f"crash-{entry['family']}", "size.any-model", fault, crash)


def _retired_models(build: MutantBuilder, entry: Json) -> Iterator[Mutant]:
    """Yield mutants that do not warn about a retired model, or warn about another one."""
    profile = build.revision.profile
    retired: dict[str, str] = entry.get("retired", {}).get(profile, {})
    for model in entry["models"]:
        dates = {other: date for other, date in retired.items() if other != model}
        if model in retired:
            fault = f"does not warn about the retired model {model}"
        else:
            dates, fault = {**retired, model: build.revision.date}, f"warns about {model} as retired"
        edit = _edit_family(entry["family"], retired={profile: dates})
        yield build.with_limits(f"{model}-{'silent' if model in retired else 'retired'}", "model.retired", fault, edit)


def _edit_family(family: str, **members: Json) -> LimitsEdit:
    """Return an edit that sets members of a family."""

    def edit(content: Json) -> None:
        next(entry for entry in content["families"] if entry["family"] == family).update(members)

    return edit
