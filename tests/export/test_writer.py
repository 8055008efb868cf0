"""An export is reproducible, is written completely or not at all, and never replaces the files of other people."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.archives import ARCHIVES
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.export.writer import write_export

TOP = "imagegen-conformance-fixtures-0.0.0"
ENDINGS = (".tar.gz", ".zip")


@pytest.fixture(scope="module")
def files(package_of) -> dict[str, bytes]:
    return package_of(None, None, "object")


@pytest.fixture(scope="module")
def other_files(package_of) -> dict[str, bytes]:
    return package_of(None, None, "wire")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "parent" / "out"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_not_written(files, out: Path, message: str) -> None:
    """Assert that the export fails with a message, and that all files stay unchanged."""
    before = tree(out.parent)
    with pytest.raises(UsageError) as caught:
        write_export(files, out, TOP)
    assert "\n" not in str(caught.value)
    assert message in str(caught.value)
    assert tree(out.parent) == before


class TestDirectory:
    def test_directory_contains_exactly_the_files(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        assert tree(out) == files
        assert list(out.parent.iterdir()) == [out]

    def test_earlier_export_is_replaced(self, files, other_files, out: Path) -> None:
        write_export(other_files, out, TOP)
        write_export(files, out, TOP)
        assert tree(out) == files
        assert list(out.parent.iterdir()) == [out]

    def test_empty_directory_is_replaced(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        write_export(files, out, TOP)
        assert tree(out) == files

    @pytest.mark.skipif(sys.platform == "win32", reason="links require privileges on Windows")
    def test_link_to_a_directory_is_followed(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        link = out.parent / "link"
        link.symlink_to(out)
        write_export(files, link, TOP)
        assert link.is_symlink()
        assert tree(out) == files

    def test_other_directory_is_not_replaced(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        (out / "thesis.txt").write_text("years of work", encoding="utf-8")
        fact = "the directory is not empty and not an earlier export"
        assert_not_written(files, out, f"{out}: {fact}. Name a new directory, an earlier export, or an archive")

    @pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": 1}', '{"files": [{}]}', '{"files": [1]}', "\xff"])
    def test_directory_with_another_manifest_is_not_replaced(self, files, out: Path, manifest: str) -> None:
        out.mkdir(parents=True)
        (out / "manifest.json").write_bytes(manifest.encode("latin-1"))
        assert_not_written(files, out, "not an earlier export")

    @pytest.mark.parametrize(
        "manifest", ['{"files": []}', '{"$schema": "schemas/export_manifest.schema.json", "files": []}']
    )
    def test_directory_with_another_manifest_and_checksums_is_not_replaced(self, files, out: Path, manifest) -> None:
        out.mkdir(parents=True)
        for name, content in (("manifest.json", manifest), ("data.bin", "years of work")):
            (out / name).write_text(content, encoding="utf-8")
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in tree(out).items()}
        (out / "SHA256SUMS").write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), encoding="utf-8")
        assert_not_written(files, out, "not an earlier export")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
    def test_export_with_a_pipe_is_not_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        os.mkfifo(out / "pipe")
        assert_not_written(files, out, "pipe: the file does not belong to the earlier export")
        assert (out / "pipe").exists()

    def test_export_without_checksums_is_not_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        (out / "SHA256SUMS").unlink()
        assert_not_written(files, out, "not an earlier export")

    def test_export_with_a_new_file_is_not_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        (out / "fixtures" / "notes.txt").write_text("mine", encoding="utf-8")
        name = Path("fixtures", "notes.txt")
        fact = "the file does not belong to the earlier export"
        assert_not_written(files, out, f"{name}: {fact}. Move it away, or name another directory.")

    def test_export_with_a_changed_file_is_not_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        with (out / "cases.json").open("a") as stream:
            stream.write(" ")
        fact = "the file was changed after the export"
        assert_not_written(files, out, f"cases.json: {fact}. Move it away, or name another directory.")

    @pytest.mark.skipif(sys.platform == "win32", reason="links require privileges on Windows")
    def test_export_with_a_link_is_not_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        (out / "cases.json").rename(out.parent / "cases.json")
        (out / "cases.json").symlink_to(out.parent / "cases.json")
        assert_not_written(files, out, "cases.json: the file was changed after the export")

    def test_export_with_a_missing_file_is_replaced(self, files, out: Path) -> None:
        write_export(files, out, TOP)
        (out / "cases.json").unlink()
        write_export(files, out, TOP)
        assert tree(out) == files

    def test_file_is_not_replaced_by_a_directory(self, files, out: Path) -> None:
        out.parent.mkdir()
        out.write_text("mine", encoding="utf-8")
        assert_not_written(files, out, f"{out}: a file exists in place of the directory. Name a new directory,")

    def test_directory_below_a_file_cannot_be_written(self, files, out: Path) -> None:
        out.parent.mkdir()
        (out.parent / "file").touch()
        (problem, hint) = ("the export cannot be written (", "). Name another place.")
        assert_not_written(files, out.parent / "file" / "out", problem)
        assert_not_written(files, out.parent / "file" / "out", hint)

    def test_interruption_restores_the_earlier_export(self, files, other_files, out: Path, monkeypatch) -> None:
        write_export(other_files, out, TOP)
        before, rename = tree(out), Path.rename

        def interrupt(path: Path, target: Path) -> Path:
            if path.name == "new":
                raise KeyboardInterrupt
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_export(files, out, TOP)
        assert tree(out) == before
        assert list(out.parent.iterdir()) == [out]


def read_archive(file: Path) -> dict[str, bytes]:
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(file) as archive:
        contents = ((entry.name, archive.extractfile(entry)) for entry in archive)
        return {name: stream.read() for name, stream in contents if stream is not None}


def write_archive(file: Path, contents: dict[str, bytes]) -> None:
    file.parent.mkdir(exist_ok=True)
    if file.suffix == ".zip":
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return
    with tarfile.open(file, "w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


@pytest.mark.parametrize("ending", ENDINGS)
class TestArchive:
    def test_archive_contains_exactly_the_files_in_order(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        write_export(files, file, TOP)
        content = read_archive(file)
        assert content == {f"{TOP}/{name}": data for name, data in files.items()}
        assert list(content) == sorted(content)
        assert list(out.parent.iterdir()) == [file]

    @pytest.mark.slow
    def test_name_time_and_time_zone_do_not_change_the_archive(
        self, files, subset_of, tmp_path: Path, ending: str, monkeypatch
    ) -> None:
        write_export(files, tmp_path / f"one{ending}", TOP)
        monkeypatch.setattr("time.time", lambda: 2e9)
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        again = CorpusSubset(Corpus.load(), ["object"])
        again.case_revisions = subset_of().case_revisions  # they take long to compute, and are the same
        write_export(build_package(again), tmp_path / f"TWO{ending.upper()}", TOP)
        one, two = (hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir())
        assert one == two

    def test_earlier_archive_is_replaced(self, files, other_files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        write_export(other_files, file, "another-top")
        write_export(files, file, TOP)
        assert read_archive(file) == {f"{TOP}/{name}": data for name, data in files.items()}

    def test_empty_file_is_replaced(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        file.parent.mkdir()
        file.touch()
        write_export(files, file, TOP)
        assert read_archive(file)

    @pytest.mark.parametrize("content", [b"thesis", b"PK\x03\x04", b"\x1f\x8b", b"\x1f\x8b" + bytes(100)])
    def test_file_that_is_no_archive_is_not_replaced(self, files, out: Path, ending: str, content: bytes) -> None:
        file = out.with_suffix(ending)
        file.parent.mkdir()
        file.write_bytes(content)
        fact = "the file exists and is not an earlier export"
        assert_not_written(files, file, f"{file}: {fact}. Move it away, or name another archive.")

    @pytest.mark.parametrize("names", [["thesis.txt"], ["top/manifest.json", "top/SHA256SUMS"], ["cases.json"], []])
    def test_archive_of_other_files_is_not_replaced(self, files, out: Path, ending: str, names: list[str]) -> None:
        write_archive(out.with_suffix(ending), dict.fromkeys(names, b"{}"))
        assert_not_written(files, out.with_suffix(ending), "the file exists and is not an earlier export. ")

    def test_cut_archive_is_not_replaced(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        write_export(files, file, TOP)
        file.write_bytes(file.read_bytes()[:50_000])
        assert_not_written(files, file, "the file exists and is not an earlier export. ")

    @pytest.mark.parametrize(
        ("edit", "fact"),
        [
            ({"notes.txt": b"mine"}, "the file does not belong to the earlier export"),
            ({"cases.json": b"{}"}, "the file was changed after the export"),
        ],
    )
    def test_edited_archive_is_not_replaced(self, files, out: Path, ending: str, edit, fact: str) -> None:
        file, (name,) = out.with_suffix(ending), edit
        write_archive(file, {f"{TOP}/{path}": data for path, data in {**files, **edit}.items()})
        assert_not_written(files, file, f"{file} {name}: {fact}. Move the archive away, or name another one.")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
    def test_pipe_is_not_replaced(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        file.parent.mkdir()
        os.mkfifo(file)
        assert_not_written(files, file, "the file exists and is not an earlier export. ")
        assert file.is_fifo()

    def test_interruption_leaves_the_earlier_archive(self, files, out: Path, ending: str) -> None:
        class Interrupting(dict[str, bytes]):
            def items(self):
                yield "cases.json", b"x" * 100_000
                raise KeyboardInterrupt

        file = out.with_suffix(ending)
        file.parent.mkdir()
        for earlier in (False, True):
            if earlier:
                write_export(files, file, TOP)
            before = tree(out.parent)
            with pytest.raises(KeyboardInterrupt):
                write_export(Interrupting(files), file, TOP)
            assert tree(out.parent) == before
            assert len(list(out.parent.iterdir())) == len(before)

    def test_directory_is_not_replaced_by_an_archive(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        file.mkdir(parents=True)
        assert_not_written(files, file, f"{file}: a directory exists in place of the archive. Name another archive.")


class TestArchiveEntries:
    def test_tar_entries_do_not_depend_on_the_machine(self, files) -> None:
        stream = io.BytesIO()
        ARCHIVES[".tar.gz"](files, TOP, stream)
        assert stream.getvalue()[4:8] == bytes(4)  # the time in the gzip header
        assert not stream.getvalue()[3] & 8  # the gzip header contains no file name
        with tarfile.open(fileobj=io.BytesIO(stream.getvalue())) as archive:
            attributes = {(e.uid, e.gid, e.uname, e.gname, e.mode, int(e.mtime), e.type) for e in archive}
        assert attributes == {(0, 0, "", "", 0o644, 315_532_800, tarfile.REGTYPE)}

    def test_zip_entries_do_not_depend_on_the_machine(self, files) -> None:
        stream = io.BytesIO()
        ARCHIVES[".zip"](files, TOP, stream)
        with zipfile.ZipFile(stream) as archive:
            attributes = {(e.date_time, e.create_system, e.external_attr >> 16, e.extra) for e in archive.infolist()}
        assert attributes == {((1980, 1, 1, 0, 0, 0), 3, 0o100644, b"")}


@pytest.mark.slow
def test_hash_seed_does_not_change_the_export(tmp_path: Path) -> None:
    names = [tmp_path / f"{seed}.tar.gz" for seed in (1, 2)]
    for seed, name in enumerate(names):
        subprocess.run(
            [sys.executable, "-m", "imagegen_conformance", "export", "--level", "object", "--out", name],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
        )
    assert names[0].read_bytes() == names[1].read_bytes()


@pytest.mark.parametrize("name", ["out.tgz", "out.tar", "out.tar.xz", "out.gz", "out.7z"])
def test_unsupported_archive_format_is_a_usage_error(files, tmp_path: Path, name: str) -> None:
    assert_not_written(files, tmp_path / name, f"{name}: unsupported archive format. Name a new directory,")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is a GNU program")
def test_sha256sum_confirms_the_checksums(files, out: Path) -> None:
    write_export(files, out, TOP)
    command = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    process = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout
    assert process.stdout.count(": OK\n") == len(files) - 1
    (out / "cases.json").write_text("{}", encoding="utf-8")
    assert subprocess.run(command, cwd=out, capture_output=True, check=False).returncode == 1
