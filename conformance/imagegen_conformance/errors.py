"""Errors that end a command or a test session before anything is judged, with their exit codes.

Each message is one line: the place, the fact, and what to do.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from imagegen_conformance.text import escape_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "ConformanceError",
    "CorpusError",
    "EvidenceError",
    "ExpectedFailuresError",
    "ImplementationError",
    "OutputError",
    "ServiceError",
    "UsageError",
    "did_you_mean",
    "invalid_shape_error",
    "write_error",
]

FULL_ERRORS = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}  # no space, file too large, quota


class ConformanceError(Exception):
    """Base of all errors of the suite.

    Attributes:
        problem: The fact, without a final period.
        file: The file that is wrong, if any.
        location: A place in the file: a JSON Pointer, or a line and a column.
        hint: What to do, as a complete sentence.
        exit_code: The exit code of the command.
        details: Further lines below the message, such as an exchange with a server.
    """

    exit_code = 2
    details: tuple[str, ...] = ()

    def __init__(self, problem: str, *, file: Path | str | None = None, location: str = "", hint: str = "") -> None:
        self.problem = problem
        self.file = file
        self.location = location
        self.hint = hint
        place = " ".join(str(part) for part in (file, location) if part)
        text = "".join([f"{place}: " if place else "", problem, f". {hint}" if hint else ""])
        # Paths and quoted exceptions may contain line breaks and sequences that control a terminal.
        super().__init__(escape_control_characters(" ".join(text.splitlines())))


class UsageError(ConformanceError):
    """A command line, a pytest option or a class attribute is invalid."""


class CorpusError(ConformanceError):
    """A file of the corpus is missing, malformed, or contradicts another."""


class ExpectedFailuresError(ConformanceError):
    """A file of expected failures is malformed, or one of its entries is invalid."""


class EvidenceError(ConformanceError):
    """An evidence file is incomplete, was changed, or belongs to another corpus."""


class ImplementationError(ConformanceError):
    """The implementation under test could not be started."""

    exit_code = 3


class ServiceError(ImplementationError):
    """A server, a gateway or a client cannot be tested any further. This determines the exit code of the run."""


class OutputError(ConformanceError):
    """Standard output cannot be written, so that a result is lost."""

    exit_code = 3


def invalid_shape_error(error: Exception, expected: str, schema: str, file: Path, location: str = "") -> CorpusError:
    """Return the error for a file whose content does not have the shape that its schema describes.

    Args:
        error: The exception that reading the content raised; a KeyError stands for a missing key.
        expected: The expected content with its article, such as "a case".
        schema: The name of the schema in `schemas/`, without the ending.
        file: The file.
        location: The place in the file, as a JSON Pointer.
    """
    cause = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
    hint = f"See schemas/{schema}.schema.json."
    return CorpusError(f"this is not {expected} ({cause})", file=file, location=location, hint=hint)


def write_error(subject: str, error: OSError, file: Path, hint: str) -> UsageError:
    """Return the error for a file that cannot be written.

    Args:
        subject: The content of the file with its article, such as "the report".
        error: The exception of the operating system.
        file: The file.
        hint: What to do, unless there is no space left.
    """
    hint = "Free some space, or name another file." if error.errno in FULL_ERRORS else hint
    return UsageError(f"{subject} cannot be written ({error.strerror})", file=file, hint=hint)


def did_you_mean(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the known words that are most similar to `word`, or `otherwise` if none is similar.

    A known word with hyphens is also similar to each of its parts, and to their plurals.
    """
    from difflib import get_close_matches

    known = list(words)
    similar = get_close_matches(word, known, n=3, cutoff=0.6)
    forms = {word, word.removesuffix("s")} - {""}
    similar += [other for other in known if not forms.isdisjoint(other.split("-")) and other not in similar]
    return f"Did you mean {' or '.join(similar[:3])}?" if similar else otherwise
