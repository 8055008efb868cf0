"""The command `corpus criteria`, on a copy of the corpus."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.resources import data_directory, load_json

SIGNATURES = "signatures"


@pytest.fixture
def criteria(fixtures: Path):
    """Return a function that changes the criterion `signatures` of the copy."""

    def change(**members) -> None:
        file = fixtures / "criteria.json"
        content = json.loads(file.read_text(encoding="utf-8"))
        for criterion in content["criteria"]:
            if criterion["criterion"] == SIGNATURES:
                criterion.update(members)
        file.write_text(json.dumps(content), encoding="utf-8")

    return change


@pytest.fixture
def incomplete(fixtures: Path) -> None:
    """Remove the call sequences of the copy that pass a superfluous argument to popitem."""
    for file in fixtures.glob("cases/object/*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        kept = [case for case in content["cases"] if "popitem" not in json.dumps(case) and "each" not in case]
        file.write_text(json.dumps({**content, "cases": kept or content["cases"][:1]}), encoding="utf-8")


def test_criterion_is_a_line_with_its_counts(command) -> None:
    completed = command("corpus", "criteria", SIGNATURES)
    assert completed.out == "criterion signatures: 49 of 49 combinations in azure 2.3\n"
    assert (completed.code, completed.err) == (0, "")


def test_missing_combinations_exit_with_1(command, incomplete) -> None:
    completed = command("corpus", "criteria", SIGNATURES)
    assert completed.code == 1
    assert completed.err.endswith(" combinations are missing. --missing prints them.\n")


def test_missing_combinations_are_printed_with_source_cases(command, fixtures: Path, incomplete) -> None:
    completed = command("corpus", "criteria", SIGNATURES, "--missing")
    _, *lines = completed.out.splitlines()
    place = f"{fixtures / 'criteria.json'} /criteria/"
    assert all(line.startswith(place) for line in lines[::2])
    assert any(
        "signatures: no case of azure 2.3 combines method popitem and form superfluous" in line for line in lines
    )
    assert {json.loads(line)["kind"] for line in lines[1::2]} == {"calls"}
    assert completed.err.endswith(" are missing. Review, name and describe each proposal.\n")


@pytest.mark.parametrize("arguments", [(), ("--missing",)])
def test_json_output_matches_its_schema(command, incomplete, arguments) -> None:
    completed = command("corpus", "criteria", SIGNATURES, "--format", "json", *arguments)
    output = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    ((coverage,),) = [criterion["revisions"] for criterion in output["criteria"]]
    assert coverage["required"] == coverage["covered"] + len(coverage["missing"]) == 49
    assert all(("proposal" in entry) == bool(arguments) for entry in coverage["missing"])
    assert (completed.code, completed.err) == (1, "")


def test_unknown_criterion_is_an_error(command) -> None:
    completed = command("corpus", "criteria", "signature")
    completed.assert_error(2, "there is no criterion signature. Did you mean signatures?")


def test_problem_of_a_criterion_exits_with_1(command, criteria) -> None:
    criteria(dimensions={"method": ["got"]})
    completed = command("corpus", "criteria", SIGNATURES)
    assert (completed.code, completed.out) == (1, "")
    assert "/dimensions/method/0: there is no method 'got'. Did you mean get" in completed.err


def test_malformed_file_is_an_error(command, fixtures: Path) -> None:
    (fixtures / "criteria.json").write_text("[]", encoding="utf-8")
    command("corpus", "criteria").assert_error(2, "criteria.json: ", "See schemas/criteria.schema.json.")
