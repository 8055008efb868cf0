"""--examples, --seed and --save-case: cases that nobody wrote down."""

from __future__ import annotations

import json

import pytest
from hypothesis import settings

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.derivation import derive

REFERENCE = "imagegen_reference:ImageGenTool"
LOSES = "def tool(payload):\n    return {key: value for key, value in payload.items() if value != 'é'}\n"
ONLY = ("--select", "quality/values")


@pytest.fixture(autouse=True)
def _forgetful():
    profile = settings.get_current_profile_name()
    settings.register_profile("forgetful", database=None)
    settings.load_profile("forgetful")
    yield
    settings.load_profile(profile)


def test_the_reference_holds(command, modules):
    ended = command("run", REFERENCE, *ONLY, "--examples", 20, "--save-case", "new.json")
    assert ended.code == 0
    kinds = "legal payloads, payloads with one fault, payloads with several faults, any payloads, plays"
    assert ended.out.splitlines()[-1] == f"20 examples each of {kinds}; seed 0: none fails"
    assert not (modules / "new.json").exists()


def test_what_fails_is_printed_saved_and_found_again(command, implementation, modules):
    path = implementation(LOSES)
    first, again = (
        command("run", path, *ONLY, "--examples", 500, "--seed", 3, "--save-case", name) for name in ("first", "again")
    )
    assert first.code == again.code == 1
    assert first.out == again.out
    assert (modules / "first").read_bytes() == (modules / "again").read_bytes()
    for told in ("FAIL generated/search/found [wire, must]: changed", '-  "', 'written {"kind": "accept"', "--seed 3"):
        assert told in first.out
    assert (
        "500 examples each of legal payloads, any payloads; seed 3: legal payloads and any payloads fail" in first.out
    )
    written = json.loads((modules / "first").read_text(encoding="utf-8"))["cases"]
    assert [case["name"] for case in written] == ["found-1", "found-2"]
    for case in written:
        assert derive("generated/new", case, Corpus.load().requirements, {})


def test_those_of_the_corpus_come_first(command, implementation):
    ended = command("run", implementation("def tool(payload):\n    return {}\n"), *ONLY, "--examples", 5)
    assert ended.code == 1
    assert ended.out.endswith("no case is generated before those of the corpus are passed\n\n")


@pytest.mark.parametrize("option", ["--save-case", "--seed"])
def test_without_examples_they_mean_nothing(command, option):
    command("run", REFERENCE, option, "5").complains(2, f"{option} is of generated cases", "add --examples N")


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_numbers_are_whole_and_at_least_1(command, number):
    ended = command("run", REFERENCE, "--examples", number)
    assert ended.code == 2
    assert f"argument --examples: '{number}' is no number of at least 1" in ended.err


def test_a_place_that_cannot_be_written_is_told(command, implementation):
    ended = command("run", implementation(LOSES), *ONLY, "--examples", 300, "--save-case", "none/new.json")
    assert ended.code == 2
    assert "none/new.json" in ended.err.splitlines()[-1]


def test_without_hypothesis_it_says_what_to_install(process, modules):
    (modules / "hypothesis.py").write_text("raise ImportError('there is none')\n")
    ended = process("run", REFERENCE, *ONLY, "--examples", "5")
    ended.complains(2, "generated cases need hypothesis", "install imagegen-conformance[examples]")
