from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS, Source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (Source("page", "size"), "page: size"),
        (Source("page", "size", (), "A page"), "A page: size"),
        (Source("page", "size", (3,), "A page"), "A page: size, sentence 3"),
        (Source("page", "size", (3, 5), "A page"), "A page: size, sentences 3, 5"),
        (Source("page", "size", (0,), "A page"), "A page: size, signature"),
        (Source("page", "size", (0, 3), "A page"), "A page: size, signature and sentence 3"),
        (Source("page", "size", (0, 3, 5), "A page"), "A page: size, signature and sentences 3, 5"),
    ],
)
def test_source_is_shown_with_its_sentences(source: Source, text: str) -> None:
    assert str(source) == text


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding("/size", "size.type"), "size.type at /size"),
        (Finding("", "payload.type"), "payload.type at the root"),
    ],
)
def test_finding_is_shown_with_its_place(finding: Finding, text: str) -> None:
    assert str(finding) == text


def test_requirements_of_the_suite_have_known_levels_and_strengths(shipped: Corpus) -> None:
    assert {requirement.level for requirement in shipped.requirements.values()} == set(LEVELS)
    assert {requirement.strength for requirement in shipped.requirements.values()} <= set(STRENGTHS)
