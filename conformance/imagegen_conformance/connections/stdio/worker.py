"""One process of an adapter program at a time: requests, restarts after failures, and the attribution of failures."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from imagegen_conformance.connections.stdio.fault_isolation import FaultIsolation
from imagegen_conformance.connections.stdio.messages import HelloResponse, ProtocolError
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.pipeline import PendingRequest, RequestPipeline, State
from imagegen_conformance.connections.stdio.process import ChildProcess, Inbox
from imagegen_conformance.connections.stdio.program import AdapterProgram
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import Observation

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["Worker"]
BARRIER_INTERVAL = 32  # requests between two barriers
CountRestart: TypeAlias = Callable[[str, Request | None], None]
OUTPUT_TIMEOUT = 0.5  # seconds from the end of a process to the arrival of its last output
REAP_TIMEOUT = 1.0  # seconds from the end of a process's output to the end of the process


class Worker:
    """The parent's side of one process of an adapter program. It starts a new process when the current one fails.

    Attributes:
        process: The current process.
        hello: The program's response to hello, or None before the first one.
        completed: The numbers and final observations of requests; the owner of the worker removes them.
        outstanding: The number of requests without a final observation.
        faults: Failures that no request caused.
        closed: Whether the last process has ended.
    """

    def __init__(
        self,
        program: AdapterProgram,
        revision: Revision | None,
        options: StdioOptions,
        inbox: Inbox,
        count_restart: CountRestart,
    ) -> None:
        """Start the first process.

        Args:
            program: The program.
            revision: The revision by which the program is judged; None for a worker process.
            options: The time limits.
            inbox: The queue for the output of the processes.
            count_restart: Receives each failure before the program is restarted, and the request that most likely
                caused it. It may raise.

        Raises:
            ConformanceError: The program cannot be started.
        """
        self.completed: deque[tuple[int, Observation]] = deque()
        self.outstanding = 0
        self.faults: list[str] = []
        self.hello: HelloResponse | None = None
        self.closed = False
        self._program = program
        self._revision = revision
        self._options = options
        self._inbox = inbox
        self._count_restart = count_restart
        self._queue: deque[PendingRequest] = deque()  # requests that the current process has not received
        self._isolation: FaultIsolation | None = None
        self._buffer: list[bytes] = []
        self._exit_time: float | None = None
        self._start()

    def _start(self) -> None:
        self._exit_time = None
        self._pipeline = RequestPipeline(self._program, self._revision, self.hello)
        self.process: ChildProcess = self._program.start(self._inbox)
        self._last_progress = time.monotonic()
        self.process.write(self._pipeline.barrier())

    @property
    def is_started(self) -> bool:
        """Whether the current process has responded to hello."""
        return not self._pipeline.is_starting

    @property
    def sequence_in_progress(self) -> int | None:
        """The number of the request that the process most likely works on; None if no request is outstanding."""
        if not self.outstanding:
            return None
        number = self._pipeline.likely_culprit
        return self._queue[0].number if number is None and self._queue else number

    def send(self, pending: PendingRequest) -> None:
        """Send a request, or queue it until the process can receive it."""
        self.outstanding += 1
        self._queue.append(pending)
        if len(self._queue) == 1 or self._isolation:  # otherwise the queue waits for the response to hello
            self._send_queued()

    def _send_queued(self) -> None:
        pipeline = self._pipeline
        if pipeline.is_starting:
            return
        while self._queue and not (self._isolation and pipeline.awaiting_response):
            if not pipeline.awaiting_response:
                self._last_progress = time.monotonic()
            self._buffer.append(pipeline.add_request(self._queue.popleft()))
            if self._isolation or pipeline.since_barrier >= BARRIER_INTERVAL:
                self._buffer.append(pipeline.barrier())
                self._write_buffer()

    def flush(self) -> None:
        """Write the buffered requests and a barrier, because the caller is about to wait for responses."""
        pipeline = self._pipeline
        if pipeline.since_barrier and not pipeline.barrier_pending:
            if not pipeline.awaiting_response:
                self._last_progress = time.monotonic()  # the process was idle, maybe for longer than the timeout
            self._buffer.append(pipeline.barrier())
        if self._buffer:
            self._write_buffer()

    def _write_buffer(self) -> None:
        self.process.write(b"".join(self._buffer))
        self._buffer.clear()

    def receive(self, chunk: bytes) -> None:
        """Process a chunk of the current process's output; it is empty at the end."""
        try:
            if not chunk:
                self._handle_end()
            elif self._pipeline.feed(chunk):
                self._last_progress = time.monotonic()
        except ProtocolError as error:
            self._handle_failure(error)
            return
        self._collect()
        self._send_queued()

    def check_liveness(self, now: float) -> None:
        """Handle a process that is late, or that has ended while another process still holds its pipes."""
        try:
            if self._exit_time is not None and now - self._exit_time > OUTPUT_TIMEOUT:
                self._handle_end()
            elif self._pipeline.awaiting_response or self._pipeline.state is State.CLOSED:
                self._check_timeouts(now - self._last_progress)
        except ProtocolError as error:
            self._handle_failure(error)
        # The last output of a process that has ended may still be in a pipe, so that a later check handles the end.
        if self._exit_time is None and not self.closed and self.process.exited:
            self._exit_time = now

    def _check_timeouts(self, waited: float) -> None:
        timeout, startup_timeout = self._options.timeout, self._options.startup_timeout
        if self._pipeline.is_starting:
            if waited > startup_timeout:
                raise self._program.startup_timeout_error(startup_timeout, answered=self.hello is not None)
        elif waited > timeout:
            if self._pipeline.state is State.CLOSED:
                raise ProtocolError(f"{self._program.shutdown_phase} did not end within {timeout:g} s")
            raise self._program.timeout_error(timeout)

    def _handle_end(self) -> None:
        """Handle the end of the output, or of the process; raise `ProtocolError` unless it is a regular end."""
        # A process that has responded to bye may close its output long before it ends.
        acknowledged = self._pipeline.state is State.CLOSED
        exited = self.process.wait(self._options.timeout if acknowledged else REAP_TIMEOUT)
        code = self.process.end()
        if not acknowledged or self._pipeline.has_partial_line:
            raise self._program.end_error(self._pipeline, code, exited=exited)
        exit_text = self._program.describe_end(code, exited=exited)
        if not exited:
            raise ProtocolError(
                f"{self._program.shutdown_phase} {exit_text} but did not end within {self._options.timeout:g} s"
            )
        if code != 0:
            raise ProtocolError(f"{self._program.shutdown_phase} {exit_text}")
        self.closed = True

    def _handle_failure(self, error: ProtocolError) -> None:
        """End the process, attribute the failure, and start the next process."""
        self._collect()  # responses that arrived in the same chunk before the failure
        pipeline = self._pipeline
        self.process.end()
        summary = self.process.stderr_summary
        failure = f"{error.problem}; on standard error: {summary}" if summary else error.problem
        if error.hint:
            failure = f"{failure}. {error.hint}"
        self._buffer.clear()
        if pipeline.state in {State.CLOSING, State.CLOSED}:
            self.faults.append(failure)
            self.closed = True
            return
        if pipeline.is_starting:
            if self._program.can_start_again(self.process, pipeline):
                self._start()
                return
            raise self._program.startup_error(error, failure, answered=self.hello is not None)
        unconfirmed = pipeline.unconfirmed
        self._attribute(failure, unconfirmed, pipeline.likely_culprit)
        if self._isolation is None:  # an isolation counts as one restart, when it is finished
            self._count_restart(failure, unconfirmed[0].request if unconfirmed else None)
        self._start()

    def _attribute(self, failure: str, unconfirmed: Sequence[PendingRequest], suspect: int | None) -> None:
        """Attribute a failure to its request, or start to isolate that request, or record a fault of no request."""
        if not unconfirmed:
            self.faults.append(failure)
        elif len(unconfirmed) == 1:
            isolation = self._isolation or FaultIsolation(unconfirmed, suspect, failure)
            self._isolation = None
            self._complete(isolation.finish((unconfirmed[0].number, failure)))
        else:
            self._isolation = FaultIsolation(unconfirmed, suspect, failure)
            self._queue.extendleft(reversed(unconfirmed))

    def _collect(self) -> None:
        """Take the confirmed responses from the pipeline."""
        if self.hello is None:
            self.hello = self._pipeline.hello
        confirmed, isolation = self._pipeline.confirmed, self._isolation
        if isolation is None:
            self._complete(confirmed)
        else:
            isolation.add(confirmed)
            if isolation.is_complete:
                self._isolation = None
                self._complete(isolation.finish())
                confirmed.clear()
                self._count_restart(isolation.failure, isolation.suspect_request)
        confirmed.clear()

    def _complete(self, observations: Sequence[tuple[int, Observation]]) -> None:
        self.outstanding -= len(observations)
        self.completed.extend(observations)

    def request_shutdown(self) -> None:
        """Send bye if no request is outstanding; otherwise end the process."""
        if self.closed or self.outstanding or self._pipeline.awaiting_response or not self.is_started:
            self.end()
            return
        self._last_progress = time.monotonic()
        self.process.write(self._pipeline.request_shutdown())
        self.process.close_input()

    def end(self) -> None:
        """End the process, even if it does not respond."""
        self.process.end()
        self.closed = True
