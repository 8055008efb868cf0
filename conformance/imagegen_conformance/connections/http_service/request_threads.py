"""Threads that send requests in parallel, each with a client of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import NamedTuple

from imagegen_conformance.connections.http_service.budget import StoppedError
from imagegen_conformance.connections.http_service.client import HttpClient
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.corpus.cases import Request

__all__ = ["RequestThreads"]

POLL_INTERVAL = 0.1  # seconds
JOIN_TIMEOUT = 1.0  # seconds
SendRequest = Callable[[HttpClient, Request], Probe]


class _Response(NamedTuple):
    """The end of a request: what was observed, or the exception that its thread raised.

    Attributes:
        is_urgent: Whether the main thread has to know of it at once.
    """

    sequence: int
    probe: Probe | None
    exception: BaseException | None
    is_urgent: bool


class RequestThreads:
    """The threads of a connection.

    Attributes:
        clients: The client of each thread.
    """

    def __init__(self, send: SendRequest) -> None:
        """Prepare threads; `start` starts them.

        Args:
            send: The function that sends a request with a client, and returns what was observed.
        """
        self.clients: list[HttpClient] = []
        self._send = send
        self._threads: list[threading.Thread] = []
        self._requests: SimpleQueue[tuple[int, Request] | None] = SimpleQueue()
        self._responses: SimpleQueue[_Response] = SimpleQueue()
        self._batch_size = 1  # responses for which the main thread waits
        self._is_batch_complete = threading.Event()
        self._started: set[int] = set()  # the requests that threads work on
        self._is_stopped = threading.Event()

    def start(self, client: HttpClient) -> None:
        """Start a thread with a client."""
        self.clients.append(client)
        thread = threading.Thread(target=self._work, args=(client,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def put(self, sequence: int, request: Request) -> None:
        """Queue a request."""
        self._requests.put((sequence, request))

    def take(self, batch_size: int) -> tuple[int, Probe] | None:
        """Return the next response, or None if there is none after some time.

        If the main thread woke up for each response, it would interrupt the threads that send requests. It waits until
        there are several.

        Args:
            batch_size: The number of responses for which to wait.
        """
        if self._responses.empty():
            self._await_batch(batch_size)
        try:
            response = self._responses.get_nowait()
        except Empty:
            return None
        if response.probe is None:
            raise response.exception or RuntimeError("a thread has sent nothing")
        return response.sequence, response.probe

    def sequence_in_progress(self) -> int | None:
        """Return the number of the request that has waited longest for its response; None if there is none."""
        return min(self._started, default=None)

    def stop(self) -> None:
        """Send no further request."""
        self._is_stopped.set()

    def end(self) -> None:
        """End every thread, also one that waits for a response."""
        for _ in self._threads:
            self._requests.put(None)
        for client in self.clients:
            client.close()
        for thread in self._threads:
            thread.join(JOIN_TIMEOUT)

    def _await_batch(self, size: int) -> None:
        self._is_batch_complete.clear()
        self._batch_size = size
        if self._responses.qsize() < size:
            self._is_batch_complete.wait(POLL_INTERVAL)

    def _work(self, client: HttpClient) -> None:
        try:
            self._send_requests(client)
        except StoppedError:
            return
        finally:
            client.disconnect()

    def _send_requests(self, client: HttpClient) -> None:
        while (item := self._requests.get()) is not None:
            if self._is_stopped.is_set():
                continue
            sequence, request = item
            self._started.add(sequence)
            try:
                probe = self._send(client, request)
                response = _Response(sequence, _shortened(probe), None, probe.is_fatal)
            except StoppedError:
                raise
            except BaseException as exception:  # noqa: BLE001 - the main thread raises it
                response = _Response(sequence, None, exception, is_urgent=True)
            if response.is_urgent:
                self._is_stopped.set()  # at once: the main thread may be busy with the controls
            self._started.discard(sequence)
            self._responses.put(response)
            if response.is_urgent or self._responses.qsize() >= self._batch_size:
                self._is_batch_complete.set()


def _shortened(probe: Probe) -> Probe:
    """Return a probe without its exchange, unless it is shown: many large responses can wait for the main thread."""
    return probe if probe.is_fatal else Probe(None, probe.observation, number=probe.number)
