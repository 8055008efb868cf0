"""The difference of two revisions of the suite."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revision_diff.diff import RevisionDiff
from revisions import PROFILES

PAIRS = [pair for profile in PROFILES.by_name.values() for pair in pairwise(profile.revisions)]


def diff(before: Revision, after: Revision) -> RevisionDiff:
    return RevisionDiff.of(*(Corpus.load(None, (), *revision[:2]) for revision in (before, after)))


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), PAIRS, ids=str)
def test_summary_names_each_field_that_differs(before: Revision, after: Revision) -> None:
    names = set(re.findall(r"`([^`]*)`", after.summary))
    changes = diff(before, after).fields
    assert {change.field for change in changes if "." not in change.field} <= names
    assert {value for change in changes for value in change.values} <= names


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), PAIRS, ids=str)
def test_difference_in_reverse_is_its_inverse(before: Revision, after: Revision) -> None:
    forward, backward = diff(before, after), diff(after, before)
    inverse = {"new": "former", "former": "new", "strength": "strength"}
    assert {(change.requirement.id, change.kind) for change in forward.requirements} == {
        (change.requirement.id, inverse[change.kind]) for change in backward.requirements
    }
    assert {(change.model, change.event, change.kind) for change in forward.models} == {
        (change.model, change.event, inverse[change.kind]) for change in backward.models
    }
    assert (forward.cases.new, forward.cases.former) == (backward.cases.former, backward.cases.new)
    assert [(change.after, change.before) for change in forward.cases.changed] == list(backward.cases.changed)
    assert forward.is_empty == backward.is_empty


def test_revision_does_not_differ_from_itself() -> None:
    revision = PROFILES.find("openai")
    assert diff(revision, revision).is_empty


def test_level_without_requirements_in_one_revision_is_named() -> None:
    assert diff(PROFILES.find("azure"), PROFILES.find("openai")).levels == {"object"}
    assert diff(PROFILES.find("azure", "2.0"), PROFILES.find("azure", "2.8")).levels == frozenset()


def test_new_fields_of_openai_are_changes() -> None:
    changes = diff(PROFILES.find("openai", "2026-10-26"), PROFILES.find("openai", "2026-11-04"))
    assert not changes.is_empty
    assert [change.field for change in changes.fields if change.kind == "new"] == [
        "complexity",
        "frame_count",
        "frame_duration_ms",
        "svg",
        "svg.model",
        "svg.reasoning",
        "svg.reasoning.effort",
    ]
    assert [change.values for change in changes.fields if change.kind == "new-values"] == [("gif", "svg")]
    assert [change.family for change in changes.families] == ["gpt-image-2.6"]
    assert {change.requirement.id for change in changes.requirements} >= {"svg.format", "frame_count.format"}
    assert {(change.family, change.limit.rule) for change in changes.limits} >= {(None, "partial_images.gif")}


def test_shutdown_of_a_model_is_a_change() -> None:
    changes = diff(PROFILES.find("openai", "2026-10-06"), PROFILES.find("openai", "2026-10-26"))
    assert [(change.model, change.event, change.kind) for change in changes.models] == [
        ("gpt-image-1", "retired", "new")
    ]


def test_other_strength_of_a_requirement_is_a_change() -> None:
    (change,) = diff(PROFILES.find("azure", "2.3"), PROFILES.find("azure", "2.8")).requirements
    assert (change.requirement.id, change.kind) == ("background.transparent-format", "strength")
    assert (change.former_strength, change.requirement.strength) == ("should", "must")
