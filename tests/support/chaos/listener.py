"""A listening socket on loopback with a thread for each connection."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import final

from chaos.messages import MessageError

__all__ = ["Listener"]

HOST = "127.0.0.1"
BACKLOG = 128
JOIN_TIMEOUT = 5  # seconds


@final
class Listener:
    """A listening socket and its connections.

    Args:
        serve: Serves one connection, whose number is its second argument, until it returns.
        port: The port; 0 for a free one.
        delay: The seconds until the socket listens. Earlier connections are rejected.

    Attributes:
        port: The port.
        stopped: The event that ends every wait of a connection.
    """

    def __init__(self, serve: Callable[[socket.socket, int], None], *, port: int = 0, delay: float = 0) -> None:
        self.stopped = threading.Event()
        self._serve = serve
        self._delay = delay
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._socket = socket.socket()
        if sys.platform != "win32":  # On Windows, two processes could listen on the same port.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        if not delay:
            self._socket.listen(BACKLOG)
        self._acceptor = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Listener:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        self._acceptor.start()

    def stop(self) -> None:
        """Close every connection, and wait for the threads."""
        self.stopped.set()
        with suppress(OSError):  # A connection ends `accept` on every platform; to close the socket does not.
            socket.create_connection((HOST, self.port), timeout=1).close()
        self._acceptor.join(JOIN_TIMEOUT)
        self._socket.close()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(JOIN_TIMEOUT)

    def _accept(self) -> None:
        if self._delay and not self.stopped.wait(self._delay):
            self._socket.listen(BACKLOG)
        number = 0
        while not self.stopped.is_set():
            connection, _ = self._socket.accept()
            if self.stopped.is_set():
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.add(connection)
            thread = threading.Thread(target=self._serve_and_close, args=(connection, number), daemon=True)
            self._threads = [running for running in self._threads if running.is_alive()]
            self._threads.append(thread)
            thread.start()
            number += 1

    def _serve_and_close(self, connection: socket.socket, number: int) -> None:
        try:
            with suppress(OSError, MessageError):  # The client has closed the connection.
                self._serve(connection, number)
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()
