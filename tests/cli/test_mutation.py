"""The command `mutation` with few mutants and equivalent mutants, and the smoke list that it writes."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.equivalents import equivalents_of
from imagegen_conformance.resources import data_directory, load_json

NAMES = ("quality-empty", "quality-trimmed", "get-none", "openai-svg-array", "openai-quality-takes-hd")
FEW_MUTANTS = {name: MUTANTS[name] for name in NAMES}
REFERENCE = "imagegen_reference:ImageGenTool"


@pytest.fixture
def few_mutants(monkeypatch):
    def few_mutants_of(profile):
        return {name: mutant for name, mutant in FEW_MUTANTS.items() if mutant.profile == profile}

    def few_equivalents_of(profile):
        return equivalents_of(profile)[:2]

    monkeypatch.setattr("imagegen_conformance.mutation.kill_matrix.mutants_of", few_mutants_of)
    monkeypatch.setattr("imagegen_conformance.mutation.kill_matrix.equivalents_of", few_equivalents_of)


@pytest.mark.slow
def test_problems_are_printed_one_per_line_and_exit_with_1(command, few_mutants, fixtures, modules):
    (fixtures / "cases/object/get.json").unlink()
    completed = command("mutation", "--jobs", "1", "--matrix", "matrix.json")
    assert completed.code == 1
    first, *others = completed.out.splitlines()
    assert first.startswith("5 mutants")
    assert [line.partition(",")[0] for line in others[:2]] == ["azure 2.3: 3 mutants", "openai 2026-11-04: 2 mutants"]
    assert all(line.startswith("imagegen-conformance: ") for line in completed.err.splitlines())
    assert "get.missing" in completed.err
    matrix = json.loads((modules / "matrix.json").read_text())
    assert list(matrix) == list(FEW_MUTANTS)
    assert "quality/near-miss/trailing-space" in matrix["quality-trimmed"]


@pytest.mark.slow
def test_update_smoke_writes_a_list_that_run_uses(command, few_mutants, fixtures):
    command("mutation", "--jobs", "1", "--update-smoke")
    cases = json.loads((fixtures / "smoke.json").read_text())["cases"]
    assert 0 < len(cases) <= 5
    completed = command("run", REFERENCE, "--smoke", "--level", "schema", "--fail-on", "should")
    assert completed.code == 0
    assert completed.out.endswith("; no level was run completely\n")
    assert command("run", REFERENCE, "--smoke", "--level", "schema", "--profile", "openai").code == 1


def test_profile_restricts_the_mutants(command, few_mutants):
    completed = command("mutation", "--jobs", "1", "--profile", "openai")
    first, second, *_ = completed.out.splitlines()
    assert first == "2 mutants: 0 wire, 0 object, 2 schema, 0 semantic; all killed"
    assert second.startswith("openai 2026-11-04: 2 mutants, ")
    assert "svg.format" in completed.err
    assert "wire.round-trip" not in completed.err  # mutants of azure break it


def test_profile_without_problems_exits_with_0(command, few_mutants, monkeypatch):
    monkeypatch.setattr("imagegen_conformance.mutation.report.problems", lambda *arguments: iter(()))
    completed = command("mutation", "--jobs", "1", "--profile", "openai")
    assert (completed.code, completed.err) == (0, "")
    assert completed.out.endswith("\nevery mutant is killed, and every requirement is detected\n")


def test_unknown_profile_is_an_error(command):
    completed = command("mutation", "--profile", "open")
    completed.assert_error(2, "the profile 'open' does not exist. ")


def test_update_smoke_with_a_profile_is_an_error(command):
    completed = command("mutation", "--profile", "openai", "--update-smoke")
    completed.assert_error(2, "--update-smoke needs the mutants of all profiles. Remove --profile.")


def test_smoke_run_of_openai_fails_the_class_of_azure(command):
    completed = command("run", REFERENCE, "--profile", "openai", "--smoke")
    assert completed.code == 1
    assert "svg.type" in completed.out


@pytest.mark.slow
def test_json_has_the_numbers_of_the_summary(command, few_mutants):
    completed = command("mutation", "--jobs", "1", "--format", "json")
    output = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    assert (completed.code, completed.err) == (1, "")
    assert [mutant["name"] for mutant in output["mutants"]] == list(FEW_MUTANTS)
    assert all(mutant["killing_cases"] for mutant in output["mutants"])
    assert any("no case of the requirement " in problem for problem in output["problems"])


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
def test_invalid_number_of_jobs_is_an_error(command, jobs):
    command("mutation", "--jobs", jobs).assert_usage_error(f"argument --jobs: {jobs!r} is not a positive integer.")


def test_matrix_that_cannot_be_written_is_an_error(command, few_mutants, modules):
    completed = command("mutation", "--jobs", "1", "--matrix", "none/matrix.json")
    completed.assert_error(2, "none/matrix.json: the file cannot be written (", "). Name another file.")


def test_smoke_list_without_cases_of_a_level_is_an_error(command, fixtures):
    (fixtures / "smoke.json").write_text('{"cases": ["quality/values/low"]}')
    command("run", REFERENCE, "--smoke", "--level", "object").assert_error(2, "no case ", "level object. ")


@pytest.mark.parametrize("content", ["{}", "[]", '{"cases": 1}', "rubbish"])
def test_malformed_smoke_list_is_an_error(command, fixtures, content):
    (fixtures / "smoke.json").write_text(content)
    command("run", REFERENCE, "--smoke").assert_error(2, "smoke.json")


def test_evidence_of_a_smoke_run_is_verified(command, modules):
    assert command("run", REFERENCE, "--smoke", "--evidence", "e").code == 0
    assert command("verify", "e").code == 0
    header = json.loads((modules / "e").read_text().splitlines()[0])
    assert header["selection"]["smoke"] is True
