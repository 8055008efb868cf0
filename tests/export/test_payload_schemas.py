"""The schemas of the payload in an export: two of every profile and revision."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.cases_file import CASES_FILE, LENIENT_CASES_FILE
from imagegen_conformance.jsonlib.long_texts import expand
from imagegen_conformance.jsonlib.values import Json

PLAIN, STRICT = "image_gen_tool.schema.json", "image_gen_tool.strict.schema.json"
REVISIONS = [("azure", "2.3"), ("azure", "2.0"), ("openai", "2026-11-04"), ("openai", "2025-05-21")]


@pytest.fixture(scope="module", params=REVISIONS, ids=" ".join)
def export(request, package_of) -> dict[str, bytes]:
    """The files of an export of one revision."""
    files: dict[str, bytes] = package_of(*request.param)
    return files


def schema_of(files: Mapping[str, bytes], name: str) -> dict[str, Json]:
    """Return the schema of the revision that the manifest names."""
    manifest = json.loads(files["manifest.json"])
    content: dict[str, Json] = json.loads(files[f"schemas/payload/{manifest['profile']}/{manifest['revision']}/{name}"])
    return content


def validated_cases(files: Mapping[str, bytes]) -> list[dict[str, Json]]:
    """Return the exported cases of which a validator has to accept or to reject the payload."""
    cases = [case for name in (CASES_FILE, LENIENT_CASES_FILE) for case in json.loads(files[name])["cases"]]
    return [
        {**case, "content": expand(case["content"], case.get("long_texts", {}))}
        for case in cases
        if case["operation"] == "validate" and case["expected"]["accepted"] != case["expected"]["rejected"]
    ]


def test_every_revision_has_both_schemas(whole, shipped: Corpus) -> None:
    expected = {
        f"schemas/payload/{revision.profile}/{revision.name}/{name}"
        for revision in shipped.profiles.revisions
        for name in (PLAIN, STRICT)
    }
    assert {name for name in whole if name.startswith("schemas/payload/")} == expected


def test_every_schema_is_valid_and_has_an_id_of_its_own(whole) -> None:
    schemas = [json.loads(content) for name, content in whole.items() if name.startswith("schemas/payload/")]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    assert len({schema["$id"] for schema in schemas}) == len(schemas)


@pytest.mark.slow
def test_schemas_of_the_exported_revision_are_at_the_top(export) -> None:
    for name in (PLAIN, STRICT):
        assert json.loads(export[f"schemas/{name}"]) == schema_of(export, name)


@pytest.mark.slow
def test_schemas_do_not_depend_on_the_exported_revision(export, whole) -> None:
    schemas = {name: content for name, content in export.items() if name.startswith("schemas/payload/")}
    assert schemas == {name: content for name, content in whole.items() if name.startswith("schemas/payload/")}


def test_strict_schema_agrees_with_every_case(export) -> None:
    validator = Draft202012Validator(schema_of(export, STRICT))
    cases = validated_cases(export)
    assert len(cases) > 500
    wrong = [case["id"] for case in cases if validator.is_valid(case["content"]) != case["expected"]["accepted"]]
    assert wrong == []


def test_plain_schema_agrees_with_every_case_of_level_schema(export) -> None:
    validator = Draft202012Validator(schema_of(export, PLAIN))
    cases = [case for case in validated_cases(export) if case["level"] == "schema" or case["expected"]["accepted"]]
    wrong = [case["id"] for case in cases if validator.is_valid(case["content"]) != case["expected"]["accepted"]]
    assert wrong == []
