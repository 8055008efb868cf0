"""The model limits that differ between two revisions."""

from __future__ import annotations

from imagegen_conformance.corpus.model_limits import Family, Limit, ModelLimits
from imagegen_conformance.corpus.revision_diff.limits import (
    FamilyChange,
    LimitChange,
    family_changes,
    limit_changes,
)

NONE = ModelLimits((), ())


def limit(strength: str = "must", **definition: object) -> Limit:
    data = {"kind": "auto", "legal": True, "rule": "size.auto", **definition}
    return Limit("", "auto", "size.auto", {**data, "strength": strength, "date": "2026-11-22", "source": {}})


def limits(*models: str, limits: tuple[Limit, ...] = ()) -> ModelLimits:
    return ModelLimits((), (Family("", "a-family", models, limits),))


def test_new_family_is_a_change_with_its_models() -> None:
    assert family_changes(NONE, limits("a", "b")) == (FamilyChange("a-family", "new", ("a", "b")),)
    assert family_changes(limits("a"), NONE) == (FamilyChange("a-family", "former", ("a",)),)


def test_new_models_of_a_family_are_a_change() -> None:
    assert family_changes(limits("a", "b"), limits("b", "c")) == (
        FamilyChange("a-family", "new", ("c",)),
        FamilyChange("a-family", "former", ("a",)),
    )
    assert family_changes(limits("a"), limits("a")) == ()


def test_limit_of_one_revision_is_a_change() -> None:
    other = limit(legal=False)
    assert limit_changes(limits("a", limits=(limit(),)), limits("a", limits=(other,))) == (
        LimitChange("a-family", "new", other),
        LimitChange("a-family", "former", limit()),
    )
    assert limit_changes(limits("a", limits=(limit(),)), NONE) == (LimitChange("a-family", "former", limit()),)


def test_limit_of_any_model_has_no_family() -> None:
    assert limit_changes(NONE, ModelLimits((limit(),), ())) == (LimitChange(None, "new", limit()),)


def test_other_strength_of_a_limit_is_a_change() -> None:
    before, after = (limits("a", limits=(limit(strength),)) for strength in ("may", "should"))
    assert limit_changes(before, after) == (LimitChange("a-family", "other-strength", limit("should"), "may"),)


def test_other_source_of_a_limit_is_no_change() -> None:
    assert limit_changes(*(limits("a", limits=(limit(date=date),)) for date in ("2026-01-01", "2026-02-02"))) == ()
