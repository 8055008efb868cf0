from __future__ import annotations

from imagegen_conformance.mutation.smoke_list import MAX_SMOKE_SHARE, choose_cases

CASES = ["a", "b", "c", "d"]


def test_cases_kill_every_mutant_that_any_case_kills():
    assert choose_cases({"x": ["a"], "y": ["b", "c"], "z": []}, CASES) == {"a", "b"}


def test_case_that_kills_most_mutants_is_chosen_first():
    kills = {"x": ["a", "d"], "y": ["b", "d"], "z": ["c"]}
    assert choose_cases(kills, CASES, max_cases=1) == {"d"}
    assert choose_cases(kills, CASES, max_cases=2) == {"c", "d"}


def test_first_of_equally_useful_cases_is_chosen():
    assert choose_cases({"x": ["c", "b"]}, CASES) == {"b"}


def test_chosen_cases_count_for_the_maximum_and_are_never_removed():
    kills = {"x": ["a"], "y": ["b"], "z": ["c"]}
    assert choose_cases(kills, CASES, ["c"], 2) == {"a", "c"}
    assert choose_cases(kills, CASES, ["c", "d"], 1) == {"c", "d"}


def test_list_has_at_most_a_tenth_of_the_cases():
    assert MAX_SMOKE_SHARE == 0.1
