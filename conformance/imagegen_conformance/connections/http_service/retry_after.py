"""The time after which a server permits another attempt."""

from __future__ import annotations

import math
import time
from datetime import timezone
from email.utils import parsedate_to_datetime

from imagegen_conformance.connections.http_service.response import HttpResponse

__all__ = ["retry_after"]
_MAX_LENGTH = 100  # characters of a date or of a number; longer ones are garbage


def retry_after(response: HttpResponse, now: float | None) -> float | None:
    """Return the seconds until another attempt that a response asks for, or None if it names no valid time.

    Args:
        response: The response: its `retry-after-ms`, otherwise its `retry-after`, a number of seconds or a date.
        now: The time of the response in seconds since the epoch. By default, it is the response's own `date`, because
            the clocks of the two machines may differ. Without a `date`, it is the time of this machine.
    """
    milliseconds = _number(response.headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    text = response.headers.get("retry-after", "")
    seconds = _number(text)
    if seconds is not None:
        return seconds
    date = _timestamp(text)
    start = _timestamp(response.headers.get("date", "")) if now is None else now
    if start is None:
        start = time.time()
    return None if date is None or date < start else date - start


def _number(text: str) -> float | None:
    """Return a finite number that is not negative."""
    try:
        number = float(text) if len(text) <= _MAX_LENGTH else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _timestamp(text: str) -> float | None:
    """Return an HTTP date in seconds since the epoch."""
    try:
        date = parsedate_to_datetime(text) if len(text) <= _MAX_LENGTH else None
        # A date without a zone is in Greenwich Mean Time, as all dates in HTTP are.
        return None if date is None else date.replace(tzinfo=date.tzinfo or timezone.utc).timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):  # Python 3.10 raises TypeError for what is no date
        return None
