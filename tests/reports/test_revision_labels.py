"""The words for two revisions that are compared."""

from __future__ import annotations

from imagegen_conformance.reports.revision_labels import RevisionLabels
from revisions import PROFILES


def labels(before: str, after: str) -> RevisionLabels:
    revisions = (PROFILES.find(*name.split(":")) for name in (before, after))
    return RevisionLabels.of(*revisions)


def test_later_revision_of_the_profile_is_new() -> None:
    assert labels("azure:2.2", "azure:2.3") == ("2.2", "2.3", "new in 2.3", "no longer in 2.3")


def test_earlier_revision_of_the_profile_is_not_new() -> None:
    assert labels("azure:2.3", "azure:2.2") == ("2.3", "2.2", "only in 2.2", "only in 2.3")


def test_profiles_are_named_if_they_differ() -> None:
    expected = ("azure", "openai", "only in openai", "only in azure")
    assert labels("azure:2.3", "openai:2026-11-04") == expected
    assert labels("azure:2.3", "openai:2026-11-04").where("new") == "only in openai"
    assert labels("azure:2.3", "openai:2026-11-04").where("former") == "only in azure"
