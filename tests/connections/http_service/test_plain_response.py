"""Responses in the common form are read without `http.client`; it reads all others."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from imagegen_conformance.connections.http_service import kept_socket as kept_socket_module
from imagegen_conformance.connections.http_service.kept_socket import KeptSocket
from imagegen_conformance.connections.http_service.plain_response import read_plain_response

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"


@contextmanager
def kept_socket(*pieces: bytes) -> Iterator[KeptSocket]:
    """Give a socket at which the pieces arrive one after the other, and then the end of the stream."""
    near, far = socket.socketpair()

    def send() -> None:
        for piece in pieces:
            far.sendall(piece)
            time.sleep(0.05)
        far.close()

    thread = threading.Thread(target=send)
    kept = KeptSocket(near)
    kept.start(time.monotonic() + 10)
    thread.start()
    try:
        yield kept
    finally:
        thread.join()
        kept.close()


@pytest.fixture(autouse=True, params=[True, False], ids=["kernel", "python"])
def limits(request, monkeypatch) -> None:
    """Limit the time by the kernel if it can, or by Python."""
    if not request.param:
        monkeypatch.setattr(kept_socket_module, "_try_kernel_limits", lambda _: False)


def read_with_library(content: bytes) -> tuple[int, str, dict[str, str], bytes]:
    with kept_socket(content) as kept:
        response = http.client.HTTPResponse(kept, method="POST")  # type: ignore[arg-type]
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, response.reason, headers, response.read()


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b"{}",
        HEAD.replace(b" OK", b"") + b"{}",
        HEAD.replace(b" OK", b" ") + b"{}",
        HEAD.replace(b"200 OK", b"422  Not a word ") + b"{}",
        HEAD.replace(b"Content-Length:", b"CONTENT-LENGTH:\t ") + b"{}",
        HEAD.replace(b"OK\r\n", b"OK\r\nConnection: keep-alive\r\nX-Empty:\r\nX-Colon: a:b \r\n") + b"{}",
        HEAD.replace(b": 2", b": 0"),
    ],
)
def test_common_response_is_read_as_by_the_library(content):
    with kept_socket(content + b"HTTP/1.1 ") as kept:
        assert read_plain_response(kept) == read_with_library(content)
        assert kept.makefile("rb").read() == b"HTTP/1.1 "


def test_state_is_that_of_the_connection():
    with kept_socket(HEAD + b"{}", HEAD + b"{}") as kept:
        assert read_plain_response(kept) is not None
        assert kept.state() == "idle"
        assert read_plain_response(kept) is not None
        time.sleep(0.2)
        assert kept.state() == "closed"


def test_time_limit_ends_a_read():
    with kept_socket(HEAD) as kept:
        kept.start(time.monotonic() + 0.02)
        with pytest.raises(TimeoutError):
            read_plain_response(kept)


def test_bytes_after_a_response_are_a_surplus():
    with kept_socket(HEAD + b"{}x") as kept:
        assert read_plain_response(kept) is not None
        assert kept.state() == "surplus"


def test_body_that_arrives_in_pieces_is_read():
    with kept_socket(HEAD, b"{", b"}") as kept:
        response = read_plain_response(kept)
    assert response is not None
    assert response.body == b"{}"


def test_body_that_ends_early_is_incomplete():
    with kept_socket(HEAD + b"{") as kept, pytest.raises(http.client.IncompleteRead):
        read_plain_response(kept)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        HEAD[:-2],
        HEAD.replace(b"200", b"100"),
        HEAD.replace(b"200", b"204"),
        HEAD.replace(b"200", b"304"),
        HEAD.replace(b"/1.1", b"/1.0"),
        HEAD.replace(b"\r\n", b"\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\n folded\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nX: \xe9\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nX: a\rb\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nX : a\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nConnection: Close\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nTransfer-Encoding: chunked\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nContent-Encoding: gzip\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\nContent-Length: 2\r\n"),
        HEAD.replace(b"OK\r\n", b"OK\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(100))),
        HEAD.replace(b": 2", b": +2"),
        HEAD.replace(b": 2", b": 2, 2"),
        HEAD.replace(b": 2", b": 100000"),
        HEAD.replace(b"Content-Length: 2\r\n", b""),
    ],
)
def test_other_response_is_left_to_the_library(content):
    with kept_socket(content) as kept:
        assert read_plain_response(kept) is None
        assert kept.makefile("rb").read() == content
