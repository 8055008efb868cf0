"""A server on a port of the loopback interface, with a thread for each connection."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
from collections.abc import Callable
from threading import Lock, Thread, current_thread
from time import monotonic
from typing import Any

from imagegen_conformance.errors import ImplementationError
from imagegen_conformance.text import describe_exception

__all__ = ["HOST", "LoopbackServer"]
HOST = "127.0.0.1"
MAX_CONNECTIONS = 1000
POLL_INTERVAL = 0.05  # seconds between checks for the end
LINGER_TIMEOUT = 1.0  # seconds to read and discard what a client sends after a response that ends the connection
JOIN_TIMEOUT = 5.0  # seconds to wait for all threads
READ_SIZE = 1 << 16  # bytes


class LoopbackServer(socketserver.TCPServer):
    """A server that calls a function with each connection, in a thread of its own.

    Attributes:
        port: The port.
        closing: Whether the server is being closed.
    """

    request_queue_size = 128  # connections that clients open at the same moment
    # Elsewhere than on Windows, this permits a port whose last connections have just ended. On Windows, it would let
    # two servers have the same port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, serve: Callable[[socket.socket], None], on_fault: Callable[[str], None]) -> None:
        """Listen on a port, and accept connections.

        Args:
            port: The port; 0 for one that is free.
            serve: Serves a connection until it ends.
            on_fault: Receives a description of each exception that is not about one request.

        Raises:
            ImplementationError: The port cannot be used.
        """
        try:
            super().__init__((HOST, port), socketserver.BaseRequestHandler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            hint = "End the program that uses the port, or name another one with --upstream-port."
            raise ImplementationError(f"the port cannot be used ({reason})", file=f"{HOST}:{port}", hint=hint) from None
        self.port: int = self.server_address[1]
        self.closing = False
        self._serve_connection, self._on_fault = serve, on_fault
        self._lock = Lock()
        self._threads: dict[Thread, socket.socket] = {}
        self._acceptor = Thread(target=self.serve_forever, args=(POLL_INTERVAL,), name="recorder", daemon=True)
        self._acceptor.start()

    def server_bind(self) -> None:
        """Bind the port for this process alone."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start the thread of a connection."""
        thread = Thread(target=self._run, args=(request,), name=f"recorder-{client_address[1]}", daemon=True)
        with self._lock:
            is_full = len(self._threads) >= MAX_CONNECTIONS
            if not is_full:
                self._threads[thread] = request
        if is_full:
            self._on_fault(f"a connection was closed, because {MAX_CONNECTIONS} others are open")
            self.shutdown_request(request)
            return
        try:
            thread.start()
        except BaseException:
            with self._lock:
                del self._threads[thread]
            raise

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class calls it
        """Report the current exception as a fault, and not on standard error."""
        error = sys.exc_info()[1]
        if error is not None:
            self._on_fault(describe_exception(error))

    def close(self) -> None:
        """Close the port and all connections, and wait for the threads."""
        self.closing = True
        self.shutdown()
        self.server_close()
        with self._lock:
            threads = dict(self._threads)
        for connection in threads.values():
            _shut_down(connection, socket.SHUT_RDWR)
        deadline = monotonic() + JOIN_TIMEOUT
        for thread in (self._acceptor, *threads):
            thread.join(max(deadline - monotonic(), 0))

    def _run(self, connection: socket.socket) -> None:
        """Serve a connection in its thread."""
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._serve_connection(connection)
            self._end(connection)
        except OSError:
            pass  # the client has closed or reset the connection
        except Exception as error:  # noqa: BLE001 - the recorder must not end with a connection
            self._on_fault(describe_exception(error))
        finally:
            with self._lock:
                connection.close()
                self._threads.pop(current_thread(), None)

    def _end(self, connection: socket.socket) -> None:
        """Announce the end of a connection, and wait until the client has closed it.

        If it were closed while the client still sends, the client would get an error in place of the response.
        """
        if not _shut_down(connection, socket.SHUT_WR):
            return
        deadline = monotonic() + LINGER_TIMEOUT
        while not self.closing and (remaining := deadline - monotonic()) > 0:
            connection.settimeout(remaining)
            if not connection.recv(READ_SIZE):
                return


def _shut_down(connection: socket.socket, how: int) -> bool:
    """Shut down a direction of a connection, and return whether it was still open."""
    try:
        connection.shutdown(how)
    except OSError:
        return False
    return True
