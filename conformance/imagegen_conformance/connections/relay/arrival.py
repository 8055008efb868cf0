"""Arrivals: requests that a gateway or a client has sent to its upstream, the recorder."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ENDPOINTS", "Arrival", "BoundedLog", "LateArrival"]
ENDPOINTS = ("/responses", "/chat/completions", "/messages")  # the ends of the paths that have a stub response
MAX_LOG_ENTRIES = 20


class Arrival(NamedTuple):
    """A request that arrived with a marker.

    Attributes:
        method: The method.
        path: The path without the query, which may contain a key.
        media_type: The media type in lower case without parameters, or the empty string.
        body: The body after transfer and content decoding.
    """

    method: str
    path: str
    media_type: str
    body: bytes

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.body.decode('utf-8', 'backslashreplace')}"

    @property
    def endpoint(self) -> str | None:
        """The endpoint to which the request was sent, such as "/responses", or None if the recorder has no such one."""
        if self.method != "POST":
            return None
        return next((endpoint for endpoint in ENDPOINTS if self.path.endswith(endpoint)), None)


class LateArrival(NamedTuple):
    """A request that arrived with the marker of a request that is not expected, or no longer.

    Attributes:
        number: The number in the marker.
        arrival: The request.
    """

    number: int
    arrival: Arrival


class BoundedLog:
    """The first entries of a log whose size is bounded, and the number of all.

    Attributes:
        count: The number of all entries.
        entries: The first entries.
    """

    def __init__(self) -> None:
        self.count = 0
        self.entries: list[str] = []

    def add(self, entry: str) -> None:
        """Count an entry, and keep it if it is one of the first. The caller holds a lock."""
        self.count += 1
        if len(self.entries) < MAX_LOG_ENTRIES:
            self.entries.append(entry)
