"""The checks of the linter that depend on the revision: problems of several revisions are reported once."""

from __future__ import annotations

from pathlib import Path

from imagegen_conformance.authoring.revision_checks import revision_problems
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json

QUALITY = "cases/quality/values.json"


def problems(root: Path) -> list[str]:
    return list(revision_problems(Corpus.load(root)))


def bind_cases(edit, root: Path, profiles: Json) -> None:
    def change(content: Json) -> None:
        for case in content["cases"]:
            case["profiles"] = profiles

    edit(root / QUALITY, change)


def test_corpus_without_faults_has_no_problems(root: Path) -> None:
    assert problems(root) == []


def test_requirement_without_case_names_the_revisions(root: Path, edit) -> None:
    bind_cases(edit, root, {"azure": {}, "openai": {"until": "2026-11-04"}})
    hint = "Add a case that holds there, correct `profiles`, or state an exclusion."
    assert problems(root) == [f"quality.value has no case in openai since 2026-11-04. {hint}"]


def test_plain_case_that_is_missing_in_a_revision_names_the_revisions(root: Path, edit) -> None:
    edit(root / "prerequisites.json", lambda content: content.update(fields={"quality": "quality/values/low"}))
    assert problems(root) == []
    defaults = {"azure": {"until": "2.8"}, "openai": {"since": "2026-11-04"}}
    edit(root / QUALITY, lambda content: content["cases"][0].update(profiles=defaults))
    place = f"{root / 'prerequisites.json'} /fields/quality"
    missing = [line for line in problems(root) if line.startswith(place)]
    where = "in azure since 2.8; openai before 2026-11-04"
    assert missing[0].startswith(f"{place}: the case quality/values/low does not exist {where}. ")


def test_further_plain_case_of_a_revision_is_no_problem(root: Path, edit) -> None:
    def add_case(content: Json) -> None:
        case, payload = content["cases"][0], {"type": "image_generation", "quality": "medium"}
        content["cases"].append({**case, "name": "medium", "payload": payload})
        case["profiles"] = {"azure": {}}

    edit(root / QUALITY, add_case)
    listed = ["quality/values/low", "quality/values/medium"]
    edit(root / "prerequisites.json", lambda content: content.update(fields={"quality": listed}))
    snapshot = {"quality/values/medium": {"type": "image_generation", "quality": "medium"}}
    edit(root / "snapshots/quality/values.json", lambda content: content.update(snapshot))
    assert problems(root) == []


def test_must_of_one_profile_cites_a_document_of_that_profile(root: Path, edit) -> None:
    edit(root / "profiles.json", lambda content: content["profiles"][1].update(documents=["a-declaration"]))
    lines = problems(root)
    assert lines
    assert all(
        "in openai, but cites none of a-declaration, rfc8259, levels. Cite one of them" in line for line in lines
    )


def test_contradiction_of_an_oracle_names_the_revisions(root: Path, edit) -> None:
    def drop_low(content: Json) -> None:
        content["properties"]["quality"]["anyOf"][0]["profiles"] = {"azure": {}}

    edit(root / "payload_schema.json", drop_low)
    lines = [line for line in problems(root) if line.startswith("quality/values/low: the plain schema finds")]
    assert lines == [
        (
            "quality/values/low: the plain schema finds quality.value at /quality, but the case expects a legal payload. "
            "Correct one of the two. This is so in openai."
        )
    ]
