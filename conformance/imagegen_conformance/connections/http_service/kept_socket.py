"""A connected socket with a total time limit, whose unread bytes stay visible between two responses.

The time limits of sockets apply to each read, so that a server that sends a byte now and then would never exceed them.
`http.client` reads each response through a new buffer, in which bytes after the response would disappear.
"""

from __future__ import annotations

import io
import os
import socket
import ssl
import struct
import time
from typing import Literal, TypeAlias

__all__ = ["KeptSocket", "SocketState"]

SocketState: TypeAlias = Literal["idle", "closed", "surplus"]

READ_SIZE = 1 << 14  # bytes
WRITE_SIZE = 1 << 16  # bytes; the kernel of some systems applies its limit to each part of a larger write
_TIMEVAL = struct.Struct("ll")  # seconds and microseconds, as the kernel reads them


class KeptSocket:
    """A socket that is used for one exchange after the other.

    `http.client.HTTPResponse` uses it as a socket: `makefile` returns a reader that begins with what was put back.

    Attributes:
        received: Whether anything was received since the exchange began.
    """

    def __init__(self, connected: socket.socket) -> None:
        self.received = False
        self._socket = connected
        self._has_kernel_limits = _try_kernel_limits(connected)
        if self._has_kernel_limits:
            connected.settimeout(None)
        self._deadline = 0.0
        self._is_waiting = True  # whether the reader waits for bytes
        self._is_reader_used = False  # in this exchange
        self._unread = b""
        # Each read allocates only what has arrived; otherwise, the memory of many threads is fragmented.
        self._buffer = memoryview(bytearray(READ_SIZE))
        self._stream = _SocketStream(self)
        self._reader = _KeptReader(self._stream)

    def start(self, deadline: float) -> None:
        """Begin an exchange.

        Args:
            deadline: The time of the monotonic clock after which sending and receiving raise TimeoutError.
        """
        self._deadline = deadline
        self.received = False
        self._is_reader_used = False

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - the signature of a socket
        """Return the only reader of the socket."""
        self._is_reader_used = True
        return self._reader

    def sendall(self, content: bytes) -> None:
        """Send bytes. Raise TimeoutError after the deadline, even if the server takes some of them now and then."""
        view = memoryview(content)
        while view:
            self._limit(socket.SO_SNDTIMEO)
            try:
                count = self._socket.send(view[:WRITE_SIZE])
            except BlockingIOError:
                raise TimeoutError("timed out") from None
            view = view[count:]

    def receive(self) -> bytes:
        """Return the bytes that were put back, or wait for others; return none at the end of the stream."""
        if self._unread:
            content, self._unread = self._unread, b""
            return content
        self._limit(socket.SO_RCVTIMEO)
        try:
            content = bytes(self._buffer[: self._socket.recv_into(self._buffer)])
        except BlockingIOError:
            raise TimeoutError("timed out") from None
        self.received = self.received or bool(content)
        return content

    def put_back(self, content: bytes) -> None:
        """Keep bytes that `receive` has returned, so that they are received next."""
        self._unread = content

    def receive_into(self, buffer: memoryview) -> int | None:
        """Receive bytes; return 0 at the end of the stream, and None if there are none and the reader does not wait."""
        content = self.receive() if self._is_waiting else self._available()
        if content is None:
            return None
        count = min(len(buffer), len(content))
        buffer[:count] = content[:count]
        self._unread = content[count:]
        return count

    def state(self) -> SocketState:
        """Return whether the server has closed the connection, or sent bytes that belong to no response."""
        if not self._is_reader_used:
            available = self._available()
            return "idle" if available is None else "surplus" if available else "closed"
        self._is_waiting = False
        has_bytes = bool(self._reader.peek(1))
        self._is_waiting = True
        if has_bytes:
            return "surplus"
        return "closed" if self._stream.ended else "idle"

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def shut_down(self) -> None:
        """End the exchange of another thread with this socket."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._socket.close()

    def _available(self) -> bytes | None:
        """Return the bytes that have arrived; none at the end of the stream, and None if there are none yet."""
        if self._unread:
            return self._unread
        try:
            if self._has_kernel_limits:
                count = self._socket.recv_into(self._buffer, 0, socket.MSG_DONTWAIT)
            else:
                self._socket.settimeout(0)
                count = self._socket.recv_into(self._buffer)
        except (BlockingIOError, InterruptedError, ssl.SSLWantReadError):
            return None
        except OSError:
            return b""
        return bytes(self._buffer[:count])

    def _limit(self, option: int) -> None:
        """Limit the next operation to the time that remains.

        Args:
            option: The option of the socket for the time limit of the operation in the kernel.
        """
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        if self._has_kernel_limits:
            microseconds = max(int(seconds * 1_000_000), 1)  # 0 would mean no limit
            self._socket.setsockopt(socket.SOL_SOCKET, option, _TIMEVAL.pack(*divmod(microseconds, 1_000_000)))
        else:
            self._socket.settimeout(seconds)


def _try_kernel_limits(connected: socket.socket) -> bool:
    """Set a limit in the kernel for reads, and return whether that is possible, so that the socket can be blocking.

    With the time limits of Python, each operation releases the interpreter lock three times, for which all threads of a
    run compete; with those of the kernel, it does so once. Those of the kernel have no effect on TLS.
    """
    if os.name != "posix" or isinstance(connected, ssl.SSLSocket):
        return False
    limit = _TIMEVAL.pack(1, 0)
    try:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        return connected.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, len(limit)) == limit
    except OSError:  # the structure is another one, as on some systems with 32 bits
        return False


class _SocketStream(io.RawIOBase):
    """The bytes of a socket.

    Attributes:
        ended: Whether the server has closed its side.
    """

    def __init__(self, kept: KeptSocket) -> None:
        super().__init__()
        self.ended = False
        self._kept = kept

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        count = self._kept.receive_into(buffer)
        self.ended = self.ended or count == 0
        return count


class _KeptReader(io.BufferedReader):
    """A buffer that survives the end of a response."""

    def close(self) -> None:
        """Do nothing: a response closes its reader, but the next response is read through it, too."""
