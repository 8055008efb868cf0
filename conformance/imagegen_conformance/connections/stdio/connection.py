"""A connection to an adapter program, with one or several processes that execute requests in parallel.

When a process fails while several requests are unconfirmed, they are repeated one by one, with a barrier after each
(fault isolation). The request with which the process fails again gets an error, and the others get their observations.
If the process does not fail again, the observation of the request that it most likely worked on is inconsistent. So a
failure is never attributed to a request that did not cause it.
"""

from __future__ import annotations

import time
from collections import deque
from operator import attrgetter
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from imagegen_conformance.connections.connection import Identity, LocalConnection
from imagegen_conformance.connections.stdio.messages import HelloResponse, describe_request
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.pipeline import PendingRequest
from imagegen_conformance.connections.stdio.process import Inbox
from imagegen_conformance.connections.stdio.program import AdapterProgram
from imagegen_conformance.connections.stdio.worker import Worker
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.errors import ConformanceError, ImplementationError
from imagegen_conformance.judging.observation import Observation, unsupported

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["StdioConnection"]
POLL_INTERVAL = 0.1  # seconds between checks for processes that are late or gone
SUSPENSION_THRESHOLD = 1.0  # seconds between checks after which this process was suspended (Ctrl-Z) or busy
DEFAULT_OPTIONS = StdioOptions()
_outstanding = attrgetter("outstanding")


class StdioConnection(LocalConnection):
    """A connection to an adapter program over standard input and output.

    Attributes:
        max_in_flight: The maximum number of outstanding requests, of all processes together.
    """

    def __init__(
        self,
        program: str | AdapterProgram,
        revision: Revision | None,
        *,
        jobs: int = 1,
        options: StdioOptions = DEFAULT_OPTIONS,
        await_hello: bool = True,
    ) -> None:
        """Start the program.

        Args:
            program: The program, or its command line.
            revision: The revision by which the program is judged; None for a worker process.
            jobs: The number of processes.
            options: The time limits, restarts and requests in flight.
            await_hello: Whether to wait for the responses to hello; otherwise `identity` does.

        Raises:
            UsageError: The command line needs a shell.
            ImplementationError: The program cannot be started, or its processes respond to hello differently.
        """
        self.max_in_flight = options.max_in_flight * jobs
        self._program = AdapterProgram(program) if isinstance(program, str) else program
        self._options = options
        self._inbox: Inbox = SimpleQueue()
        self._unsupported: deque[tuple[int, Observation]] = deque()  # observations of requests that are not sent
        self._restarts = 0
        self._first_failure = ""
        self._last_check = time.monotonic()
        self._capabilities = frozenset[str]()
        self._levels: tuple[Level, ...] = ()
        self._identity: Identity | None = None
        self._failure: ConformanceError | None = None  # the failure that ended the program for good
        self._workers: list[Worker] = []
        self._start(revision, jobs, await_hello=await_hello)

    def _start(self, revision: Revision | None, jobs: int, *, await_hello: bool) -> None:
        try:
            for _ in range(jobs):
                self._workers.append(Worker(self._program, revision, self._options, self._inbox, self._count_restart))
            if await_hello:
                self._await_hello()
        except BaseException:
            self.end()
            raise

    @property
    def identity(self) -> Identity:
        """The description of the implementation, from the response to hello; wait for it if it has not arrived.

        Raises:
            ImplementationError: The program fails before it responds, or its processes respond differently.
        """
        return self._identity or self._await_hello()

    def _await_hello(self) -> Identity:
        while not all(worker.is_started for worker in self._workers):
            self._wait()
        responses = {worker.hello for worker in self._workers if worker.hello is not None}
        if len(responses) > 1:
            raise ImplementationError(
                f"{self._program.name} {self._program.hello_problem}", hint=self._program.hello_hint
            )
        hello = responses.pop()
        self._capabilities = hello.capabilities
        self._levels = self._runnable_levels(hello)
        self._identity = hello.identity
        return self._identity

    def _runnable_levels(self, hello: HelloResponse) -> tuple[Level, ...]:
        """Return the levels whose cases can be run: those that the program claims."""
        return hello.levels

    @property
    def capabilities(self) -> frozenset[str]:
        """The optional operations and keys that the program uses. Wait for its response to hello if necessary."""
        if self._identity is None:
            self._await_hello()
        return self._capabilities

    @property
    def can_validate(self) -> bool:
        """Whether the program validates payloads. If not, requests to validate are sent as requests to parse.

        Wait for the response to hello, as `identity` does.
        """
        return "validate" in self.capabilities

    def supports(self, level: Level) -> bool:
        """Return whether the program claims this level."""
        return level in self._levels

    def send(self, sequence: int, request: Request) -> None:
        """Send a request to the process with the fewest outstanding requests."""
        if request.operation == "call" and "call" not in self._capabilities:
            message = "the response to hello does not announce the capability call"
            self._unsupported.append((sequence, unsupported(message)))
            return
        workers = self._workers
        worker = workers[0] if len(workers) == 1 else min(workers, key=_outstanding)
        worker.send(PendingRequest(sequence, request))

    def receive(self) -> tuple[int, Observation]:
        """Return the next final observation, with the sequence number of its request.

        Raises:
            ImplementationError: The program failed more often than `max_restarts`, or could not be restarted. It is
                raised after every final observation was returned.
        """
        if self._unsupported:
            return self._unsupported.popleft()
        while True:
            for worker in self._workers:
                if worker.completed:
                    return worker.completed.popleft()
            if self._failure is not None:
                raise self._failure
            try:
                self._wait()
            except ConformanceError as failure:
                self._failure = failure

    def take_available(self) -> list[tuple[int, Observation]]:
        """Return the final observations that `receive` has not returned, and remove them."""
        available = [*self._unsupported]
        self._unsupported.clear()
        for worker in self._workers:
            available += worker.completed
            worker.completed.clear()
        return available

    def sequence_in_progress(self) -> int | None:
        """Return the number of the request that a process most likely works on; None if no request is outstanding."""
        numbers = (worker.sequence_in_progress for worker in self._workers)
        return next((number for number in numbers if number is not None), None)

    def _wait(self) -> None:
        """Process the next chunk of output of any process, or check all processes if none arrives in time."""
        for worker in self._workers:
            worker.flush()
        try:
            process, chunk = self._inbox.get(timeout=POLL_INTERVAL)
        except Empty:
            self._check_liveness()
            return
        process.chunk_consumed()
        for worker in self._workers:
            if worker.process is process and not worker.closed:  # chunks of earlier processes are discarded
                worker.receive(chunk)
        if time.monotonic() - self._last_check > POLL_INTERVAL and self._inbox.empty():
            self._check_liveness()

    def _check_liveness(self) -> None:
        previous, self._last_check = self._last_check, time.monotonic()
        if self._last_check - previous > SUSPENSION_THRESHOLD:
            return  # responses that arrived during the suspension are not processed yet: no process is late
        for worker in self._workers:
            if not worker.closed:
                worker.check_liveness(self._last_check)

    def _count_restart(self, failure: str, request: Request | None) -> None:
        self._restarts += 1
        if self._restarts == 1:
            sent = request and describe_request(request, can_validate=self.can_validate)
            failure = failure.removesuffix(".")
            self._first_failure = f" with the request {sent}: {failure}" if sent else f": {failure}"
        if self._restarts > self._options.max_restarts:
            times = "once" if self._restarts == 1 else f"{self._restarts} times, the first time"
            raise ImplementationError(
                f"{self._program.name} failed {times}{self._first_failure}", hint=self._program.restarts_hint
            )

    def close(self) -> list[str]:
        """Send bye, end every process, and return the faults that no request caused."""
        try:
            for worker in self._workers:
                worker.request_shutdown()
            while not all(worker.closed for worker in self._workers):
                self._wait()
        finally:
            self.end()
        return [fault for worker in self._workers for fault in worker.faults]

    def end(self) -> None:
        """End every process, even if it does not respond."""
        for worker in self._workers:
            worker.end()
