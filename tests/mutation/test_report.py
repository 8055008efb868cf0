from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import accepted
from imagegen_conformance.mutation.kill_matrices import KillMatrices
from imagegen_conformance.mutation.kill_matrix import FalsePositive, KillMatrix
from imagegen_conformance.mutation.report import describe_kill_matrices, matrix_entries, problems
from imagegen_conformance.results.result import Result

LOW, HUGE = "quality/values/low", "quality/values/huge"


def matrices_of(corpus: Corpus, **kills: list[str]) -> KillMatrices:
    """Return matrices of a corpus in which the mutants of openai are not run."""
    matrix = KillMatrix(corpus, {name.replace("_", "-"): frozenset(ids) for name, ids in kills.items()})
    return KillMatrices([matrix, KillMatrix(Corpus.load(corpus.root, profile="openai"), {})])


@pytest.fixture
def false_positive(small: Corpus) -> FalsePositive:
    """Return a case that the reference fails."""
    return FalsePositive("reference", Result.judge(small.case(HUGE), accepted(None)))


def problem_about(word: str, matrices: KillMatrices, *positives: FalsePositive) -> str:
    """Return the only problem that contains a word."""
    (line,) = (line for line in problems(matrices, positives, frozenset()) if word in line)
    return line


def test_report_counts_mutants_cases_and_the_smoke_list(small):
    matrices = matrices_of(small, quality_trimmed=[HUGE], quality_empty=[LOW])
    assert list(describe_kill_matrices(matrices, [])) == [
        "2 mutants: 0 wire, 0 object, 2 schema, 0 semantic; all killed",
        "azure 2.3: 2 mutants, 16 cases from 10 source cases",
        "openai 2026-11-04: no mutants, 16 cases from 10 source cases",
        "57 equivalent mutants, no false positives",
        "8 redundant source cases",
        "smoke list: 2 cases kill the same mutants: `imagegen-conformance list --smoke`",
    ]


def test_report_counts_the_mutants_of_each_dimension(small):
    names = ("quality-empty", "skips-quality.value-beside-size", "takes-zero-as-quality")
    matrices = KillMatrices([KillMatrix(small, dict.fromkeys(names, frozenset([HUGE])))])
    assert list(describe_kill_matrices(matrices, []))[:4] == [
        "3 mutants: 0 wire, 0 object, 3 schema, 0 semantic; all killed",
        "  1 of no dimension",
        "  1 rule × field",
        "  1 value × field",
    ]
    dimensions = [entry["dimension"] for entry in matrix_entries(matrices, [])["mutants"]]
    assert dimensions == [None, "rule × field", "value × field"]


def test_report_has_the_share_of_the_mutants_that_the_smoke_list_kills(small):
    kills = {"quality-empty": [LOW], "skips-quality.value-beside-size": [HUGE], "quality-trimmed": []}
    matrix = KillMatrix(small, {name: frozenset(cases) for name, cases in kills.items()})
    matrices = KillMatrices([matrix, KillMatrix(Corpus.load(small.root, profile="openai"), {})])
    assert (matrices.smoke, matrices.smoke_kills) == ([LOW], 1)
    assert list(describe_kill_matrices(matrices, []))[-1] == (
        "smoke list: 1 case kills 1 of them (50 %): `imagegen-conformance list --smoke`"
    )


def test_report_of_one_profile_has_no_redundant_cases_and_no_smoke_list(small):
    matrices = KillMatrices([KillMatrix(small, {"quality-empty": frozenset([LOW])})])
    assert list(describe_kill_matrices(matrices, [])) == [
        "1 mutants: 0 wire, 0 object, 1 schema, 0 semantic; all killed",
        "azure 2.3: 1 mutant, 16 cases from 10 source cases",
        "49 equivalent mutants, no false positives",
    ]
    entries = matrix_entries(matrices, [])
    assert entries["redundant_cases"] is None
    assert entries["smoke_list"] is None
    assert not any("redundant" in line or "smoke.json" in line for line in problems(matrices, [], frozenset()))


def test_report_counts_survivors_and_false_positives(small, false_positive):
    matrices = matrices_of(small, quality_trimmed=[], quality_empty=[LOW])
    lines = list(describe_kill_matrices(matrices, [false_positive]))
    assert lines[0] == "2 mutants: 0 wire, 0 object, 2 schema, 0 semantic; 1 killed, 1 survived"
    assert lines[3] == "57 equivalent mutants, 1 false positive"
    assert list(describe_kill_matrices(matrices, [false_positive] * 2))[3] == "57 equivalent mutants, 2 false positives"


def test_json_has_the_profile_of_each_mutant(small):
    matrices = matrices_of(small, quality_empty=[HUGE])
    entries = matrix_entries(matrices, [])
    numbers = {"cases": 16, "source_cases": 10}
    assert entries["profiles"] == [
        {"profile": "azure", "revision": "2.3", "mutants": 1, **numbers},
        {"profile": "openai", "revision": "2026-11-04", "mutants": 0, **numbers},
    ]
    mutant = {"name": "quality-empty", "profile": "azure", "level": "schema", "requirement": "quality.value"}
    assert entries["mutants"] == [{**mutant, "dimension": None, "killing_cases": 1, "relevant_killing_cases": 1}]
    assert entries["misattributed_mutants"] == []
    assert entries["smoke_list"] == [HUGE]
    assert HUGE not in entries["redundant_cases"]


def test_survivor_is_a_problem(small):
    assert problem_about("folds-keys", matrices_of(small, folds_keys=[])) == (
        "the mutant folds-keys survives: it converts keys to lower case. "
        "Write a case of wire.unknown-keys that kills it."
    )


def test_mutant_that_only_cases_of_other_requirements_kill_is_a_problem(small):
    matrices = matrices_of(small, quality_empty=["size/types/integer"])
    assert "1 mutant killed only by cases of other requirements" in list(describe_kill_matrices(matrices, []))
    entries = matrix_entries(matrices, [])
    assert entries["misattributed_mutants"] == ["quality-empty"]
    assert [(entry["killing_cases"], entry["relevant_killing_cases"]) for entry in entries["mutants"]] == [(1, 0)]
    assert problem_about("quality-empty", matrices) == (
        "the mutant quality-empty, which treats an empty quality as omitted, is killed only by cases of other requirements than "
        "quality.value. Write a case of quality.value that kills it, or correct its fault or its requirement."
    )


def test_mutant_of_a_dimension_that_only_cases_of_other_requirements_kill_is_counted(small):
    matrices = matrices_of(small, **{"takes-zero-as-quality": ["size/types/integer"]})
    assert matrices.misattributed_mutants == ["takes-zero-as-quality"]
    assert not any("takes-zero-as-quality" in line for line in problems(matrices, [], frozenset()))


def test_undetected_requirement_is_a_problem(small):
    assert problem_about("size.type", matrices_of(small)) == (
        "no case of the requirement size.type kills a mutant that breaks it. Write such a case, or add such a mutant."
    )


def test_redundant_case_is_a_problem(small):
    assert problem_about(LOW, matrices_of(small)) == (
        "the source case quality/values/low is redundant: it kills no mutant that few other cases kill. "
        "Add such a mutant, remove the case, or give a reason in redundant_cases.json."
    )


def test_stale_justification_is_a_problem(small, edit):
    entry = {"cases": "quality/none/*", "reason": "They show what is legal."}
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    assert problem_about("quality/none", matrices_of(small)) == (
        "redundant_cases.json: quality/none/* matches no redundant case. Remove the entry."
    )


def test_false_positive_is_a_problem(small, false_positive):
    assert problem_about("false positive", matrices_of(small), false_positive) == (
        "FAIL quality/values/huge [schema, must]: wrongly-accepted: false positive, "
        "since the equivalent mutant reference is correct. Permit its behavior in the case."
    )


def test_smoke_list_that_differs_is_a_problem(small):
    matrices = matrices_of(small, quality_empty=[LOW])
    assert problem_about("smoke.json", matrices) == (
        "smoke.json: the list does not contain the cases that the kill matrix determines. "
        "Update it with `imagegen-conformance mutation --update-smoke`."
    )
    assert not any("smoke.json" in line for line in problems(matrices, [], frozenset({LOW})))
