"""The replacement of a file as a whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from imagegen_conformance.cli.file_replacement import replace_file
from imagegen_conformance.errors import UsageError

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions and devices")


def test_file_has_the_content_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for content in (b"long content\n", b"", b"\r\n"):
        replace_file(file, content)
        assert file.read_bytes() == content
        assert list(tmp_path.iterdir()) == [file]


@posix
def test_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        replace_file(tmp_path / "file", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


@posix
def test_device_is_written_and_not_replaced() -> None:
    replace_file(Path(os.devnull), b"content")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@posix
def test_full_device_is_an_error() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    message = (
        r"/dev/full: the file cannot be written \(No space left on device\)\. Free some space, or name another file\."
    )
    with pytest.raises(UsageError, match=message):
        replace_file(Path("/dev/full"), b"content")


def test_file_without_write_permission_stays(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # a superuser has every permission
    with pytest.raises(UsageError, match=r"the file cannot be written \(Permission denied\)\. Name another file\."):
        replace_file(file, b"new")
    assert file.read_bytes() == b"old"


def test_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the file cannot be written \(.*\)\. Name another file\."):
        replace_file(tmp_path, b"new")


def test_long_name_is_written(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 255)
    replace_file(file, b"new")
    assert file.read_bytes() == b"new"


def test_interruption_leaves_the_old_file_alone(tmp_path: Path, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "file"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_file(file, b"new")
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"old", [file])
