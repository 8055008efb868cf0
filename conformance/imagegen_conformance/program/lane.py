"""One process of a program after the other: what it is asked, and whom to blame when it fails."""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.observation import Observation, error, varied
from imagegen_conformance.program.conversation import Asked, Conversation
from imagegen_conformance.program.messages import FaultError, Introduction
from imagegen_conformance.program.process import Inbox, Process, words
from imagegen_conformance.variants import AGAIN

__all__ = ["Lane", "Limits"]

SEGMENT = 32  # questions between two fences
CLEARED = 1.0  # seconds for a process to be gone whose output has ended


class Limits(NamedTuple):
    """How long to wait for an answer, and for the first; how often to start again; how much to ask ahead.

    Seconds, restarts of all processes together, and questions to each.
    """

    deadline: float = 10.0
    start_deadline: float = 60.0
    restarts: int = 20
    window: int = 128


class Lane:
    """Asks one process at a time, and starts the next when it fails.

    `failed` is told of each failure before the program is started again, and may raise. Raises `ImplementationError`
    where the program cannot be started.
    """

    def __init__(
        self, command: str, revision: str, limits: Limits, inbox: Inbox, failed: Callable[[str], None]
    ) -> None:
        self.ready: deque[tuple[int, Observation]] = deque()
        self.load = 0  # questions that are not ready
        self.faults: list[str] = []  # that no question caused
        self.introduction: Introduction | None = None
        self.over = False
        self._command = command
        self._revision = revision
        self._limits = limits
        self._inbox = inbox
        self._failed = failed
        self._waiting: deque[Asked] = deque()  # to be asked of the next process, or alone
        self._suspect: tuple[int | None, str] | None = None  # since when questions are asked alone
        self._alone = 0  # how many questions are to be asked alone
        self._found: list[tuple[int, Observation]] = []  # what those were answered that were asked alone
        self._buffer: list[bytes] = []
        self._seen_exited = False
        self._start()

    def _start(self) -> None:
        self._seen_exited = False
        self._conversation = Conversation(self._revision, self.introduction)
        try:
            self.process = Process(words(self._command), self._inbox)
        except (OSError, ValueError) as problem:
            why = getattr(problem, "strerror", None) or problem
            raise ImplementationError(
                f"{self._command!r} cannot be started ({why})", mend="is it installed, and the path right?"
            ) from None
        self._progress = time.monotonic()
        self.process.write(self._conversation.fence())

    @property
    def introduced(self) -> bool:
        """Whether the process that runs has said hello."""
        return self._conversation.introduced

    def ask(self, asked: Asked) -> None:
        """Ask a question, now or when those before it are settled."""
        self.load += 1
        self._waiting.append(asked)
        if len(self._waiting) == 1 or self._alone:  # else those before it wait for hello
            self._ask_on()

    def _ask_on(self) -> None:
        conversation = self._conversation
        if not conversation.introduced:
            return
        while self._waiting and not (self._alone and conversation.waits):
            if not conversation.waits:
                self._progress = time.monotonic()
            self._buffer.append(conversation.ask(self._waiting.popleft()))
            if self._alone or conversation.unfenced >= SEGMENT:
                self._buffer.append(conversation.fence())
                self._write()

    def flush(self) -> None:
        """Write what was kept back: somebody waits for it, and for the fence behind it."""
        conversation = self._conversation
        if conversation.unfenced and not conversation.fenced:
            self._buffer.append(conversation.fence())
        if self._buffer:
            self._write()

    def _write(self) -> None:
        self.process.write(b"".join(self._buffer))
        self._buffer.clear()

    def take(self, piece: bytes) -> None:
        """A piece of what the process wrote; empty at the end."""
        try:
            if not piece:
                self._ended()
            elif self._conversation.feed(piece):
                self._progress = time.monotonic()
        except FaultError as fault:
            self._fail(str(fault))
            return
        self._collect()
        self._ask_on()

    def check(self, now: float) -> None:
        """Look for what no piece tells: a process that is late, or has ended and left its pipe to another."""
        waited = now - self._progress
        try:
            if self._seen_exited:
                self._ended()
            elif self._conversation.waits or self._conversation.gone:
                self._check_time(waited)
        except FaultError as fault:
            self._fail(str(fault))
        # What it wrote before it ended may still be on its way: the next look is soon enough.
        self._seen_exited = not self.over and self.process.exited

    def _check_time(self, waited: float) -> None:
        if not self._conversation.introduced and waited > self._limits.start_deadline:
            raise FaultError(f"it did not answer hello within {self._limits.start_deadline:g} s")
        if self._conversation.introduced and waited > self._limits.deadline:
            late = "end" if self._conversation.gone else "answer"
            hint = "" if self._conversation.gone else "; does it flush what it writes?"
            raise FaultError(f"it did not {late} within {self._limits.deadline:g} s{hint}")

    def _ended(self) -> None:
        # Who has said bye may close its output long before it ends.
        exited = self.process.wait(self._limits.deadline if self._conversation.gone else CLEARED)
        code = self.process.end()
        how = _how(code) if exited else "closed its standard output"
        if not self._conversation.gone or self._conversation.cut:
            raise self._conversation.end(how)
        if not exited:
            raise FaultError(f"after bye, it {how}, and did not end within {self._limits.deadline:g} s")
        if code != 0:
            raise FaultError(f"after bye, it {how}")
        self.over = True

    def _fail(self, problem: str) -> None:
        """End the process, find out what to say of whom, and start the next."""
        self._collect()  # what came in the same piece, before the fault
        unsettled, suspect = self._conversation.unsettled, self._conversation.suspect
        self.process.end()
        words = self.process.last_words
        told = f"{problem}; on standard error: {words}" if words else problem
        self._buffer.clear()
        if self._conversation.left:
            self.faults.append(told)
            self.over = True
            return
        if not self._conversation.introduced:
            again = " again" if self.introduction else ""
            raise ImplementationError(
                f"{self._command!r} could not be started{again}: {told}",
                mend="`imagegen-conformance protocol check` shows the conversation",
            )
        self._blame(unsettled, suspect, told)
        if not self._alone:  # else it counts when it is found out who did it
            self._failed(told)
        self._start()

    def _blame(self, unsettled: list[Asked], suspect: int | None, told: str) -> None:
        if len(unsettled) == 1:
            self._release((unsettled[0].number, error(told)))
        elif unsettled:
            self._suspect = (suspect, told)
            self._alone = len(unsettled)
            self._waiting.extendleft(reversed(unsettled))
        else:
            self.faults.append(told)

    def _collect(self) -> None:
        conversation = self._conversation
        if self.introduction is None:
            self.introduction = conversation.introduction
        settled = conversation.settled
        if not self._alone:
            self.load -= len(settled)
            self.ready.extend(settled)
            settled.clear()
            return
        while settled:
            self._found.append(settled.popleft())
            self._alone -= 1
        if not self._alone:
            self._release()

    def _release(self, *culprit: tuple[int, Observation]) -> None:
        """The search is over: with the culprit, or without one, and then the suspect differs from time to time."""
        found = [*self._found, *culprit]
        if self._suspect is not None and not culprit:
            number, told = self._suspect
            self._failed(told)
            found = [(n, varied(AGAIN, error(told), seen) if n == number else seen) for n, seen in found]
        self.load -= len(found)
        self.ready.extend(found)
        self._suspect, self._alone = None, 0
        self._found.clear()

    def leave(self) -> None:
        """Say bye, if nothing is under way; else end the process."""
        if self.over or self.load or self._conversation.waits or not self.introduced:
            self.end()
            return
        self._progress = time.monotonic()
        self.process.write(self._conversation.leave())
        self.process.close_input()

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.end()
        self.over = True


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
