"""Output of commands: the standard streams and files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from imagegen_conformance.cli.file_replacement import replace_file
from imagegen_conformance.errors import OutputError

__all__ = [
    "PROGRAM",
    "print_announcement",
    "print_lines",
    "print_problems",
    "shows_colors",
    "write_or_print",
    "write_text",
]

PROGRAM = "imagegen-conformance"


def print_lines(lines: Iterable[str], stream: TextIO | None = None) -> None:
    """Print lines to standard output, or to `stream`.

    A pipe whose reader is gone, as in `… | head`, is not an error: the remaining lines are discarded. Standard error
    that cannot be written is not an error either, because no message could be seen.

    Raises:
        OutputError: Standard output cannot be written.
    """
    out: TextIO = stream or sys.stdout
    try:
        for line in lines:
            print(line, file=out)
        print(end="", flush=True, file=out)
    except OSError as error:
        # The interpreter writes the rest of the buffer when it exits: it must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        # Windows reports a closed pipe as EINVAL.
        if error.errno in {errno.EPIPE, errno.EINVAL} or out is sys.stderr:
            return
        problem = f"standard output cannot be written ({error.strerror})"
        raise OutputError(problem, hint="Free some space, or redirect the output to another file.") from None


def print_announcement(text: str) -> None:
    """Print to standard error what the user should know before a run."""
    print_lines([f"{PROGRAM}: {text}"], sys.stderr)


def shows_colors(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Return whether a stream shows colors: it is a terminal, unless the environment decides.

    The variables are those that Python itself knows: NO_COLOR, FORCE_COLOR and TERM, in this order.

    Args:
        stream: The stream; None if it is closed.
        environment: The environment variables.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if environment.get("TERM") == "dumb" or stream is None or not stream.isatty():
        return False
    # The old console of Windows shows escape sequences as text; Windows Terminal sets WT_SESSION.
    return os.name != "nt" or "WT_SESSION" in environment or "TERM" in environment


def print_problems(lines: Sequence[str], problems: Sequence[str]) -> int:
    """Print lines to standard output and problems to standard error, and return the exit code: 1 for any problem."""
    print_lines(lines)
    print_lines((f"{PROGRAM}: {problem}" for problem in problems), sys.stderr)
    return 1 if problems else 0


def write_or_print(text: str, file: Path | None) -> None:
    """Write a text that ends with a line break to a file, or to standard output if there is no file.

    Raises:
        ConformanceError: The file or standard output cannot be written.
    """
    if file is None:
        print_lines([text.removesuffix("\n")])
    else:
        write_text(file, text)


def write_text(file: Path, text: str) -> int:
    """Write a text to a file as UTF-8, as a whole or not at all, and return its size in bytes.

    Raises:
        UsageError: The file cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace")  # a lone surrogate has no encoding
    replace_file(file, content)
    return len(content)
