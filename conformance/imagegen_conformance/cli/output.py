"""Output of commands: the standard streams and files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from imagegen_conformance.errors import UsageError

__all__ = ["PROGRAM", "print_lines", "print_problems", "write_text"]

PROGRAM = "imagegen-conformance"


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines to standard output, or to `stream`.

    A pipe whose reader is gone, as in `… | head`, is not an error: the remaining lines are discarded.
    """
    out: TextIO = stream or sys.stdout
    try:
        for line in lines:
            print(line, file=out)
        print(end="", flush=True, file=out)
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EINVAL}:  # Windows reports a closed pipe as EINVAL
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def print_problems(lines: Sequence[str], problems: Sequence[str]) -> int:
    """Print lines to standard output and problems to standard error, and return the exit code: 1 for any problem."""
    print_lines(lines)
    print_lines((f"{PROGRAM}: {problem}" for problem in problems), sys.stderr)
    return 1 if problems else 0


def write_text(file: Path, text: str) -> int:
    """Write a text to a file as UTF-8, and return its size in bytes.

    Raises:
        UsageError: The file cannot be written.
    """
    try:
        return file.write_bytes(text.encode())
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror})"
        raise UsageError(problem, file=file, hint="Name another file.") from None
