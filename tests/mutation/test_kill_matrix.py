from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.catalogue import mutants_of
from imagegen_conformance.mutation.equivalents import equivalents_of
from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills, false_positives

LOW, HUGE = "quality/values/low", "quality/values/huge"


@pytest.fixture
def matrix_of(small: Corpus, monkeypatch):
    """Return a function that makes a kill matrix of the small corpus from the killing cases of each mutant."""
    monkeypatch.setattr("imagegen_conformance.mutation.kill_matrix.BROAD_MUTANT_SHARE", 0.2)

    def make(**kills: list[str]) -> KillMatrix:
        return KillMatrix(small, {name.replace("_", "-"): frozenset(ids) for name, ids in kills.items()})

    return make


@pytest.mark.slow
def test_worker_processes_compute_the_same_kills(shipped):
    names = ["loses-unknown", "one-state", "remembers", "ratio-of-4", "crash-null"]
    assert compute_kills(shipped, names, jobs=2) == compute_kills(shipped, names)


def test_worker_processes_load_the_corpus_of_the_profile(shipped_openai):
    names = ["openai-svg.reasoning.effort-refuses-low", "openai-loses-frame_count"]
    kills = compute_kills(shipped_openai, names, jobs=2)
    assert kills == compute_kills(shipped_openai, names)
    assert "svg/reasoning/low" in kills["openai-svg.reasoning.effort-refuses-low"]


@pytest.mark.parametrize("profile", ["azure", "openai"])
def test_all_mutants_of_the_profile_are_run_by_default(root, profile):
    assert list(compute_kills(Corpus.load(root, profile=profile))) == list(mutants_of(profile))


def test_kills_are_the_cases_that_do_not_pass(small):
    kills = compute_kills(small, ["quality-empty", "drops-quality.value", "parses-nothing"])
    assert kills["quality-empty"] == frozenset()
    assert kills["drops-quality.value"] == {HUGE}
    assert {LOW, "wire/plain/bare"} - kills["parses-nothing"] == {LOW}


PLAIN_CASES = {"operations": {"parse": "wire/plain/bare"}, "fields": {"quality": LOW}}


def test_case_that_a_failed_prerequisite_blocks_kills_nothing(small, edit):
    assert compute_kills(small, ["loses-quality"])["loses-quality"] >= {f"{LOW}:wire", f"{HUGE}:wire"}
    edit(small.root / "prerequisites.json", lambda content: content.update(PLAIN_CASES))
    assert compute_kills(Corpus.load(small.root), ["loses-quality"])["loses-quality"] == {f"{LOW}:wire"}


def test_plain_case_is_useful(matrix_of, small, edit):
    assert LOW not in matrix_of(quality_empty=[HUGE]).useful_source_cases
    edit(small.root / "prerequisites.json", lambda content: content.update(PLAIN_CASES))
    matrix = KillMatrix(Corpus.load(small.root), {"quality-empty": frozenset([HUGE])})
    assert LOW in matrix.useful_source_cases


def test_false_positive_names_the_equivalent_mutant_and_the_case(shipped, small):
    repaired = shipped.case("quality/near-miss/upper-case:repaired")
    wrong = repaired._replace(expected=shipped.case("quality/near-miss/upper-case").expected)
    positives = list(false_positives(Corpus(small.root, {}, shipped.definition, (wrong,))))
    assert {positive.equivalent for positive in positives} >= {"reference", "strict", "terse"}
    assert {positive.result.case.id for positive in positives} == {wrong.id}


def test_failure_that_is_weaker_than_its_case_is_no_false_positive(shipped, small):
    case = shipped.case("size/gpt-image-2-any-resolution/720p:wire")
    assert (case.strength, case.expected.acceptance_strength) == ("must", "should")
    strict = next(item for item in equivalents_of("azure") if item.strength == "must")
    assert strict.passes(case)
    assert not strict.is_bound_by("should")


def test_survivor_is_a_mutant_without_killing_cases(matrix_of):
    assert matrix_of(folds_keys=[], quality_empty=[HUGE]).survivors == ["folds-keys"]


def test_requirement_is_detected_by_one_of_its_own_cases(matrix_of):
    assert matrix_of(quality_empty=[HUGE]).detected_requirements == {"quality.value"}
    assert matrix_of(quality_empty=["size/types/integer"]).detected_requirements == set()


def test_source_case_is_useful_if_a_derived_case_kills(matrix_of):
    useful = matrix_of(quality_empty=[f"{HUGE}:repaired"]).useful_source_cases
    assert HUGE in useful
    assert LOW not in useful


def test_case_that_kills_only_broad_mutants_is_not_useful(matrix_of, small):
    assert matrix_of(parses_nothing=[case.id for case in small.cases]).useful_source_cases == set()


def test_source_cases_are_those_of_the_cases(matrix_of, small):
    assert matrix_of().source_cases == {case.source_id for case in small.cases}


def test_mutants_are_counted_by_the_level_of_their_requirement(shipped):
    matrix = KillMatrix(shipped, dict.fromkeys(["trims", "get-none", "quality-empty", "quality-trimmed"], frozenset()))
    assert matrix.by_level() == {"wire": 1, "object": 1, "schema": 2}
