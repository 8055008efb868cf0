"""Signals that end a command while a program runs."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["orderly"]

ENDING = ("SIGTERM", "SIGHUP")  # the second is of POSIX only


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """Be ended by a signal as by an exception: by default, nobody would end the programs that were started.

    They are in groups of their own, which no signal to ours reaches. Who ignores a signal goes on doing so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
