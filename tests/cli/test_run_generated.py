"""The options --generate, --seed and --save-failures of the command `run`."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive

REFERENCE = "imagegen_reference:ImageGenTool"
LOSES_VALUES = "def tool(payload):\n    return {key: value for key, value in payload.items() if value != 0}\n"
SELECT = ("--select", "quality/values")


def test_reference_fails_no_generated_case(command, modules):
    completed = command("run", REFERENCE, *SELECT, "--generate", 20, "--save-failures", "new.json")
    assert completed.code == 0
    kinds = "legal payloads, payloads with one fault, payloads with several faults, any payloads, call sequences"
    assert completed.out.splitlines()[-1] == f"20 generated cases each of {kinds}; seed 0: none fails"
    assert not (modules / "new.json").exists()


def test_failures_are_reported_saved_and_reproducible(command, implementation, modules):
    path = implementation(LOSES_VALUES)
    first, second = (
        command("run", path, *SELECT, "--generate", 500, "--seed", 3, "--save-failures", name)
        for name in ("first", "second")
    )
    assert first.code == second.code == 1
    assert first.out == second.out
    assert (modules / "first").read_bytes() == (modules / "second").read_bytes()
    for part in (
        "FAIL generated/search/case [wire, must]: wrong-output",
        "missing, expected",
        '{"kind": "accept"',
        "imagegen-conformance run mine:tool --generate 500 --seed 3",
        "500 generated cases each of legal payloads, any payloads; seed 3: legal payloads and any payloads fail",
    ):
        assert part in first.out
    cases = json.loads((modules / "first").read_text(encoding="utf-8"))["cases"]
    assert [case["name"] for case in cases] == ["case-1", "case-2"]
    for case in cases:
        assert derive("generated/new", case, Corpus.load().requirements, {})


def test_failing_run_generates_no_cases(command, implementation):
    completed = command("run", implementation("def tool(payload):\n    return {'type': 0}\n"), *SELECT, "--generate", 5)
    assert completed.code == 1
    assert completed.out.endswith("no cases were generated, because the run failed\n\n")


@pytest.mark.parametrize("option", ["--save-failures", "--seed"])
def test_option_without_generate_is_an_error(command, option):
    message = f"{option} applies only to generated cases. Add --generate N, or remove it."
    command("run", REFERENCE, option, "5").assert_error(2, message)


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_invalid_number_of_cases_is_an_error(command, number):
    message = f"argument --generate: {number!r} is not a positive integer. Give a whole number of at least 1."
    command("run", REFERENCE, "--generate", number).assert_usage_error(message)


def test_invalid_seed_is_an_error(command):
    message = "argument --seed: 'x' is not an integer. Give a whole number."
    command("run", REFERENCE, "--generate", "5", "--seed", "x").assert_usage_error(message)


def test_file_that_cannot_be_written_is_an_error(command, implementation):
    options = ("--generate", 300, "--save-failures", "none/new.json")
    completed = command("run", implementation(LOSES_VALUES), *SELECT, *options)
    assert completed.code == 2
    assert "none/new.json: the file cannot be written (" in completed.err.splitlines()[-1]
    assert completed.err.endswith("). Name another file.\n")


def test_missing_hypothesis_is_an_error_that_names_the_extra(process, modules):
    (modules / "hypothesis.py").write_text("raise ImportError('there is none')\n")
    completed = process("run", REFERENCE, *SELECT, "--generate", "5")
    completed.assert_error(2, "hypothesis", "imagegen-conformance[examples]")
