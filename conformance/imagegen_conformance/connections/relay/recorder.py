"""The recorder: an HTTP server on the loopback interface that keeps the requests that arrive with a marker."""

from __future__ import annotations

import re
import secrets
import socket
from collections.abc import Callable
from http import HTTPStatus
from threading import Event, Lock
from typing import TYPE_CHECKING

from imagegen_conformance.connections.relay.arrival import Arrival, BoundedLog, LateArrival
from imagegen_conformance.connections.relay.loopback_server import HOST, LoopbackServer
from imagegen_conformance.connections.relay.request_body import read_body
from imagegen_conformance.connections.relay.request_head import RequestHead, read_head
from imagegen_conformance.connections.relay.request_reader import RequestError, RequestReader
from imagegen_conformance.connections.relay.routes import reply_to, request_error_reply
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

if TYPE_CHECKING:
    from types import TracebackType

    from imagegen_conformance.connections.relay.stub_responses import Reply

__all__ = ["Recorder"]
REQUEST_TIMEOUT = 60.0  # seconds from the beginning of a request to its end
MAX_ARRIVALS = 100  # arrivals that are kept for one number; a gateway could send a request again forever
MAX_LATE_ARRIVALS = 1000  # late arrivals that are kept until they are taken
MAX_LATE_SIZE = 1 << 24  # bytes of their bodies
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Recorder:
    """The upstream of a gateway or a client: it responds to each request, and keeps those with a marker of this run.

    Attributes:
        url: The address, such as "http://127.0.0.1:45678".
        nonce: The hexadecimal digits in the markers of this run.
        late: The paths of the arrivals whose number was not expected, or no longer, or of which too many had arrived.
        strangers: The methods and paths of the requests without a marker of this run, except for successful ones with
            GET and HEAD.
        broken: The problems of requests that were invalid or incomplete, and are no arrivals.
        faults: The faults of the recorder itself.
    """

    def __init__(self, port: int = 0, *, timeout: float = REQUEST_TIMEOUT, redact: Callable[[str], str] = str) -> None:
        """Listen on a port of the loopback interface.

        Args:
            port: The port; 0 for one that is free.
            timeout: The maximum seconds from the beginning of a request to its end.
            redact: The function that replaces secrets in a path, before a part of it is shown.

        Raises:
            ImplementationError: The port cannot be used.
        """
        self.nonce = secrets.token_hex(4)
        self.late = BoundedLog()
        self.strangers = BoundedLog()
        self.broken = BoundedLog()
        self.faults = BoundedLog()
        self._marker = re.compile(rf"imagegen-{self.nonce}-([0-9]{{1,18}})".encode())
        self._timeout = timeout
        self._redact = redact
        self._is_closed = False
        self._lock = Lock()
        self._expected: dict[int, list[Arrival]] = {}
        self._awaited: dict[int, Event] = {}
        self._late_arrivals: list[LateArrival] = []
        self._late_size = 0
        self._server = LoopbackServer(port, self._serve, self._add_fault)
        self.url = f"http://{HOST}:{self._server.port}"

    def __enter__(self) -> Recorder:  # noqa: PYI034 - Python 3.10 has no Self
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def marker(self, number: int) -> str:
        """Return the text that the request with a number contains, so that the recorder recognizes it."""
        return f"imagegen-{self.nonce}-{number}"

    def expect(self, number: int) -> None:
        """Keep the arrivals with the marker of a number from now on."""
        with self._lock:
            self._expected.setdefault(number, [])

    def wait(self, number: int, seconds: float) -> bool:
        """Wait until there is an arrival with the marker of an expected number, and return whether there is one.

        At most one thread waits for a number.
        """
        with self._lock:
            if self._expected.get(number):
                return True
            if self._is_closed:
                return False
            # An event for each number: an arrival wakes only the thread that waits for it.
            event = self._awaited.setdefault(number, Event())
        event.wait(seconds)
        with self._lock:
            self._awaited.pop(number, None)
            return bool(self._expected.get(number))

    def take(self, number: int) -> list[Arrival]:
        """Remove and return the arrivals with the marker of a number, in order. Further ones are late."""
        with self._lock:
            return self._expected.pop(number, [])

    def take_late(self) -> list[LateArrival]:
        """Remove and return the late arrivals, in order; of too many, the first ones."""
        if not self._late_arrivals:
            return []
        with self._lock:
            late, self._late_arrivals, self._late_size = self._late_arrivals, [], 0
            return late

    def close(self) -> None:
        """Close the port and all connections, and end the threads and all waits."""
        self._server.close()
        with self._lock:
            self._is_closed = True
            for event in self._awaited.values():
                event.set()

    def _serve(self, connection: socket.socket) -> None:
        """Respond to the requests of a connection until it ends."""
        reader = RequestReader(connection, self._timeout)
        while reader.await_request():
            head: RequestHead | None = None
            try:
                head = read_head(reader)
                body = read_body(reader, head, lambda: connection.sendall(CONTINUE))
            except RequestError as error:
                self._add_broken(head, error)
                if error.status is not None:
                    connection.sendall(_render(request_error_reply(error), head, keep=False))
                return
            request = Arrival(head.method, self._redact(head.path), head.media_type, body)
            reply = reply_to(request)
            self._record(request, reply)
            keep = head.keeps_connection
            connection.sendall(_render(reply, head, keep=keep))
            if not keep:
                return

    def _record(self, request: Arrival, reply: Reply) -> None:
        """Keep a request under each number whose marker it contains: several, if a gateway mixes its requests."""
        numbers = {int(number) for number in self._marker.findall(request.body)}
        with self._lock:
            if not numbers:
                if reply.status != 200 or request.method == "POST":
                    self.strangers.add(preview(f"{request.method} {request.path}", MAX_VALUE_LENGTH))
                return
            is_expected = any(number in self._expected for number in numbers)
            for number in numbers:
                arrivals = self._expected.get(number)
                if arrivals is None or len(arrivals) >= MAX_ARRIVALS:
                    self.late.add(preview(request.path, MAX_VALUE_LENGTH))
                    if not is_expected:  # a request that only quotes an earlier one is no repetition of it
                        self._keep_late(LateArrival(number, request))
                else:
                    # Equal arrivals share their body.
                    arrivals.append(arrivals[-1] if arrivals and arrivals[-1] == request else request)
                    if number in self._awaited:
                        self._awaited[number].set()

    def _keep_late(self, late: LateArrival) -> None:
        size = self._late_size + len(late.arrival.body)
        if len(self._late_arrivals) < MAX_LATE_ARRIVALS and size <= MAX_LATE_SIZE:
            self._late_arrivals.append(late)
            self._late_size = size

    def _add_broken(self, head: RequestHead | None, error: RequestError) -> None:
        if self._server.closing:  # the recorder has closed the connection itself
            return
        subject = "a request" if head is None else preview(f"{head.method} {self._redact(head.path)}", MAX_VALUE_LENGTH)
        with self._lock:
            self.broken.add(f"{subject}: {preview(error.problem, 2 * MAX_VALUE_LENGTH)}")

    def _add_fault(self, problem: str) -> None:
        with self._lock:
            self.faults.add(problem)


def _render(reply: Reply, head: RequestHead | None, *, keep: bool) -> bytes:
    """Return the bytes of a response for one write. After a first small write, a second one could wait for its ACK."""
    if not keep:
        connection = "Connection: close\r\n"
    else:
        connection = "Connection: keep-alive\r\n" if head is not None and head.is_version_1_0 else ""
    text = (
        f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\nContent-Type: {reply.media_type}\r\n"
        f"Content-Length: {len(reply.body)}\r\n{reply.headers}{connection}\r\n"
    )
    return text.encode("latin-1") + (b"" if head is not None and head.method == "HEAD" else reply.body)
