"""The version of the suite in which each source case was registered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.registered_versions import RegisteredVersions
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.version import __version__

HASH = "0" * 16
LINES = [
    {"id": "a/b/first", "hash": HASH, "since": "0.0.2"},
    {"id": "a/b/changed", "hash": HASH, "since": "0.0.2"},
    {"id": "a/b/changed", "hash": HASH, "since": "0.0.10", "reason": "it was wrong"},
    {"id": "a/b/oldest", "hash": HASH, "since": "0.0.2"},
    {"id": "a/b/old", "hash": HASH, "since": "0.0.9"},
    {"id": "a/b/oldest", "alias": "a/b/old", "since": "0.0.9"},
    {"id": "a/b/middle", "hash": HASH, "since": "0.0.9"},
    {"id": "a/b/new", "hash": HASH, "since": "0.0.10"},
    {"id": "a/b/old", "alias": "a/b/new", "since": "0.0.10"},
    {"id": "a/b/late", "hash": HASH, "since": "0.0.10"},
    {"id": "a/b/late", "removed": "0.1.0", "reason": "it is a duplicate"},
]
KNOWN = "Name a version in which cases were registered: 0.0.2, 0.0.9, 0.0.10."


def write(root: Path, *lines: object) -> Path:
    file = root / "case_ids.ndjson"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.fixture
def versions(tmp_path: Path) -> RegisteredVersions:
    write(tmp_path, *LINES)
    return RegisteredVersions.load(tmp_path)


@pytest.mark.parametrize(
    ("id_", "version", "contained"),
    [
        ("a/b/first", "0.0.1", False),
        ("a/b/first", "0.0.2", True),
        ("a/b/first", "0.0.2.0", True),
        ("a/b/changed", "0.0.2", True),
        ("a/b/late", "0.0.9", False),
        ("a/b/late", "0.0.10", True),
        ("a/b/late", "0.1", True),
    ],
)
def test_case_belongs_to_the_version_of_its_first_line_and_to_later_ones(versions, id_, version, contained) -> None:
    assert versions.contains(id_, version) is contained


@pytest.mark.parametrize("id_", ["a/b/oldest", "a/b/old", "a/b/new"])
def test_renamed_case_has_the_version_of_its_oldest_id(versions, id_: str) -> None:
    assert versions.contains(id_, "0.0.2")
    assert not versions.contains(id_, "0.0.1")


def test_aliases_of_each_other_end(tmp_path: Path) -> None:
    write(tmp_path, *({"id": id_, "alias": alias, "since": "0.0.1"} for id_, alias in (("a", "b"), ("b", "a"))))
    assert RegisteredVersions.load(tmp_path).contains("a", "0.0.1")


def test_unregistered_case_has_the_version_of_the_suite(versions) -> None:
    assert versions.contains("a/b/none", __version__)
    assert not versions.contains("a/b/none", "0.0.10")


@pytest.mark.parametrize(
    ("id_", "version"), [("a/b/all:x", "0.0.9"), ("a/b/all:y", "0.0.10"), ("a/b/all:unregistered", __version__)]
)
def test_combination_has_the_version_of_the_newest_of_its_parts(tmp_path: Path, id_: str, version: str) -> None:
    elements = [
        {"id": "dimensions/words/x", "hash": HASH, "since": "0.0.2"},
        {"id": "dimensions/words/y", "hash": HASH, "since": "0.0.10"},
    ]
    write(tmp_path, {"id": "a/b/all", "hash": HASH, "since": "0.0.9"}, *elements)
    file = tmp_path / "cases/a/b.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"cases": [{"name": "all", "each": {"word": "words"}}]}), encoding="utf-8")
    versions = RegisteredVersions.load(tmp_path)
    assert versions.contains(id_, version)
    assert not versions.contains(id_, "0.0.8")
    assert versions.contains(id_, "0.0.9") is (version == "0.0.9")


@pytest.mark.parametrize("version", ["0", "0.0.2", "0.0.3", __version__])
def test_version_up_to_that_of_the_suite_is_valid(versions, version: str) -> None:
    versions.check(version)


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("", f"'' is not a version of the suite. {KNOWN}"),
        ("newest", f"'newest' is not a version of the suite. {KNOWN}"),
        ("1.0rc1", f"'1.0rc1' is not a version of the suite. {KNOWN}"),
        ("0.1.٣", f"'0.1.٣' is not a version of the suite. {KNOWN}"),
        ("99.0", f"the version 99.0 is newer than this suite, {__version__}. {KNOWN}"),
    ],
)
def test_invalid_version_is_an_error_with_the_known_ones(versions, version: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        versions.check(version)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "line",
    [1, {}, {"id": "a/b/c"}, {"id": "a/b/c", "since": 1}, {"id": "a/b/c", "since": "x"}, {"id": [], "since": "1"}],
)
def test_malformed_line_is_an_error_with_its_number(tmp_path: Path, line: object) -> None:
    file = write(tmp_path, LINES[0], line)
    with pytest.raises(CorpusError) as error:
        RegisteredVersions.load(tmp_path)
    problem = "this line is not an entry of the id registry. See schemas/case_ids.schema.json."
    assert str(error.value) == f"{file} line 2: {problem}"


def test_line_that_is_not_json_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "case_ids.ndjson").write_text("rubbish\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: this line is not an entry of the id registry"):
        RegisteredVersions.load(tmp_path)


def test_missing_registry_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as error:
        RegisteredVersions.load(tmp_path)
    problem = "the id registry cannot be read (No such file or directory)"
    hint = "Restore the file, or reinstall the package."
    assert str(error.value) == f"{tmp_path / 'case_ids.ndjson'}: {problem}. {hint}"
