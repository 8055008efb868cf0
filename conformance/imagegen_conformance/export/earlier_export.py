"""An earlier export, in a directory or an archive. Only an unchanged one may be replaced."""

from __future__ import annotations

import json
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.package import CHECKSUM_FILE, MANIFEST_FILE, MANIFEST_SCHEMA, checksums, hash_of

__all__ = ["OUTPUT_HINT", "check_replaceable_archive", "check_replaceable_directory"]
OUTPUT_HINT = "Name a new directory, an earlier export, or an archive that ends in .tar.gz or .zip."
# RuntimeError and NotImplementedError: a zip archive is encrypted, or its compression is unknown.
UNREADABLE = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, tarfile.TarError, zlib.error)


class _ExistingFiles(NamedTuple):
    """Files that an export would replace.

    Attributes:
        names: Their names, relative to the export.
        read: Returns the content of a file, or None if it is a link or another special file. It raises KeyError or
            OSError if the file is missing.
    """

    names: Collection[str]
    read: Callable[[str], bytes | None]


class _Difference(NamedTuple):
    """A file that is not as the earlier export contained it.

    Attributes:
        name: The name, relative to the export.
        problem: The difference.
    """

    name: str
    problem: str


def check_replaceable_directory(out: Path) -> None:
    """Raise UsageError if a directory contains anything but an unchanged export. Files may be missing."""

    def read(name: str) -> bytes | None:
        return None if (out / name).is_symlink() else (out / name).read_bytes()

    paths = [path for path in out.rglob("*") if path.is_symlink() or not path.is_dir()]
    existing = _ExistingFiles([path.relative_to(out).as_posix() for path in paths], read)
    if not paths:
        return
    hashes = _exported_hashes(existing)
    if not hashes:
        raise UsageError("the directory is not empty and not an earlier export", file=out, hint=OUTPUT_HINT)
    difference = _first_difference(existing, hashes)
    if difference is not None:
        hint = "Move it away, or name another directory."
        raise UsageError(difference.problem, file=out / difference.name, hint=hint)


def check_replaceable_archive(out: Path) -> None:
    """Raise UsageError if an archive is anything but an unchanged export. An empty file may be replaced."""
    not_an_export = UsageError(
        "the file exists and is not an earlier export", file=out, hint="Move it away, or name another archive."
    )
    if not out.is_file():  # opening a pipe would wait for its writer
        raise not_an_export
    if out.stat().st_size == 0:
        return
    try:
        with closing(_open_archive(out)) as archive:
            existing = _archive_files(archive)
            hashes = _exported_hashes(existing)
            difference = _first_difference(existing, hashes) if hashes else None
    except UNREADABLE:
        raise not_an_export from None
    if not hashes:
        raise not_an_export
    if difference is not None:
        hint = "Move the archive away, or name another one."
        raise UsageError(difference.problem, file=out, location=difference.name, hint=hint)


def _open_archive(out: Path) -> zipfile.ZipFile | tarfile.TarFile:
    return zipfile.ZipFile(out) if out.suffix.lower() == ".zip" else tarfile.open(out)


def _archive_files(archive: zipfile.ZipFile | tarfile.TarFile) -> _ExistingFiles:
    """Return the files in the only directory of an archive; the names of other files are unchanged."""
    if isinstance(archive, zipfile.ZipFile):
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    else:
        names = [entry.name for entry in archive.getmembers() if not entry.isdir()]
    tops = {name.partition("/")[0] for name in names}
    top = f"{next(iter(tops))}/" if len(tops) == 1 else ""

    def read(name: str) -> bytes | None:
        if isinstance(archive, zipfile.ZipFile):
            return archive.read(top + name)
        member = archive.getmember(top + name)
        stream = archive.extractfile(member) if member.isreg() else None
        return None if stream is None else stream.read()

    return _ExistingFiles([name.removeprefix(top) for name in names], read)


def _exported_hashes(existing: _ExistingFiles) -> dict[str, str]:
    """Return the hash of each file of an export; none if manifest and checksums do not agree that it is one."""
    try:
        manifest, sums = existing.read(MANIFEST_FILE), existing.read(CHECKSUM_FILE)
        if manifest is None or sums is None:
            return {}
        content = json.loads(manifest)
        hashes = {str(file["path"]): str(file["sha256"]) for file in content["files"]}
        hashes[MANIFEST_FILE] = hash_of(manifest)
        is_export = content["$schema"] == MANIFEST_SCHEMA and checksums(hashes) == sums
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {**hashes, CHECKSUM_FILE: hash_of(sums)} if is_export else {}


def _first_difference(existing: _ExistingFiles, hashes: dict[str, str]) -> _Difference | None:
    """Return the first file that does not belong to the export, or was changed."""
    for name in sorted(existing.names):
        if name not in hashes:
            return _Difference(name, "the file does not belong to the earlier export")
        content = existing.read(name)
        if content is None or hash_of(content) != hashes[name]:
            return _Difference(name, "the file was changed after the export")
    return None
