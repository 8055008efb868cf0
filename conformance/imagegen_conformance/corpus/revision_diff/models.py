"""The models that were released or retired between two revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.model_limits import Family
from imagegen_conformance.corpus.profiles import Revision

__all__ = ["ModelChange", "ModelEvent", "model_changes"]
ModelEvent: TypeAlias = Literal["released", "retired"]
EVENTS: tuple[ModelEvent, ...] = ("released", "retired")


class ModelChange(NamedTuple):
    """A model that was released or retired by the date of one of two revisions only.

    Attributes:
        model: The model.
        event: What happened.
        date: When it happened.
        kind: Whether it happened by the date of the second revision only (new), or of the first only (former).
    """

    model: str
    event: ModelEvent
    date: str
    kind: Literal["new", "former"]


def model_changes(families: Iterable[Family], before: Revision, after: Revision) -> tuple[ModelChange, ...]:
    """Return the changes of models from one revision to another.

    Releases are compared within a profile only: a provider without dates of releases has the models, too.

    Args:
        families: The families of all revisions.
        before: The first revision.
        after: The second revision.
    """
    changes: list[ModelChange] = []
    for event in EVENTS if before.profile == after.profile else ("retired",):
        old, new = _dates(families, event, before), _dates(families, event, after)
        changes += [ModelChange(model, event, date, "new") for model, date in new.items() if model not in old]
        changes += [ModelChange(model, event, date, "former") for model, date in old.items() if model not in new]
    return tuple(changes)


def _dates(families: Iterable[Family], event: ModelEvent, revision: Revision) -> dict[str, str]:
    """Return the date of the event for each model for which it happened by the date of a revision."""
    by_model: dict[str, str] = {}
    for family in families:
        dates = family.released if event == "released" else family.retired
        by_model |= dates.get(revision.profile, {})
    return {model: date for model, date in by_model.items() if date <= revision.date}
