"""A child process. Threads write and read its pipes, so that neither side waits for the other.

Its output is read in chunks of bounded size and number; of its standard error, only the end is kept. Ending the process
also ends the processes that it started: on POSIX its process group, on Windows the tree of processes below it.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, TypeAlias

from imagegen_conformance.connections.stdio.shell_syntax import expansion_hint, find_shell_syntax, shell_hint
from imagegen_conformance.errors import ImplementationError, UsageError
from imagegen_conformance.text import escape_control_characters

__all__ = ["ChildProcess", "Chunk", "Inbox", "kill_all", "split_command", "start_process"]
READ_SIZE = 1 << 16  # bytes
MAX_QUEUED_CHUNKS = 4  # per process
STDERR_TAIL_SIZE = 4096  # bytes
KILL_TIMEOUT = 5.0  # seconds until the system has removed a killed process
THREAD_JOIN_TIMEOUT = 0.5  # seconds; a reader blocks longer only if a process outside the group still holds the pipe
MAX_STDERR_LINE = 300  # characters
POLL_INTERVAL = 0.005  # seconds
ERROR_LINE = re.compile(r"error|exception|panic|fatal", re.IGNORECASE)
NOT_EXECUTABLE_HINT = 'Make it executable (chmod +x), or name the interpreter: "perl adapter.pl".'
WINDOWS = sys.platform == "win32"
Chunk: TypeAlias = bytes  # empty at the end of the output
Inbox: TypeAlias = "SimpleQueue[tuple[ChildProcess, Chunk]]"


def split_command(command: str) -> list[str] | str:
    """Return a command line as `Popen` takes it: split like a shell; unchanged on Windows, which splits it itself.

    Raises:
        ValueError: The command is empty, or a quotation mark is not closed.
    """
    if not command.strip():
        raise ValueError("it is empty")
    return command if WINDOWS else shlex.split(command)


def start_process(command: str, inbox: Inbox, variables: Mapping[str, str] | None = None) -> ChildProcess:
    """Start a command line, and return its process.

    Args:
        command: The command line.
        inbox: The queue for the output of the process.
        variables: The environment variables that the process has beside those of this one.

    Raises:
        UsageError: The command line needs a shell.
        ImplementationError: The command line cannot be started.
    """
    syntax = find_shell_syntax(command)
    if syntax is not None:
        raise UsageError(f"{command!r} contains {syntax}, but no shell reads it", hint=shell_hint(command))
    try:
        return ChildProcess(split_command(command), inbox, variables)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        not_executable = getattr(problem, "errno", None) in {errno.EACCES, errno.ENOEXEC}
        hint = NOT_EXECUTABLE_HINT if not_executable else "Check that it is installed and that its path is correct."
        hint = expansion_hint(command) + hint
        raise ImplementationError(f"{command!r} cannot be started ({reason})", hint=hint) from None


_processes: weakref.WeakSet[ChildProcess] = weakref.WeakSet()


class ChildProcess:
    """A running command, whose output arrives in an inbox in chunks."""

    def __init__(self, command: list[str] | str, inbox: Inbox, variables: Mapping[str, str] | None = None) -> None:
        """Start a command.

        Args:
            command: The command line, as `split_command` returns it.
            inbox: The queue for the chunks; several processes can share it.
            variables: The environment variables that the process has beside those of this one.

        Raises:
            OSError: The command cannot be started.
        """
        # The pipes have no buffers, because the threads read and write whole chunks.
        self._child = subprocess.Popen[bytes](
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=None if variables is None else {**os.environ, **variables},
            start_new_session=not WINDOWS,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows only
        )
        # Register the finalizer before anything can raise. The threads keep this object alive, so an abandoned process
        # is killed at exit.
        self._finalizer = weakref.finalize(self, _kill, self._child)
        _processes.add(self)
        self._inbox = inbox
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._chunk_slots = threading.Semaphore(MAX_QUEUED_CHUNKS)
        self._stderr_tail = bytearray()
        self._stopped = False
        child = self._child
        tasks = ((self._write, child.stdin), (self._read, child.stdout), (self._drain, child.stderr))
        self._threads = [threading.Thread(target=task, args=(stream,), daemon=True) for task, stream in tasks]
        for thread in self._threads:
            thread.start()

    def write(self, content: bytes) -> None:
        """Queue bytes for the standard input of the process; never block."""
        self._outbox.put(content)

    def close_input(self) -> None:
        """Close the standard input of the process after everything queued was written."""
        self._outbox.put(None)

    def chunk_consumed(self) -> None:
        """Allow the process one more chunk in the inbox; call this after taking one out."""
        self._chunk_slots.release()

    @property
    def exited(self) -> bool:
        """Whether the process itself has ended, even if another process still holds its pipes."""
        if self._child.returncode is not None:
            return True
        if not hasattr(os, "waitid"):
            return self._child.poll() is not None
        # WNOWAIT leaves the process unreaped, so that no other process group can get its number before it is killed.
        try:
            return os.waitid(os.P_PID, self._child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def wait(self, seconds: float) -> bool:
        """Wait until the process has ended, and return whether it has ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.exited:
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_INTERVAL)
        return True

    def request_end(self) -> None:
        """Ask the process and those that it started to end, as a service manager does. On Windows, end them."""
        if WINDOWS:
            self.kill()
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Kill the process and those that it started, and do not wait for its end."""
        self._finalizer()

    def end(self) -> int | None:
        """End the process and those that it started, and return its exit code.

        The exit code is negative if a signal ended the process, and None if the system has not removed it in time.
        """
        self._stopped = True
        self._chunk_slots.release()
        self.kill()
        self._outbox.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(KILL_TIMEOUT)
        for thread in self._threads:
            thread.join(THREAD_JOIN_TIMEOUT)
        return self._child.returncode

    @property
    def stderr_summary(self) -> str:
        """The line on standard error that most likely says why the process ended; the empty string if there is none.

        It has no final period, because it ends a clause of a message; an ellipsis stays.
        """
        text = bytes(self._stderr_tail).decode("utf-8", "backslashreplace")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        # Some runtimes print a stack trace after the message, so the last line is only the second choice.
        candidates = [line for line in lines if ERROR_LINE.search(line)] or lines
        line = escape_control_characters(candidates[-1][:MAX_STDERR_LINE]) if candidates else ""
        return line if line.endswith("..") else line.removesuffix(".")

    def _write(self, stream: IO[bytes]) -> None:
        with suppress(OSError), stream:  # a process that does not read has ended, or will exceed its timeout
            while True:
                content = self._outbox.get()
                if content is None:
                    return
                view = memoryview(content)
                while view:
                    view = view[stream.write(view) :]

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while not self._stopped:
                chunk = _read_chunk(stream)
                self._chunk_slots.acquire()
                self._inbox.put((self, chunk))
                if not chunk:
                    return

    def _drain(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := _read_chunk(stream):
                self._stderr_tail += chunk[-STDERR_TAIL_SIZE:]
                del self._stderr_tail[:-STDERR_TAIL_SIZE]


def kill_all() -> None:
    """Kill every process that has not been ended, and those that they started. Do not wait for their ends."""
    for process in list(_processes):
        process.kill()


def _read_chunk(stream: IO[bytes]) -> bytes:
    try:
        return os.read(stream.fileno(), READ_SIZE)
    except (OSError, ValueError):  # the stream was closed
        return b""


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it started, if possible before it is reaped and its number becomes free."""
    if WINDOWS:
        taskkill = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        with suppress(OSError):  # a minimal system has no taskkill; the process itself is killed below
            subprocess.run(taskkill, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    with suppress(OSError):
        child.kill()
