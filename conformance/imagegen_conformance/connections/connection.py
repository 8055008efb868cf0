"""The interface of a connection, and the identity of the implementation behind it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.judging.observation import Observation

__all__ = ["Connection", "Identity"]


class Identity(NamedTuple):
    """The description of an implementation under test, as reports and evidence show it.

    Attributes:
        name: The name of the implementation, or the path of the Python object.
        version: Its version, or None if it is unknown.
        language: The programming language.
        adapter: The kind of adapter, such as "function" or "program".
        levels: The levels that the implementation claims.
    """

    name: str
    version: str | None
    language: str
    adapter: str
    levels: tuple[Level, ...]


class Connection(Protocol):
    """The transport to an implementation under test.

    Observations may arrive in any order. The caller has at most `max_in_flight` requests outstanding.
    """

    @property
    def identity(self) -> Identity:
        """The description of the implementation."""
        ...

    @property
    def max_in_flight(self) -> int:
        """The maximum number of outstanding requests, at least 1."""
        ...

    def supports(self, level: Level) -> bool:
        """Return whether cases of this level can be run."""
        ...

    def send(self, sequence: int, request: Request) -> None:
        """Send a request; `receive` returns its observation under the same sequence number."""
        ...

    def receive(self) -> tuple[int, Observation]:
        """Return the next observation, with the sequence number of its request."""
        ...

    def close(self) -> list[str]:
        """Close the connection, and return the faults that no case caused, one line each."""
        ...
