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
    assert completed.out.splitlines()[-1] == f"20 draws each of {kinds}; seed 0: none fails"
    assert not (modules / "new.json").exists()


@pytest.mark.slow
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
        "500 draws each of legal payloads, any payloads; seed 3: legal payloads and any payloads fail",
    ):
        assert part in first.out
    cases = json.loads((modules / "first").read_text(encoding="utf-8"))["cases"]
    assert [case["name"] for case in cases] == ["case-1", "case-2"]
    for case in cases:
        assert derive("generated/new", case, Corpus.load().requirements, {})


LOSES_TWO_THINGS = """
def tool(payload):
    return {key: value for key, value in payload.items() if key != "moderation" and value != 0}
"""


def test_failing_run_generates_cases_and_reports_new_failures_only(command, implementation):
    completed = command("run", implementation(LOSES_TWO_THINGS), "--select", "moderation/values", "--generate", 100)
    assert completed.code == 1
    assert "FAIL moderation/values/" in completed.out or "FAIL wire.round-trip" in completed.out
    generated = completed.out[completed.out.index("FAIL generated/search/case") :]
    assert "moderation" not in generated.splitlines()[0]
    conclusion = completed.out.splitlines()[-1]
    assert conclusion.startswith(
        "100 draws each of legal payloads, any payloads; seed 0: legal payloads and any payloads fail; "
    )
    assert "; moderation avoided" in conclusion


def test_failures_that_the_run_has_shown_are_not_reported_again(command, implementation):
    completed = command("run", implementation("def tool(payload):\n    return {'type': 0}\n"), *SELECT, "--generate", 5)
    assert completed.code == 1
    assert "FAIL generated" not in completed.out
    conclusion = completed.out.splitlines()[-1]
    assert conclusion.startswith("5 draws each of legal payloads, any payloads; seed 0: none fails in a new way; ")
    assert conclusion.endswith(" failures have known causes")


def test_expected_failures_are_known(command, implementation, modules):
    entry: dict[str, object] = {
        "cases": ["quality/values/low:wire", "quality/values/high:wire", "quality/values/medium:wire"]
    }
    entry |= {"failure": "wrong-output", "reason": "It is dropped."}
    content = {"implementation": "mine", "expected_failures": [entry]}
    (modules / "known.json").write_text(json.dumps(content), encoding="utf-8")
    path = implementation("def tool(payload):\n    return {k: v for k, v in payload.items() if k != 'quality'}\n")
    options = ("--select", "quality/values/[lmh]*:wire", "--generate", 40)
    assert command("run", path, *options).code == 1
    completed = command("run", path, *options, "--expected-failures", "known.json")
    assert completed.code == 0, completed.out
    assert ": none fails in a new way; " in completed.out.splitlines()[-1]


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
