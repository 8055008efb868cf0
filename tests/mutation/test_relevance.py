from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.kill_matrix import KillMatrix
from imagegen_conformance.mutation.relevance import Relevance


@pytest.fixture(scope="module")
def relevance(shipped: Corpus) -> Relevance:
    return Relevance(shipped)


@pytest.mark.parametrize(
    ("case", "requirement"),
    [
        # its own requirement, that of its source case, and the rule of a reason
        ("quality/near-miss/upper-case", "quality.value"),
        ("quality/near-miss/upper-case:repaired", "quality.value"),
        ("quality/near-miss/upper-case:wire", "quality.value"),
        ("payload/several-faults/no-type-and-value", "type.required"),
        # an output that is complete
        ("quality/values/low:wire", "wire.falsy-survives"),
        ("quality/near-miss/upper-case:wire", "wire.strings"),
        # a legal payload with a field of the requirement
        ("quality/values/low", "payload.combinations"),
        ("background/values/opaque", "background.transparent-format"),
        ("background/transparent-format/png", "background.transparent-format"),
        # exact warnings
        ("deprecated/warnings/none:warnings", "deprecated.warning"),
        ("deprecated/warnings/none:warnings", "size.gpt-image-2.experimental"),
        # a prerequisite
        ("payload/optional/type-only", "size.grammar"),
    ],
)
def test_case_is_relevant(relevance: Relevance, case: str, requirement: str) -> None:
    assert relevance.is_relevant(case, relevance.corpus.requirements[requirement])


@pytest.mark.parametrize(
    ("case", "requirement"),
    [
        ("quality/near-miss/upper-case", "size.grammar"),
        ("quality/values/low", "background.value"),
        ("quality/values/low", "wire.falsy-survives"),
        ("quality/values/low:wire", "size.grammar"),
        ("quality/values/low", "deprecated.warning"),
        ("object/popitem/empty", "popitem.some"),
        ("object/nested-attributes/mask-replaced", "item.nested"),
    ],
)
def test_case_of_another_requirement_is_not_relevant(relevance: Relevance, case: str, requirement: str) -> None:
    assert not relevance.is_relevant(case, relevance.corpus.requirements[requirement])


def test_copied_mask_is_misattributed_unless_a_change_of_the_mask_kills_it(shipped: Corpus) -> None:
    replaced, changed = "object/nested-attributes/mask-replaced", "object/aliasing/changed:mask-attribute:attribute"
    matrix = KillMatrix(shipped, {"attribute-mask-copied": frozenset([replaced])})
    assert (matrix.misattributed_mutants, matrix.relevant_kill_counts) == (
        ["attribute-mask-copied"],
        {"attribute-mask-copied": 0},
    )
    matrix = KillMatrix(shipped, {"attribute-mask-copied": frozenset([replaced, changed])})
    assert (matrix.misattributed_mutants, matrix.relevant_kill_counts) == ([], {"attribute-mask-copied": 1})


def test_survivor_is_not_misattributed(shipped: Corpus) -> None:
    assert KillMatrix(shipped, {"attribute-mask-copied": frozenset()}).misattributed_mutants == []
