from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.mutation.kill_matrix import KillMatrix, compute_kills, false_positives, render_smoke_list

LOW, HUGE = "quality/values/low", "quality/values/huge"


@pytest.fixture
def matrix_of(small: Corpus, monkeypatch):
    """Return a function that makes a kill matrix of the small corpus from the killing cases of each mutant."""
    monkeypatch.setattr("imagegen_conformance.mutation.kill_matrix.BROAD_MUTANT_SHARE", 0.2)

    def make(**kills: list[str]) -> KillMatrix:
        return KillMatrix(small, {name.replace("_", "-"): frozenset(ids) for name, ids in kills.items()})

    return make


def test_worker_processes_compute_the_same_kills(shipped):
    names = ["loses-unknown", "one-state", "remembers", "ratio-of-4", "crash-null"]
    assert compute_kills(shipped, names, jobs=2) == compute_kills(shipped, names)


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


def test_plain_case_is_not_redundant(matrix_of, small, edit):
    assert LOW in matrix_of(quality_empty=[HUGE]).redundant_cases
    edit(small.root / "prerequisites.json", lambda content: content.update(PLAIN_CASES))
    matrix = KillMatrix(Corpus.load(small.root), {"quality-empty": frozenset([HUGE])})
    assert LOW not in matrix.redundant_cases


def test_false_positive_names_the_equivalent_mutant_and_the_case(shipped, small):
    repaired = shipped.case("quality/near-miss/upper-case:repaired")
    wrong = repaired._replace(expected=shipped.case("quality/near-miss/upper-case").expected)
    positives = list(false_positives(Corpus(small.root, "2.3", {}, shipped.requirements, (wrong,))))
    assert {positive.equivalent for positive in positives} >= {"reference", "strict", "terse"}
    assert {positive.result.case.id for positive in positives} == {wrong.id}


def test_survivor_is_a_mutant_without_killing_cases(matrix_of):
    assert matrix_of(folds_keys=[], quality_empty=[HUGE]).survivors == ["folds-keys"]


def test_requirement_is_detected_by_one_of_its_own_cases(matrix_of):
    assert "quality.value" not in matrix_of(quality_empty=[HUGE]).undetected_requirements
    assert "quality.value" in matrix_of(quality_empty=["size/types/integer"]).undetected_requirements
    assert "size.type" in matrix_of(quality_empty=[HUGE]).undetected_requirements


def test_source_case_is_useful_if_a_derived_case_kills(matrix_of):
    redundant = matrix_of(quality_empty=[f"{HUGE}:repaired"]).redundant_cases
    assert HUGE not in redundant
    assert LOW in redundant


def test_case_that_kills_only_broad_mutants_is_redundant(matrix_of, small):
    assert LOW in matrix_of(parses_nothing=[case.id for case in small.cases]).redundant_cases


def test_redundant_case_without_a_justification_is_unjustified(matrix_of, small, edit):
    entry = {"cases": "*", "reason": "They show what is legal."}
    assert LOW in matrix_of(quality_empty=[HUGE]).unjustified_redundant_cases
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    matrix = matrix_of(quality_empty=[HUGE])
    assert matrix.unjustified_redundant_cases == []
    assert matrix.stale_justifications == []


def test_justification_without_a_redundant_case_is_stale(matrix_of, small, edit):
    entry = {"cases": "quality/values/huge", "reason": "It shows what is illegal."}
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    (stale,) = matrix_of(quality_empty=[HUGE]).stale_justifications
    assert stale == ("quality/values/huge", "It shows what is illegal.")


@pytest.mark.parametrize("content", ["{}", '{"redundant_cases": [{"cases": "*"}]}', '{"redundant_cases": 1}', "[]"])
def test_malformed_list_of_redundant_cases_is_an_error(matrix_of, small, content):
    file = small.root / "redundant_cases.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        _ = matrix_of().justifications
    assert str(caught.value).startswith(f"{file}: this is not a list of redundant cases (")
    assert str(caught.value).endswith("). See schemas/redundant_cases.schema.json.")


def test_missing_list_of_redundant_cases_is_an_error(matrix_of, small):
    (small.root / "redundant_cases.json").unlink()
    with pytest.raises(CorpusError, match=r"redundant_cases\.json: the file does not exist"):
        _ = matrix_of().justifications


def test_smoke_list_has_the_fewest_cases_in_the_order_of_the_corpus(matrix_of):
    pop, integer = "model/items/pop", "size/types/integer"
    matrix = matrix_of(get_none=[pop], trims=[LOW, HUGE], splits_keys=[integer, HUGE], folds_keys=[])
    assert matrix.smoke == [pop, HUGE]


def test_first_of_equally_useful_cases_is_in_the_smoke_list(matrix_of):
    assert matrix_of(trims=[HUGE, LOW]).smoke == [LOW]


def test_mutants_are_counted_by_the_level_of_their_requirement(shipped):
    matrix = KillMatrix(shipped, dict.fromkeys(["trims", "get-none", "quality-empty", "quality-trimmed"], frozenset()))
    assert matrix.by_level() == {"wire": 1, "object": 1, "schema": 2}


def test_rendered_smoke_list_has_a_line_for_each_case():
    assert render_smoke_list([LOW, HUGE]) == (
        f'{{\n  "$schema": "../schemas/smoke.schema.json",\n  "cases": [\n    "{LOW}",\n    "{HUGE}"\n  ]\n}}\n'
    )
