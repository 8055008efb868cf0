"""The removal of a case is noticed if no other source case has one of its required combinations."""

from __future__ import annotations

import random

import pytest

from imagegen_conformance.authoring.criteria.coverage import Coverage
from imagegen_conformance.authoring.criteria.evaluation import Evaluation
from imagegen_conformance.corpus.corpus import Corpus

CRITERIA = ("rule-context", "legality-context", "operation-field", "aliasing", "views", "string-place", "number-field")


def azure_coverage(corpus: Corpus, name: str) -> Coverage:
    return next(coverage for coverage in Evaluation.of(corpus, [name]) if coverage.revision.profile == "azure")


def without(corpus: Corpus, source_id: str) -> Corpus:
    cases = tuple(case for case in corpus.cases if case.source_id != source_id)
    return Corpus(corpus.root, corpus.documents, corpus.definition, cases)


@pytest.mark.slow
@pytest.mark.parametrize("name", CRITERIA)
def test_removal_of_the_only_case_of_a_combination_is_noticed(shipped: Corpus, name: str) -> None:
    sole = azure_coverage(shipped, name).sole_source_cases()
    source_id = random.Random(name).choice(sorted(sole))  # noqa: S311 - a sample
    missing = azure_coverage(without(shipped, source_id), name).missing
    assert set(sole[source_id]) <= set(missing)


def test_removal_of_a_case_whose_combinations_others_have_is_not_noticed(shipped: Corpus) -> None:
    coverage = azure_coverage(shipped, "signatures")
    source_ids = {case.source_id for case in shipped.cases if case.request.operation == "call"}
    source_id = min(source_ids - coverage.sole_source_cases().keys())
    assert azure_coverage(without(shipped, source_id), "signatures").missing == coverage.missing
