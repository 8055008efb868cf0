"""Every shipped or written file matches its schema, and every schema is valid."""

from __future__ import annotations

import fnmatch
import json
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.authoring.file_shapes import SCHEMA_NAMES, shape_problems
from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.possible_failures import possible_failures
from imagegen_conformance.runner.execution import execute
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_reference import ImageGenTool

PROSE = {"description": "", "rationale": ""}
SCHEMAS = sorted(data_directory("schemas").glob("*.json"))
IMPLEMENTATIONS = Path(__file__).parents[2] / "implementations"


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(
        load_json(data_directory("schemas") / f"{name}.schema.json"), format_checker=FormatChecker()
    )


def parts(value: Json, path: tuple[str | int, ...] = ()):
    """Yield the JSON Pointer and the value of each part of a value."""
    yield format_pointer(path), value
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parts(item, (*path, key))


def test_directory_contains_schemas() -> None:
    assert len(SCHEMAS) >= 16


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
class TestSchema:
    def test_schema_is_valid_and_has_id_title_and_description(self, file: Path) -> None:
        schema = load_json(file)
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(f":{file.name.removesuffix('.schema.json')}")
        assert schema["title"]
        assert schema["description"]

    def test_descriptions_are_sentences(self, file: Path) -> None:
        schema = load_json(file)
        descriptions = {
            pointer: value
            for pointer, value in parts({key: value for key, value in schema.items() if key != "examples"})
            if pointer.endswith("/description") and isinstance(value, str)
        }
        for pointer, text in descriptions.items():
            assert text.endswith((".", ")")), pointer
            assert text == text.strip(), pointer

    def test_examples_match(self, file: Path) -> None:
        schema = load_json(file)
        assert schema["examples"]
        check = Draft202012Validator(schema, format_checker=FormatChecker())
        for example in schema["examples"]:
            check.validate(example)

    def test_references_have_targets_in_the_schema(self, file: Path) -> None:
        schema = load_json(file)
        values = dict(parts(schema))
        references = [
            value for pointer, value in values.items() if pointer.endswith("/$ref") and isinstance(value, str)
        ]
        for reference in references:
            assert reference.startswith("#/"), reference
            assert reference[1:] in values, reference

    def test_every_definition_is_used(self, file: Path) -> None:
        schema = load_json(file)
        used = {value for pointer, value in parts(schema) if pointer.endswith("/$ref") and isinstance(value, str)}
        assert {f"#/$defs/{name}" for name in schema.get("$defs", {})} <= used


# The keys of examples whose values are ids of cases, or lists of them.
CASE_KEYS = {"case", "cases", "blocked_by", "repaired_case", "repair_of", "prerequisites"}
REQUIREMENT_KEYS = {"requirement", "rule"}


class TestExamplesNameTheCorpus:
    @pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
    def test_cases_and_requirements_exist(self, shipped: Corpus, file: Path) -> None:
        for pointer, value in parts(load_json(file)["examples"]):
            key = pointer.rpartition("/")[2]
            names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            names = [name for name in names if isinstance(name, str)]
            if key in CASE_KEYS:
                assert [name for name in names if not fnmatch.filter(shipped.by_id, name)] == [], pointer
            elif key in REQUIREMENT_KEYS:
                assert [name for name in names if name not in shipped.requirements] == [], pointer

    @pytest.mark.parametrize(("schema", "pointer"), [("requirements", "/requirements"), ("exported_cases", "/cases")])
    def test_ids_exist(self, shipped: Corpus, schema: str, pointer: str) -> None:
        known = shipped.requirements if schema == "requirements" else shipped.by_id
        for example in load_json(data_directory("schemas") / f"{schema}.schema.json")["examples"]:
            ids = [entry["id"] for entry in dict(parts(example))[pointer]]
            assert ids
            assert set(ids) <= set(known)

    def test_lines_of_the_registry_are_registered(self, shipped: Corpus) -> None:
        registry = IdRegistry.load(shipped.root)
        for line in load_json(data_directory("schemas") / "case_ids.schema.json")["examples"]:
            entry = registry.entries.get(line["id"])
            if "alias" in line:  # no case has been renamed yet
                assert line["alias"] in registry.entries
                assert entry is None or "alias" in entry
            else:
                assert entry is not None
                assert {**line, "reason": ""} == {**entry, "reason": ""}

    def test_source_cases_are_those_of_the_corpus(self, shipped: Corpus) -> None:
        contents = [{**case.data, **PROSE} for case in iter_source_cases(shipped.root)]
        for example in load_json(data_directory("schemas") / "cases.schema.json")["examples"]:
            for case in example["cases"]:
                assert {**case, **PROSE} in contents, case["name"]

    def test_expected_failures_can_occur(self, tmp_path: Path, shipped: Corpus) -> None:
        file = tmp_path / "expected.json"
        for example in load_json(data_directory("schemas") / "expected_failures.schema.json")["examples"]:
            file.write_text(json.dumps(example), encoding="utf-8")
            entries = ExpectedFailures.load(file, shipped, date(2026, 1, 1)).entries
            assert entries
            assert all(entry.failure in possible_failures(shipped.case(id_)) for id_, entry in entries.items())

    def test_evidence_records_verdicts_of_the_judge(self, shipped: Corpus) -> None:
        records = load_json(data_directory("schemas") / "evidence.schema.json")["examples"]
        cases = [record for record in records if record["record"] == "case" and record["verdict"] != "blocked"]
        assert cases
        for record in cases:
            verdict = judge(shipped.case(record["case"]), record["observation"])
            assert verdict == (record["verdict"], record.get("failure"), record.get("pointer"))


def test_files_of_the_corpus_match(shipped: Corpus) -> None:
    assert list(shape_problems(shipped.root)) == []


def test_files_of_the_corpus_are_known(shipped: Corpus) -> None:
    known = {*SCHEMA_NAMES, "case_ids.ndjson", "cases", "dimensions", "snapshots"}
    assert {entry.name for entry in shipped.root.iterdir()} <= known


def test_files_name_existing_schemas(shipped: Corpus) -> None:
    names = {schema.name for schema in SCHEMAS}
    for file in [*shipped.root.rglob("*.json"), *IMPLEMENTATIONS.glob("*/*.json")]:
        content = load_json(file)
        schema = content.get("$schema")
        assert schema is None or schema.rpartition("/")[2] in names, file


@pytest.mark.parametrize(
    ("schema", "pattern", "count"),
    [("implementation", "*/implementation.json", 11), ("expected_failures", "*/expected-failures*.json", 13)],
)
def test_files_about_real_implementations_match(schema: str, pattern: str, count: int) -> None:
    files = sorted(IMPLEMENTATIONS.glob(pattern))
    assert len(files) >= count
    check = validator(schema)
    for file in files:
        check.validate(load_json(file))


def unpredictable(payload: object) -> object:
    """Reject, crash, change the payload or return a value without JSON form, depending on the payload's length."""
    remainder = len(json.dumps(payload)) % 5
    if remainder == 0:
        raise ValueError("rejected")
    if remainder == 1:
        raise RuntimeError("crashed")
    return [payload, {}, object()][remainder - 2]


@pytest.mark.slow
@pytest.mark.parametrize("levels", [(), ("wire", "schema", "object")])
@pytest.mark.parametrize("implementation", [unpredictable, ImageGenTool])
def test_lines_of_evidence_match(tmp_path: Path, shipped: Corpus, implementation, levels) -> None:
    file = tmp_path / "evidence.ndjson"
    connection = InProcessConnection(adapter_for(implementation, "mine:implementation"), levels, with_version=True)
    run = ConformanceRun(shipped, connection.identity, RunOptions(levels=levels, evidence=file))
    run.start(len(run.cases))
    for result in execute(run.cases, connection):
        run.record(result)
    run.finish()
    check = validator("evidence")
    records = set()
    for line in file.read_bytes().splitlines():
        content = json.loads(line)
        records.add(content["record"])
        # Each line has one of three shapes. Its own shape is checked much faster than oneOf, with a better message.
        shape = check.schema["$defs"][content["record"]]  # type: ignore[index]
        check.evolve(schema=shape).validate(content)
    assert records == {"header", "case", "footer"}
    assert {item["$ref"] for item in check.schema["oneOf"]} == {f"#/$defs/{record}" for record in records}  # type: ignore[index]


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "maybe"},
        {"case": "a/b"},
        {"observation": {}},
        {"color": 1},
        {"record": "header"},
    ],
)
def test_invalid_line_of_evidence_does_not_match(change) -> None:
    check = validator("evidence")
    line = {"record": "case", "case": "a/b/c", "verdict": "pass", "observation": {"outcome": "accepted"}}
    assert check.is_valid(line)
    assert not check.is_valid({**line, **change})
