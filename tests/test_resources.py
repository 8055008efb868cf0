from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.errors import CorpusError
from imagegen_conformance.resources import data_directory, load_json


def test_data_directories_contain_fixtures_and_schemas() -> None:
    assert (data_directory("fixtures") / "requirements.json").is_file()
    assert (data_directory("schemas") / "cases.schema.json").is_file()


def test_json_file_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text('{"a": ["é"]}', encoding="utf-8")
    assert load_json(file) == {"a": ["é"]}


def test_missing_file_raises(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    with pytest.raises(CorpusError) as error:
        load_json(file)
    assert str(error.value) == f"{file}: the file does not exist. Restore the file, or reinstall the package."


CORRECT = "Correct the file."
SAVE = "Correct the file, and save it in UTF-8."


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        pytest.param(b"", " line 1 column 1: the file is not valid JSON (", CORRECT, id="empty"),
        pytest.param(b'{"a": [', " line 1 column 8: the file is not valid JSON (", CORRECT, id="truncated"),
        pytest.param(b'{\n "a": [}', " line 2 column 8: the file is not valid JSON (", CORRECT, id="wrong bracket"),
        pytest.param(b"{} x", " line 1 column 4: the file is not valid JSON (Extra data)", CORRECT, id="extra data"),
        pytest.param(b"\xff\xfe\x00", ": the file cannot be read ('utf-8' codec", SAVE, id="binary"),
        pytest.param(b"[NaN]", ": the file cannot be read (NaN is not a JSON number)", SAVE, id="NaN"),
        pytest.param(b"[1e999]", ": the file cannot be read (1e999 is outside", SAVE, id="range of a double"),
        pytest.param(b"9" * 5000, ": the file cannot be read (Exceeds the limit", SAVE, id="5000 digits"),
        pytest.param(b"[" * 100_000, ": the file cannot be read (nested too deeply)", SAVE, id="deep"),
    ],
)
def test_invalid_file_raises(tmp_path: Path, content: bytes, message: str, hint: str) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(CorpusError) as error:
        load_json(file)
    assert str(error.value).startswith(f"{file}{message}")
    assert error.value.hint == hint


def test_directory_raises(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"the file cannot be read \(.*Is a directory|Permission denied"):
        load_json(tmp_path)
