"""Hands cases out, takes observations back as they come, and has them judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from imagegen_conformance.cases import Case, Level, Request
from imagegen_conformance.judge import Verdict, judge, steady
from imagegen_conformance.observation import Observation, unsupported, varied
from imagegen_conformance.variants import AGAIN, variants

__all__ = ["Connection", "Further", "Identity", "Result", "further", "in_order", "run"]

Further: TypeAlias = Callable[[Request], Iterable[tuple[str, Request]]]
"""What else a case is asked as, and how that differs."""


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

    def close(self) -> list[str]:
        """End it; what went wrong that no case caused, a line each."""
        ...


class Result(NamedTuple):
    """A case, what the implementation did with it, and what that means."""

    case: Case
    observation: Observation
    verdict: Verdict


def further(*, repeat: int = 1, vary: bool = False) -> Further | None:
    """Ask every case so many times, and in other words; None where a case is asked once and as it is."""
    if repeat == 1 and not vary:
        return None

    def ways(request: Request) -> Iterator[tuple[str, Request]]:
        yield from ((AGAIN, request) for _ in range(repeat - 1))
        if vary:
            yield from variants(request)

    return ways


def run(cases: Iterable[Case], connection: Connection, more: Further | None = None) -> Iterator[Result]:
    """A result for each case, in the order in which the answers come.

    A case of a level that the implementation does not support is not asked: it is unsupported. With `more`, each is
    asked in these ways too, and a difference is the observation.
    """
    if more is not None:
        yield from _run_further(cases, connection, more)
        return
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


class _Question:
    """A case that is asked in several ways, and what came so far."""

    def __init__(self, case: Case, ways: Sequence[tuple[str, Request]]) -> None:
        self.case = case
        self.ways = ways
        self.answers: dict[int, Observation] = {}

    def result(self) -> Result | None:
        """The first answer, or the first that differs from it; None as long as one is missing."""
        if len(self.answers) < len(self.ways):
            return None
        first = self.answers[0]
        for place, (how, _) in enumerate(self.ways[1:], 1):
            if not steady(self.case, how, first, self.answers[place]):
                return _result(self.case, varied(how, first, self.answers[place]))
        return _result(self.case, first)


def _run_further(cases: Iterable[Case], connection: Connection, more: Further) -> Iterator[Result]:
    waiting: dict[int, tuple[_Question, int]] = {}
    sequence = 0

    def receive() -> Iterator[Result]:
        answered, observation = connection.receive()
        question, place = waiting.pop(answered)
        question.answers[place] = observation
        result = question.result()
        if result is not None:
            yield result

    for case in cases:
        if not connection.supports(case.level):
            yield _result(case, unsupported(f"level {case.level} is not claimed"))
            continue
        question = _Question(case, [("", case.request), *more(case.request)])
        for place, (_, request) in enumerate(question.ways):
            if len(waiting) >= connection.window:
                yield from receive()
            waiting[sequence] = (question, place)
            connection.send(sequence, request)
            sequence += 1
    while waiting:
        yield from receive()


def in_order(results: Iterable[Result], cases: Sequence[Case]) -> Iterator[Result]:
    """The same results in the order of the cases; one that comes early is kept until it is its turn."""
    early: dict[str, Result] = {}
    turn = iter(cases)
    awaited = next(turn, None)
    for result in results:
        early[result.case.id] = result
        while awaited is not None and awaited.id in early:
            yield early.pop(awaited.id)
            awaited = next(turn, None)
