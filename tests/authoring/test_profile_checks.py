"""Names that profiles.json lists twice, and dates in the wrong order, are problems of the linter."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from imagegen_conformance.authoring.lint import lint
from imagegen_conformance.authoring.profile_checks import profile_problems
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory

ORDER = "List the revisions from the oldest to the newest, or correct the date."


def repeat_revision(content: Json) -> None:
    first = content["profiles"][0]["revisions"][0]
    content["profiles"][0]["revisions"].append({**first, "date": "2026-11-01", "releases": ["2.9.0"]})


def repeat_profile(content: Json) -> None:
    content["profiles"].append(deepcopy(content["profiles"][0]))


def revision(content: Json, profile: int, index: int) -> Json:
    return content["profiles"][profile]["revisions"][index]


def test_profiles_of_the_suite_have_no_problems() -> None:
    assert list(profile_problems(data_directory("fixtures") / "profiles.json")) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            repeat_revision,
            "/profiles/0/revisions/2/revision: 2.3 is already listed at /profiles/0/revisions/0/revision. Remove one of the two.",
        ),
        (
            lambda content: revision(content, 0, 1)["releases"].append("2.4.0"),
            "/profiles/0/revisions/1/releases/1: 2.4.0 is already listed at /profiles/0/revisions/0/releases/1. Remove one of the two.",
        ),
        (
            repeat_profile,
            "/profiles/2/profile: azure is already listed at /profiles/0/profile. Remove one of the two.",
        ),
        (
            lambda content: revision(content, 1, 1).update(date="2026-10-25"),
            f"/profiles/1/revisions/1/date: the date 2026-10-25 of 2026-11-04 is not later than that of 2026-10-26. {ORDER}",
        ),
        (
            lambda content: revision(content, 0, 1).update(date="2026-07-01"),
            f"/profiles/0/revisions/1/date: the date 2026-07-01 of 2.8 is not later than that of 2.3. {ORDER}",
        ),
    ],
    ids=["revision listed twice", "release listed twice", "profile listed twice", "earlier date", "same date"],
)
def test_problem_is_reported_with_its_place(root: Path, edit, change, problem: str) -> None:
    file = root / "profiles.json"
    edit(file, change)
    assert lint(Corpus.load(root)) == ([], [f"{file} {problem}"])


def test_release_of_two_packages_is_no_problem(root: Path, edit) -> None:
    file = root / "profiles.json"
    edit(file, lambda content: revision(content, 0, 0)["releases"].append("1.0.0"))
    assert list(profile_problems(file)) == []
