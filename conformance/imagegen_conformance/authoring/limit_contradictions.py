"""Checks of the model limits that hold in one revision: contradictions between them, and with the plain schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from imagegen_conformance.authoring.limit_problem import LimitProblem, child_pointer
from imagegen_conformance.authoring.limit_ranges import Subject, subject_text, subjects_by_key
from imagegen_conformance.corpus.model_limits import AreaPredicate, Family, Limit, ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.errors import did_you_mean
from imagegen_conformance.jsonlib.values import Json

__all__ = ["revision_problems"]
CALCULATION_KINDS = ("edge", "multiple", "ratio", "pixels", "experimental")
MAX_EDGES = 1000  # for a size with two of more edges, checks and compilation take minutes


def revision_problems(limits: ModelLimits, fields: Mapping[str, Schema]) -> Iterator[LimitProblem]:
    """Yield every contradiction in the limits of a revision.

    Args:
        limits: The limits.
        fields: The schema of each field in the plain schema of the revision.
    """
    yield from _duplicate_names(limits)
    yield from _definition_problems(limits)
    for limit in limits.limits():
        yield from _field_problems(limit, fields)
    yield from _duplicate_limits(limits.any_model)
    for family in limits.families:
        yield from _duplicate_limits(family.limits)
        yield from _bound_problems(family)
        yield from _calculation_problems(family)


def _duplicate_names(limits: ModelLimits) -> Iterator[LimitProblem]:
    """Yield families with the same name, and models that are in two families."""
    pointers: dict[str, str] = {}
    family_names: dict[str, str] = {}
    for family in limits.families:
        if family.name in pointers:
            message = f"the family {family.name} is already defined at {pointers[family.name]}"
            yield LimitProblem(child_pointer(family.pointer, "family"), message, "Merge the two, or rename one.")
        pointers[family.name] = family.pointer
        for index, name in enumerate(family.models):
            if name in family_names:
                pointer = child_pointer(family.pointer, "models", index)
                message = f"{name} is already in the family {family_names[name]}"
                yield LimitProblem(pointer, message, "List each model in one family only.")
            family_names[name] = family.name


def _definition_problems(limits: ModelLimits) -> Iterator[LimitProblem]:
    """Yield rules that have two definitions.

    A rule may state that one model has a feature and that another model does not, and it may limit a feature and
    values. In one family, it forbids one thing only.
    """
    first_limits: dict[tuple[Json, ...], Limit] = {}
    groups = [("", limits.any_model), *((family.pointer, family.limits) for family in limits.families)]
    for pointer, group in groups:
        for limit in group:
            keys: list[tuple[Json, ...]] = [
                (limit.rule, limit.kind, limit.data.get("legal"), limit.data.get("support"))
            ]
            if _forbids(limit):
                keys.append((limit.rule, pointer))
            firsts = [first_limits.setdefault(key, limit) for key in keys]
            for first in firsts:
                if first.definition != limit.definition:
                    message = f"{limit.rule} has another definition at {first.pointer}"
                    yield LimitProblem(child_pointer(limit.pointer, "rule"), message, "Give each rule one definition.")
                    break


def _forbids(limit: Limit) -> bool:
    is_permission = limit.data.get("legal") is True or limit.data.get("support") in {"full", "preview"}
    return not is_permission and limit.kind not in {"experimental", "deprecated"}


def _field_problems(limit: Limit, fields: Mapping[str, Schema]) -> Iterator[LimitProblem]:
    """Yield fields that the payload does not have, and fields of the wrong type."""
    data = limit.data
    named: dict[str, str] = {
        child_pointer(limit.pointer, "fields", index): name for index, name in enumerate(data.get("fields", ()))
    }
    named |= {child_pointer(limit.pointer, "field"): data["field"]} if "field" in data else {}
    for pointer, field in named.items():
        if field not in fields:
            hint = did_you_mean(field, fields, "See schemas/image_gen_tool.schema.json.")
            yield LimitProblem(pointer, f"unknown field {field!r}", hint)
        elif {"above", "below"} & data.keys() and fields[field].get("type") != "integer":
            yield LimitProblem(pointer, f"{field} is not an integer", "Name a field such as partial_images.")
        elif limit.kind in {"feature", "values"} and "enum" not in fields[field]:
            yield LimitProblem(pointer, f"the values of {field} are not enumerated", "Name a field such as quality.")


def _duplicate_limits(limits: Sequence[Limit]) -> Iterator[LimitProblem]:
    """Yield limits of the same subject in one family, or among the limits of any model."""
    pointers: dict[Subject, str] = {}
    for limit in limits:
        for key, subject in subjects_by_key(limit).items():
            if key in pointers:
                message = f"{subject_text(subject)} is already limited at {pointers[key]}"
                yield LimitProblem(limit.pointer, message, "Remove one of them.")
            pointers[key] = limit.pointer


def _bound_problems(family: Family) -> Iterator[LimitProblem]:
    """Yield minimums that are greater than the maximum."""
    for kind in ("edge", "pixels"):
        limits = family.limits_of_kind(kind)
        for lower, upper in product(limits, limits):
            minimum, maximum = lower.data.get("minimum"), upper.data.get("maximum")
            if minimum is not None and maximum is not None and minimum > maximum:
                message = f"the minimum {minimum} is greater than the maximum {maximum}"
                yield LimitProblem(child_pointer(lower.pointer, "minimum"), message, "Swap the two.")


def _calculation_problems(family: Family) -> Iterator[LimitProblem]:
    """Yield calculated sizes that cannot be compiled, or of which none is legal."""
    limits, size_lists = family.limits_of_kind(*CALCULATION_KINDS), family.limits_of_kind("sizes")
    edges, areas = family.multiples(), family.limits_of_kind("ratio", "pixels")
    if limits and size_lists:
        message = f"the sizes of the family are calculated, and also listed at {size_lists[0].pointer}"
        yield LimitProblem(limits[0].pointer, message, "Either list the sizes or calculate them.")
    elif limits and not family.edges():
        # Patterns match digits, so the number of digits must be limited.
        message = "the sizes of the family are calculated, but their edges have no maximum"
        yield LimitProblem(family.pointer, message, "Add a limit of kind edge with a maximum.")
    elif limits and len(edges) > MAX_EDGES:
        message = f"{len(edges):,} edges are legal, but sizes can be compiled from at most {MAX_EDGES:,}"
        yield LimitProblem(family.pointer, message, "Use a larger multiple, or a smaller maximum of the edges.")
    elif limits and not _has_legal_size(tuple(edges), frozenset(map(AreaPredicate.of, areas))):
        yield LimitProblem(family.pointer, "no size is legal", "Check the limits of the family together.")
    maximums = [limit.data["maximum"] for limit in family.limits_of_kind("pixels") if "maximum" in limit.data]
    for limit in family.limits_of_kind("experimental"):
        if maximums and limit.data["above"] >= maximums[0]:
            message = f"no legal size has more than {maximums[0]} pixels"
            yield LimitProblem(child_pointer(limit.pointer, "above"), message, "Use a smaller number.")


@cache  # the sizes of a family are calculated in the same way in many revisions
def _has_legal_size(edges: tuple[int, ...], predicates: frozenset[AreaPredicate]) -> bool:
    return any(all(is_legal(*size) for is_legal in predicates) for size in product(edges, repeat=2))
