"""The projection of the payload schema of all revisions on one revision."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import invalid_ranges, plain_schema
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory

CORPUS = Corpus.load()
REVISIONS = CORPUS.profiles.revisions


def schema_of(profile: str, revision: str) -> dict[str, Json]:
    return plain_schema(CORPUS.root, CORPUS.profiles, CORPUS.profiles.find(profile, revision))


def test_default_revision_has_the_shipped_schema() -> None:
    text = (data_directory("schemas") / "image_gen_tool.schema.json").read_text(encoding="utf-8")
    assert json.dumps(plain_schema(CORPUS.root, CORPUS.profiles, CORPUS.revision), indent=2) + "\n" == text


@pytest.mark.parametrize("revision", REVISIONS, ids=str)
def test_schema_is_valid_and_so_are_its_examples(revision) -> None:
    schema = plain_schema(CORPUS.root, CORPUS.profiles, revision)
    Draft202012Validator.check_schema(schema)
    assert "profiles" not in json.dumps(schema)
    for part in (schema, *schema["$defs"].values()):
        for subschema in (part, *part["properties"].values()):
            for example in subschema.get("examples", ()):
                assert Draft202012Validator({"$defs": schema["$defs"], **subschema}).is_valid(example), example


def test_ids_of_schemas_are_unique() -> None:
    ids = [plain_schema(CORPUS.root, CORPUS.profiles, revision)["$id"] for revision in REVISIONS]
    assert len(set(ids)) == len(ids)
    assert "urn:imagegen-conformance:image_gen_tool:openai:2026-11-04" in ids


def test_field_is_in_the_revisions_in_which_it_holds() -> None:
    assert "name" not in schema_of("azure", "2.0")["properties"]
    assert "name" in schema_of("azure", "2.1")["properties"]
    assert "name" not in schema_of("openai", "2026-11-04")["properties"]
    assert "svg" in schema_of("openai", "2026-11-04")["properties"]
    assert "svg" not in schema_of("openai", "2026-10-26")["$defs"]


def test_values_are_those_of_the_revision() -> None:
    def quality(revision: str) -> Json:
        return schema_of("openai", revision)["properties"]["quality"]["enum"]

    assert quality("2026-08-26") == ["low", "medium", "high", "auto"]
    assert quality("2026-09-08") == ["low", "medium", "high", "auto", "xhigh", "max"]


def test_field_is_closed_until_any_string_is_legal() -> None:
    closed, opened = (schema_of("azure", name)["properties"]["size"] for name in ("2.2", "2.3"))
    assert closed["enum"] == ["1024x1024", "1024x1536", "1536x1024", "auto"]
    assert "enum" not in opened
    assert opened["type"] == "string"


def test_keyword_is_true_where_it_holds() -> None:
    assert "deprecated" not in schema_of("azure", "2.2")["properties"]["name"]
    assert schema_of("azure", "2.3")["properties"]["name"]["deprecated"] is True


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda content: content["properties"]["quality"].update(profiles={"azure": {"since": "2.4"}}),
            "the profile azure has no revision '2.4'. It is a release with the revision 2.3: name this revision.",
        ),
        (
            lambda content: content.update(properties=1),
            (
                "this is not a schema of all revisions ('int' object has no attribute 'items'). "
                "See schemas/payload_schema.schema.json."
            ),
        ),
    ],
)
def test_malformed_file_is_an_error_with_its_place(root: Path, edit, change, message) -> None:
    file = root / "payload_schema.json"
    edit(file, change)
    corpus = Corpus.load(root)
    with pytest.raises(CorpusError) as caught:
        plain_schema(root, corpus.profiles, corpus.revision)
    assert str(caught.value) == f"{file}: {message}"


def test_invalid_range_is_named_with_its_place(root: Path, edit) -> None:
    def change(content: Json) -> None:
        content["properties"]["quality"]["anyOf"][1]["profiles"] = {"azur": {}}
        content["$defs"]["svg"]["profiles"] = {"openai": {"until": "2026-10-26"}}

    file = root / "payload_schema.json"
    edit(file, change)
    assert list(map(str, invalid_ranges(root, Corpus.load(root).profiles))) == [
        f"{file} /properties/quality/anyOf/1: the profile 'azur' does not exist. Did you mean azure?",
        (
            f"{file} /$defs/svg: the range /profiles/openai contains no revision. "
            "Name a revision in `until` that is later than `since`."
        ),
    ]
