"""What a command prints, and writes to files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from imagegen_conformance.errors import UsageError

__all__ = ["PROGRAM", "print_problems", "say", "write"]

PROGRAM = "imagegen-conformance"


def say(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines. When nobody reads on, as in `… | head`, that is fine, and the exit code stays what it is."""
    out: TextIO = stream or sys.stdout
    try:
        for line in lines:
            print(line, file=out)
        print(end="", flush=True, file=out)
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EINVAL}:  # as Windows calls a pipe that nobody reads
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def print_problems(lines: Sequence[str], problems: Sequence[str]) -> int:
    """Print lines, and problems to standard error; 1 where there are any."""
    say(lines)
    say((f"{PROGRAM}: {problem}" for problem in problems), sys.stderr)
    return 1 if problems else 0


def write(file: Path, text: str) -> int:
    """Write a text, and give its size in bytes. Raises `UsageError`."""
    try:
        return file.write_bytes(text.encode())
    except OSError as error:
        problem = f"it cannot be written ({error.strerror})"
        raise UsageError(problem, file=file, mend="name another file") from None
