"""The other sides of connections over HTTP, as simple and fast as possible: a server, and a gateway.

`loopback_servers.py server FILE` starts a server that rejects the payloads in the lines of a file, and accepts others.
`loopback_servers.py gateway PORT` starts a gateway that forwards the bytes of each connection to a port.
Each prints its port, and ends with its standard input.
"""

from __future__ import annotations

import os
import re
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ratio import HERE

HOST = "127.0.0.1"
PATH = "/v1/responses"
READ_SIZE = 1 << 16  # bytes
ACCEPTED = (
    b'{"id":"resp_1","object":"response","created_at":0,"status":"completed","model":"gpt-4.1","output":[{"id":"msg_1",'
    b'"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","annotations":[],'
    b'"text":"OK"}]}],"parallel_tool_calls":true,"tool_choice":"none","tools":[]}'
)
REJECTED = b'{"error":{"message":"Invalid tool.","type":"invalid_request_error","param":"tools[0]","code":null}}'
PAYLOAD = re.compile(rb'"tools":\[(.*)\],"tool_choice"', re.DOTALL)
LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@contextmanager
def started(*arguments: str) -> Iterator[str]:
    """Start one of the two in a process of its own, and give the URL of its endpoint."""
    call = [sys.executable, "-S", str(HERE / "loopback_servers.py"), *arguments]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://{HOST}:{int(process.stdout.readline())}{PATH}"
        process.stdin.close()


def response(status: str, body: bytes) -> bytes:
    """Return the bytes of a response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def request_size(buffer: bytes) -> int | None:
    """Return the number of bytes of the first request, or None if its end has not arrived."""
    head_size = buffer.find(b"\r\n\r\n") + 4
    length = LENGTH.search(buffer, 0, head_size) if head_size > 3 else None
    size = head_size + int(length[1]) if length else 0
    return size if 0 < size <= len(buffer) else None


class _Server:
    def __init__(self, rejected: frozenset[bytes]) -> None:
        self._rejected = rejected
        self._responses = response("200 OK", ACCEPTED), response("400 Bad Request", REJECTED)
        self._buffers: dict[socket.socket, bytes] = {}

    def accept(self, selector: selectors.BaseSelector, connection: socket.socket) -> None:
        self._buffers[connection] = b""
        selector.register(connection, selectors.EVENT_READ, partial(self._read, selector, connection))

    def _read(self, selector: selectors.BaseSelector, connection: socket.socket) -> None:
        chunk = connection.recv(READ_SIZE)
        if not chunk:
            selector.unregister(connection)
            connection.close()
            del self._buffers[connection]
            return
        buffer = self._buffers[connection] + chunk
        while (size := request_size(buffer)) is not None:
            payload = PAYLOAD.search(buffer, 0, size)
            connection.sendall(self._responses[payload is None or payload[1] in self._rejected])
            buffer = buffer[size:]
        self._buffers[connection] = buffer


class _Gateway:
    def __init__(self, port: int) -> None:
        self._port = port

    def accept(self, selector: selectors.BaseSelector, connection: socket.socket) -> None:
        upstream = socket.create_connection((HOST, self._port))
        upstream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target in ((connection, upstream), (upstream, connection)):
            selector.register(source, selectors.EVENT_READ, partial(self._forward, selector, source, target))

    def _forward(self, selector: selectors.BaseSelector, source: socket.socket, target: socket.socket) -> None:
        try:
            chunk = source.recv(READ_SIZE)
            if chunk:
                target.sendall(chunk)
                return
        except OSError:
            pass
        for side in (source, target):
            if side.fileno() >= 0:
                selector.unregister(side)
                side.close()


def _serve(accept: Callable[[selectors.BaseSelector, socket.socket], None]) -> None:
    """Serve in one thread until the standard input ends."""
    selector = selectors.DefaultSelector()

    def accept_next() -> None:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        accept(selector, connection)

    with socket.create_server((HOST, 0), backlog=128) as listener:
        selector.register(listener, selectors.EVENT_READ, accept_next)
        selector.register(sys.stdin.fileno(), selectors.EVENT_READ, partial(os._exit, 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            ready: list[tuple[Any, int]] = selector.select()
            for key, _ in ready:
                if key.fileobj.fileno() >= 0 if isinstance(key.fileobj, socket.socket) else True:
                    key.data()


def main(kind: str, argument: str) -> None:
    if kind == "server":
        _serve(_Server(frozenset(Path(argument).read_bytes().splitlines())).accept)
    else:
        _serve(_Gateway(int(argument)).accept)


if __name__ == "__main__":
    main(*sys.argv[1:])
