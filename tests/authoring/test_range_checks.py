"""Each check of the ranges of source cases, through the linter's own class, with one fault in the small corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.authoring.lint import lint
from imagegen_conformance.authoring.range_checks import RangeChecks
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.jsonlib.values import Json

QUALITY = "cases/quality/values.json"
OPENAI: Json = {"openai": {}}
EITHER = {"kind": "either", "requirement": "quality.value", "rationale": "Nothing is documented."}


def problems(root: Path, edit, index: int, **keys: Json) -> list[str]:
    """Return the problems of a case of quality with further keys, without the place."""
    edit(root / QUALITY, lambda content: content["cases"][index].update(keys))
    checks = RangeChecks(Corpus.load(root))
    source_case = list(iter_source_cases(root, ["quality/values"]))[index]
    place = f"{root / QUALITY} {source_case.pointer}: {source_case.id} "
    return [problem.removeprefix(place) for problem in checks.problems(source_case)]


def test_shipped_cases_have_no_problems(shipped: Corpus) -> None:
    checks = RangeChecks(shipped)
    cases = list(iter_source_cases(shipped.root))
    assert [problem for case in cases for problem in (*checks.invalid_ranges(case), *checks.problems(case))] == []


def test_expectation_that_no_revision_scores_is_a_problem(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda content: content["requirements"][3].update(profiles={"azure": {}}))
    assert problems(root, edit, 0, profiles=OPENAI)[0] == (
        "expects accept in no revision. Correct `profiles`, or remove the expectation."
    )


def test_overlapping_expectations_are_a_problem(root: Path, edit) -> None:
    other = {**EITHER, "profiles": {"openai": {"since": "2026-11-04"}}}
    assert problems(root, edit, 0, other_expectations=[other]) == [
        "has two expectations in openai 2026-11-04: accept and either. Make their ranges disjoint."
    ]


def test_gap_between_expectations_is_a_problem(root: Path, edit) -> None:
    revisions = [
        {"revision": name, "date": name, "summary": "Nothing changed.", "releases": [f"{position}.0.0"]}
        for position, name in enumerate(["2026-09-08", "2026-10-26", "2026-11-04"])
    ]
    edit(root / "profiles.json", lambda content: content["profiles"][1].update(revisions=revisions))
    other = {**EITHER, "profiles": {"openai": {"since": "2026-11-04"}}}
    profiles = {"azure": {}, "openai": {"until": "2026-10-26"}}
    assert problems(root, edit, 0, profiles=profiles, other_expectations=[other])[0] == (
        "has an expectation in openai 2026-09-08 and in openai 2026-11-04, but none between them. "
        "Close the gap with `profiles` or `other_expectations`."
    )


def test_range_that_is_too_narrow_is_a_problem(root: Path, edit) -> None:
    assert problems(root, edit, 0, profiles={"azure": {"since": "2.8"}, "openai": {}}) == [
        "has no expectation in azure before 2.8, where accept is right according to the reference. Widen `profiles`."
    ]


def test_range_of_a_combination_may_be_narrow_but_not_wide(root: Path, edit) -> None:
    element = {"name": "new", "text": "a new value", "value": "high", "profiles": {"azure": {"since": "2.8"}}}
    (root / "dimensions").mkdir()
    (root / "dimensions/words.json").write_text(json.dumps({"elements": [element]}), encoding="utf-8")
    payload = {"type": "image_generation", "quality": "${word.value}"}
    assert problems(root, edit, 0, each={"word": "words"}, payload=payload) == []
    payload["quality"] = "xhigh"
    assert problems(root, edit, 0, each={"word": "words"}, payload=payload) == [
        "expects accept in azure since 2.8, contrary to the reference. Correct `profiles`."
    ]


def test_range_that_is_too_wide_is_a_problem(root: Path, edit) -> None:
    payload = {"type": "image_generation", "quality": "xhigh"}
    assert problems(root, edit, 0, payload=payload) == [
        "expects accept in azure, contrary to the reference. Correct `profiles`."
    ]


def test_rejection_of_a_value_that_is_legal_elsewhere_is_a_problem_if_it_is_a_must(root: Path, edit) -> None:
    payload = {"type": "image_generation", "quality": "xhigh"}
    assert problems(root, edit, 1, payload=payload, profiles={"azure": {}}) == [
        (
            "is rejected with strength must, but it is legal in openai. "
            "Set its strength to should, or use a value that was never legal."
        )
    ]
    assert problems(root, edit, 1, strength="should") == []


def test_field_of_another_revision_need_not_be_accepted(shipped: Corpus) -> None:
    checks, find = RangeChecks(shipped), shipped.profiles.find
    expectation = {
        "kind": "accept",
        "requirement": "payload.optional",
        "payload": {"type": "image_generation", "name": "painter"},
    }
    assert checks.is_right(expectation, find("azure", "2.1"))
    assert not checks.is_right(expectation, find("azure", "2.0"))
    assert not checks.is_right(expectation, find("openai"))


@pytest.mark.parametrize("model", ["gpt-image-1", "dall-e-3"])
def test_retired_model_need_not_be_accepted(shipped: Corpus, model) -> None:
    checks, find = RangeChecks(shipped), shipped.profiles.find
    payload = {"type": "image_generation", "model": model}
    expectation = {"kind": "accept", "requirement": "model.open", "payload": payload}
    assert checks.is_right(expectation, find("azure", "2.3"))
    assert checks.is_right(expectation, find("openai", "2026-05-06"))
    assert not checks.is_right(expectation, find("openai", "2026-11-04"))


def test_feature_in_preview_need_not_be_accepted(shipped: Corpus) -> None:
    checks, find = RangeChecks(shipped), shipped.profiles.find
    payload = {"type": "image_generation", "model": "gpt-image-2", "background": "transparent"}
    expectation = {"kind": "accept", "requirement": "background.value", "payload": payload}
    assert checks.is_right(expectation, find("azure", "2.2"))
    assert not checks.is_right(expectation, find("azure", "2.3"))


def test_invalid_range_of_a_limit_is_a_problem_of_the_linter(root: Path, edit) -> None:
    file = root / "model_limits.json"
    family = {"family": "painter", "models": ["painter-1"], "limits": [], "profiles": {"azure": {"since": "2.33"}}}
    edit(file, lambda content: content["families"].append(family))
    problem = f"{file} /families/0: the profile azure has no revision '2.33'. Did you mean 2.3?"
    assert lint(Corpus.load(root)) == ([], [problem])


@pytest.mark.parametrize("index", [0, 1])
def test_invalid_range_of_another_profile_is_a_problem_of_the_linter(root: Path, edit, index) -> None:
    other = {**EITHER, "profiles": {"openai": {"since": "2026-11-05"}}}
    edit(root / QUALITY, lambda content: content["cases"][index].update(other_expectations=[other]))
    lines, problem_lines = lint(Corpus.load(root))
    place = f"{root / QUALITY} /cases/{index}"
    hint = "Did you mean 2026-11-04 or 2026-10-26?"
    assert (lines, problem_lines) == ([], [f"{place}: the profile openai has no revision '2026-11-05'. {hint}"])
