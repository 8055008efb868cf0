"""A connection to a program: its processes, asked side by side.

When a process fails while several questions are not settled, they are asked again one by one, with a fence behind each:
the one that fails alone is an error, and the others get their answers. If none does, the one that the process worked on
when it failed is flaky. Nobody is blamed for what another did.
"""

from __future__ import annotations

import time
from collections import deque
from queue import Empty, SimpleQueue

from imagegen_conformance.cases import Level, Request
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.observation import Observation, unsupported
from imagegen_conformance.program.conversation import Asked
from imagegen_conformance.program.lane import Lane, Limits
from imagegen_conformance.program.process import Inbox
from imagegen_conformance.runner import Identity

__all__ = ["Limits", "Program"]

LOOK = 0.1  # seconds between two looks at what no piece tells
AWAY = 1.0  # and between two that show that this process did not run, or was busy: Ctrl-Z, for one

DEFAULT = Limits()


class Program:
    """A connection to a command, in so many processes; see `Connection` in `runner`.

    Raises `ImplementationError` where it cannot be started, contradicts itself, or fails too often.
    """

    def __init__(self, command: str, revision: str, *, jobs: int = 1, limits: Limits = DEFAULT) -> None:
        self.window = limits.window * jobs
        self._command = command
        self._limits = limits
        self._inbox: Inbox = SimpleQueue()
        self._ready: deque[tuple[int, Observation]] = deque()
        self._failures = 0
        self._looked = time.monotonic()
        self._lanes: list[Lane] = []
        try:
            for _ in range(jobs):
                self._lanes.append(Lane(command, revision, limits, self._inbox, self._failed))
            self.identity, self._features = self._introduce()
        except BaseException:
            self.end()
            raise

    def _introduce(self) -> tuple[Identity, frozenset[str]]:
        while not all(lane.introduced for lane in self._lanes):
            self._wait()
        introductions = {lane.introduction for lane in self._lanes if lane.introduction is not None}
        if len(introductions) > 1:
            raise ImplementationError(
                f"{self._command!r} answers hello differently from process to process", mend="answer it alike, always"
            )
        said = introductions.pop()
        return Identity(said.name, said.version, said.language, "program", said.levels), said.features

    def supports(self, level: Level) -> bool:
        """Whether the program claims this level."""
        return level in self.identity.levels

    def send(self, sequence: int, request: Request) -> None:
        """Ask the process that has least to do."""
        if request.operation == "call" and "call" not in self._features:
            self._ready.append((sequence, unsupported("hello did not announce the feature call")))
            return
        lanes = self._lanes
        lane = lanes[0] if len(lanes) == 1 else min(lanes, key=_load)
        lane.ask(Asked(sequence, request))

    def receive(self) -> tuple[int, Observation]:
        """The next answer that is settled."""
        if self._ready:
            return self._ready.popleft()
        while True:
            for lane in self._lanes:
                if lane.ready:
                    return lane.ready.popleft()
            self._wait()

    def _wait(self) -> None:
        """Take a piece of what a process wrote, or look after them all."""
        for lane in self._lanes:
            lane.flush()
        try:
            process, piece = self._inbox.get(timeout=LOOK)
        except Empty:
            self._look()
            return
        process.taken()
        for lane in self._lanes:
            if lane.process is process and not lane.over:  # the others have ended
                lane.take(piece)
        if time.monotonic() - self._looked > LOOK and self._inbox.empty():
            self._look()

    def _look(self) -> None:
        before, self._looked = self._looked, time.monotonic()
        if self._looked - before > AWAY:
            return  # what came meanwhile is not taken yet, and nobody is late for that
        for lane in self._lanes:
            if not lane.over:
                lane.check(self._looked)

    def _failed(self, told: str) -> None:
        self._failures += 1
        if self._failures > self._limits.restarts:
            raise ImplementationError(
                f"{self._command!r} failed {self._failures} times, the last time: {told}",
                mend="mend it first, or allow more with --restarts",
            )

    def close(self) -> list[str]:
        """Say bye, and end every process; what went wrong that no question caused."""
        try:
            for lane in self._lanes:
                lane.leave()
            while not all(lane.over for lane in self._lanes):
                self._wait()
        finally:
            self.end()
        return [fault for lane in self._lanes for fault in lane.faults]

    def end(self) -> None:
        """End every process, whatever it does."""
        for lane in self._lanes:
            lane.end()


def _load(lane: Lane) -> int:
    return lane.load
