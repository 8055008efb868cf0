"""Hands cases out, takes observations back as they come, and has them judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from imagegen_conformance.cases import Case, Level, Request
from imagegen_conformance.judge import Verdict, judge
from imagegen_conformance.observation import Observation, unsupported

__all__ = ["Connection", "Identity", "Result", "run"]


class Identity(NamedTuple):
    """What an implementation says of itself: `adapter` is the kind of connection, `levels` what it claims."""

    name: str
    version: str | None
    language: str
    adapter: str
    levels: tuple[Level, ...]


class Connection(Protocol):
    """A way to an implementation. Answers may come in any order; at most `window` are outstanding."""

    @property
    def window(self) -> int:
        """How many requests may be under way at once, at least 1."""
        ...

    def supports(self, level: Level) -> bool:
        """Whether cases of this level can be asked at all."""
        ...

    def send(self, sequence: int, request: Request) -> None:
        """Hand out a request; the answer comes by `receive`."""
        ...

    def receive(self) -> tuple[int, Observation]:
        """The next answer, with the sequence number of its request."""
        ...


class Result(NamedTuple):
    """A case, what the implementation did with it, and what that means."""

    case: Case
    observation: Observation
    verdict: Verdict


def run(cases: Iterable[Case], connection: Connection) -> Iterator[Result]:
    """A result for each case, in the order in which the answers come.

    A case of a level that the implementation does not support is not asked: it is unsupported.
    """
    waiting: dict[int, Case] = {}
    window = connection.window
    for sequence, case in enumerate(cases):
        if not connection.supports(case.level):
            yield _result(case, unsupported(f"level {case.level} is not claimed"))
            continue
        if len(waiting) >= window:
            yield _receive(connection, waiting)
        waiting[sequence] = case
        connection.send(sequence, case.request)
    while waiting:
        yield _receive(connection, waiting)


def _receive(connection: Connection, waiting: dict[int, Case]) -> Result:
    sequence, observation = connection.receive()
    return _result(waiting.pop(sequence), observation)


def _result(case: Case, observation: Observation) -> Result:
    return Result(case, observation, judge(case, observation))
