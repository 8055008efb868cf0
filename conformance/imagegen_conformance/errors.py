"""What can be wrong with a call, a file or an implementation before anything is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "ConformanceError",
    "CorpusError",
    "EvidenceError",
    "ExpectedError",
    "ImplementationError",
    "UsageError",
    "misshapen",
    "nearest",
]


class ConformanceError(Exception):
    """One line for a person: where, what was found, and how it is mended.

    `file` and `place` (a JSON Pointer, or line and column) say where; `mend` is the hint. `exit_code` is
    what the command ends with.
    """

    exit_code = 2

    def __init__(self, problem: str, *, file: Path | str | None = None, place: str = "", mend: str = "") -> None:
        self.problem = problem
        self.file = file
        self.place = place
        self.mend = mend
        where = " ".join(str(part) for part in (file, place) if part)
        text = "".join([f"{where}: " if where else "", problem, f"; {mend}" if mend else ""])
        super().__init__(" ".join(text.splitlines()))  # one line, whatever a path or an exception brings along


class UsageError(ConformanceError):
    """The call is wrong: an option, a pattern, a path that is not one."""


class CorpusError(ConformanceError):
    """A file of the corpus is missing, broken or contradicts another."""


class ExpectedError(ConformanceError):
    """The file of expected failures is broken, or an entry of it does not hold."""


class EvidenceError(ConformanceError):
    """An evidence file was cut, edited, or belongs to another corpus."""


class ImplementationError(ConformanceError):
    """The implementation could not be started."""

    exit_code = 3


def misshapen(error: Exception, what: str, schema: str, file: Path, place: str = "") -> CorpusError:
    """What to raise for a file that was read on without having the shape that its schema says."""
    mend = f"see schemas/{schema}.schema.json"
    return CorpusError(f"it has not the shape of {what} ({error!r})", file=file, place=place, mend=mend)


def nearest(word: str, words: Iterable[str], otherwise: str) -> str:
    """A hint that names those of the words that are most like one that is none of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(words), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
