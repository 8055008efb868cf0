"""Each check of the other strengths of requirements, with one fault in the small corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.authoring.revision_checks import revision_problems
from imagegen_conformance.authoring.strength_checks import strength_problems
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json

QUALITY, SIZE = 3, 4  # the positions of quality.value (must) and size.type (should)
OPENAI = ("2026-09-08", "2026-10-26", "2026-11-04")


def entry(strength: str, **profiles: Json) -> Json:
    return {"strength": strength, "profiles": profiles}


@pytest.fixture
def problems(root: Path, edit):
    """Return a function that sets the other strengths of a requirement and returns the problems, without the file."""
    revisions = [
        {"revision": name, "date": name, "summary": "Nothing changed.", "releases": [f"{position}.0.0"]}
        for position, name in enumerate(OPENAI)
    ]
    edit(root / "profiles.json", lambda content: content["profiles"][1].update(revisions=revisions))

    def set_strengths(position: int, *entries: Json, **keys: Json) -> list[str]:
        file = root / "requirements.json"
        edit(file, lambda content: content["requirements"][position].update(other_strengths=list(entries), **keys))
        found = list(strength_problems(Corpus.load(root)))
        assert set(found) <= set(revision_problems(Corpus.load(root)))
        return [problem.removeprefix(f"{file} /requirements/{position}/other_strengths/") for problem in found]

    return set_strengths


def test_requirements_of_the_suite_have_no_problems(shipped: Corpus) -> None:
    assert any(requirement.other_strengths for requirement in shipped.definition.all_requirements.values())
    assert list(strength_problems(shipped)) == []


def test_disjoint_entries_are_no_problem(problems) -> None:
    assert problems(SIZE, entry("may", azure={"until": "2.8"}), entry("must", azure={"since": "2.8"}, openai={})) == []


def test_two_entries_of_a_revision_are_a_problem(problems) -> None:
    assert problems(SIZE, entry("may", azure={}), entry("must", azure={"since": "2.8"})) == [
        "1: size.type has two strengths in azure since 2.8: may and must. Make the ranges of the entries disjoint."
    ]


def test_entry_with_the_strength_of_the_requirement_is_a_problem(problems) -> None:
    assert problems(QUALITY, entry("must", azure={})) == [
        "0: quality.value has the strength must anyway. Remove the entry, or correct its strength."
    ]


def test_entry_outside_of_the_range_of_the_requirement_is_a_problem(problems) -> None:
    profiles = {"azure": {}, "openai": {"since": "2026-11-04"}}
    assert problems(SIZE, entry("must", openai={"since": "2026-10-26"}), profiles=profiles) == [
        (
            "0: size.type has the strength must in openai since 2026-10-26, before 2026-11-04, where it does not hold. "
            "Correct `profiles` of the entry, or of the requirement."
        )
    ]


def test_gap_between_entries_with_a_strength_is_a_problem(problems) -> None:
    entries = entry("must", openai={"until": "2026-10-26"}), entry("must", openai={"since": "2026-11-04"})
    assert problems(SIZE, *entries) == [
        (
            "1: size.type has the strength must in openai 2026-09-08 and in openai 2026-11-04, but not between them. "
            "Close the gap with `profiles`."
        )
    ]


def test_other_strength_between_two_entries_is_no_gap(problems) -> None:
    entries = entry("must", openai={"until": "2026-10-26"}), entry("must", openai={"since": "2026-11-04"})
    assert problems(SIZE, *entries, entry("may", openai={"since": "2026-10-26", "until": "2026-11-04"})) == []


def test_invalid_range_is_an_error_with_its_place(problems, root: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        problems(SIZE, entry("must", azure={"since": "2.7.0"}))
    assert str(caught.value) == (
        f"{root / 'requirements.json'} /requirements/{SIZE}: the profile azure has no revision '2.7.0'. Did you mean 2.4.0 or 2.8.0?"
    )
