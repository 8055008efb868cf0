"""The command `coverage`."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.resources import data_directory, load_json


def test_shipped_corpus_has_no_problem(command) -> None:
    completed = command("coverage")
    assert (completed.code, completed.err) == (0, "")
    lines = completed.out.splitlines()
    assert lines[0] == "imagegentool: sentence -> requirements"
    assert "requirement -> cases" in lines
    assert any(line.startswith("  quality.value [schema, must]: ") for line in lines)
    assert "MISSING" not in completed.out


def test_sentence_without_requirement_exits_with_1(command, fixtures) -> None:
    file = fixtures / "specification_index.json"
    text = file.read_text(encoding="utf-8").replace('"sentences": 1}', '"sentences": 99}', 1)
    file.write_text(text, encoding="utf-8")
    completed = command("coverage")
    assert completed.code == 1
    problem = "sentence class 99 has no requirement. Add one, or add an exclusion to specification_index.json."
    assert f"imagegen-conformance: {problem}" in completed.err.splitlines()


def test_json_has_sentences_requirements_and_problems(command) -> None:
    completed = command("coverage", "--format", "json")
    assert (completed.code, completed.err) == (0, "")
    output = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    assert output["problems"] == []
    (sentence,) = [item for item in output["sentences"] if (item["section"], item["number"]) == ("variables.size", 0)]
    assert "size.type" in sentence["requirements"]
    (requirement,) = [item for item in output["requirements"] if item["id"] == "quality.value"]
    assert requirement["cases"] > 10


def test_problem_is_in_the_json_and_exits_with_1(command, fixtures) -> None:
    file = fixtures / "specification_index.json"
    text = file.read_text(encoding="utf-8").replace('"sentences": 1}', '"sentences": 2}', 1)
    file.write_text(text, encoding="utf-8")
    completed = command("coverage", "--format", "json")
    assert (completed.code, completed.err) == (1, "")
    assert json.loads(completed.out)["problems"] == [
        "sentence class 2 has no requirement. Add one, or add an exclusion to specification_index.json."
    ]


def test_other_revision_has_no_sentences(command) -> None:
    completed = command("coverage", "--profile", "openai")
    assert (completed.code, completed.err) == (0, "")
    lines = completed.out.splitlines()
    problem = "its sentences are not compared with the requirements of openai 2026-11-04"
    assert lines[:3] == [f"imagegentool states azure 2.3: {problem}", "", "requirement -> cases"]
    assert "MISSING" not in completed.out


@pytest.mark.parametrize(("options", "has_sentences"), [((), True), (("--profile", "openai"), False)])
def test_json_names_the_revision_of_the_document(command, options: tuple[str, ...], has_sentences: bool) -> None:
    output = json.loads(command("coverage", *options, "--format", "json").out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    assert output["document_revision"] == {"profile": "azure", "revision": "2.3"}
    assert bool(output["sentences"]) is has_sentences
    assert output["requirements"]


def test_help_names_the_revision_of_the_document(command) -> None:
    index = load_json(data_directory("fixtures") / "specification_index.json")
    assert f"Only the specification of azure {index['revision']} has an index" in command("coverage", "--help").out


def test_missing_index_exits_with_2(command, fixtures) -> None:
    (fixtures / "specification_index.json").unlink()
    command("coverage").assert_error(2, "specification_index.json: the file does not exist. ")
