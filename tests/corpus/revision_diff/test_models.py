"""The models that were released or retired between two revisions."""

from __future__ import annotations

from imagegen_conformance.corpus.model_limits import Family
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revision_diff.models import ModelChange, model_changes

FAMILIES = (
    Family("", "one", ("a",), (), released={"openai": {"a": "2026-01-01"}}, retired={"openai": {"a": "2026-03-03"}}),
    Family("", "two", ("b",), (), retired={"openai": {"b": "2026-02-02"}, "azure": {"b": "2026-04-04"}}),
)


def revision(date: str, profile: str = "openai") -> Revision:
    return Revision(profile, date, 0, date)


def test_events_between_two_dates_are_changes() -> None:
    assert model_changes(FAMILIES, revision("2025-01-01"), revision("2026-02-02")) == (
        ModelChange("a", "released", "2026-01-01", "new"),
        ModelChange("b", "retired", "2026-02-02", "new"),
    )
    assert model_changes(FAMILIES, revision("2026-02-02"), revision("2026-03-02")) == ()


def test_events_are_former_if_the_second_revision_is_earlier() -> None:
    assert model_changes(FAMILIES, revision("2026-05-05"), revision("2026-02-02")) == (
        ModelChange("a", "retired", "2026-03-03", "former"),
    )


def test_releases_are_not_compared_between_profiles() -> None:
    assert model_changes(FAMILIES, revision("2026-05-05", "azure"), revision("2026-05-05")) == (
        ModelChange("a", "retired", "2026-03-03", "new"),
    )
