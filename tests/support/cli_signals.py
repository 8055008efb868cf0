"""Commands that receive a signal while an implementation works, or hangs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["HANGING_SOURCE", "Ended", "start_and_signal"]

# Each function writes the number of its process to the file `pid` when it begins to hang. It returns its first payload,
# with which the suite finds out what kind of function it is.
HANGING_SOURCE = """\
import ctypes, functools, os, pathlib, threading, time

def begin():
    pathlib.Path("pid").write_text(f"{os.getpid()}\\n")

def after_the_first_call(function):
    calls = 0

    @functools.wraps(function)
    def called(payload):
        nonlocal calls
        calls += 1
        return function(payload) if calls > 1 else payload

    return called

@after_the_first_call
def busy_loop(payload):
    begin()
    while True:
        pass

@after_the_first_call
def sleep(payload):
    begin()
    time.sleep(3600)

@after_the_first_call
def lock(payload):
    begin()
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()

@after_the_first_call
def swallowing(payload):
    begin()
    try:
        time.sleep(3600)
    except BaseException:
        return payload

@after_the_first_call
def swallowing_loop(payload):
    begin()
    while True:
        try:
            time.sleep(3600)
        except BaseException:
            pass

@after_the_first_call
def rejecting(payload):
    begin()
    try:
        time.sleep(3600)
    except BaseException:
        raise ValueError("rejected") from None

@after_the_first_call
def in_c(payload):
    # The call releases the interpreter lock, but a signal does not end it.
    begin()
    mutex = ctypes.create_string_buffer(256)
    libc = ctypes.CDLL(None)
    libc.pthread_mutex_lock(mutex)
    libc.pthread_mutex_lock(mutex)

def hangs_at_low(payload):
    if isinstance(payload, dict) and payload.get("quality") == "low":
        begin()
        time.sleep(3600)
    return payload

@after_the_first_call
def slow(payload):
    begin()
    time.sleep(1)
    return payload

calls = 0

def slow_later(payload):
    global calls
    calls += 1
    if calls == 3:
        begin()
    return payload
"""


class Ended(NamedTuple):
    """A command that a signal has ended.

    Attributes:
        code: The exit code.
        out: Its standard output.
        err: Its standard error.
        seconds: The seconds from the first signal to its end.
        pid: The number of the process of the implementation.
    """

    code: int
    out: str
    err: str
    seconds: float
    pid: int


def start_and_signal(
    arguments: Sequence[str], directory: Path, name: str, *, again: float | None = None, after: float = 0.1
) -> Ended:
    """Start a command, send it a signal when the implementation has written its process number, and wait for its end.

    Args:
        arguments: The arguments of the command.
        directory: The current directory of the command, with the file `pid` after the start of the implementation.
        name: The name of the signal.
        again: The seconds after which the signal is sent again, or None.
        after: The seconds between the start of the implementation and the signal.
    """
    pid_file = directory / "pid"
    with subprocess.Popen(
        [sys.executable, "-m", "imagegen_conformance", *arguments],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as suite:
        deadline = time.monotonic() + 30
        while not (pid_file.is_file() and pid_file.read_text().endswith("\n")) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(after)
        suite.send_signal(signal.Signals[name])
        start = time.monotonic()
        if again is not None:
            time.sleep(again)
            suite.send_signal(signal.Signals[name])
        out, err = suite.communicate(timeout=30)
        seconds = time.monotonic() - start
    return Ended(suite.returncode, out, err, seconds, int(pid_file.read_text()))
