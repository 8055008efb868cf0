"""The folders of real implementations: manifests, pinned packages and expected failures."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.resources import data_directory
from imagegen_conformance.results.expected_failures import ExpectedFailures
from manifest import IMPLEMENTATIONS, PYPI, load_runs

RUNS = load_runs()
NAMES = [
    "openai-go",
    "openai-java",
    "ai-sdk-openai",
    "openai-node",
    "openai-agents-node",
    "azure-ai-projects",
    "openai-lax",
    "openai-strict",
    "openai-parameter",
    "openai-sent",
    "openai-agents",
    "pydantic-ai-dimensions",
    "pydantic-ai-tool",
    "async-openai",
    "strict-schema-jsonschema",
    "strict-schema-jsonschema-rs",
    "strict-schema-ajv",
]
MANIFESTS = sorted(IMPLEMENTATIONS.glob("*/implementation.json"))
SCHEMA = Draft202012Validator(
    json.loads((data_directory("schemas") / "implementation.schema.json").read_text(encoding="utf-8"))
)
LOCK_FILES = {"npm": "package-lock.json", "go": "go.sum", "maven": "pom.xml", "cargo": "Cargo.lock"}
CARGO_REGISTRY = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n'


def test_runs_are_loaded_from_all_folders():
    assert [run.name for run in RUNS] == NAMES


@pytest.mark.parametrize("run", [run for run in RUNS if run.registry == PYPI], ids=lambda run: run.name)
def test_python_object_is_importable_from_its_folder_or_a_package(run):
    module, _, name = run.implementation.partition(":")
    file = run.folder / f"{module}.py"
    assert "." in module or f"class {name}" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: file.parent.name)
def test_manifest_matches_its_schema(file):
    SCHEMA.validate(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "change",
    [
        {"requirements": "requirements.txt"},
        {"python": "3.11"},
        {"registry": "pypi"},
        {"runs": [{"name": "x", "implementation": "x:X", "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": ["./adapter"], "npm": "package-lock.json", "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": [], "levels": ["wire"]}]},
        {"runs": [{"name": "x", "command": "./adapter", "levels": ["wire"]}]},
    ],
)
def test_manifest_of_a_program_needs_a_command_and_forbids_python_keys(change):
    manifest = {"name": "x", "registry": "go", "runs": [{"name": "x", "command": ["./adapter"], "levels": ["wire"]}]}
    assert SCHEMA.is_valid(manifest)
    assert not SCHEMA.is_valid(manifest | change)


@pytest.mark.parametrize("run", [run for run in RUNS if run.requirements], ids=lambda run: run.name)
def test_requirements_pin_every_package(run):
    lines = [line for line in run.requirements.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r'[\w.-]+==[\w.]+(; python_version < "3\.\d+")?', line)] == []


@pytest.mark.parametrize("run", [run for run in RUNS if run.command], ids=lambda run: run.name)
def test_program_has_the_lock_file_of_its_registry(run):
    assert (run.folder / LOCK_FILES[run.registry]).is_file()


@pytest.mark.parametrize("run", [run for run in RUNS if run.expected_failures], ids=lambda run: run.name)
def test_expected_failures_belong_to_the_corpus_and_the_run(run):
    corpus = Corpus.load()
    expected = ExpectedFailures.load(run.expected_failures, corpus)
    assert expected.entries
    cases = [corpus.case(id_) for id_ in expected.entries]
    assert {case.level for case in cases} <= set(run.levels)
    assert not run.areas or {case.area for case in cases} <= set(run.areas)


def test_npm_packages_are_pinned_without_a_registry():
    locks = sorted(IMPLEMENTATIONS.glob("*/package-lock.json"))
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        dependencies = json.loads(lock.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
        assert packages.pop("")["dependencies"] == dependencies
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in dependencies.values())
        assert all("integrity" in package and "resolved" not in package for package in packages.values())


@pytest.mark.parametrize("lock", sorted(IMPLEMENTATIONS.glob("*/Cargo.lock")), ids=lambda lock: lock.parent.name)
def test_cargo_packages_name_only_the_default_registry(lock):
    text = lock.read_text(encoding="utf-8").replace(CARGO_REGISTRY, "")
    assert "://" not in text


@pytest.mark.parametrize("module", sorted(IMPLEMENTATIONS.glob("*/go.mod")), ids=lambda module: module.parent.name)
def test_go_modules_are_not_replaced(module):
    assert "replace" not in module.read_text(encoding="utf-8")


@pytest.mark.parametrize("project", sorted(IMPLEMENTATIONS.glob("*/pom.xml")), ids=lambda project: project.parent.name)
def test_maven_packages_are_pinned_without_a_registry(project):
    text = project.read_text(encoding="utf-8")
    versions = re.findall(r"<version>(.*?)</version>", text)
    assert "<repositor" not in text
    assert versions
    assert [version for version in versions if not re.fullmatch(r"[\d.]+(-\w+)?|\$\{[\w.]+\}", version)] == []
