"""The requests that one process has received, and the state of their responses: a state machine without I/O.

Responses arrive in the order of the requests. The suite sends a barrier (hello again) after every few requests. When
the response to the barrier arrives, and nothing else came in between, the responses before it are confirmed. After a
protocol violation they stay unconfirmed, because surplus output may belong to any request since the last barrier.
"""

from __future__ import annotations

from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.connections.stdio.messages import (
    HelloResponse,
    ProtocolError,
    bye_request,
    case_request,
    find_sequence_problem,
    hello_request,
    max_response_size,
    parse_bye_response,
    parse_line,
    preview_line,
)
from imagegen_conformance.connections.stdio.program import AdapterProgram
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["PendingRequest", "RequestPipeline", "State"]
ALWAYS_ALLOWED_SIZE = max_response_size(0)  # bytes that every line may have, whichever request it responds to


class State(Enum):
    """The phases of the exchange with one process. Each phase is followed by the next.

    Attributes:
        STARTING: The response to the first hello is outstanding.
        READY: Requests of cases can be sent.
        CLOSING: Bye was sent.
        CLOSED: The response to bye has arrived; the process may only end.
    """

    STARTING = "starting"
    READY = "ready"
    CLOSING = "closing"
    CLOSED = "closed"


class PendingRequest(NamedTuple):
    """A request of a case without a confirmed response.

    Attributes:
        number: The sequence number under which the caller of the connection knows the request.
        request: The request.
    """

    number: int
    request: Request


class RequestPipeline:
    """The exchange with one process. The first request is a barrier.

    Attributes:
        state: The phase of the exchange.
        confirmed: The numbers and observations of confirmed responses; the owner of the pipeline removes them.
        hello: The response to hello, of this process or of an earlier one of the same program; None before the first.
        since_barrier: The number of requests since the last barrier.
    """

    def __init__(self, program: AdapterProgram, revision: Revision | None, hello: HelloResponse | None = None) -> None:
        """Begin an exchange.

        Args:
            program: The program, which reads the responses.
            revision: The revision by which the program is judged; None for a worker process.
            hello: The response to hello of an earlier process of the program. The response of this process has to be
                equal.
        """
        self.state = State.STARTING
        self.confirmed: deque[tuple[int, Observation]] = deque()
        self.since_barrier = 0
        self._program = program
        self._revision = revision
        self._next_sequence = 0
        # The requests without a response and their sizes, the oldest first; None stands for a barrier and for bye.
        self._outstanding: deque[tuple[PendingRequest | None, int]] = deque()
        # The requests with a response that is not confirmed yet, the oldest first.
        self._responded: list[tuple[PendingRequest, Observation]] = []
        self._pending_barriers = 0
        self._partial_line = b""
        self._adopt_hello(hello)

    @property
    def is_starting(self) -> bool:
        """Whether the response to the first hello is outstanding."""
        return self.state is State.STARTING

    @property
    def awaiting_response(self) -> bool:
        """Whether a response is outstanding."""
        return bool(self._outstanding)

    @property
    def barrier_pending(self) -> bool:
        """Whether the response to a barrier is outstanding."""
        return self._pending_barriers > 0

    @property
    def has_partial_line(self) -> bool:
        """Whether the output so far ends in the middle of a line."""
        return bool(self._partial_line)

    @property
    def unconfirmed(self) -> list[PendingRequest]:
        """The requests that would have to be sent again after a failure, the oldest first."""
        responded = [pending for pending, _ in self._responded]
        return responded + [pending for pending, _ in self._outstanding if pending is not None]

    @property
    def likely_culprit(self) -> int | None:
        """The number of the request that the process most likely worked on when it failed; None if there is none."""
        if self._outstanding and self._outstanding[0][0] is not None:
            # Requests are processed in order: the oldest one without a response is the one in progress.
            return self._outstanding[0][0].number
        if self._responded:
            # Only a barrier is due: surplus output or a late crash is an effect of the last request with a response.
            return self._responded[-1][0].number
        # Everything before the barrier is confirmed: the first request behind it may already be in progress.
        return next((pending.number for pending, _ in self._outstanding if pending is not None), None)

    def add_request(self, pending: PendingRequest) -> bytes:
        """Add a request of a case, and return its line."""
        line = case_request(self._next_sequence, pending.request, can_validate=self._can_validate)
        self.since_barrier += 1
        return self._add_line(line, pending)

    def barrier(self) -> bytes:
        """Add a barrier, and return its line."""
        self._pending_barriers += 1
        self.since_barrier = 0
        return self._add_line(hello_request(self._next_sequence, self._revision), None)

    def request_shutdown(self) -> bytes:
        """Add bye, the last request, and return its line."""
        self.state = State.CLOSING
        return self._add_line(bye_request(self._next_sequence), None)

    def _add_line(self, line: bytes, pending: PendingRequest | None) -> bytes:
        self._outstanding.append((pending, len(line)))
        self._next_sequence += 1
        return line

    def feed(self, chunk: bytes) -> bool:
        """Process a chunk of output, and return whether it completed a response.

        Raises:
            ProtocolError: The output violates the protocol.
        """
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = self._partial_line + lines[0]
            self._partial_line = rest
            for line in lines:
                self._receive_line(line)
        else:
            self._partial_line += rest
        if len(self._partial_line) > ALWAYS_ALLOWED_SIZE:
            self._check_size(self._partial_line)
        return bool(lines)

    def end_error(self, exit_text: str) -> ProtocolError:
        """Return the error for a process that ended before it responded to bye, or in the middle of a line.

        Args:
            exit_text: The description of its end, such as "ended with exit code 1".
        """
        if self._partial_line:
            return ProtocolError(f"it {exit_text} in the middle of a line: {preview_line(self._partial_line)}")
        if not self._outstanding:
            return ProtocolError(f"it {exit_text} before the request bye")
        return ProtocolError(f"it {exit_text} without a response{' to bye' if self.state is State.CLOSING else ''}")

    def _check_size(self, line: bytes) -> None:
        max_size = max_response_size(self._outstanding[0][1] if self._outstanding else 0)
        if len(line) > max_size:
            problem = f"it wrote a line of more than {max_size:,} bytes: {preview_line(line)}"
            raise self._program.violation_error(problem)

    def _receive_line(self, line: bytes) -> None:
        if not self._outstanding:
            surplus = "after its response to bye" if self.state is State.CLOSED else "that responds to no request"
            raise self._program.violation_error(f"it wrote a line {surplus}: {preview_line(line)}")
        if len(line) > ALWAYS_ALLOWED_SIZE:
            self._check_size(line)
        try:
            response = parse_line(line)
        except ProtocolError as error:
            raise self._program.violation_error(error.problem, error.hint) from None
        expected = self._next_sequence - len(self._outstanding)
        problem = find_sequence_problem(response, expected, range(expected))
        if problem is not None:
            raise self._program.violation_error(problem)
        pending, _ = self._outstanding.popleft()
        if pending is not None:
            observation = self._program.parse_case_response(response, pending.request, self._capabilities)
            self._responded.append((pending, observation))
        elif self.state is State.CLOSING and not self._outstanding:
            self._receive_bye_response(response)
        else:
            self._receive_hello_response(self._program.parse_hello(response))

    def _receive_hello_response(self, hello: HelloResponse) -> None:
        if self.hello is not None and hello != self.hello:
            raise ProtocolError("its response to hello differs from its first response to hello")
        self._adopt_hello(hello)
        if self.state is State.STARTING:
            self.state = State.READY
        self._pending_barriers -= 1
        self.confirmed.extend((pending.number, observation) for pending, observation in self._responded)
        self._responded.clear()

    def _adopt_hello(self, hello: HelloResponse | None) -> None:
        self.hello = hello
        self._capabilities = hello.capabilities if hello else frozenset[str]()
        self._can_validate = "validate" in self._capabilities

    def _receive_bye_response(self, response: dict[str, Json]) -> None:
        parse_bye_response(response)
        self.state = State.CLOSED
