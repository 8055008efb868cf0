"""Time limits, restarts and pipelining of a connection to an adapter program."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["StdioOptions"]


class StdioOptions(NamedTuple):
    """The options of a `StdioConnection`.

    Attributes:
        timeout: The seconds to wait for a response after the previous one.
        startup_timeout: The seconds to wait for the response to the first hello.
        max_restarts: The maximum number of restarts, of all processes together.
        max_in_flight: The maximum number of outstanding requests per process.
    """

    timeout: float = 10.0
    startup_timeout: float = 60.0
    max_restarts: int = 20
    max_in_flight: int = 128
