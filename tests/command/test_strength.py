"""The command `strength`, with few mutants; that all of them are killed is `make strength`."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance import strength
from imagegen_conformance.mutants import MUTANTS

FEW = {name: MUTANTS[name] for name in ("quality-empty", "quality-trimmed", "get-none")}


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(strength.kills, "__defaults__", (FEW, 1))


def test_what_is_wrong_is_a_line_each_and_1(command, few, fixtures, modules):
    (fixtures / "cases/object/get.json").unlink()
    ended = command("strength", "--jobs", "1", "--matrix", "matrix.json")
    assert ended.code == 1
    assert ended.out.splitlines()[0] == "3 mutants: 0 wire, 1 model, 2 schema, 0 semantic; 3 are killed"
    assert all(line.startswith("imagegen-conformance: ") for line in ended.err.splitlines())
    assert "get.missing is noticed by nobody" in ended.err
    matrix = json.loads((modules / "matrix.json").read_text())
    assert list(matrix) == list(FEW)
    assert "quality/near-miss/trailing-space" in matrix["quality-trimmed"]


def test_smoke_list_is_written(command, few, fixtures):
    command("strength", "--jobs", "1", "--write-smoke")
    cases = json.loads((fixtures / "smoke.json").read_text())["cases"]
    assert 0 < len(cases) <= 3
    ended = command("run", "imagegen_reference:ImageGenTool", "--smoke", "--level", "schema", "--strength", "should")
    assert ended.code == 0
    assert "selected cases pass; that says nothing of a whole level" in ended.out


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5", ""])
def test_no_jobs_are_refused(command, jobs):
    ended = command("strength", "--jobs", jobs)
    assert ended.code == 2
    assert "is no number of at least 1" in ended.err or "expected one argument" in ended.err


def test_a_smoke_list_without_cases_of_a_level_is_told(command, fixtures):
    (fixtures / "smoke.json").write_text('{"cases": ["quality/values/low"]}')
    ended = command("run", "imagegen_reference:ImageGenTool", "--smoke", "--level", "model")
    assert ended.code == 2
    assert "no case passes all the filters together at level model" in ended.err


@pytest.mark.parametrize("content", ["{}", "[]", '{"cases": 1}', "rubbish"])
def test_a_smoke_list_of_another_shape_is_told(command, fixtures, content):
    (fixtures / "smoke.json").write_text(content)
    ended = command("run", "imagegen_reference:ImageGenTool", "--smoke")
    assert ended.code == 2
    assert "smoke.json" in ended.err


def test_evidence_of_a_smoke_run_verifies(command, modules):
    assert command("run", "imagegen_reference:ImageGenTool", "--smoke", "--evidence", "e").code == 0
    assert command("verify", "e").code == 0
    first = (modules / "e").read_text().splitlines()[0]
    assert json.loads(first)["selection"]["smoke"] is True
