"""Clients over HTTP in tests, and servers with TLS for them."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from chaos.listener import Listener
from chaos.messages import Reader, Request, read_request
from imagegen_conformance.connections.http_service.client import ExchangeError, HttpClient
from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.proxy import Proxy
from raw_server import OK


@contextmanager
def client_for(
    url: str, timeout: float = 10, proxy: Proxy | None = None, headers: Mapping[str, str] | None = None
) -> Iterator[HttpClient]:
    client = HttpClient(Endpoint.parse(url), headers or {}, timeout, proxy)
    try:
        yield client
    finally:
        client.disconnect()


def error_of(client: HttpClient, body: bytes = b"{}") -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        client.post(body)
    return caught.value


class Certificate(NamedTuple):
    """A certificate of api.example.com and 127.0.0.1, and its key."""

    file: Path
    key: Path


@contextmanager
def tls_server(certificate: Certificate, pause: float = 0) -> Iterator[tuple[int, list[Request]]]:
    """Serve, and give the port and the requests.

    Args:
        certificate: The certificate of the server.
        pause: The seconds before each byte of a response; 0 for responses in one piece.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key)
    requests: list[Request] = []

    def serve(connection: socket.socket, number: int) -> None:
        with context.wrap_socket(connection, server_side=True) as wrapped:
            reader = Reader(wrapped)
            while True:
                requests.append(read_request(reader, number))
                for piece in [bytes([byte]) for byte in OK] if pause else [OK]:
                    time.sleep(pause)
                    wrapped.sendall(piece)

    with Listener(serve) as listener:
        yield listener.port, requests
