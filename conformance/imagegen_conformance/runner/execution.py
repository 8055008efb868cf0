"""Execution of cases: send their requests, collect the observations, judge each case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from time import perf_counter
from typing import TypeAlias

from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.corpus.cases import Case, Request
from imagegen_conformance.corpus.variants import variants
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.judging.judge import is_consistent
from imagegen_conformance.judging.observation import REPEATED, Observation, inconsistent, unsupported
from imagegen_conformance.results.result import Result

__all__ = ["RequestVariations", "execute", "request_count", "request_variations", "restore_order"]

RequestVariations: TypeAlias = Callable[[Request], tuple[tuple[str, Request], ...]]
"""The further requests of a case, each with the name of its variation, given the request of the case."""


def request_variations(*, repeat: int = 1, vary: bool = False) -> RequestVariations:
    """Return the variations for `execute`.

    Args:
        repeat: How often the request of each case is sent.
        vary: Whether its variants are sent, too: the same request in equivalent encodings.
    """
    if repeat == 1 and not vary:
        return _no_variations

    def variations(request: Request) -> tuple[tuple[str, Request], ...]:
        return ((REPEATED, request),) * (repeat - 1) + (tuple(variants(request)) if vary else ())

    return variations


def _no_variations(request: Request) -> tuple[()]:  # noqa: ARG001 - the signature of RequestVariations
    return ()


def request_count(cases: Iterable[Case], *, repeat: int = 1, vary: bool = False) -> int:
    """Return the number of requests of cases, with their variations."""
    variations = request_variations(repeat=repeat, vary=vary)
    return sum(1 + len(variations(case.request)) for case in cases)


class _CaseAttempts:
    """The attempts of a case with variations: its own request first, then the variations of the request.

    Attributes:
        case: The case.
        first: The sequence number of the first attempt. Those of the others follow.
        variations: The name and the request of each further attempt.
        observations: The observations so far, by sequence number.
        seconds: The time that the attempts have taken.
    """

    __slots__ = ("case", "first", "observations", "seconds", "variations")

    def __init__(self, case: Case, first: int, variations: tuple[tuple[str, Request], ...]) -> None:
        self.case = case
        self.first = first
        self.variations = variations
        self.observations: dict[int, Observation] = {}
        self.seconds = 0.0

    def record(self, sequence: int, observation: Observation, seconds: float) -> Result | None:
        """Take the observation of an attempt. Return the result of the case if this was the last one outstanding."""
        self.observations[sequence] = observation
        self.seconds += seconds
        if len(self.observations) <= len(self.variations):
            return None
        return Result.judge(self.case, self._combined_observation(), self.seconds)

    def _combined_observation(self) -> Observation:
        """Return the first observation, or its inconsistency with the first variation that differs from it."""
        baseline = self.observations[self.first]
        for sequence, (name, _) in enumerate(self.variations, self.first + 1):
            if not is_consistent(self.case, name, baseline, self.observations[sequence]):
                return inconsistent(name, baseline, self.observations[sequence])
        return baseline


class _OutstandingRequests:
    """The requests without a response.

    Attributes:
        owners: The case of each request, or its attempts if it has several, by sequence number.
    """

    __slots__ = ("_connection", "_last_response", "owners")

    def __init__(self, connection: Connection) -> None:
        # Most runs have no variations: for each case, an object for its only attempt would take longer than the loop.
        self.owners: dict[int, Case | _CaseAttempts] = {}
        self._connection = connection
        self._last_response = perf_counter()

    def receive(self) -> Result | None:
        """Wait for a response. Return the result of its case if no other attempt of the case is outstanding."""
        sequence, observation = self._connection.receive()
        now = perf_counter()
        seconds, self._last_response = now - self._last_response, now
        owner = self.owners.pop(sequence)
        if isinstance(owner, Case):
            return Result.judge(owner, observation, seconds)
        return owner.record(sequence, observation, seconds)


def execute(
    cases: Iterable[Case], connection: Connection, variations: RequestVariations = _no_variations
) -> Iterator[Result]:
    """Yield a result for each case, in the order in which the responses arrive.

    A case of a level that the connection does not support is not sent; its result is unsupported. A case with
    variations has several attempts; if they are inconsistent, that is its observation.
    """
    outstanding = _OutstandingRequests(connection)
    pending = outstanding.owners
    sequence = 0
    max_in_flight = connection.max_in_flight
    for case in cases:
        if not connection.supports(case.level):
            yield Result.judge(case, unsupported(f"level {case.level} is not claimed"))
            continue
        owner: Case | _CaseAttempts = case
        requests: tuple[Request, ...] = (case.request,)
        if further := variations(case.request):
            owner = _CaseAttempts(case, sequence, further)
            requests += tuple(request for _, request in further)
        for request in requests:
            if len(pending) >= max_in_flight and (result := outstanding.receive()) is not None:
                yield result
            pending[sequence] = owner
            connection.send(sequence, request)
            sequence += 1
    while pending:
        if (result := outstanding.receive()) is not None:
            yield result


def restore_order(results: Iterable[Result], cases: Sequence[Case]) -> Iterator[Result]:
    """Yield the results in the order of the cases. A result that is early is held back until its turn.

    If the execution is interrupted, the results that were held back are yielded before the exception is raised.
    """
    early: dict[str, Result] = {}
    remaining = iter(cases)
    next_case = next(remaining, None)
    try:
        for result in results:
            if result.case is next_case:  # most results arrive in order
                yield result
                next_case = next(remaining, None)
            else:
                early[result.case.id] = result
            while next_case is not None and next_case.id in early:
                yield early.pop(next_case.id)
                next_case = next(remaining, None)
    except (ConformanceError, KeyboardInterrupt):
        yield from (early[case.id] for case in cases if case.id in early)
        raise
