"""A connection that knows the case in progress, and from which an interruption takes no result that is available."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from imagegen_conformance.cli.signals import SignalHandler, SignalInterrupt
from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.connections.in_process.exit_guard import ExitGuard
from imagegen_conformance.corpus.cases import Case, Request
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.judging.observation import Observation

__all__ = ["InterruptibleConnection"]


class InterruptibleConnection:
    """A connection during a run.

    A signal interrupts `send` and `receive` only: in between, the run is in a consistent state. After a signal, or
    after the program has failed for good, no request is sent, and `receive` returns the observations that are
    available before it raises the exception.

    Attributes:
        identity: The description of the implementation.
        max_in_flight: The maximum number of outstanding requests.
        notes: The notes on the implementation.
        can_validate: Whether requests to validate are sent as such.
        supports: Returns whether cases of a level can be run.
        prepare: Checks whether the implementation can be tested.
        take_available: Returns the observations that `receive` of the connection has not returned.
        sequence_in_progress: Returns the number of the request that the implementation most likely works on.
        interruption: The exception that ended the exchange, or None.
    """

    def __init__(
        self,
        connection: Connection,
        signals: SignalHandler,
        cases: Iterable[Case],
        guard: ExitGuard | None = None,
    ) -> None:
        """Wrap a connection.

        Args:
            connection: The connection.
            signals: The handler of signals.
            cases: The cases of the run.
            guard: The guard in whose context the run is executed, if an implementation in this process may exit.
        """
        self.identity = connection.identity
        self.max_in_flight = connection.max_in_flight
        self.notes = connection.notes
        self.can_validate = connection.can_validate
        self.supports = connection.supports
        self.prepare = connection.prepare
        self.take_available = connection.take_available
        self.sequence_in_progress = connection.sequence_in_progress
        self.interruption: SignalInterrupt | ConformanceError | None = None
        self._connection = connection
        self._signals = signals
        self._guard = guard
        self._case_of_request = {id(case.request): case for case in cases}
        self._outstanding: dict[int, Case] = {}
        self._latest: Case | None = None
        self._available: deque[tuple[int, Observation]] = deque()

    @property
    def case_in_progress(self) -> Case | None:
        """The case that the implementation most likely works on, or None if no request is outstanding."""
        sequence = self.sequence_in_progress()
        if sequence in self._outstanding:
            return self._outstanding[sequence]
        return next(iter(self._outstanding.values()), None)

    def send(self, sequence: int, request: Request) -> None:
        """Send a request, unless the exchange has ended."""
        # The further requests of a case follow its own request.
        self._latest = self._case_of_request.get(id(request), self._latest)
        if self._latest is not None:
            self._outstanding[sequence] = self._latest
        if self.interruption is None:
            try:
                self._signals.deferred = False
                self._signals.check()
                self._connection.send(sequence, request)
                if self._guard is not None:
                    self._guard.check()
            except SignalInterrupt as interrupt:
                self._interrupt(interrupt)
            finally:
                self._signals.deferred = True
        self._check_signal()

    def receive(self) -> tuple[int, Observation]:
        """Return the next observation, with the sequence number of its request.

        Raises:
            SignalInterrupt: A signal was received.
            ConformanceError: The program has failed for good.
        """
        interruption = self.interruption
        if interruption is None:
            try:
                self._signals.deferred = False
                self._signals.check()
                return self._take(self._connection.receive())
            except (SignalInterrupt, ConformanceError) as error:
                interruption = error
                self._interrupt(interruption)
            finally:
                self._signals.deferred = True
        if self._available:
            return self._take(self._available.popleft())
        raise interruption

    def close(self) -> list[str]:
        """Close the connection."""
        return self._connection.close()

    def _take(self, response: tuple[int, Observation]) -> tuple[int, Observation]:
        self._outstanding.pop(response[0], None)
        return response

    def _check_signal(self) -> None:
        """End the exchange if an implementation has caught the exception of a signal."""
        if self.interruption is None and self._signals.received is not None:
            self._interrupt(SignalInterrupt(self._signals.received))

    def _interrupt(self, interruption: SignalInterrupt | ConformanceError) -> None:
        self.interruption = interruption
        self._available.extend(self.take_available())
