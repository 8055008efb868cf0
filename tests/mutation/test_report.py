from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import accepted
from imagegen_conformance.mutation.kill_matrix import FalsePositive, KillMatrix
from imagegen_conformance.mutation.report import describe_kill_matrix, problems
from imagegen_conformance.results.result import Result

LOW, HUGE = "quality/values/low", "quality/values/huge"


def matrix_of(corpus: Corpus, **kills: list[str]) -> KillMatrix:
    return KillMatrix(corpus, {name.replace("_", "-"): frozenset(ids) for name, ids in kills.items()})


@pytest.fixture
def false_positive(small: Corpus) -> FalsePositive:
    """Return a case that the reference fails."""
    return FalsePositive("reference", Result.judge(small.case(HUGE), accepted(None)))


def problem_about(corpus: Corpus, word: str, matrix: KillMatrix, *positives: FalsePositive) -> str:
    """Return the only problem that contains a word."""
    (line,) = (line for line in problems(matrix, positives, frozenset()) if word in line)
    return line


def test_report_counts_mutants_cases_and_the_smoke_list(small):
    matrix = matrix_of(small, quality_trimmed=[HUGE], quality_empty=[LOW])
    assert list(describe_kill_matrix(matrix, [])) == [
        "2 mutants: 0 wire, 0 object, 2 schema, 0 semantic; all killed",
        "43 equivalent mutants, no false positives",
        "16 cases from 10 source cases, 8 redundant",
        "smoke list: 2 cases kill the same mutants: `imagegen-conformance list --smoke`",
    ]


def test_report_counts_survivors_and_false_positives(small, false_positive):
    matrix = matrix_of(small, quality_trimmed=[], quality_empty=[LOW])
    lines = list(describe_kill_matrix(matrix, [false_positive]))
    assert lines[0] == "2 mutants: 0 wire, 0 object, 2 schema, 0 semantic; 1 killed, 1 survived"
    assert lines[1] == "43 equivalent mutants, 1 false positive"
    assert list(describe_kill_matrix(matrix, [false_positive] * 2))[1] == "43 equivalent mutants, 2 false positives"


def test_survivor_is_a_problem(small):
    assert problem_about(small, "folds-keys", matrix_of(small, folds_keys=[])) == (
        "the mutant folds-keys survives: it converts keys to lower case. "
        "Write a case of wire.unknown-keys that kills it."
    )


def test_undetected_requirement_is_a_problem(small):
    assert problem_about(small, "size.type", matrix_of(small)) == (
        "no case of the requirement size.type kills a mutant that breaks it. Write such a case, or add such a mutant."
    )


def test_redundant_case_is_a_problem(small):
    assert problem_about(small, LOW, matrix_of(small)) == (
        "the source case quality/values/low is redundant: it kills no mutant that few other cases kill. "
        "Add such a mutant, remove the case, or give a reason in redundant_cases.json."
    )


def test_stale_justification_is_a_problem(small, edit):
    entry = {"cases": "quality/none/*", "reason": "They show what is legal."}
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    assert problem_about(small, "quality/none", matrix_of(small)) == (
        "redundant_cases.json: quality/none/* matches no redundant case. Remove the entry."
    )


def test_false_positive_is_a_problem(small, false_positive):
    assert problem_about(small, "false positive", matrix_of(small), false_positive) == (
        "FAIL quality/values/huge [schema, must]: wrongly-accepted: false positive, "
        "since the equivalent mutant reference is correct. Permit its behavior in the case."
    )


def test_smoke_list_that_differs_is_a_problem(small):
    matrix = matrix_of(small, trims=[LOW])
    assert problem_about(small, "smoke.json", matrix) == (
        "smoke.json: the list does not contain the cases that the kill matrix determines. "
        "Update it with `imagegen-conformance mutation --update-smoke`."
    )
    assert not any("smoke.json" in line for line in problems(matrix, [], frozenset({LOW})))
