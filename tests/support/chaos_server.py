"""A Responses server on loopback that misbehaves: `chaos_server.py --port P --misbehavior NAME` starts it as a program.

Without a misbehavior it is healthy: it validates the tools at level schema.
"""

from __future__ import annotations

import socket
import sys
import time
from types import TracebackType
from typing import Final, final

from chaos.exchange import Exchange
from chaos.listener import HOST, Listener
from chaos.messages import Reader, Request, Response, read_request
from chaos.misbehavior import Misbehavior
from chaos.program import argument_parser, misbehavior_from, serve_until_signal
from chaos.responses_service import PATH, respond
from chaos.server_deliveries import CONNECTION_MISBEHAVIORS, DELIVERIES
from chaos.server_responses import RESPONSES

__all__ = ["SERVER_MISBEHAVIORS", "ChaosServer", "Misbehavior"]

SERVER_MISBEHAVIORS: Final = frozenset({*RESPONSES, *DELIVERIES, *CONNECTION_MISBEHAVIORS})


@final
class ChaosServer:
    """A context manager that serves in threads of this process.

    Args:
        misbehavior: The misbehavior, its name, or None for a healthy server.
        port: The port; 0 for a free one.
        keep_requests: Whether `requests` is filled.

    Attributes:
        requests: The requests that arrived, in the order of arrival.
    """

    def __init__(
        self, misbehavior: Misbehavior | str | None = None, *, port: int = 0, keep_requests: bool = True
    ) -> None:
        self.requests: list[Request] = []
        self._keep_requests = keep_requests
        self._misbehavior = Misbehavior(misbehavior) if isinstance(misbehavior, str) else misbehavior
        if self._misbehavior is not None and self._misbehavior.name not in SERVER_MISBEHAVIORS:
            raise ValueError(f"unknown misbehavior {self._misbehavior.name!r}")
        self._port = port

    def __enter__(self) -> ChaosServer:
        misbehavior, delay = self._misbehavior, 0.0
        if misbehavior is not None:
            misbehavior.started = time.monotonic()
            delay = misbehavior.seconds if misbehavior.name == "slow-start" else 0
        self._listener = Listener(self._serve, port=self._port, delay=delay)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.stop()

    @property
    def base_url(self) -> str:
        """The URL without a path."""
        return f"http://{HOST}:{self._listener.port}"

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return self.base_url + PATH

    @property
    def connections(self) -> int:
        """The number of connections on which a request arrived."""
        return len({request.connection for request in self.requests})

    def _serve(self, connection: socket.socket, number: int) -> None:
        reader, position, keeps = Reader(connection), 0, True
        while keeps and not self._listener.stopped.is_set():
            request = read_request(reader, number, position)
            position += 1
            if self._keep_requests:
                self.requests.append(request)
            keeps = self._deliver(connection, request, respond(request))

    def _deliver(self, connection: socket.socket, request: Request, response: Response) -> bool:
        """Send the response or misbehave, and return whether the connection is kept."""
        misbehavior = self._misbehavior
        if misbehavior is not None and misbehavior.affects(request):
            exchange = Exchange(connection, request, response, misbehavior, self._listener.stopped)
            if (deliver := DELIVERIES.get(misbehavior.name)) is not None:
                return deliver(exchange)
            if (respond_differently := RESPONSES.get(misbehavior.name)) is not None:
                response = respond_differently(exchange)
        connection.sendall(response.encode())
        return request.headers.get("connection", "").lower() != "close"


def main() -> int:
    """Return the exit code."""
    options = argument_parser(__doc__, [*SERVER_MISBEHAVIORS]).parse_args()
    server = ChaosServer(misbehavior_from(options), port=options.port, keep_requests=False)
    return serve_until_signal(options, server)


if __name__ == "__main__":
    sys.exit(main())
