"""Signals that end a command while an adapter program runs."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["exit_on_signal"]

SIGNAL_NAMES = ("SIGTERM", "SIGHUP")  # SIGHUP exists on POSIX systems only


@contextlib.contextmanager
def exit_on_signal() -> Iterator[None]:
    """Raise SystemExit when a signal ends the command, so that the adapter programs are ended, too.

    The programs run in process groups of their own, which a signal to this process does not reach. The handling of a
    signal that is ignored, or that has a handler, is not changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in SIGNAL_NAMES if hasattr(signal, name)]
    replaced = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in replaced:
        signal.signal(number, _exit)
    try:
        yield
    finally:
        for number in replaced:
            signal.signal(number, signal.SIG_DFL)


def _exit(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
