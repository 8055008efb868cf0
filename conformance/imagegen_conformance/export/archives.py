"""Reproducible archives: the same files give the same bytes, on any machine and at any time."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from typing import BinaryIO, TypeAlias

__all__ = ["ARCHIVES", "ArchiveWriter", "Files"]
Files: TypeAlias = Mapping[str, bytes]
"""The content of each file, by its path."""
ArchiveWriter: TypeAlias = Callable[[Files, str, BinaryIO], None]
"""Writes files to a stream, in a directory with a name."""
FILE_MODE = 0o644
FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip archive can contain
FIXED_TIMESTAMP = 315_532_800  # the same date, in seconds since 1970


def _write_tar_gz(files: Files, top: str, stream: BinaryIO) -> None:
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=stream, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mode, entry.mtime = len(content), FILE_MODE, FIXED_TIMESTAMP
            archive.addfile(entry, io.BytesIO(content))


def _write_zip(files: Files, top: str, stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", FIXED_DATE)
            entry.create_system = 3  # Unix, on every system: file modes depend on it
            entry.external_attr = (stat.S_IFREG | FILE_MODE) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


ARCHIVES: Mapping[str, ArchiveWriter] = {".tar.gz": _write_tar_gz, ".zip": _write_zip}
"""The writers, by the ending of the archive's name."""
