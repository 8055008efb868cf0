"""The pace of requests, and the maximum number of them."""

from __future__ import annotations

import threading
import time

__all__ = ["RequestBudget", "StoppedError"]


class StoppedError(Exception):
    """The connection is being closed: nothing more is sent."""


class RequestBudget:
    """The requests that may still be sent, and the times at which they may be sent. Threads share it.

    Attributes:
        spent: The number of requests so far.
        max_requests: The maximum number of requests, or None.
        reserved: The number of requests that are kept for controls. Without them, no other request would mean anything.
    """

    def __init__(self, max_requests: int | None = None, rate: float | None = None) -> None:
        """Begin with no request.

        Args:
            max_requests: The maximum number of requests, with those that are sent again; None for any number.
            rate: The maximum number of requests per second; None for any.
        """
        self.spent = 0
        self.max_requests = max_requests
        self.reserved = 0
        self._interval = 0.0 if rate is None else 1 / rate
        self._next_time = 0.0
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def take(self, *, for_control: bool = False) -> bool:
        """Wait until a request may be sent, and return whether one may be sent at all.

        Args:
            for_control: Whether it is the request of a control.

        Raises:
            StoppedError: The connection is being closed.
        """
        with self._lock:
            reserved = 0 if for_control else self.reserved
            if self.max_requests is not None and self.spent + reserved >= self.max_requests:
                return False
            self.spent += 1
            if for_control:
                self.reserved = max(0, self.reserved - 1)
            if not self._interval and not self._next_time:
                return True
            now = time.monotonic()
            start = max(now, self._next_time)
            self._next_time = start + self._interval
        self.sleep(start - now)
        return True

    def pause(self, seconds: float) -> None:
        """Let no thread send a request in the next seconds."""
        with self._lock:
            self._next_time = max(self._next_time, time.monotonic() + seconds)

    def sleep(self, seconds: float) -> None:
        """Wait. Raise StoppedError if the connection is closed meanwhile."""
        if seconds > 0 and self._stopped.wait(seconds):
            raise StoppedError

    def stop(self) -> None:
        """Let no thread wait any longer."""
        self._stopped.set()

    @property
    def is_used_up(self) -> bool:
        """Whether no request may be sent any more, not even that of a control."""
        return self.max_requests is not None and self.spent >= self.max_requests

    @property
    def is_stopped(self) -> bool:
        """Whether the connection is being closed."""
        return self._stopped.is_set()
