from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.authoring.prerequisite_checks import prerequisite_problems
from imagegen_conformance.corpus.corpus import Corpus

LISTED = {"operations": {"parse": "wire/plain/bare"}, "fields": {}}


def problems(root: Path, edit, **changes) -> list[str]:
    file = root / "prerequisites.json"
    edit(file, lambda content: content.update({**LISTED, **changes}))
    return [problem.removeprefix(f"{file} ") for problem in prerequisite_problems(Corpus.load(root))]


def test_suite_has_no_problems(shipped: Corpus) -> None:
    assert list(prerequisite_problems(shipped)) == []


def test_suitable_plain_case_is_no_problem(root, edit) -> None:
    assert problems(root, edit) == []
    assert problems(root, edit, operations={"call": "model/items/pop"}) == []
    assert problems(root, edit, fields={"quality": "quality/values/low"}) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"operations": {"parse": "wire/plain/bear"}},
            "/operations/parse: the case wire/plain/bear does not exist in azure 2.3. Did you mean wire/plain/bare or wire/plain/unknown?",
        ),
        (
            {"operations": {"validate": "wire/plain/bare"}},
            "/operations/validate: the operation of wire/plain/bare is parse, not validate. Name another case.",
        ),
        (
            {"operations": {"parse-text": "wire/texts/spaces"}},
            "/operations/parse-text: the strength of wire/texts/spaces is should, not must. Name another case.",
        ),
        (
            {"operations": {"parse": "wire/plain/unknown"}},
            "/operations/parse: wire/plain/unknown permits a rejection. Name a case of kind accept.",
        ),
        (
            {"operations": {"validate": "quality/values/huge"}},
            "/operations/validate: quality/values/huge permits a rejection. Name a case of kind accept.",
        ),
        (
            {"fields": {"size": "quality/values/low"}},
            "/fields/size: the payload of quality/values/low does not contain size. Name another case.",
        ),
        (
            {"fields": {"type": "wire/plain/bare"}},
            "/fields/type: the operation of wire/plain/bare is parse, not validate. Name another case.",
        ),
    ],
)
def test_unsuitable_plain_case_is_a_problem(root, edit, changes, problem: str) -> None:
    found = problems(root, edit, **changes)
    assert found[:1] == [problem]


def test_plain_case_that_may_be_rejected_is_a_problem(root, edit) -> None:
    edit(root / "cases" / "quality" / "values.json", lambda content: content["cases"][0].update(strength="should"))
    found = problems(root, edit, fields={"quality": "quality/values/low"})
    assert found == [
        "/fields/quality: the strength of quality/values/low is should, not must. Name another case.",
        "/fields/quality: quality/values/low:wire is accepted with strength should, not must. Name another case.",
    ]


def test_plain_cases_that_depend_on_each_other_are_a_problem(root, edit) -> None:
    def add_plain_case(content) -> None:
        case = content["cases"][0]
        content["cases"].append({**case, "name": "sized", "payload": {**case["payload"], "size": "auto"}})

    edit(root / "cases" / "quality" / "values.json", add_plain_case)
    edit(root / "cases" / "quality" / "values.json", lambda content: content["cases"][0]["payload"].update(size="auto"))
    found = problems(root, edit, fields={"quality": "quality/values/low", "size": "quality/values/sized"})
    hint = "Name a case that uses fewer fields."
    assert f"/fields/quality: quality/values/low and quality/values/sized depend on each other. {hint}" in found
    assert f"/fields/size: quality/values/sized and quality/values/low depend on each other. {hint}" in found


def test_defined_field_without_a_plain_case_is_a_problem(root, edit) -> None:
    def define(content) -> None:
        content["requirements"][3]["defines"] = "quality"
        content["requirements"][4]["defines"] = "background"

    edit(root / "requirements.json", define)
    found = problems(root, edit, fields={"quality": "quality/values/low"})
    assert found == ["/fields: background has no plain case. Add the simplest legal one."]
