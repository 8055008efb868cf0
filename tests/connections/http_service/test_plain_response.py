"""Responses in the common form are read without `http.client`; it reads all others."""

from __future__ import annotations

import http.client
import io
from typing import Any

import pytest

from imagegen_conformance.connections.http_service.plain_response import read_plain_response

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"


class Stream(io.RawIOBase):
    """A stream whose bytes arrive in the given pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._pieces.pop(0) if self._pieces else b""
        buffer[: len(piece)] = piece
        return len(piece)


class _Socket:
    def __init__(self, reader: io.BufferedReader) -> None:
        self._reader = reader

    def makefile(self, _mode: str) -> io.BufferedReader:
        return self._reader


def read_with_library(content: bytes) -> tuple[int, str, dict[str, str], bytes]:
    response = http.client.HTTPResponse(_Socket(reader(content)), method="POST")  # type: ignore[arg-type]
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, response.reason, headers, response.read()


def reader(*pieces: bytes) -> io.BufferedReader:
    return io.BufferedReader(Stream(*pieces))


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
    stream = reader(content + b"HTTP/1.1 ")
    assert read_plain_response(stream) == read_with_library(content)
    assert stream.read() == b"HTTP/1.1 "


def test_body_that_arrives_in_pieces_is_read():
    response = read_plain_response(reader(HEAD, b"{", b"}"))
    assert response is not None
    assert response.body == b"{}"


def test_body_that_ends_early_is_incomplete():
    with pytest.raises(http.client.IncompleteRead):
        read_plain_response(reader(HEAD + b"{"))


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
    stream = reader(content)
    assert read_plain_response(stream) is None
    assert stream.read() == content
