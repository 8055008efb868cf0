"""The folders of real implementations, and the command that installs and runs them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus import Corpus, data
from imagegen_conformance.expected import Expected
from imagegen_conformance.implementations import __main__ as implementations
from imagegen_conformance.implementations.__main__ import main, runs

FOLDER = Path(implementations.__file__).parent
NAMES = [
    "azure-ai-projects",
    "openai-lax",
    "openai-strict",
    "pydantic-ai-dimensions",
    "strict-schema-jsonschema",
    "strict-schema-jsonschema-rs",
    "strict-schema-ajv",
]
MANIFESTS = sorted(FOLDER.glob("*/implementation.json"))


def test_there_are_some():
    assert [run.name for run in runs()] == NAMES


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.parent.name)
def test_manifest_fits_its_schema(manifest):
    schema = json.loads((data("schemas") / "implementation.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(manifest.read_text(encoding="utf-8")))


@pytest.mark.parametrize("run", runs(), ids=lambda run: run.name)
def test_every_package_is_pinned(run):
    lines = [line for line in run.requirements.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r'[\w.-]+==[\w.]+(; python_version < "3\.\d+")?', line)] == []


@pytest.mark.parametrize("run", [run for run in runs() if run.expected], ids=lambda run: run.name)
def test_expected_failures_are_of_the_corpus(run):
    corpus = Corpus.load()
    expected = Expected.load(run.expected, corpus)
    assert expected.entries
    cases = [corpus.case(id_) for id_ in expected.entries]
    assert {case.level for case in cases} <= set(run.levels)
    assert not run.areas or {case.area for case in cases} <= set(run.areas)


def test_unknown_name_is_refused(capsys):
    assert main(["opanai"]) == 2
    assert capsys.readouterr().err == (
        f"imagegen-conformance: there is no implementation 'opanai'; there are {', '.join(NAMES)}\n"
    )


def test_what_cannot_be_installed_is_told_as_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    code = main(["openai-lax", "--environments", str(tmp_path / "there"), "--evidence", str(tmp_path / "evidence")])
    assert code == 3
    assert capfd.readouterr().out.splitlines()[-1] == "openai-lax: NOT RUN"
    assert not (tmp_path / "evidence").exists()


def test_npm_packages_are_pinned_and_name_no_registry():
    locks = [run.npm for run in runs() if run.npm]
    assert locks
    for lock in locks:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
        wanted = json.loads(lock.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
        assert packages.pop("")["dependencies"] == wanted
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
        assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_npm_packages_that_cannot_be_installed_are_told_as_not_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(implementations, "_environment", lambda *_: Path(sys.executable))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["strict-schema-ajv", "--environments", str(tmp_path), "--evidence", str(tmp_path / "evidence")]) == 3
    out, err = capfd.readouterr()
    assert out.splitlines()[-1] == "strict-schema-ajv: NOT RUN"
    assert err == "imagegen-conformance: npm is not installed\n"
    assert not (tmp_path / "evidence").exists()


def test_what_is_installed_is_run_and_judged(tmp_path, monkeypatch, capfd):
    # The run is real; the environment is this one, and the implementation the reference.
    run = runs()[0]._replace(implementation="imagegen_reference:ImageGenTool", expected=_nothing_expected(tmp_path))
    monkeypatch.setattr(implementations, "runs", lambda: [run])
    monkeypatch.setattr(implementations, "_environment", lambda *_: Path(sys.executable))
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    assert "conforms at wire, model" in capfd.readouterr().out
    assert (tmp_path / "evidence" / "azure-ai-projects.ndjson").is_file()


def test_only_areas_that_are_named_are_asked(tmp_path, monkeypatch, capfd):
    run = runs()[0]._replace(implementation="imagegen_reference:ImageGenTool", expected=_nothing_expected(tmp_path))
    monkeypatch.setattr(implementations, "runs", lambda: [run._replace(areas=("quality", "size"), levels=("wire",))])
    monkeypatch.setattr(implementations, "_environment", lambda *_: Path(sys.executable))
    assert main(["--evidence", str(tmp_path / "evidence")]) == 0
    lines = (tmp_path / "evidence" / "azure-ai-projects.ndjson").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["selection"]["areas"] == ["quality", "size"]
    assert {record["case"].partition("/")[0] for record in map(json.loads, lines[1:-1])} == {"quality", "size"}


def _nothing_expected(folder: Path) -> Path:
    file = folder / "expected.json"
    file.write_text('{"expected": []}', encoding="utf-8")
    return file
