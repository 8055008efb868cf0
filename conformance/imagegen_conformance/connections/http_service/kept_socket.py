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


class KeptSocket:
    """A socket as `http.client.HTTPResponse` uses it.

    Attributes:
        deadline: The time of the monotonic clock after which sending and receiving raise TimeoutError.
        received: Whether anything was received since the deadline was set.
    """

    def __init__(self, connected: socket.socket) -> None:
        self.deadline = 0.0
        self.received = False
        self._socket = connected
        # The time limits of Python release the interpreter lock three times for each read, for which all threads of a
        # run compete; those of the kernel do so once. Those of the kernel have no effect on TLS.
        self._has_kernel_limits = os.name == "posix" and not isinstance(connected, ssl.SSLSocket)
        if self._has_kernel_limits:
            connected.settimeout(None)
        self._stream = _SocketStream(self)
        self._reader = _KeptReader(self._stream)

    def start(self, deadline: float) -> None:
        """Begin an exchange that has to end before `deadline`."""
        self.deadline = deadline
        self.received = False

    def makefile(self, mode: str) -> io.BufferedReader:  # noqa: ARG002 - the signature of a socket
        """Return the only reader of the socket."""
        return self._reader

    def sendall(self, content: bytes) -> None:
        """Send bytes. Raise TimeoutError after the deadline, even if the server takes some of them now and then."""
        view = memoryview(content)
        while view:
            self._limit(socket.SO_SNDTIMEO)
            try:
                count = self._socket.send(view)
            except BlockingIOError:
                raise TimeoutError("timed out") from None
            view = view[count:]

    def receive_into(self, buffer: memoryview) -> int | None:
        """Receive bytes; return 0 at the end of the stream, and None if `deadline` is 0 and nothing is there."""
        if not self.deadline:
            return self._receive_available(buffer)
        self._limit(socket.SO_RCVTIMEO)
        try:
            count = self._socket.recv_into(buffer)
        except BlockingIOError:
            raise TimeoutError("timed out") from None
        self.received = self.received or count > 0
        return count

    def state(self) -> SocketState:
        """Return whether the server has closed the connection, or sent bytes that belong to no response."""
        self.deadline = 0.0
        if self._reader.peek(1):
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

    def _receive_available(self, buffer: memoryview) -> int | None:
        try:
            if self._has_kernel_limits:
                return self._socket.recv_into(buffer, 0, socket.MSG_DONTWAIT)
            self._socket.settimeout(0)
            return self._socket.recv_into(buffer)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as error:  # TLS has exceptions of its own for "nothing is there"
            return None if "WantRead" in type(error).__name__ else 0

    def _limit(self, option: int) -> None:
        """Limit the next operation to the time that remains.

        Args:
            option: The option of the socket for the time limit of the operation in the kernel.
        """
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        if self._has_kernel_limits:
            microseconds = max(round(seconds * 1e6), 1)  # 0 would mean no limit
            self._socket.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", *divmod(microseconds, 1_000_000)))
        else:
            self._socket.settimeout(seconds)


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
