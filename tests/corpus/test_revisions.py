"""The corpus in several revisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.revisions import load_revisions


@pytest.mark.slow
@pytest.mark.parametrize("patterns", [(), ("quality/values/*",)], ids=str)
def test_corpora_are_those_that_are_loaded_one_by_one(shipped: Corpus, patterns: tuple[str, ...]) -> None:
    names = [("openai", "2026-11-04"), ("azure", "2.0"), ("openai", "2025-05-21")]
    expected = [Corpus.load(None, patterns, *name) for name in names]
    actual = list(load_revisions(shipped, [corpus.revision for corpus in expected], patterns))
    for corpus, other in zip(actual, expected, strict=True):
        assert corpus.revision == other.revision
        assert corpus.requirements == other.requirements
        assert (corpus.root, corpus.documents) == (other.root, other.documents)
        assert corpus.definition.other_rules == other.definition.other_rules
        are_equal = corpus.cases == other.cases  # the difference of two large tuples would take minutes to print
        assert are_equal


def test_own_revision_is_the_corpus_itself(small: Corpus) -> None:
    corpora = list(load_revisions(small, small.profiles.revisions))
    assert [corpus.revision for corpus in corpora] == list(small.profiles.revisions)
    assert [corpus is small for corpus in corpora] == [corpus.revision == small.revision for corpus in corpora]


def test_changed_payload_of_one_revision_does_not_change_another(root: Path, edit) -> None:
    def repair_differently(content) -> None:
        huge = next(case for case in content["cases"] if case["name"] == "huge")
        huge["repair"] = [{"op": "add", "path": "/quality", "value": "low"}]

    edit(root / "cases/quality/values.json", repair_differently)
    small = Corpus.load(root)
    for corpus in load_revisions(small, small.profiles.revisions):
        assert corpus.by_id["quality/values/huge"].request.content["quality"] == "huge"
        assert corpus.by_id["quality/values/huge:repaired"].request.content["quality"] == "low"
