"""The README of an export explains every value that a reader of the cases meets."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import pytest

from imagegen_conformance.jsonlib.values import Json


@pytest.fixture(scope="module")
def readme(whole) -> str:
    return whole["README.md"].decode()


@pytest.fixture(scope="module")
def cases(whole) -> list[dict[str, Json]]:
    return [case for name in ("cases.json", "cases-lenient.json") for case in json.loads(whole[name])["cases"]]


def terms(readme: str) -> set[str]:
    """Return the words in code style in the first column of all tables."""
    cells = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| ")]
    return {term for cell in cells for term in re.findall(r"`([^`]+)`", cell)}


def test_operations_are_explained(readme: str, cases) -> None:
    assert {case["operation"] for case in cases} <= terms(readme)


def test_keys_of_cases_are_explained(readme: str, cases) -> None:
    assert {key for case in cases for key in case} <= terms(readme)


def test_keys_of_expected_outcomes_are_explained(readme: str, cases) -> None:
    keys = {key for case in cases if case["operation"] != "call" for key in case["expected"]}
    assert keys - {"accepted", "rejected"} <= terms(readme)
    assert "| `accepted` | `rejected` |" in readme


def test_call_operations_and_keys_of_steps_are_explained(readme: str, whole) -> None:
    definitions = json.loads(whole["schemas/exported_cases.schema.json"])["$defs"]
    step = definitions["call_sequence"]["properties"]["steps"]["items"]["properties"]
    results = definitions["expected_steps"]["properties"]["steps"]["items"]["properties"]
    methods = {"as_dict", "clear", "copy", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"}
    assert set(step["method"]["enum"]) - methods <= terms(readme)
    assert (step.keys() | results.keys()) <= terms(readme)
    assert all(f"`{name}`" in readme for name in results["raises"]["oneOf"][0]["enum"])


def test_strengths_are_explained_before_the_cases(readme: str) -> None:
    assert {"must", "should", "may"} <= terms(readme)
    assert readme.index("## Strength") < readme.index("## Cases")
    assert "**A case whose `strength` is `may` must never make a test fail.**" in readme


def test_most_may_cases_permit_a_single_outcome(cases) -> None:
    may = [case["expected"] for case in cases if case["strength"] == "may"]
    assert sum("steps" in outcome or outcome["accepted"] != outcome["rejected"] for outcome in may) > len(may) / 2


def test_comparison_of_numbers_is_explained(readme: str, cases) -> None:
    assert "distinguish `0` from `-0`" in readme
    outputs = [output for case in cases for output in case["expected"].get("outputs", ())]
    assert any("-0.0" in json.dumps(output) for output in outputs)


def test_links_lead_to_files_or_headings(readme: str, whole) -> None:
    headings = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", readme, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", readme):
        assert target in whole or target.removeprefix("#") in headings, target


def test_files_of_the_export_are_listed(readme: str, whole) -> None:
    listed = {term.rstrip("/") for term in terms(readme)}
    packages = {"README.md", "LICENSE", "package.json", "index.js", "index.d.ts", "go.mod", "fixtures.go"}
    assert {PurePosixPath(name).parts[0] for name in whole} - packages <= listed
