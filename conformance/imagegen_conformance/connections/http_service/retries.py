"""The delays before a request is sent again."""

from __future__ import annotations

from random import Random

__all__ = ["MAX_RETRIES", "MAX_RETRY_AFTER", "retry_delay"]

MAX_RETRIES = 3  # further attempts of a request
MAX_RETRY_AFTER = 60.0  # seconds for which a server may ask
BASE_DELAY = 0.5  # seconds
MAX_DELAY = 30.0  # seconds
_random = Random()  # noqa: S311 - nothing is secret here


def retry_delay(attempt: int, retry_after: float | None) -> float | None:
    """Return the seconds to wait after an attempt that failed, or None if the server asks for too many.

    The delay grows exponentially, and is random, so that threads do not retry at once. A server that asks for 0 seconds
    each time would otherwise get thousands of requests.

    Args:
        attempt: The number of attempts that failed before this one.
        retry_after: The seconds that the response asks for, or None.
    """
    if retry_after is not None and retry_after > MAX_RETRY_AFTER:
        return None
    delay: float = min(MAX_DELAY, BASE_DELAY * 2.0**attempt) * _random.uniform(0.5, 1)
    return max(delay, retry_after or 0)
