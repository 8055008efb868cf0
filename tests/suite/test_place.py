"""An export is the same to the byte, replaces nothing that is not its own, and is there whole or not at all."""

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

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import UsageError
from imagegen_conformance.export import Extract, deliver, package, place

TOP = "imagegen-conformance-fixtures-0.0.0"
ENDINGS = (".tar.gz", ".zip")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return package(Extract(Corpus.load(), levels=["model"]))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "parent" / "out"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(files, out: Path, *told: str) -> None:
    """In one line, and everything stays as it was."""
    root = out.parent
    before = tree(root)
    with pytest.raises(UsageError) as caught:
        deliver(files, out, TOP)
    assert "\n" not in str(caught.value)
    for part in told:
        assert part in str(caught.value)
    assert tree(root) == before


class TestFolder:
    def test_has_just_the_files(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        assert tree(out) == files
        assert list(out.parent.iterdir()) == [out]

    def test_takes_the_place_of_an_earlier_export(self, files, out: Path) -> None:
        deliver(package(Extract(Corpus.load(), levels=["wire"])), out, TOP)
        deliver(files, out, TOP)
        assert tree(out) == files
        assert list(out.parent.iterdir()) == [out]

    def test_may_be_there_and_empty(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        deliver(files, out, TOP)
        assert tree(out) == files

    @pytest.mark.skipif(sys.platform == "win32", reason="making a link takes rights there")
    def test_is_followed_where_it_is_a_link(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        link = out.parent / "link"
        link.symlink_to(out)
        deliver(files, link, TOP)
        assert link.is_symlink()
        assert tree(out) == files

    def test_of_somebody_else_is_not_touched(self, files, out: Path) -> None:
        out.mkdir(parents=True)
        (out / "thesis.txt").write_text("years of work", encoding="utf-8")
        refused(files, out, f"{out}: ", "not empty, and no earlier export; name a new folder")

    @pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"files": 1}', '{"files": [{}]}', '{"files": [1]}', "\xff"])
    def test_with_a_manifest_of_somebody_else_is_not_touched(self, files, out: Path, manifest: str) -> None:
        out.mkdir(parents=True)
        (out / "manifest.json").write_bytes(manifest.encode("latin-1"))
        refused(files, out, "no earlier export")

    @pytest.mark.parametrize("manifest", ['{"files": []}', '{"$schema": "schemas/manifest.schema.json", "files": []}'])
    def test_with_a_manifest_and_checksums_of_somebody_else_is_not_touched(self, files, out: Path, manifest) -> None:
        out.mkdir(parents=True)
        for name, content in (("manifest.json", manifest), ("data.bin", "years of work")):
            (out / name).write_text(content, encoding="utf-8")
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in tree(out).items()}
        (out / "SHA256SUMS").write_text("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)), encoding="utf-8")
        refused(files, out, "no earlier export")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
    def test_with_a_pipe_is_not_touched(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        os.mkfifo(out / "pipe")
        refused(files, out, "pipe: this is of no earlier export")
        assert (out / "pipe").exists()

    def test_without_its_checksums_is_not_touched(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        (out / "SHA256SUMS").unlink()
        refused(files, out, "no earlier export")

    def test_with_a_new_file_is_not_touched(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        (out / "fixtures" / "notes.txt").write_text("mine", encoding="utf-8")
        refused(files, out, str(Path("fixtures", "notes.txt")), "of no earlier export; move it away")

    def test_with_a_changed_file_is_not_touched(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        with (out / "cases.json").open("a") as stream:
            stream.write(" ")
        refused(files, out, "cases.json: this was changed after it was exported; move it away")

    @pytest.mark.skipif(sys.platform == "win32", reason="making a link takes rights there")
    def test_with_a_link_is_not_touched(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        (out / "cases.json").rename(out.parent / "cases.json")
        (out / "cases.json").symlink_to(out.parent / "cases.json")
        refused(files, out, "cases.json: this was changed")

    def test_with_a_file_less_is_made_whole(self, files, out: Path) -> None:
        deliver(files, out, TOP)
        (out / "cases.json").unlink()
        deliver(files, out, TOP)
        assert tree(out) == files

    def test_where_a_file_is_is_refused(self, files, out: Path) -> None:
        out.parent.mkdir()
        out.write_text("mine", encoding="utf-8")
        refused(files, out, f"{out}: a file is there, and a folder is wanted; name a new folder")

    def test_below_a_file_is_refused(self, files, out: Path) -> None:
        out.parent.mkdir()
        (out.parent / "file").touch()
        refused(files, out.parent / "file" / "out", "it cannot be written", "name another place")

    def test_that_cannot_be_moved_into_place_leaves_the_earlier_one(self, files, out: Path, monkeypatch) -> None:
        deliver(package(Extract(Corpus.load(), levels=["wire"])), out, TOP)
        before, rename = tree(out), Path.rename

        def stuck(path: Path, target: Path) -> Path:
            if path.name == "new":
                raise KeyboardInterrupt
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", stuck)
        with pytest.raises(KeyboardInterrupt):
            deliver(files, out, TOP)
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


@pytest.mark.parametrize("ending", ENDINGS)
class TestArchive:
    def test_has_just_the_files_in_one_folder_in_order(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        deliver(files, file, TOP)
        found = read_archive(file)
        assert found == {f"{TOP}/{name}": content for name, content in files.items()}
        assert list(found) == sorted(found)
        assert list(out.parent.iterdir()) == [file]

    def test_is_the_same_to_the_byte(self, files, tmp_path: Path, ending: str, monkeypatch) -> None:
        """Whatever it is called, whenever and in whatever zone it is made."""
        deliver(files, tmp_path / f"one{ending}", TOP)
        monkeypatch.setattr("time.time", lambda: 2e9)
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        deliver(package(Extract(Corpus.load(), levels=["model"])), tmp_path / f"TWO{ending.upper()}", TOP)
        one, two = (hashlib.sha256(file.read_bytes()).hexdigest() for file in tmp_path.iterdir())
        assert one == two

    def test_is_the_same_in_another_process(self, files, tmp_path: Path, ending: str) -> None:
        names = [tmp_path / f"{seed}{ending}" for seed in (1, 2)]
        for seed, name in enumerate(names):
            subprocess.run(
                [sys.executable, "-m", "imagegen_conformance", "export", "--level", "model", "--out", name],
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
                check=True,
                capture_output=True,
            )
        assert names[0].read_bytes() == names[1].read_bytes()

    def test_takes_the_place_of_an_earlier_one(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        file.parent.mkdir()
        file.write_text("old", encoding="utf-8")
        deliver(files, file, TOP)
        assert read_archive(file)

    def test_that_is_interrupted_leaves_what_was_there(self, files, out: Path, ending: str) -> None:
        class Interrupting(dict[str, bytes]):
            def items(self):
                yield "cases.json", b"x" * 100_000
                raise KeyboardInterrupt

        file = out.with_suffix(ending)
        file.parent.mkdir()
        for before in (None, "old"):
            if before is not None:
                file.write_text(before, encoding="utf-8")
            with pytest.raises(KeyboardInterrupt):
                deliver(Interrupting(files), file, TOP)
            assert tree(out.parent) == ({} if before is None else {file.name: b"old"})
            assert len(list(out.parent.iterdir())) == len(tree(out.parent))

    def test_where_a_folder_is_is_refused(self, files, out: Path, ending: str) -> None:
        file = out.with_suffix(ending)
        file.mkdir(parents=True)
        refused(files, file, f"{file}: a folder is there, and an archive is wanted; name another archive")


class TestEntries:
    def test_of_a_tar_say_nothing_of_this_machine(self, files) -> None:
        stream = io.BytesIO()
        place.ARCHIVES[".tar.gz"](files, TOP, stream)
        assert stream.getvalue()[4:8] == bytes(4)  # the time in the head of gzip
        assert not stream.getvalue()[3] & 8  # it has no name of a file
        with tarfile.open(fileobj=io.BytesIO(stream.getvalue())) as archive:
            about = {(e.uid, e.gid, e.uname, e.gname, e.mode, int(e.mtime), e.type) for e in archive}
        assert about == {(0, 0, "", "", 0o644, 315_532_800, tarfile.REGTYPE)}

    def test_of_a_zip_say_nothing_of_this_machine(self, files) -> None:
        stream = io.BytesIO()
        place.ARCHIVES[".zip"](files, TOP, stream)
        with zipfile.ZipFile(stream) as archive:
            about = {(e.date_time, e.create_system, e.external_attr >> 16, e.extra) for e in archive.infolist()}
        assert about == {((1980, 1, 1, 0, 0, 0), 3, 0o100644, b"")}


@pytest.mark.parametrize("name", ["out.tgz", "out.tar", "out.tar.xz", "out.gz", "out.7z"])
def test_an_archive_of_another_kind_is_refused(files, tmp_path: Path, name: str) -> None:
    refused(files, tmp_path / name, f"{name}: this is no kind of archive that is written", ".tar.gz or .zip")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="a program of GNU; the sums are computed elsewhere too")
def test_sha256sum_takes_the_checksums(files, out: Path) -> None:
    deliver(files, out, TOP)
    command = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK\n") == len(files) - 1
    (out / "cases.json").write_text("{}", encoding="utf-8")
    assert subprocess.run(command, cwd=out, capture_output=True, check=False).returncode == 1
