"""A gateway on loopback that misbehaves: `chaos_gateway.py --upstream URL --misbehavior NAME` starts it as a program.

Without a misbehavior it is healthy: bodies, statuses and the headers between client and upstream pass unchanged.
"""

from __future__ import annotations

import os
import socket
import sys
from types import TracebackType
from typing import Final, final

from chaos.gateway_misbehaviors import GATEWAY_MISBEHAVIORS, Forwarding
from chaos.listener import HOST, Listener
from chaos.messages import Reader, Request, Response, read_request
from chaos.misbehavior import Misbehavior
from chaos.program import argument_parser, misbehavior_from, serve_until_signal
from chaos.responses_service import PATH
from chaos.upstream import Upstream

__all__ = ["GATEWAY_MISBEHAVIORS", "ChaosGateway", "Misbehavior"]

UPSTREAM_VARIABLE: Final = "IMAGEGEN_UPSTREAM"


@final
class ChaosGateway:
    """A context manager that serves in threads of this process, with one upstream connection for each connection.

    Args:
        upstream: The URL of the upstream without the path of the endpoint, such as `http://127.0.0.1:8080`.
        misbehavior: The misbehavior, its name, or None for a healthy gateway.
        port: The port; 0 for a free one.
    """

    def __init__(self, upstream: str, misbehavior: Misbehavior | str | None = None, *, port: int = 0) -> None:
        self._upstream = upstream
        self._misbehavior = Misbehavior(misbehavior) if isinstance(misbehavior, str) else misbehavior
        if self._misbehavior is not None:
            self._forward = GATEWAY_MISBEHAVIORS[self._misbehavior.name]()
        self._port = port

    def __enter__(self) -> ChaosGateway:
        self._listener = Listener(self._serve, port=self._port)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.stop()

    @property
    def url(self) -> str:
        """The URL of the endpoint."""
        return f"http://{HOST}:{self._listener.port}{PATH}"

    def _serve(self, connection: socket.socket, number: int) -> None:
        reader, upstream, position, keeps = Reader(connection), Upstream(self._upstream), 0, True
        try:
            while keeps and not self._listener.stopped.is_set():
                request = read_request(reader, number, position)
                position += 1
                connection.sendall(self._respond(request, upstream).encode())
                keeps = request.headers.get("connection", "").lower() != "close"
        finally:
            upstream.close()

    def _respond(self, request: Request, upstream: Upstream) -> Response:
        misbehavior = self._misbehavior
        if misbehavior is not None and misbehavior.affects(request):
            return self._forward(Forwarding(request, upstream, misbehavior))
        return upstream.send(request)


def main() -> int:
    """Return the exit code."""
    parser = argument_parser(__doc__, [*GATEWAY_MISBEHAVIORS])
    parser.add_argument("--upstream", help=f"URL of the upstream (default: the variable {UPSTREAM_VARIABLE})")
    options = parser.parse_args()
    upstream = options.upstream or os.environ.get(UPSTREAM_VARIABLE)
    if not upstream:
        parser.error(f"--upstream is missing, and the variable {UPSTREAM_VARIABLE} is not set")
    return serve_until_signal(options, ChaosGateway(upstream, misbehavior_from(options), port=options.port))


if __name__ == "__main__":
    sys.exit(main())
