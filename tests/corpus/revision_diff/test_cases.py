"""The cases that differ between the corpora of two revisions."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.revision_diff.cases import CaseChanges, case_changes

LOW = "quality/values/low"


@pytest.fixture
def compare(root, edit):
    """Return a function that adds keys to a source case, and compares the corpora of the two revisions of azure."""

    def changes(topic: str, position: int, **keys: object) -> CaseChanges:
        edit(root / "cases" / f"{topic}.json", lambda content: content["cases"][position].update(keys))
        return case_changes(Corpus.load(root, revision="2.3"), Corpus.load(root, revision="2.8"))

    return changes


def ids(cases) -> list[str]:
    return [case.id for case in cases]


def test_corpora_without_ranges_are_equal(small: Corpus) -> None:
    assert case_changes(small, small) == ((), (), (), len(small.cases))


def test_cases_outside_their_range_are_new_or_former(compare, small: Corpus) -> None:
    changes = compare("quality/values", 0, profiles={"azure": {"since": "2.8"}})
    assert (ids(changes.former), ids(changes.new)) == ([], [LOW])
    assert [(change.before.id, change.after.id) for change in changes.changed] == [(f"{LOW}:wire", f"{LOW}:wire")]
    assert changes.unchanged == len(small.cases) - 2
    changes = compare("quality/values", 0, profiles={"azure": {"until": "2.8"}})
    assert (ids(changes.former), ids(changes.new)) == ([LOW], [])


ACCEPT = {"kind": "accept", "requirement": "quality.value"}
EITHER = {"kind": "either", "requirement": "quality.value", "rationale": "It is open."}
REJECT = {"kind": "reject", "requirement": "quality.value", "repair": [{"op": "remove", "path": "/quality"}]}


@pytest.mark.parametrize(
    ("position", "other", "changed"),
    [
        (0, ACCEPT, []),
        (0, {**ACCEPT, "strength": "should"}, [LOW, f"{LOW}:wire"]),
        (0, EITHER, [LOW, f"{LOW}:wire"]),
        (0, {**ACCEPT, "outputs": [{"type": "image_generation", "quality": 1}]}, [f"{LOW}:wire"]),
        (1, {**REJECT, "reasons": [{"path": "", "rule": "quality.value"}]}, ["quality/values/huge"]),
    ],
)
def test_cases_with_another_expectation_are_changed(compare, position: int, other, changed: list[str]) -> None:
    others = [{"profiles": {"azure": {"since": "2.8"}}, **other}]
    changes = compare("quality/values", position, profiles={"azure": {"until": "2.8"}}, other_expectations=others)
    assert (changes.former, changes.new) == ((), ())
    assert [change.after.id for change in changes.changed] == changed
