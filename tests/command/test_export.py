"""export: what it says, and what it says no to."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest


def test_says_what_was_written(command, modules: Path) -> None:
    ended = command("export", "--out", "new/folder", "--level", "model", "--level", "wire", "--level", "model")
    files = [path for path in (modules / "new" / "folder").rglob("*") if path.is_file()]
    manifest = json.loads((modules / "new" / "folder" / "manifest.json").read_bytes())
    cases, size = manifest["counts"]["cases"], sum(file.stat().st_size for file in files)
    told = f"{cases} cases of revision 2.3 at wire, model; {len(files)} files, {size:,} bytes"
    assert (ended.code, ended.out, ended.err) == (0, f"new/folder: {told}\n", "")


def test_says_it_again_on_the_same_folder(command) -> None:
    once, again = (command("export", "--out", "out", "--revision", "2.2", "--level", "semantic") for _ in range(2))
    assert once == again
    assert once.code == 0


def test_an_ending_is_an_archive(command, modules: Path) -> None:
    assert command("export", "--out", "out.zip", "--level", "model").code == 0
    with zipfile.ZipFile(modules / "out.zip") as archive:
        (top,) = {name.partition("/")[0] for name in archive.namelist()}
    assert top.startswith("imagegen-conformance-fixtures-")


def test_an_unknown_level_is_answered_with_those_that_are_known(command) -> None:
    ended = command("export", "--out", "out", "--level", "wire", "--level", "wired")
    ended.complains(2, "there is no level 'wired'; there are wire, model, schema, semantic")


@pytest.mark.parametrize("revision", ["2", "1.0", "2.4", "", "latest"])
def test_an_unknown_revision_is_answered_with_those_that_are_known(command, revision: str) -> None:
    ended = command("export", "--out", "out", "--revision", revision)
    ended.complains(2, f"there is no revision {revision!r}; there are 2.0, 2.1, 2.2, 2.3")


def test_a_file_is_no_folder(command, modules: Path) -> None:
    (modules / "out").write_text("mine", encoding="utf-8")
    command("export", "--out", "out").complains(2, "out: a file is there, and a folder is wanted; name a new folder")


def test_the_current_folder_is_no_export(command, modules: Path) -> None:
    (modules / "mine").touch()
    command("export", "--out", ".").complains(2, "the folder is not empty, and no earlier export; name a new folder")


@pytest.mark.parametrize("error", [(28, "No space left on device"), (13, "Permission denied")])
@pytest.mark.parametrize("name", ["out", "out.tar.gz"])
def test_a_place_that_cannot_be_written_to(command, modules: Path, monkeypatch, name: str, error) -> None:
    def fail(*_arguments: object, **_keywords: object) -> None:
        raise OSError(*error)

    monkeypatch.setattr("tempfile.mkdtemp", fail)
    command("export", "--out", name).complains(2, f"{name}: it cannot be written ({error[1]}); name another place")


def test_a_broken_corpus_is_said(command, fixtures: Path) -> None:
    (fixtures / "cases/quality/values.json").write_text("{", encoding="utf-8")
    command("export", "--out", "out").complains(2, "values.json line 1 column 2: this is no JSON")
