"""One request at the chaos server, and the ways of sending its response."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from chaos.messages import Request, Response
from chaos.misbehavior import Misbehavior

__all__ = ["Delivery", "Exchange", "reset"]

LINGER_0 = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
BYTE_INTERVAL = 0.05  # seconds between two bytes of a drip


class Exchange(NamedTuple):
    """A request and its healthy response, which is not sent yet.

    Attributes:
        connection: The socket.
        request: The request.
        response: The response of a healthy server.
        misbehavior: The misbehavior, whose `seconds` are a parameter.
        stopped: The event that ends every wait.
    """

    connection: socket.socket
    request: Request
    response: Response
    misbehavior: Misbehavior
    stopped: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send one byte at a time."""
        for index in range(len(data)):
            if self.stopped.wait(BYTE_INTERVAL):
                return
            self.send(data[index : index + 1])


Delivery: TypeAlias = Callable[[Exchange], bool]
"""Sends a response, or does not, and returns whether the connection is kept."""


def reset(connection: socket.socket) -> None:
    """Close a connection with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_0)
    connection.close()
