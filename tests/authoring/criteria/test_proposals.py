"""Each proposal has the combination for which it was made, whatever the cases of the corpus."""

from __future__ import annotations

import random

import pytest

from case_combinations import combinations_of
from imagegen_conformance.authoring.criteria.catalogue import SUBJECT_NAMES, subjects_of
from imagegen_conformance.authoring.criteria.coverage import Coverage, occurrences
from imagegen_conformance.authoring.criteria.criterion import Combination, Criterion
from imagegen_conformance.authoring.criteria.subject import CallSubject, Subject
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError

SAMPLE = 25  # combinations of each subject and profile
MAX_TRIES = 2000
NUMBERS = ("3", "17")


@pytest.fixture(scope="module")
def examined(corpora):
    """Return the subjects of each profile after they have seen the cases: rules are broken as the cases break them."""
    subjects = {profile: subjects_of(corpus, SUBJECT_NAMES) for profile, corpus in corpora.items()}
    for profile, corpus in corpora.items():
        occurrences(corpus, [subjects[profile][name] for name in ("rejections", "rejection-values")])
    return subjects


def possible_combinations(subject: Subject) -> set[Combination]:
    """Return some combinations that are possible."""
    choose = random.Random(subject.name).choice  # noqa: S311 - a sample
    found: set[Combination] = set()
    for _ in range(MAX_TRIES):
        combination = tuple(choose(elements or NUMBERS) for elements in subject.dimensions.values())
        if subject.is_possible(combination):
            found.add(combination)
        if len(found) == SAMPLE:
            break
    return found


@pytest.mark.parametrize("profile", ["azure", "openai"])
@pytest.mark.parametrize("name", SUBJECT_NAMES)
def test_proposal_has_its_combination(corpora, examined, profile: str, name: str) -> None:
    subject = examined[profile][name]
    if isinstance(subject, CallSubject) and profile == "openai":
        pytest.skip("only azure has cases of level object")
    combinations = possible_combinations(subject)
    assert combinations
    for combination in combinations:
        proposal = subject.proposal(combination)
        if proposal is None:  # a rule that no case breaks
            assert (name, combination[1:]) == ("rejections", ("string", "alone"))
        else:
            assert combination in combinations_of(subject, proposal, corpora[profile]), proposal


def test_rule_that_no_case_breaks_is_missing_alone_and_has_no_proposal(small: Corpus) -> None:
    subject = subjects_of(small, ["rejections"])["rejections"]
    dimensions = {"rule": ("*",), "context": ("*",)}
    criterion = Criterion("/criteria/0", "rule-context", "Each rule.", "rejections", dimensions, ())
    coverage = Coverage(criterion, subject, {}, small.revision)
    assert coverage.missing == [("quality.value", "alone"), ("size.type", "alone")]
    assert [coverage.proposal(combination) for combination in coverage.missing] == [None, None]


def test_contradiction_in_the_model_limits_is_an_error(root, edit) -> None:
    family = {"family": "painter", "models": ["painter-1"], "limits": []}
    edit(root / "model_limits.json", lambda limits: limits["families"].extend([family, {**family, "family": "other"}]))
    with pytest.raises(CorpusError, match="painter-1 is already in the family painter"):
        subjects_of(Corpus.load(root), SUBJECT_NAMES)
