from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.errors import CorpusError


def load_error(root: Path) -> CorpusError:
    with pytest.raises(CorpusError) as error:
        Corpus.load(root)
    return error.value


def test_loading_twice_returns_equal_cases(root: Path) -> None:
    assert Corpus.load(root).cases == Corpus.load(root).cases


def test_source_case_has_file_pointer_id_and_data(root: Path) -> None:
    source_case = next(item for item in iter_source_cases(root) if item.id == "quality/values/huge")
    assert source_case.file == root / "cases/quality/values.json"
    assert source_case.pointer == "/cases/1"
    assert source_case.topic == "quality/values"
    assert source_case.data["description"] == "quality is huge"


@pytest.mark.parametrize("name", ["requirements.json", "cases/quality/values.json", "snapshots/quality/values.json"])
@pytest.mark.parametrize(
    ("content", "message"),
    [(b"{", "line 1 column 2: the file is not valid JSON"), (b"\xff", ": the file cannot be read")],
)
def test_invalid_file_raises_with_its_name(root: Path, name: str, content: bytes, message: str) -> None:
    (root / name).write_bytes(content)
    error = load_error(root)
    assert str(error).startswith(str(root / name))
    assert message in str(error)
    assert error.hint


@pytest.mark.parametrize(
    "content", ["{}", "[]", "null", '"x"', "1", '{"cases": {}}', '{"cases": null}', '{"Cases": []}']
)
def test_malformed_case_file_raises(root: Path, content: str) -> None:
    file = root / "cases/quality/values.json"
    file.write_text(content, encoding="utf-8")
    problem = "a case file must contain an object with an array `cases`"
    assert str(load_error(root)) == f"{file}: {problem}. See schemas/cases.schema.json."


@pytest.mark.parametrize("content", ["[]", "null", '"x"', "1"])
def test_malformed_snapshot_file_raises(root: Path, content: str) -> None:
    file = root / "snapshots/quality/values.json"
    file.write_text(content, encoding="utf-8")
    problem = "a snapshot file must contain an object"
    assert str(load_error(root)) == f"{file}: {problem}. See schemas/snapshots.schema.json."


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "null",
        '{"documents": {}, "requirements": 1}',
        '{"documents": {}, "requirements": [1]}',
        '{"documents": {}, "requirements": [{"id": "x"}]}',
        '{"documents": {}, "requirements": [{"id": []}]}',
        '{"documents": [], "requirements": []}',
        '{"documents": {"a": 1}, "requirements": []}',
    ],
)
def test_malformed_requirements_raise(root: Path, content: str) -> None:
    file = root / "requirements.json"
    file.write_text(content, encoding="utf-8")
    error = load_error(root)
    assert str(error).startswith(f"{file}: this is not a list of requirements (")
    assert error.hint == "See schemas/requirements.schema.json."


def test_requirement_that_is_defined_twice_raises(root: Path, edit) -> None:
    file = root / "requirements.json"
    edit(file, lambda content: content["requirements"].append(content["requirements"][0]))
    problem = "the requirement wire.round-trip is defined twice"
    assert str(load_error(root)) == f"{file} /requirements/7: {problem}. Remove one of the definitions."


def test_missing_requirements_raise(root: Path) -> None:
    file = root / "requirements.json"
    file.unlink()
    assert str(load_error(root)).startswith(f"{file}: the file does not exist. Restore the file, or reinstall")


def test_empty_directory_raises(tmp_path: Path) -> None:
    assert str(load_error(tmp_path)).startswith(f"{tmp_path / 'profiles.json'}: the file does not exist.")


def test_corpus_without_cases_raises(root: Path) -> None:
    for file in (root / "cases").rglob("*.json"):
        file.unlink()
    problem = "the directory contains no cases"
    hint = "Restore the directory, or reinstall the package."
    assert str(load_error(root)) == f"{root / 'cases'}: {problem}. {hint}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"kind": "maybe"},
            "quality/values/low has the unknown kind 'maybe'. Use accept, reject, either, text or calls.",
        ),
        ({"kind": None}, "quality/values/low has the unknown kind None"),
        ({"kind": []}, "quality/values/low has the unknown kind []"),
        (
            {"requirement": "size"},
            "quality/values/low refers to the unknown requirement 'size'. Correct the id, or add",
        ),
        ({"requirement": []}, "this is not a case ("),
        ({"kind": "reject"}, "this is not a case (the key 'reasons' is missing)"),
        ({"kind": "reject", "reasons": 1, "repair": []}, "this is not a case ("),
        (
            {"kind": "reject", "reasons": [], "repair": [{"op": "remove", "path": "/x"}]},
            "this is not a case (the path does not exist at 'x')",
        ),
        (
            {"kind": "reject", "reasons": [], "repair": [{"op": "move", "path": "/x"}]},
            "this is not a case (unsupported operation 'move')",
        ),
        ({"kind": "calls", "steps": 1, "construct": {}}, "this is not a case ("),
        ({"kind": "calls", "steps": [1], "construct": {}}, "this is not a case ("),
        (
            {"kind": "calls", "steps": [{"method": "clear", "returns": 1, "raises": "x"}], "construct": {}},
            "this is not a case (a step has at most one expectation, not returns and raises)",
        ),
        ({"kind": "text"}, "this is not a case (the key 'expected' is missing)"),
        ({"name": "huge"}, "the case quality/values/huge is defined twice. Rename the newer of the two cases."),
    ],
)
def test_malformed_case_raises_with_its_place(root: Path, edit, change, message: str) -> None:
    file = root / "cases/quality/values.json"
    edit(file, lambda content: content["cases"][0].update(change))
    place = f"{file} /cases/{1 if 'name' in change else 0}: "
    assert str(load_error(root)).startswith(place + message)


@pytest.mark.parametrize("key", ["kind", "name", "description", "requirement", "payload"])
def test_case_without_a_required_key_raises(root: Path, edit, key: str) -> None:
    file = root / "cases/quality/values.json"
    edit(file, lambda content: content["cases"][0].pop(key))
    message = f"{file} /cases/0: this is not a case (the key '{key}' is missing). See schemas/cases.schema.json."
    assert str(load_error(root)) == message


@pytest.mark.parametrize("case", [None, 1, "x", [], True])
def test_case_that_is_not_an_object_raises(root: Path, edit, case) -> None:
    file = root / "cases/quality/values.json"
    edit(file, lambda content: content["cases"].insert(0, case))
    assert str(load_error(root)).startswith(f"{file} /cases/0: this is not a case (")
