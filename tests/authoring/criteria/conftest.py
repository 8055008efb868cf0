"""What the tests of criteria share: the subjects of both profiles, and cases made of source cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from case_combinations import combinations_of
from imagegen_conformance.authoring.criteria.catalogue import SUBJECT_NAMES, subjects_of
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.subject import Subject
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json

CorpusSubjects = Mapping[str, Mapping[str, Subject]]
Find = Callable[..., set[Combination]]


@pytest.fixture(scope="session")
def corpora() -> Mapping[str, Corpus]:
    """Return the shipped corpus of each profile."""
    return {name: Corpus.load(profile=name) for name in ("azure", "openai")}


@pytest.fixture(scope="session")
def subjects(corpora: Mapping[str, Corpus]) -> CorpusSubjects:
    """Return the subjects of each profile by name, before they have seen a case."""
    return {name: subjects_of(corpus, SUBJECT_NAMES) for name, corpus in corpora.items()}


@pytest.fixture
def find(subjects: CorpusSubjects, corpora: Mapping[str, Corpus]) -> Find:
    """Return a function that returns the combinations of a source case, of which only the interesting keys are given."""

    def find_combinations(subject_name: str, profile: str = "azure", **source_case: Json) -> set[Combination]:
        return combinations_of(subjects[profile][subject_name], source_case, corpora[profile])

    return find_combinations
