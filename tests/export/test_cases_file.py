"""The file `cases.json` contains every case completely."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.step_expectations import parse_step_expectation
from imagegen_conformance.export.cases_file import case_to_json, cases_file
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json


def finding(content: dict[str, str]) -> Finding:
    return Finding(content["path"], content["rule"])


def expected_of(content: Json) -> ExpectedOutcome | ExpectedSteps:
    if "steps" in content:
        return ExpectedSteps(tuple(map(parse_step_expectation, content["steps"])))
    return ExpectedOutcome(
        content["accepted"],
        content["rejected"],
        tuple(content["outputs"]) if "outputs" in content else None,
        tuple(map(finding, content.get("reasons", ()))),
        tuple(map(finding, content["warnings"])) if "warnings" in content else None,
    )


def parse_case(content: Json, corpus: Corpus) -> Case:
    """Return the case that was exported; the kind and the id of the source case are not exported."""
    original = corpus.by_id[content["id"]]
    return Case(
        content["id"],
        original.source_id,
        original.kind,
        content["level"],
        content["strength"],
        corpus.requirements[content["requirement"]],
        content["description"],
        Request(content["operation"], content["content"]),
        expected_of(content["expected"]),
        content.get("rationale", ""),
    )


@pytest.mark.parametrize("subset", [(None, ()), (None, ("semantic",)), ("2.1", ("wire",))], ids=str)
def test_exported_cases_are_those_of_the_subset(shipped: Corpus, subset) -> None:
    corpus_subset = CorpusSubset(shipped, *subset)
    content = json.loads(build_package(corpus_subset)["cases.json"])["cases"]
    assert tuple(parse_case(case, shipped) for case in content) == corpus_subset.cases


def test_file_has_one_case_per_line(small: Corpus) -> None:
    lines = cases_file(small.cases).decode("ascii").splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines[3:-2]] == list(map(case_to_json, small.cases))


def test_examples_of_the_schema_are_cases_of_the_corpus(shipped: Corpus) -> None:
    schema = load_json(data_directory("schemas") / "exported_cases.schema.json")
    (example,) = schema["examples"]
    for content in example["cases"]:
        actual = case_to_json(shipped.by_id[content["id"]])
        for text in ("description", "rationale"):
            assert (text in content) == (text in actual)
            actual.pop(text, None)
        assert {key: value for key, value in content.items() if key not in {"description", "rationale"}} == actual


def test_readme_names_every_operation(whole) -> None:
    readme = whole["README.md"].decode()
    operations = {case["operation"] for case in json.loads(whole["cases.json"])["cases"]}
    assert all(f"| `{operation}` |" in readme for operation in operations)


def test_readme_links_to_files_of_the_export(whole) -> None:
    readme = whole["README.md"].decode()
    for name in ("schemas/exported_cases.schema.json", "schemas/export_manifest.schema.json"):
        assert f"({name})" in readme
        assert name in whole
