"""Where an export goes: a folder, or an archive. It is written beside, and moved there when it is whole."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from imagegen_conformance.errors import UsageError
from imagegen_conformance.export.package import MANIFEST, MANIFEST_SCHEMA, SUMS, checksums, hash_of

__all__ = ["ARCHIVES", "deliver"]

Files = Mapping[str, bytes]

MODE = 0o644
THEN = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
THEN_SECONDS = 315_532_800  # the same
OTHER_ARCHIVES = (".tgz", ".tar", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".jar")
WANTED = "name a new folder, an earlier export, or an archive that ends in .tar.gz or .zip"


def deliver(files: Files, out: Path, top: str) -> None:
    """Write the files into a folder, or an archive by its ending, in which they stand below `top`.

    Raises `UsageError`. What stands there is replaced only where it is an archive, or an export that nobody changed.
    """
    name = out.name.lower()
    ending = next((ending for ending in ARCHIVES if name.endswith(ending)), None)
    if ending is None and name.endswith(OTHER_ARCHIVES):
        raise UsageError("this is no kind of archive that is written", file=out, mend=WANTED)
    try:
        if ending is None:
            _deliver_folder(files, out.resolve())
        else:
            _deliver_archive(files, out.resolve(), top, ARCHIVES[ending])
    except OSError as error:
        problem = f"it cannot be written ({error.strerror or error})"
        raise UsageError(problem, file=out, mend="name another place") from None


def _deliver_archive(files: Files, out: Path, top: str, write: Callable[[Files, str, BinaryIO], None]) -> None:
    if out.is_dir():
        raise UsageError("a folder is there, and an archive is wanted", file=out, mend="name another archive")
    with _beside(out) as folder:
        part = folder / out.name
        with part.open("wb") as stream:
            write(files, top, stream)
        part.replace(out)


def _deliver_folder(files: Files, out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError("a file is there, and a folder is wanted", file=out, mend=WANTED)
    if out.exists():
        _check_ours(out)
    with _beside(out) as folder:
        new, old = folder / "new", folder / "old"
        for name, content in files.items():
            file = new / name
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
def _beside(out: Path) -> Iterator[Path]:
    """A folder on the same disk, that goes whatever happens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_ours(out: Path) -> None:
    """Nothing is deleted that is not of an export, down to the byte."""
    found = {
        path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if not found:
        return
    ours, mend = _exported(out), "move it away, or name another folder"
    if not ours:
        raise UsageError("the folder is not empty, and no earlier export", file=out, mend=WANTED)
    for name, path in sorted(found.items()):
        if name not in ours:
            raise UsageError("this is of no earlier export", file=path, mend=mend)
        if path.is_symlink() or hash_of(path.read_bytes()) != ours[name]:
            raise UsageError("this was changed after it was exported", file=path, mend=mend)


def _exported(out: Path) -> dict[str, str]:
    """The hash of each file of an export; none where manifest and checksums do not say the same, and that it is one."""
    try:
        manifest, sums = (out / MANIFEST).read_bytes(), (out / SUMS).read_bytes()
        content = json.loads(manifest)
        hashes = {str(file["path"]): str(file["sha256"]) for file in content["files"]}
        hashes[MANIFEST] = hash_of(manifest)
        ours = content["$schema"] == MANIFEST_SCHEMA and checksums(hashes) == sums
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {**hashes, SUMS: hash_of(sums)} if ours else {}


def _tar_gz(files: Files, top: str, stream: BinaryIO) -> None:
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=stream, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mode, entry.mtime = len(content), MODE, THEN_SECONDS
            archive.addfile(entry, io.BytesIO(content))


def _zip(files: Files, top: str, stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", THEN)
            entry.create_system = 3  # Unix, wherever it is written: it has the modes
            entry.external_attr = (stat.S_IFREG | MODE) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


ARCHIVES: Mapping[str, Callable[[Files, str, BinaryIO], None]] = {".tar.gz": _tar_gz, ".zip": _zip}
