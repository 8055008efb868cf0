"""The bytes of a connection to the recorder, read with a deadline for each request."""

from __future__ import annotations

import socket
from time import monotonic

__all__ = ["RequestError", "RequestReader"]
READ_SIZE = 1 << 16  # bytes


class RequestError(Exception):
    """A request is invalid or incomplete. The connection is closed, because the next request has no certain beginning.

    Attributes:
        status: The status code of the response, or None if the client has closed the connection.
        problem: The fact, without a final period.
    """

    def __init__(self, status: int | None, problem: str) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem


class RequestReader:
    """A reader of consecutive requests, whose bytes may arrive in any pieces.

    The time limit is a total for each request: a limit for each read would never end a client that sends its request
    byte by byte.
    """

    def __init__(self, connection: socket.socket, timeout: float) -> None:
        self._connection = connection
        self._timeout = timeout
        self._deadline: float | None = None
        self._buffer = bytearray()

    @property
    def has_bytes(self) -> bool:
        """Whether bytes have arrived that are not read yet."""
        return bool(self._buffer)

    def await_request(self) -> bool:
        """Wait for the beginning of a request without a time limit, and return whether there is one.

        An idle connection stays open. If the recorder closed it, the next request of the gateway could be lost.
        """
        if self._deadline is not None:
            self._deadline = None
            self._connection.settimeout(None)
        while True:
            while self._buffer.startswith(b"\r\n"):  # RFC 9112, section 2.2: ignore empty lines before a request
                del self._buffer[:2]
            if self._buffer and self._buffer != b"\r":
                return True
            try:
                chunk = self._connection.recv(READ_SIZE)
            except OSError:
                return False
            if not chunk:
                return False
            self._buffer += chunk

    def read_line(self, max_size: int, status: int) -> bytes:
        """Return the next line without CR LF.

        Args:
            max_size: The maximum number of bytes.
            status: The status code if it is longer.

        Raises:
            RequestError: The line is too long, incomplete, or does not end with CR LF.
        """
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0 and len(self._buffer) <= max_size:
            searched = len(self._buffer)
            self._receive()
        if end < 0 or end > max_size:
            raise RequestError(status, f"a line is longer than {max_size} bytes")
        if not end or self._buffer[end - 1] != 0x0D:
            raise RequestError(400, "a line does not end with CR LF")
        line = bytes(self._buffer[: end - 1])
        del self._buffer[: end + 1]
        return line

    def read_arrived_lines(self, max_size: int) -> bytes | None:
        """Return the lines up to the next empty line, without it; None if they have not arrived, or are no valid lines.

        Args:
            max_size: The maximum number of bytes.
        """
        end = self._buffer.find(b"\r\n\r\n", 0, max_size)
        lines = bytes(self._buffer[:end]) if end > 0 else b""
        if not lines or lines.count(b"\n") != lines.count(b"\r\n"):
            return None
        del self._buffer[: end + 4]
        return lines

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes.

        Raises:
            RequestError: The connection ends before, or the time limit is exceeded.
        """
        while len(self._buffer) < size:
            self._receive()
        with memoryview(self._buffer) as view:
            data = view[:size].tobytes()
        del self._buffer[:size]
        return data

    def _receive(self) -> None:
        """Wait for further bytes of the current request."""
        now = monotonic()
        if self._deadline is None:
            self._deadline = now + self._timeout
        problem = f"it is incomplete after {self._timeout:g} seconds"
        if now >= self._deadline:
            raise RequestError(408, problem)
        try:
            self._connection.settimeout(self._deadline - now)
            chunk = self._connection.recv(READ_SIZE)
        except TimeoutError:  # on Python 3.10, socket.timeout is this class, too
            raise RequestError(408, problem) from None
        except OSError:
            chunk = b""
        if not chunk:
            raise RequestError(None, "the connection was closed before its end")
        self._buffer += chunk
