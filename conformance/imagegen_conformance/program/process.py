"""A program in a process of its own. Threads write and read its pipes, so that neither side waits for the other.

What it writes is taken in pieces of bounded size and number; of what it writes to standard error, only the end is kept.
With it ends all that it started: on POSIX, its process group; on Windows, the tree of processes below it.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, TypeAlias

from imagegen_conformance.visible import visible

__all__ = ["Chunk", "Inbox", "Process", "words"]

PIECE = 1 << 16  # bytes read at once
PIECES = 4  # of one process that wait to be taken
KEPT = 4096  # bytes of standard error
REAPED = 5.0  # seconds for the system to clear away what was killed
JOINED = 0.5  # and for a thread to see that a pipe is closed, unless somebody who got away still holds it
LONGEST = 300  # characters of a line of it that are shown
MOMENT = 0.005
TELLING = re.compile(r"error|exception|panic|fatal", re.IGNORECASE)

WINDOWS = sys.platform == "win32"

Chunk: TypeAlias = bytes  # empty where nothing more will come
Inbox: TypeAlias = "SimpleQueue[tuple[Process, Chunk]]"


def words(command: str) -> list[str] | str:
    """A command as the system takes it: split as a shell splits words; Windows splits by itself.

    Raises `ValueError` for a quotation without an end, and where there is no word.
    """
    if not command.strip():
        raise ValueError("it is empty")
    return command if WINDOWS else shlex.split(command)


class Process:
    """Starts a command, and puts what it writes into the inbox. Raises `OSError` where it cannot be started."""

    def __init__(self, command: list[str] | str, inbox: Inbox) -> None:
        # Without buffers: the threads read and write whole pieces.
        self._child = subprocess.Popen[bytes](
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=not WINDOWS,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # of Windows only
        )
        # Before anything else can go wrong. Its threads keep a process that nobody ends: then this runs at exit.
        self._finalizer = weakref.finalize(self, _kill, self._child)
        self._inbox = inbox
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = threading.Semaphore(PIECES)
        self._kept = bytearray()
        self._over = False
        self._threads = [
            threading.Thread(target=work, args=(stream,), daemon=True)
            for work, stream in (
                (self._write, self._child.stdin),
                (self._read, self._child.stdout),
                (self._drain, self._child.stderr),
            )
        ]
        for thread in self._threads:
            thread.start()

    def write(self, content: bytes) -> None:
        """Hand over what is to be written; this never waits."""
        self._outbox.put(content)

    def close_input(self) -> None:
        """Nothing more will be written."""
        self._outbox.put(None)

    def taken(self) -> None:
        """A piece was taken out of the inbox: there is room for one more."""
        self._room.release()

    @property
    def exited(self) -> bool:
        """Whether the process itself has ended, whoever still holds its pipes."""
        if self._child.returncode is not None:
            return True
        if not hasattr(os, "waitid"):
            return self._child.poll() is not None
        # It stays unreaped, and so its group keeps its number, which no other can get meanwhile.
        try:
            return os.waitid(os.P_PID, self._child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        until = time.monotonic() + seconds
        while not self.exited:
            if time.monotonic() > until:
                return False
            time.sleep(MOMENT)
        return True

    def end(self) -> int | None:
        """End it with all that it started, and give its exit code, if it has one: minus the signal that ended it."""
        self._over = True
        self._room.release()
        self._finalizer()
        self._outbox.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(REAPED)
        for thread in self._threads:
            thread.join(JOINED)
        return self._child.returncode

    @property
    def last_words(self) -> str:
        """The line on standard error that most likely says why it ended: some print a trace behind it."""
        text = bytes(self._kept).decode("utf-8", "backslashreplace")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        telling = [line for line in lines if TELLING.search(line)] or lines
        return visible(telling[-1][:LONGEST]) if telling else ""

    def _write(self, stream: IO[bytes]) -> None:
        with suppress(OSError), stream:  # who does not read on has ended, or will be found out
            while True:
                content = self._outbox.get()
                if content is None:
                    return
                view = memoryview(content)
                while view:
                    view = view[stream.write(view) :]

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while not self._over:
                piece = _piece(stream)
                self._room.acquire()
                self._inbox.put((self, piece))
                if not piece:
                    return

    def _drain(self, stream: IO[bytes]) -> None:
        with stream:
            while piece := _piece(stream):
                self._kept += piece[-KEPT:]
                del self._kept[:-KEPT]


def _piece(stream: IO[bytes]) -> bytes:
    try:
        return os.read(stream.fileno(), PIECE)
    except (OSError, ValueError):  # it was closed
        return b""


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End a process and what it started, if possible before it is reaped and its number is free."""
    if WINDOWS:
        taskkill = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        with suppress(OSError):  # small systems have none; then the process itself is still to be ended
            subprocess.run(taskkill, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    with suppress(OSError):
        child.kill()
