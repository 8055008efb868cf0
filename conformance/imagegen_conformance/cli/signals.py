"""Signals that end a command: within 2 s, with the exit code 128 + number, and without a process left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

__all__ = ["SignalHandler", "SignalInterrupt", "exit_on_signal"]

SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # SIGHUP exists on POSIX systems only
GRACE_PERIOD = 1.4  # seconds in which the command can end by itself
REPORT_PERIOD = 0.5  # seconds to print the report if it did not
DUPLICATE_INTERVAL = 0.1  # seconds in which a repeated signal is the same one: some launchers forward Ctrl-C again
STOP = 0  # the byte that ends the thread; it is the number of no signal
_exit = os._exit  # bound before an implementation or an ExitGuard can replace it


class SignalInterrupt(KeyboardInterrupt):
    """A signal ended the command.

    It is a KeyboardInterrupt, which no exception handler of the suite takes for an exception of an implementation.

    Attributes:
        number: The number of the signal.
        name: Its name.
        exit_code: The exit code of the command.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.name = signal.Signals(number).name
        self.exit_code = 128 + number
        super().__init__(f"interrupted by {self.name}")


class SignalHandler:
    """A context in which signals raise SignalInterrupt in the main thread.

    A signal that is ignored, or that has a handler already, is not changed. If the command has not ended some time
    after the signal, because an implementation catches the exception or hangs in C code, a thread ends it. A second
    signal ends it at once.

    Attributes:
        received: The number of the signal, or None.
        deferred: Whether a signal only sets `received`.
        report: The function that prints the results so far, for the thread that ends the command; it gets the number.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self.deferred = False
        self.report: Callable[[int], object] | None = None
        self._received_at = 0.0
        self._replaced: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self._pipe: tuple[int, int] | None = None
        self._earlier_wakeup = -1

    def __enter__(self) -> SignalHandler:  # noqa: PYI034 - Python 3.10 has no Self
        if threading.current_thread() is not threading.main_thread():
            return self
        defaults = {signal.SIG_DFL, signal.default_int_handler}
        for number in (getattr(signal, name) for name in SIGNAL_NAMES if hasattr(signal, name)):
            if signal.getsignal(number) in defaults:
                self._replaced[number] = signal.signal(number, self._handle)
        if self._replaced and sys.platform != "win32":
            self._start_thread()
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._replaced.items():
            signal.signal(number, handler)
        if self._pipe is not None:
            signal.set_wakeup_fd(self._earlier_wakeup)
            os.write(self._pipe[1], bytes([STOP]))

    def check(self) -> None:
        """Raise SignalInterrupt if a signal was received."""
        if self.received is not None:
            raise SignalInterrupt(self.received)

    def _handle(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if self.received is None:
            self.received, self._received_at = number, now
            if self._pipe is not None:  # an implementation may have replaced the wake-up descriptor
                os.write(self._pipe[1], bytes([number]))
            if not self.deferred:
                raise SignalInterrupt(number)
        elif now - self._received_at > DUPLICATE_INTERVAL:
            _end_now(self.received)

    def _start_thread(self) -> None:
        """Start the thread that ends the command. The system wakes it up, even if the main thread runs C code."""
        self._pipe = os.pipe()
        os.set_blocking(self._pipe[1], False)
        self._earlier_wakeup = signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        threading.Thread(target=self._watch, args=(*self._pipe, frozenset(self._replaced)), daemon=True).start()

    def _watch(self, reader: int, writer: int, numbers: frozenset[int]) -> None:
        import select

        first, since = 0, 0.0
        with os.fdopen(reader, "rb", buffering=0) as stream, os.fdopen(writer, "wb", buffering=0):
            while True:
                remaining = None if not first else max(0.0, since + GRACE_PERIOD - time.monotonic())
                if not select.select([stream], [], [], remaining)[0]:
                    self._end_with_report(first)
                number = stream.read(1)[0]
                if number == STOP:
                    return
                if number in numbers and not first:
                    first, since = number, time.monotonic()
                elif number in numbers and time.monotonic() - since > DUPLICATE_INTERVAL:
                    _end_now(first)

    def _end_with_report(self, number: int) -> None:
        """Print the results so far, if the main thread does not print them, and end the command."""
        threading.Timer(REPORT_PERIOD, _end_now, [number]).start()  # standard output may block
        with contextlib.suppress(BaseException):
            if self.report is not None:
                self.report(number)
        _end_now(number)


def _end_now(number: int) -> None:
    process_module = sys.modules.get("imagegen_conformance.connections.stdio.process")
    if process_module is not None:
        process_module.kill_all()
    _exit(128 + number)


@contextlib.contextmanager
def exit_on_signal() -> Iterator[SignalHandler]:
    """Raise SignalInterrupt when a signal ends the command, so that the adapter programs are ended, too.

    The programs run in process groups of their own, which a signal to this process does not reach.
    """
    with SignalHandler() as handler:
        yield handler
