"""Every file that is shipped or written fits its schema, and every schema holds in itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.corpus_check import SHAPES, shape_problems
from imagegen_conformance.json_value import Json
from imagegen_conformance.runner import run
from imagegen_conformance.session import Options, Session, identify

SCHEMAS = sorted(data("schemas").glob("*.json"))
IMPLEMENTATIONS = Path(__file__).parents[2] / "conformance" / "imagegen_conformance" / "implementations"


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(read_json(data("schemas") / f"{name}.schema.json"), format_checker=FormatChecker())


def places(value: Json, at: str = ""):
    yield at, value
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, f"{at}/{key}")


def test_there_are_schemas() -> None:
    assert len(SCHEMAS) >= 9


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
class TestSchema:
    def test_is_valid_and_says_what_it_is(self, file: Path) -> None:
        schema = read_json(file)
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert (
            file.name
            == f"{schema['$id'].rpartition(':')[2].rpartition('/')[2].removesuffix('.schema.json')}.schema.json"
        )
        assert schema["title"]
        assert schema["description"]

    def test_has_examples_that_fit(self, file: Path) -> None:
        schema = read_json(file)
        assert schema["examples"]
        check = Draft202012Validator(schema, format_checker=FormatChecker())
        for example in schema["examples"]:
            check.validate(example)

    def test_refers_only_to_what_is_there(self, file: Path) -> None:
        schema = read_json(file)
        nodes = dict(places(schema))
        references = [value for at, value in nodes.items() if at.endswith("/$ref") and isinstance(value, str)]
        for reference in references:
            assert reference.startswith("#/"), reference
            assert reference[1:] in nodes, reference

    def test_every_definition_is_used(self, file: Path) -> None:
        schema = read_json(file)
        used = {value for at, value in places(schema) if at.endswith("/$ref")}
        assert {f"#/$defs/{name}" for name in schema.get("$defs", {})} <= used


def test_every_file_of_the_corpus_fits(shipped: Corpus) -> None:
    assert list(shape_problems(shipped.root)) == []


def test_every_file_of_the_corpus_is_known(shipped: Corpus) -> None:
    known = {*SHAPES, "ids.lock", "cases", "snapshots"}
    assert {entry.name for entry in shipped.root.iterdir()} <= known


def test_schemas_named_in_files_are_there(shipped: Corpus) -> None:
    for file in shipped.root.rglob("*.json"):
        named = read_json(file).get("$schema")
        assert named is None or (file.parent / named).resolve().name in {schema.name for schema in SCHEMAS}, file


@pytest.mark.parametrize("shape", ["expected", "implementation"])
def test_every_file_about_a_real_implementation_fits(shape: str) -> None:
    check = validator(shape)
    for file in sorted(IMPLEMENTATIONS.rglob(f"{shape}*.json")):
        check.validate(read_json(file))


def unruly(payload: object) -> object:
    """Refuses, crashes, changes and gives back what is no JSON, by turns."""
    turn = len(json.dumps(payload)) % 5
    if turn == 0:
        raise ValueError("no")
    if turn == 1:
        raise RuntimeError("boom")
    return [payload, {}, object()][turn - 2]


@pytest.mark.parametrize("levels", [(), ("wire", "schema", "model")])
@pytest.mark.parametrize("implementation", ["unruly", "reference"])
def test_every_line_of_evidence_fits(tmp_path: Path, shipped: Corpus, implementation: str, levels) -> None:
    from imagegen_reference import ImageGenTool

    file = tmp_path / "evidence.ndjson"
    adapter = adapt(ImageGenTool if implementation == "reference" else unruly, "mine:implementation")
    session = Session(shipped, identify(adapter, with_version=True), Options(levels=levels, evidence=file))
    session.begin(len(session.cases))
    for result in run(session.cases, InProcess(adapter, levels)):
        session.take(result)
    session.finish()
    check = validator("evidence")
    seen = set()
    for line in file.read_bytes().splitlines():
        content = json.loads(line)
        seen.add(content["record"])
        # A line is one of three shapes: asking for its own is ten times as fast, and says more.
        shape = check.schema["$defs"][content["record"]]  # type: ignore[index]
        check.evolve(schema=shape).validate(content)
    assert seen == {"header", "case", "footer"}
    assert {reference["$ref"] for reference in check.schema["oneOf"]} == {f"#/$defs/{record}" for record in seen}  # type: ignore[index]


def test_a_broken_line_of_evidence_does_not_fit() -> None:
    check = validator("evidence")
    line = {"record": "case", "case": "a/b/c", "verdict": "pass", "observation": {"outcome": "accepted"}}
    assert check.is_valid(line)
    changes: list[Json] = [
        {"verdict": "maybe"},
        {"case": "a/b"},
        {"observation": {}},
        {"colour": 1},
        {"record": "header"},
    ]
    for change in changes:
        assert not check.is_valid({**line, **change}), change
