"""The folders of payloads: every validator accepts the valid ones, and rejects the invalid ones of its levels."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.payload_files import payload_files
from imagegen_conformance.export.strictness import needs_lenient_parser
from imagegen_conformance.jsonlib.values import Json

# Names that Windows does not permit, with any ending.
RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
WINDOWS_PATH_LIMIT = 260
FOLDERS = [
    "payloads/valid/wire",
    "payloads/valid/schema",
    "payloads/valid/semantic",
    "payloads/invalid/schema",
    "payloads/invalid/semantic",
]


def payloads(files: dict[str, bytes], folder: str) -> dict[str, Json]:
    """Return the payload of each file in a folder, by the id of its case."""
    return {
        name.removeprefix(f"{folder}/").removesuffix(".json").replace("@", ":"): json.loads(content)
        for name, content in files.items()
        if name.startswith(f"{folder}/")
    }


def test_folders_are_those_of_the_readme(whole) -> None:
    folders = {"/".join(name.split("/")[:3]) for name in whole if name.startswith("payloads/")}
    assert folders == set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_file_is_the_payload_of_the_case_that_it_names(whole, shipped: Corpus, folder: str) -> None:
    _, verdict, level = folder.split("/")
    for id_, payload in payloads(whole, folder).items():
        case = shipped.by_id[id_]
        assert json.dumps(payload) == json.dumps(case.request.content)
        assert (case.level, case.strength in {"must", "should"}) == (level, True)
        assert (case.expected.accepted, case.expected.rejected) == (verdict == "valid", verdict == "invalid")  # type: ignore[union-attr]


@pytest.mark.parametrize("strict", [False, True], ids=["schema", "strict schema"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_validator_agrees_with_the_folder(whole, folder: str, strict: bool) -> None:
    schema = f"schemas/image_gen_tool{'.strict' if strict else ''}.schema.json"
    validator = Draft202012Validator(json.loads(whole[schema]))
    accepted = "invalid" not in folder or (folder == "payloads/invalid/semantic" and not strict)
    contents = payloads(whole, folder)
    assert len(contents) > 40
    assert [id_ for id_, payload in contents.items() if validator.is_valid(payload) != accepted] == []


def test_every_validated_payload_that_binds_has_a_file(whole, shipped: Corpus) -> None:
    ids = {id_ for folder in FOLDERS for id_ in payloads(whole, folder)}
    for case in shipped.cases:
        if case.request.operation == "validate" and isinstance(case.expected, ExpectedOutcome):
            binds = case.strength != "may" and case.expected.accepted != case.expected.rejected
            assert (case.id in ids) == (binds and not needs_lenient_parser(case.request.content)), case.id


def test_payload_that_may_be_rejected_has_a_file_if_its_acceptance_binds(whole, shipped: Corpus) -> None:
    ids = payloads(whole, "payloads/valid/wire")
    for case in shipped.cases:
        if case.request.operation == "parse" and isinstance(case.expected, ExpectedOutcome):
            assert case.expected.acceptance_strength != "may" or case.id not in ids, case.id
    assert shipped.case("strings/unicode/cjk").expected.acceptance_strength == "should"  # type: ignore[union-attr]
    assert "strings/unicode/cjk" in ids


def test_payload_has_one_file_per_validated_case(whole) -> None:
    ids = [id_ for folder in FOLDERS for id_ in payloads(whole, folder)]
    assert not [id_ for id_ in ids if id_.endswith(":wire") and id_.removesuffix(":wire") in ids]


def test_paths_are_permitted_on_windows(whole) -> None:
    for name in whole:
        assert not [part for part in PurePosixPath(name).parts if RESERVED.fullmatch(part)], name
        assert not re.search(r'[<>:"|?*\\]|[. ](?:/|$)', name), name
        assert len(name) < WINDOWS_PATH_LIMIT / 2, name
    assert len({name.lower() for name in whole}) == len(whole)


def test_manifest_counts_the_payloads(whole) -> None:
    counts = json.loads(whole["manifest.json"])["counts"]["payloads"]
    for verdict, count in counts.items():
        assert count == sum(name.startswith(f"payloads/{verdict}/") for name in whole)


def test_small_corpus_has_files_of_accept_and_reject_cases(small: Corpus) -> None:
    names = [name for name, _ in payload_files(small.cases)]
    assert "payloads/valid/schema/quality/values/low.json" in names
    assert len(names) == len(set(names))
