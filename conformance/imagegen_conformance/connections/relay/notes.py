"""Notes on a gateway or a client: what it does beside the payloads, without an effect on any verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import TYPE_CHECKING

from imagegen_conformance.text import count_of

if TYPE_CHECKING:
    from imagegen_conformance.connections.relay.arrival import BoundedLog
    from imagegen_conformance.connections.relay.recorder import Recorder

__all__ = ["RelayNotes"]

MAX_NOTES = 20


class RelayNotes:
    """The notes of a run, each of them once. Threads share them."""

    def __init__(self, subject: str, recorder: Recorder, redact: Callable[[str], str] = str) -> None:
        """Begin without notes.

        Args:
            subject: The gateway or the client, as notes name it.
            recorder: The recorder, which knows the requests that belong to no case.
            redact: The function that replaces secrets in a text.
        """
        self._subject = subject
        self._recorder = recorder
        self._redact = redact
        self._clauses: dict[str, None] = {}
        self._lock = Lock()

    def add(self, clauses: Iterable[str]) -> None:
        """Add facts, as clauses without a subject."""
        with self._lock:
            for clause in clauses:
                if len(self._clauses) < MAX_NOTES:
                    self._clauses.setdefault(clause)

    def lines(self) -> list[str]:
        """Return the notes, one line each."""
        with self._lock:
            clauses = (*self._clauses, *self._of_recorder())
        return [f"{self._subject} {self._redact(clause)}" for clause in clauses]

    def _of_recorder(self) -> Iterator[str]:
        recorder = self._recorder
        yield from _counted("sent {} without a marker of this run", recorder.strangers)
        yield from _counted("sent {} after its response", recorder.late)
        yield from _counted("sent {} that cannot be read", recorder.broken)


def _counted(form: str, log: BoundedLog) -> Iterator[str]:
    """Yield a clause about the entries of a log, with the first one as an example, if there are any."""
    if log.count:
        yield f"{form.format(count_of('request', log.count))} (the first: {log.entries[0]})"
