"""Writing of an export to a directory or an archive, which replaces an earlier one when it is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.archives import ARCHIVES, ArchiveWriter, Files
from imagegen_conformance.export.earlier_export import (
    OUTPUT_HINT,
    check_replaceable_archive,
    check_replaceable_directory,
)

__all__ = ["check_place", "write_export"]
UNSUPPORTED_ARCHIVES = (".tgz", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".jar")


def check_place(out: Path) -> None:
    """Check that an export can be written to a place, so that a mistake is found before the files are computed.

    Directories above the place that do not exist are created.

    Raises:
        UsageError: The place cannot be written to, or contains files that are not an export.
    """
    with _writable(out) as resolved:
        _check_replaceable(resolved, _ending(out))
        with _staging_directory(resolved):
            pass


def write_export(files: Files, out: Path, top: str) -> None:
    """Write files to a directory, or to an archive if the name has the ending of one.

    An existing directory or archive is replaced if it is empty, or an unchanged export.

    Args:
        files: The content of each file, by its path.
        out: The directory or archive.
        top: The name of the directory in an archive that contains the files.

    Raises:
        UsageError: The place cannot be written to, or contains files that are not an export.
    """
    ending = _ending(out)
    with _writable(out) as resolved:
        _check_replaceable(resolved, ending)
        if ending is None:
            _write_directory(files, resolved)
        else:
            _write_archive(files, resolved, top, ARCHIVES[ending])


def _ending(out: Path) -> str | None:
    """Return the ending of the name of an archive; None for a directory."""
    name = out.name.lower()
    ending = next((ending for ending in ARCHIVES if name.endswith(ending)), None)
    if ending is None and name.endswith(UNSUPPORTED_ARCHIVES):
        raise UsageError("unsupported archive format", file=out, hint=OUTPUT_HINT)
    return ending


@contextmanager
def _writable(out: Path) -> Iterator[Path]:
    """Return the absolute path of a place. Errors of the file system become usage errors."""
    try:
        yield out.resolve()
    except OSError as error:
        problem = f"the export cannot be written ({error.strerror or error})"
        raise UsageError(problem, file=out, hint="Name another place.") from None


def _check_replaceable(out: Path, ending: str | None) -> None:
    """Raise UsageError if anything but an earlier export, or an empty directory or file, exists at a place."""
    if not out.exists():
        return
    if ending is not None and out.is_dir():
        raise UsageError("a directory exists in place of the archive", file=out, hint="Name another archive.")
    if ending is None and not out.is_dir():
        raise UsageError("a file exists in place of the directory", file=out, hint=OUTPUT_HINT)
    check = check_replaceable_directory if ending is None else check_replaceable_archive
    check(out)


def _write_archive(files: Files, out: Path, top: str, write: ArchiveWriter) -> None:
    with _staging_directory(out) as staging:
        archive = staging / out.name
        with archive.open("wb") as stream:
            write(files, top, stream)
        archive.replace(out)


def _write_directory(files: Files, out: Path) -> None:
    with _staging_directory(out) as staging:
        new, old = staging / "new", staging / "old"
        for path, content in files.items():
            file = new / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if out.exists():
            out.rename(old)
        try:
            new.rename(out)
        except BaseException:
            if old.exists():
                old.rename(out)
            raise


@contextmanager
def _staging_directory(out: Path) -> Iterator[Path]:
    """Create a temporary directory beside `out`, on the same file system; remove it in any case."""
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
