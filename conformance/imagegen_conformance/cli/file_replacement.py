"""The replacement of a file as a whole: it has its old content or its new content, whatever goes wrong."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

from imagegen_conformance.errors import write_error

__all__ = ["replace_file"]


def replace_file(file: Path, content: bytes) -> None:
    """Write the content of a file, or leave the file as it is.

    The content is written to a temporary file beside it, which then takes its place. The permissions of the file stay.
    If the file is a symbolic link, its target is replaced. A file that is not a regular file, such as /dev/stdout, is
    written directly.

    Raises:
        UsageError: The file cannot be written.
    """
    target = Path(os.path.realpath(file))
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            target.write_bytes(content)
        else:
            _replace(target, content, mode)
    except OSError as error:
        raise write_error("the file", error, file, "Name another file.") from None


def _mode(file: Path) -> int | None:
    try:
        return file.stat().st_mode
    except FileNotFoundError:
        return None


def _replace(file: Path, content: bytes, mode: int | None) -> None:
    if mode is not None and not os.access(file, os.W_OK):  # to take its place needs only permissions of the directory
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = file.with_name(f".{os.urandom(8).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)  # otherwise the new name can survive a power failure without the content
        finally:
            os.close(descriptor)
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    """Write the whole content. The system may write only a part at a time, for example if the disk is nearly full."""
    while content:
        content = content[os.write(descriptor, content) :]
