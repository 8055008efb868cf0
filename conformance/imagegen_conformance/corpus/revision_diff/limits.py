"""The model limits that differ between two revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits
from imagegen_conformance.jsonlib.values import canonical

__all__ = ["FamilyChange", "LimitChange", "family_changes", "limit_changes"]
LimitChangeKind: TypeAlias = Literal["new", "former", "other-strength"]


class FamilyChange(NamedTuple):
    """A family of models, or some models of a family, that only one of two revisions has.

    Attributes:
        family: The name of the family.
        kind: Whether only the second revision has the models (new), or only the first (former).
        models: The models.
    """

    family: str
    kind: Literal["new", "former"]
    models: tuple[str, ...]


class LimitChange(NamedTuple):
    """A limit that only one of two revisions has, or whose strength differs.

    Attributes:
        family: The name of the family; None for a limit of any model.
        kind: Whether only the second revision has the limit (new), only the first (former), or both with different
            strengths.
        limit: The limit, as in the second revision if both have it.
        former_strength: The strength in the first revision, if both have it.
    """

    family: str | None
    kind: LimitChangeKind
    limit: Limit
    former_strength: str = ""


def family_changes(before: ModelLimits, after: ModelLimits) -> tuple[FamilyChange, ...]:
    """Return the families and models that differ between two revisions."""
    changes: list[FamilyChange] = []
    for name, old, new in _pairs(before, after):
        old_models, new_models = old.models if old else (), new.models if new else ()
        added = tuple(model for model in new_models if model not in old_models)
        removed = tuple(model for model in old_models if model not in new_models)
        changes += [FamilyChange(name, "new", added)] if added else []
        changes += [FamilyChange(name, "former", removed)] if removed else []
    return tuple(changes)


def limit_changes(before: ModelLimits, after: ModelLimits) -> tuple[LimitChange, ...]:
    """Return the limits that differ between two revisions: those of any model, then those of each family."""
    changes = list(_limit_changes(None, before.any_model, after.any_model))
    for name, old, new in _pairs(before, after):
        changes += _limit_changes(name, old.limits if old else (), new.limits if new else ())
    return tuple(changes)


def _pairs(before: ModelLimits, after: ModelLimits) -> Iterator[tuple[str, Family | None, Family | None]]:
    """Yield the name of each family with the family in both revisions; None if a revision lacks it."""
    old = {family.name: family for family in before.families}
    new = {family.name: family for family in after.families}
    for name in dict.fromkeys([*new, *old]):
        yield name, old.get(name), new.get(name)


def _limit_changes(family: str | None, before: Iterable[Limit], after: Iterable[Limit]) -> Iterator[LimitChange]:
    old, new = ({_definition(limit): limit for limit in limits} for limits in (before, after))
    for definition, limit in new.items():
        if definition not in old:
            yield LimitChange(family, "new", limit)
        elif old[definition].data["strength"] != limit.data["strength"]:
            yield LimitChange(family, "other-strength", limit, old[definition].data["strength"])
    for definition, limit in old.items():
        if definition not in new:
            yield LimitChange(family, "former", limit)


def _definition(limit: Limit) -> str:
    return canonical(limit.definition)
