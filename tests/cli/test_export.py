"""The command `export`: its summary, and its errors."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus


@pytest.fixture
def without_revisions(monkeypatch) -> None:
    """Leave out the revisions of each case, for which the corpus is loaded in every revision."""

    class NoRevisions:
        def __init__(self, *_: object) -> None: ...

        def of(self, _: object) -> None: ...

    monkeypatch.setattr("imagegen_conformance.export.subset.CaseRevisions", NoRevisions)


def test_summary_counts_cases_files_and_bytes(command, modules: Path, small_fixtures: Path) -> None:
    levels = ("--level", "object", "--level", "wire", "--level", "object")
    completed = command("export", "--out", "new/directory", *levels)
    files = [path for path in (modules / "new" / "directory").rglob("*") if path.is_file()]
    manifest = json.loads((modules / "new" / "directory" / "manifest.json").read_bytes())
    cases, size = manifest["counts"]["cases"], sum(file.stat().st_size for file in files)
    summary = f"{cases} cases of azure 2.3 at wire, object; {len(files)} files, {size:,} bytes"
    assert (completed.code, completed.out, completed.err) == (0, f"new/directory: {summary}\n", "")


def test_repeated_export_replaces_the_directory(command, small_fixtures: Path) -> None:
    first, second = (command("export", "--out", "out", "--revision", "2.8", "--level", "schema") for _ in range(2))
    assert first == second
    assert first.code == 0


def test_ending_of_an_archive_writes_an_archive(command, modules: Path, small_fixtures: Path) -> None:
    assert command("export", "--out", "out.zip", "--level", "object").code == 0
    with zipfile.ZipFile(modules / "out.zip") as archive:
        (top,) = {name.partition("/")[0] for name in archive.namelist()}
    assert top.startswith("imagegen-conformance-fixtures-")


@pytest.mark.parametrize(("level", "hint"), [("wired", "Did you mean wire?"), ("model", "Did you mean object?")])
def test_unknown_level_is_an_error(command, level: str, hint: str) -> None:
    completed = command("export", "--out", "out", "--level", "wire", "--level", level)
    completed.assert_usage_error(f"argument --level: unknown value {level!r}. {hint}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((), "azure 2.3"),
        (("--revision", "2.0"), "azure 2.0"),
        (("--profile", "azure", "--revision", "2.10"), "azure 2.8"),
        (("--profile", "openai"), "openai 2026-11-04"),
        (("--profile", "openai", "--revision", "1.82.1"), "openai 2025-05-21"),
    ],
)
def test_profile_and_revision_choose_the_cases(
    command, modules: Path, without_revisions, arguments: tuple[str, ...], name: str
) -> None:
    completed = command("export", "--out", "out", "--level", "schema", *arguments)
    manifest = json.loads((modules / "out" / "manifest.json").read_bytes())
    assert f"{manifest['profile']} {manifest['revision']}" == name
    assert completed.out.startswith(f"out: {manifest['counts']['cases']} cases of {name} at schema; ")
    cases = json.loads((modules / "out" / "cases.json").read_bytes())["cases"]
    corpus = Corpus.load(None, (), manifest["profile"], manifest["revision"])
    ids = [case.id for case in corpus.cases if case.level == "schema"]
    assert [case["id"] for case in cases] == [id_ for id_ in ids if id_ in {case["id"] for case in cases}]
    assert len(ids) == manifest["counts"]["cases"] == len(cases) + manifest["counts"]["lenient_cases"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--profile", "openapi"), "the profile 'openapi' does not exist. Did you mean openai?"),
        (("--revision", "2.9.9"), "the profile azure has no revision '2.9.9'. "),
        (("--revision", ""), "the profile azure has no revision ''. Its revisions are 2.0, 2.1, 2.2, 2.3, 2.8."),
        (
            ("--revision", "2026-11-04"),
            "the profile azure has no revision '2026-11-04'. It is a revision of the profile openai: ",
        ),
    ],
)
def test_unknown_profile_or_revision_is_an_error(command, modules: Path, arguments: tuple[str, ...], message) -> None:
    command("export", "--out", "out", *arguments).assert_error(2, message)
    assert not (modules / "out").exists()


def test_level_without_cases_in_the_revision_is_an_error(command) -> None:
    completed = command("export", "--out", "out", "--profile", "openai", "--level", "object")
    completed.assert_error(2, "the level object does not exist in openai 2026-11-04. It exists in azure.")


def test_missing_option_out_is_an_error(command) -> None:
    command("export").assert_usage_error("the following arguments are required: --out")


def test_file_in_place_of_the_directory_is_an_error(command, modules: Path) -> None:
    (modules / "out").write_text("mine", encoding="utf-8")
    command("export", "--out", "out").assert_error(2, "out: a file exists in place of the directory. ")


def test_directory_that_is_not_an_export_is_an_error(command, modules: Path) -> None:
    (modules / "mine").touch()
    command("export", "--out", ".").assert_error(2, "the directory is not empty and not an earlier export. ")


@pytest.mark.parametrize("name", ["photos.zip", "photos.tar.gz"])
def test_foreign_archive_is_not_overwritten(command, modules: Path, name: str) -> None:
    (modules / name).write_bytes(b"PK mine")
    completed = command("export", "--out", name, "--level", "object")
    hint = "Move it away, or name another archive."
    completed.assert_error(2, f"{name}: the file exists and is not an earlier export. {hint}")
    assert (modules / name).read_bytes() == b"PK mine"


@pytest.mark.parametrize("error", [(28, "No space left on device"), (13, "Permission denied")])
@pytest.mark.parametrize("name", ["out", "out.tar.gz"])
def test_place_that_cannot_be_written_is_an_error(command, modules: Path, monkeypatch, name: str, error) -> None:
    def fail(*_arguments: object, **_keywords: object) -> None:
        raise OSError(*error)

    monkeypatch.setattr("tempfile.mkdtemp", fail)
    command("export", "--out", name).assert_error(2, f"{name}: ", f"({error[1]}). Name another place.")


@pytest.mark.parametrize("name", ["mine", "mine.zip", "here/mine.tgz"])
def test_place_is_checked_before_the_files_are_computed(command, modules: Path, monkeypatch, name: str) -> None:
    def fail(_: object) -> None:
        raise AssertionError("the files are computed")

    monkeypatch.setattr("imagegen_conformance.export.package.build_package", fail)
    for file in (modules / "mine", modules / "mine.zip"):
        file.write_text("mine", encoding="utf-8")
    assert command("export", "--out", name).code == 2
    with pytest.raises(AssertionError, match="the files are computed"):
        command("export", "--out", "out")
    assert sorted(path.name for path in modules.iterdir()) == ["mine", "mine.zip"]


def test_malformed_corpus_is_an_error(command, fixtures: Path) -> None:
    (fixtures / "cases/quality/values.json").write_text("{", encoding="utf-8")
    command("export", "--out", "out").assert_error(2, "values.json line 1 column 2: ", "Correct the file.")
