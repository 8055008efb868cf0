"""Processes that tests start, and their signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# The signals that `nohup` and the `&` of a shell leave ignored.
IGNORED_IN_BACKGROUND = ("SIGHUP", "SIGINT", "SIGQUIT")


@pytest.fixture(scope="session", autouse=True)
def default_signals() -> Iterator[None]:
    """Start every process of a test with the default action of each signal, even if this process ignores the signal.

    A process inherits the signals that its parent ignores, and a test would wait in vain for the end of such a process.
    It does not inherit handlers: a handler without effect leaves the signal ignored in this process only.
    """
    numbers = [getattr(signal, name) for name in IGNORED_IN_BACKGROUND if hasattr(signal, name)]
    ignored = [number for number in numbers if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, lambda *_: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def has_ended(pid: int) -> bool:
    """Return whether a process ends within 5 s; a zombie, which only its parent can remove, has ended."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.is_file() and status.read_text().rpartition(") ")[2].startswith("Z"):
            return True
        time.sleep(0.05)
    return False
