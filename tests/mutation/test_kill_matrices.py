from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.mutation.kill_matrices import KillMatrices, render_smoke_list
from imagegen_conformance.mutation.kill_matrix import KillMatrix

LOW, HUGE = "quality/values/low", "quality/values/huge"
MatricesOf = Callable[..., KillMatrices]


@pytest.fixture
def other(small: Corpus) -> Corpus:
    """Return the small corpus in the other profile."""
    return Corpus.load(small.root, profile="openai")


@pytest.fixture
def matrices_of(small: Corpus, other: Corpus, monkeypatch) -> MatricesOf:
    """Return a function that makes matrices of the small corpus from the killing cases of each mutant of azure."""
    monkeypatch.setattr("imagegen_conformance.mutation.kill_matrix.BROAD_MUTANT_SHARE", 0.2)

    def make(openai: dict[str, list[str]] | None = None, **kills: list[str]) -> KillMatrices:
        azure = {name.replace("_", "-"): frozenset(ids) for name, ids in kills.items()}
        further = {name: frozenset(ids) for name, ids in (openai or {}).items()}
        return KillMatrices([KillMatrix(small, azure), KillMatrix(other, further)])

    return make


def test_matrices_of_all_profiles_are_complete(matrices_of, small):
    assert matrices_of().is_complete
    assert not KillMatrices([KillMatrix(small, {})]).is_complete


def test_survivors_are_those_of_all_profiles(matrices_of):
    matrices = matrices_of({"openai-loses-svg": []}, folds_keys=[], quality_empty=[HUGE])
    assert matrices.survivors == ["folds-keys", "openai-loses-svg"]


def test_requirement_is_detected_in_one_profile(matrices_of):
    assert "quality.value" not in matrices_of({"openai-quality-empty": [HUGE]}).undetected_requirements
    assert "quality.value" in matrices_of(quality_empty=["size/types/integer"]).undetected_requirements
    assert "size.type" in matrices_of(quality_empty=[HUGE]).undetected_requirements


def test_requirement_that_mutants_of_another_profile_break_counts_only_for_complete_matrices(matrices_of, other, small):
    assert "quality.value" in matrices_of().undetected_requirements
    for corpus in (small, other):
        undetected = KillMatrices([KillMatrix(corpus, {})]).undetected_requirements
        assert "quality.value" not in undetected
        assert "item.pop" in undetected  # no mutant of any profile breaks it


def test_source_case_is_redundant_if_it_is_useful_in_no_profile(matrices_of):
    assert HUGE not in matrices_of({"openai-quality-empty": [f"{HUGE}:repaired"]}).redundant_cases
    assert HUGE not in matrices_of(quality_empty=[f"{HUGE}:repaired"]).redundant_cases
    assert HUGE in matrices_of(quality_empty=[LOW]).redundant_cases


def test_source_case_that_holds_in_no_default_revision_is_not_redundant(matrices_of, small, edit):
    def restrict(content):
        content["cases"][0]["profiles"] = {"openai": {"until": "2026-11-04"}}

    assert LOW in matrices_of().redundant_cases
    edit(small.root / "cases" / "quality" / "values.json", restrict)
    corpora = [Corpus.load(small.root, profile=profile) for profile in ("azure", "openai")]
    assert LOW not in KillMatrices([KillMatrix(corpus, {}) for corpus in corpora]).redundant_cases


def test_redundant_case_without_a_justification_is_unjustified(matrices_of, small, edit):
    entry = {"cases": "*", "reason": "They show what is legal."}
    assert LOW in matrices_of(quality_empty=[HUGE]).unjustified_redundant_cases
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    matrices = matrices_of(quality_empty=[HUGE])
    assert matrices.unjustified_redundant_cases == []
    assert matrices.stale_justifications == []


def test_justification_without_a_redundant_case_is_stale(matrices_of, small, edit):
    entry = {"cases": "quality/values/huge", "reason": "It shows what is illegal."}
    edit(small.root / "redundant_cases.json", lambda content: content["redundant_cases"].append(entry))
    (stale,) = matrices_of(quality_empty=[HUGE]).stale_justifications
    assert stale == ("quality/values/huge", "It shows what is illegal.")


@pytest.mark.parametrize("content", ["{}", '{"redundant_cases": [{"cases": "*"}]}', '{"redundant_cases": 1}', "[]"])
def test_malformed_list_of_redundant_cases_is_an_error(matrices_of, small, content):
    file = small.root / "redundant_cases.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        _ = matrices_of().justifications
    assert str(caught.value).startswith(f"{file}: this is not a list of redundant cases (")
    assert str(caught.value).endswith("). See schemas/redundant_cases.schema.json.")


def test_missing_list_of_redundant_cases_is_an_error(matrices_of, small):
    (small.root / "redundant_cases.json").unlink()
    with pytest.raises(CorpusError, match=r"redundant_cases\.json: the file does not exist"):
        _ = matrices_of().justifications


def test_smoke_list_has_the_fewest_cases_in_the_order_of_the_corpus(matrices_of):
    pop, integer = "model/items/pop", "size/types/integer"
    matrices = matrices_of(get_none=[pop], trims=[LOW, HUGE], splits_keys=[integer, HUGE], folds_keys=[])
    assert matrices.smoke == [pop, HUGE]


def test_first_of_equally_useful_cases_is_in_the_smoke_list(matrices_of):
    assert matrices_of(trims=[HUGE, LOW]).smoke == [LOW]


def test_smoke_list_kills_the_mutants_of_all_profiles(matrices_of):
    further = {"openai-loses-svg": ["wire/plain/bare", HUGE], "openai-quality-empty": [HUGE]}
    assert matrices_of(further, trims=[LOW, HUGE], get_none=["model/items/pop"]).smoke == ["model/items/pop", HUGE]


def test_case_ids_are_those_of_all_profiles_in_the_order_of_the_files(small, other):
    first, *others = small.cases
    part = Corpus(small.root, {}, small.definition, tuple(others))
    matrices = KillMatrices([KillMatrix(part, {}), KillMatrix(other, {})])
    assert matrices.case_ids[0] == first.id
    assert set(matrices.case_ids) == {case.id for case in (*others, *other.cases)}


def test_mutants_of_all_profiles_are_counted_by_level(shipped, shipped_openai):
    kills = [dict.fromkeys(names, frozenset[str]()) for names in (["trims", "get-none"], ["openai-loses-svg"])]
    matrices = KillMatrices([KillMatrix(shipped, kills[0]), KillMatrix(shipped_openai, kills[1])])
    assert matrices.by_level() == {"wire": 2, "object": 1}


def test_rendered_smoke_list_has_a_line_for_each_case():
    assert render_smoke_list([LOW, HUGE]) == (
        f'{{\n  "$schema": "../schemas/smoke.schema.json",\n  "cases": [\n    "{LOW}",\n    "{HUGE}"\n  ]\n}}\n'
    )
