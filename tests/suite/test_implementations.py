"""The folders of real implementations: what each pins, and what it expects to fail."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus import Corpus, data
from imagegen_conformance.expected import Expected
from imagegen_conformance.implementations import manifest
from imagegen_conformance.implementations.manifest import runs

FOLDER = Path(manifest.__file__).parent
NAMES = [
    "ai-sdk-openai",
    "async-openai",
    "azure-ai-projects",
    "openai-lax",
    "openai-strict",
    "openai-parameter",
    "openai-sent",
    "openai-agents",
    "openai-agents-node",
    "openai-go",
    "openai-java",
    "openai-node",
    "pydantic-ai-dimensions",
    "pydantic-ai-tool",
    "strict-schema-jsonschema",
    "strict-schema-jsonschema-rs",
    "strict-schema-ajv",
]
MANIFESTS = sorted(FOLDER.glob("*/implementation.json"))
SCHEMA = Draft202012Validator(json.loads((data("schemas") / "implementation.schema.json").read_text(encoding="utf-8")))
PINNED_BY = {"npm": "package-lock.json", "go": "go.sum", "maven": "pom.xml", "cargo": "Cargo.lock"}
EVERY_CARGO_LOCK_HAS = 'source = "registry+https://github.com/rust-lang/crates.io-index"\n'


def test_there_are_some():
    assert [run.name for run in runs()] == NAMES


@pytest.mark.parametrize("file", MANIFESTS, ids=lambda file: file.parent.name)
def test_manifest_fits_its_schema(file):
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
def test_manifest_of_a_program_has_a_command_and_nothing_of_python(change):
    whole = {"name": "x", "registry": "go", "runs": [{"name": "x", "command": ["./adapter"], "levels": ["wire"]}]}
    assert SCHEMA.is_valid(whole)
    assert not SCHEMA.is_valid(whole | change)


@pytest.mark.parametrize("run", [run for run in runs() if run.requirements], ids=lambda run: run.name)
def test_every_package_is_pinned(run):
    lines = [line for line in run.requirements.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r'[\w.-]+==[\w.]+(; python_version < "3\.\d+")?', line)] == []


@pytest.mark.parametrize("run", [run for run in runs() if run.command], ids=lambda run: run.name)
def test_program_is_pinned_by_the_file_of_its_registry(run):
    assert (run.folder / PINNED_BY[run.registry]).is_file()


@pytest.mark.parametrize("run", [run for run in runs() if run.expected], ids=lambda run: run.name)
def test_expected_failures_are_of_the_corpus(run):
    corpus = Corpus.load()
    expected = Expected.load(run.expected, corpus)
    assert expected.entries
    cases = [corpus.case(id_) for id_ in expected.entries]
    assert {case.level for case in cases} <= set(run.levels)
    assert not run.areas or {case.area for case in cases} <= set(run.areas)


def test_npm_packages_are_pinned_and_name_no_registry():
    locks = sorted(FOLDER.glob("*/package-lock.json"))
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        wanted = json.loads(lock.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
        assert packages.pop("")["dependencies"] == wanted
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
        assert all("integrity" in package and "resolved" not in package for package in packages.values())


@pytest.mark.parametrize("lock", sorted(FOLDER.glob("*/Cargo.lock")), ids=lambda lock: lock.parent.name)
def test_cargo_packages_name_no_registry_but_the_one_that_all_do(lock):
    text = lock.read_text(encoding="utf-8").replace(EVERY_CARGO_LOCK_HAS, "")
    assert "://" not in text


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*/go.mod")), ids=lambda module: module.parent.name)
def test_go_modules_are_not_replaced(module):
    assert "replace" not in module.read_text(encoding="utf-8")


@pytest.mark.parametrize("project", sorted(FOLDER.glob("*/pom.xml")), ids=lambda project: project.parent.name)
def test_maven_packages_are_pinned_and_name_no_registry(project):
    text = project.read_text(encoding="utf-8")
    versions = re.findall(r"<version>(.*?)</version>", text)
    assert "<repositor" not in text
    assert versions
    assert [version for version in versions if not re.fullmatch(r"[\d.]+(-\w+)?|\$\{[\w.]+\}", version)] == []
