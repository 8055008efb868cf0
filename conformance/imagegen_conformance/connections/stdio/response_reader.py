"""The output of a process that the protocol check has started: lines, and the response to each request."""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue

from imagegen_conformance.connections.stdio.messages import (
    ProtocolError,
    find_sequence_problem,
    max_response_size,
    parse_line,
)
from imagegen_conformance.connections.stdio.process import Inbox, start_process
from imagegen_conformance.jsonlib.values import Json

__all__ = ["QUIET_PERIOD", "NoResponseError", "ResponseReader"]
QUIET_PERIOD = 0.2  # seconds to wait for one chunk of output
EXIT_TIMEOUT = 1.0  # seconds from the end of the output to the end of the process
MAX_SKIPPED_LINES = 1000  # lines before a response, such as those of a batch of pretty-printed responses


class NoResponseError(Exception):
    """No response arrived, and none will."""


class ResponseReader:
    """The reader of one process.

    Attributes:
        process: The process; the owner of the reader ends it.
        lines: The lines that have arrived and that no request has taken.
        partial_line: The output after the last line.
        ended: Whether the output has ended.
    """

    def __init__(self, command: str, max_line_size: int) -> None:
        """Start the program; raise `ImplementationError` if it cannot be started."""
        self._inbox: Inbox = SimpleQueue()
        self.process = start_process(command, self._inbox)
        self.lines: list[bytes] = []
        self.partial_line = b""
        self.ended = False
        self._max_line_size = max_line_size
        self._responded: set[int] = set()  # the sequence numbers of the responses so far
        self._skips_repeated = True

    def read_response(
        self, sequence: int, request_size: int, timeout: float
    ) -> tuple[bytes, dict[str, Json] | None, str | None]:
        """Return the first line that arrives, the response, and the first problem.

        The response is None if no message arrives. Lines that cannot be the response are skipped if another line
        follows them, so that later requests still get their own responses.
        """
        first_line = line = self._read_line(timeout)
        response: dict[str, Json] | None = None
        first_problem = None
        for _ in range(MAX_SKIPPED_LINES):
            response, problem = self._parse_response(line, sequence, max_response_size(request_size))
            first_problem = first_problem or problem
            if problem is None or not self._is_followed(response):
                break
            line = self.lines.pop(0)
        if response is not None and type(response.get("seq")) is int:
            self._responded.add(response["seq"])
        return first_line, response, first_problem

    def _parse_response(self, line: bytes, sequence: int, max_size: int) -> tuple[dict[str, Json] | None, str | None]:
        if len(line) > max_size:
            return None, f"the response has {len(line):,} bytes; at most {max_size:,} are allowed"
        try:
            response = parse_line(line)
        except ProtocolError as error:
            return None, str(error)
        return response, find_sequence_problem(response, sequence, self._responded)

    def _is_followed(self, response: dict[str, Json] | None) -> bool:
        """Return whether a line that cannot be the response is followed by another line."""
        if response is not None:
            sequence = response.get("seq")
            if not (self._skips_repeated and type(sequence) is int and sequence in self._responded):
                return False
        followed = self.wait_for_line(QUIET_PERIOD)
        if response is not None and not followed:
            self._skips_repeated = False  # it is the response, with the number of an earlier one
        return followed

    def _read_line(self, timeout: float) -> bytes:
        if not self.wait_for_line(timeout):
            if self.ended:
                raise NoResponseError(self._describe_end())
            # A program that has responded before flushes its output.
            advice = "" if self._responded else ". Check that the program flushes its output."
            raise NoResponseError(f"no response within {timeout:g} s{advice}")
        return self.lines.pop(0)

    def wait_for_line(self, timeout: float) -> bool:
        """Wait until a line has arrived, and return whether one has arrived within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self.lines and not self.ended and time.monotonic() <= deadline:
            self.read_chunk(min(QUIET_PERIOD, timeout))
        return bool(self.lines)

    def read_chunk(self, timeout: float) -> None:
        """Add the next chunk of output to the lines, if one arrives within `timeout` seconds.

        Raises:
            NoResponseError: A line is too long.
        """
        try:
            _, chunk = self._inbox.get(timeout=timeout)
        except Empty:
            self.ended = self.ended or (self.process.exited and self._inbox.empty())
            return
        self.process.chunk_consumed()
        self.ended = not chunk
        *lines, self.partial_line = (self.partial_line + chunk).split(b"\n")
        self.lines += lines
        if len(self.partial_line) > self._max_line_size:
            raise NoResponseError(f"it wrote a line of more than {self._max_line_size:,} bytes")

    def _describe_end(self) -> str:
        exited = self.process.wait(EXIT_TIMEOUT)
        code = self.process.end()
        end = f"it ended with exit code {code}" if exited else "it closed its standard output"
        summary = self.process.stderr_summary
        return f"{end} without a response" + (f"; on standard error: {summary}" if summary else "")
