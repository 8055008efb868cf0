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

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.stdio.messages import HelloResponse, describe_request
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.pipeline import PendingRequest
from imagegen_conformance.connections.stdio.process import Inbox
from imagegen_conformance.connections.stdio.worker import Worker
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.judging.observation import Observation, unsupported

__all__ = ["StdioConnection"]
POLL_INTERVAL = 0.1  # seconds between checks for processes that are late or gone
SUSPENSION_THRESHOLD = 1.0  # seconds between checks after which this process was suspended (Ctrl-Z) or busy
DEFAULT_OPTIONS = StdioOptions()
RESTARTS_HINT = (
    'Report exceptions of the implementation with the outcome "error", so that the program continues, '
    "or allow more restarts with --max-restarts."
)
_outstanding = attrgetter("outstanding")


class StdioConnection:
    """A connection to an adapter program over standard input and output.

    Attributes:
        max_in_flight: The maximum number of outstanding requests, of all processes together.
        identity: The description of the implementation, from the response to hello.
    """

    def __init__(self, command: str, revision: str, *, jobs: int = 1, options: StdioOptions = DEFAULT_OPTIONS) -> None:
        """Start the program, and wait for its response to hello.

        Args:
            command: The command line of the program.
            revision: The revision of the specification.
            jobs: The number of processes.
            options: The time limits, restarts and requests in flight.

        Raises:
            ImplementationError: The program cannot be started, or its processes respond to hello differently.
        """
        self.max_in_flight = options.max_in_flight * jobs
        self._command = command
        self._options = options
        self._inbox: Inbox = SimpleQueue()
        self._unsupported: deque[tuple[int, Observation]] = deque()  # observations of requests that are not sent
        self._restarts = 0
        self._first_failure = ""
        self._last_check = time.monotonic()
        self._capabilities = frozenset[str]()
        self._workers: list[Worker] = []
        try:
            for _ in range(jobs):
                self._workers.append(Worker(command, revision, options, self._inbox, self._count_restart))
            hello = self._await_hello()
        except BaseException:
            self.end()
            raise
        self.identity = Identity(hello.name, hello.version, hello.language, "program", hello.levels)
        self._capabilities = hello.capabilities

    def _await_hello(self) -> HelloResponse:
        while not all(worker.is_started for worker in self._workers):
            self._wait()
        responses = {worker.hello for worker in self._workers if worker.hello is not None}
        if len(responses) > 1:
            raise ImplementationError(
                f"{self._command!r} responds to hello differently in different processes",
                hint="Make its response to hello constant.",
            )
        return responses.pop()

    def supports(self, level: Level) -> bool:
        """Return whether the program claims this level."""
        return level in self.identity.levels

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
            ImplementationError: The program failed more often than `max_restarts`, or could not be restarted.
        """
        if self._unsupported:
            return self._unsupported.popleft()
        while True:
            for worker in self._workers:
                if worker.completed:
                    return worker.completed.popleft()
            self._wait()

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
            sent = request and describe_request(request, can_validate="validate" in self._capabilities)
            failure = failure.removesuffix(".")
            self._first_failure = f" with the request {sent}: {failure}" if sent else f": {failure}"
        if self._restarts > self._options.max_restarts:
            times = "once" if self._restarts == 1 else f"{self._restarts} times, the first time"
            raise ImplementationError(
                f"{self._command!r} failed {times}{self._first_failure}",
                hint=RESTARTS_HINT,
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
