"""Bodies on the network: framing, content encodings and limits, each with the bytes that a client could send."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegen_conformance.connections.relay.recorder import Recorder
from raw_http import connect, post, read_response, send

CHUNKED = "Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module", name="recorder")
def recorder_of_module() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder
        assert recorder.faults.entries == []


def body_with_marker(recorder: Recorder, number: int = 1) -> bytes:
    recorder.expect(number)
    return f'{{"input": "{recorder.marker(number)}", "tools": [{{}}]}}'.encode()


def chunked(
    body: bytes, *, sizes: tuple[int, ...] = (7, 1, 30), extension: bytes = b"", trailers: bytes = b""
) -> bytes:
    parts, rest = [], body
    for size in (*sizes, len(body)):
        chunk, rest = rest[:size], rest[size:]
        if chunk:
            parts.append(b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk))
    return b"".join([*parts, b"0\r\n", trailers, b"\r\n"])


def raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(body) + compressor.flush()


GZIPPED = gzip.compress(b"abc", mtime=0)  # the ids of tests contain it, and must be the same in all processes
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Identity, GZIP": gzip.compress,
}


class TestFraming:
    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"extension": b";a=b;c"},
            {"extension": b' ; name="quoted value"'},
            {"trailers": b"Checksum: abc\r\nOther: 1\r\n"},
            {"sizes": ()},
            {"sizes": (1,) * 60},
        ],
    )
    def test_chunked_body_arrives(self, recorder, options):
        body = body_with_marker(recorder)
        assert send(recorder, post(chunked(body, **options), CHUNKED, length=None)).status == 200
        assert [arrival.body for arrival in recorder.take(1)] == [body]

    def test_request_in_many_writes_arrives(self, recorder):
        body = body_with_marker(recorder)
        with connect(recorder) as connection:
            for byte in post(chunked(body), CHUNKED, length=None):
                connection.sendall(bytes([byte]))
            assert read_response(connection).status == 200
        assert [arrival.body for arrival in recorder.take(1)] == [body]

    @pytest.mark.parametrize("headers", ["Content-Length: 0\r\n", ""])
    def test_request_without_a_body_gets_a_response(self, recorder, headers):
        assert send(recorder, post(b"", headers, length=None)).status == 200

    def test_equal_lengths_are_one(self, recorder):
        body = body_with_marker(recorder)
        assert send(recorder, post(body, f"Content-Length: {len(body)}\r\n")).status == 200
        assert len(recorder.take(1)) == 1

    @pytest.mark.parametrize(
        ("headers", "length", "status", "problem"),
        [
            (CHUNKED, 9, 400, "it has both Content-Length and Transfer-Encoding"),
            ("Content-Length: 10\r\n", 9, 400, "it has several values of Content-Length"),
            ("", "-1", 400, "Content-Length is not a decimal number"),
            ("", "+9", 400, "Content-Length is not a decimal number"),
            ("", "0x9", 400, "Content-Length is not a decimal number"),
            ("", "9, 9", 400, "Content-Length is not a decimal number"),
            ("", "", 400, "Content-Length is not a decimal number"),
            ("", "\xb2", 400, "Content-Length is not a decimal number"),
            ("X: a\r\n b\r\n", 9, 400, "a header is folded"),
            ("X : a\r\n", 9, 400, "a header is invalid"),
            ("no colon\r\n", 9, 400, "a header is invalid"),
            ("X: a\rContent-Length: 8\r\n", 9, 400, "a header is invalid"),
            ("X: \0\r\n", 9, 400, "a header is invalid"),
            ("X: a\n", 9, 400, "a line does not end with CR LF"),
            ("Host: other\r\n", 9, 400, "it does not have exactly one Host header"),
            ("Transfer-Encoding: gzip, chunked\r\n", None, 501, "the transfer encoding gzip, chunked is not supported"),
            ("Transfer-Encoding: \r\n", None, 501, "the transfer encoding (empty) is not supported"),
            ("Transfer-Encoding: chunked, chunked\r\n", None, 501, "the transfer encoding chunked, chunked is not supported"),
            ("Expect: 200-ok\r\n", 9, 417, "the expectation 200-ok is not supported"),
            ("Content-Encoding: br\r\n", 9, 415, "the content encoding br is not supported, only gzip, deflate"),
            ("Content-Encoding: gzip, gzip\r\n", 9, 415, "the content encoding gzip, gzip is not supported, only gzip, deflate"),
            (f"X: {'a' * 65536}\r\n", 9, 431, None),
            (f"X: {'a' * 40000}\r\nY: {'a' * 40000}\r\n", 9, 431, None),
        ],
    )  # fmt: skip
    def test_invalid_head_is_an_error_that_ends_the_connection(self, recorder, headers, length, status, problem):
        count = recorder.broken.count
        with connect(recorder) as connection:
            connection.sendall(post(b"123456789", headers, length=length))
            response = read_response(connection)
            assert connection.recv(1) == b""
        assert response.status == status
        assert response.headers["connection"] == "close"
        if problem is not None:
            assert response.error == f"The request is invalid: {problem}."
        assert recorder.broken.count == count + 1

    @pytest.mark.parametrize(
        ("line", "status"),
        [
            ("POST /responses HTTP/2.0", 505),
            ("POST /responses HTTP/1.10", 400),
            ("POST  /responses HTTP/1.1", 400),
            ("POST /a b HTTP/1.1", 400),
            ("POST /responses", 400),
            ("PO\tST /responses HTTP/1.1", 400),
            ("PRI * HTTP/2.0", 505),
            ("POST /" + "a" * 65536 + " HTTP/1.1", 414),
        ],
    )
    def test_invalid_request_line_is_an_error(self, recorder, line, status):
        assert send(recorder, f"{line}\r\nHost: a\r\n\r\n".encode()).status == status

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            (b"x\r\nabc\r\n0\r\n\r\n", "the size of a chunk is invalid"),
            (b"-3\r\nabc\r\n0\r\n\r\n", "the size of a chunk is invalid"),
            (b"0x3\r\nabc\r\n0\r\n\r\n", "the size of a chunk is invalid"),
            (b"\r\n0\r\n\r\n", "the size of a chunk is invalid"),
            (b"1" * 20 + b"\r\n", "the size of a chunk is invalid"),
            (b"3 x\r\nabc\r\n0\r\n\r\n", "the size of a chunk is invalid"),
            (b"3\nabc\r\n0\r\n\r\n", "a line does not end with CR LF"),
            (b"3\r\nabcd\r\n0\r\n\r\n", "a chunk does not end with CR LF"),
            (b"3;" + b"a" * 5000 + b"\r\nabc\r\n", "a line is longer than 4096 bytes"),
            (b"0\r\n folded\r\n\r\n", "a header is folded"),
            (b"0\r\nno colon\r\n\r\n", "a header is invalid"),
        ],
    )
    def test_malformed_chunk_is_an_error(self, recorder, body, problem):
        response = send(recorder, post(body, CHUNKED, length=None))
        assert (response.status, response.error) == (400, f"The request is invalid: {problem}.")

    def test_transfer_encoding_in_http_1_0_is_an_error(self, recorder):
        response = send(recorder, post(b"0\r\n\r\n", CHUNKED, length=None, version="1.0"))
        assert response.error == "The request is invalid: it has Transfer-Encoding, which HTTP/1.0 does not have."

    def test_http_1_1_without_host_is_an_error(self, recorder):
        assert send(recorder, b"POST /responses HTTP/1.1\r\nContent-Length: 0\r\n\r\n").status == 400


class TestEncodings:
    @pytest.mark.parametrize("name", ENCODERS)
    def test_encoded_body_arrives_decoded(self, recorder, name):
        body = body_with_marker(recorder)
        assert send(recorder, post(ENCODERS[name](body), f"Content-Encoding: {name}\r\n")).status == 200
        assert [arrival.body for arrival in recorder.take(1)] == [body]

    def test_raw_deflate_arrives_decoded(self, recorder):
        body = body_with_marker(recorder)
        assert send(recorder, post(raw_deflate(body), "Content-Encoding: deflate\r\n")).status == 200
        assert [arrival.body for arrival in recorder.take(1)] == [body]

    def test_members_of_a_gzip_file_are_joined(self, recorder):
        body = body_with_marker(recorder)
        data = gzip.compress(body[:10]) + gzip.compress(b"") + gzip.compress(body[10:])
        assert send(recorder, post(data, "Content-Encoding: gzip\r\n")).status == 200
        assert [arrival.body for arrival in recorder.take(1)] == [body]

    @pytest.mark.parametrize(
        ("encoding", "data", "problem"),
        [
            ("gzip", b"no gzip", "the gzip data is invalid"),
            ("gzip", GZIPPED[:-1], "the gzip data is incomplete"),
            ("gzip", GZIPPED[:-5] + b"\0" + GZIPPED[-4:], "the gzip data is invalid"),
            ("gzip", GZIPPED + b"more", "the gzip data is invalid"),
            ("gzip", gzip.compress(b"a", mtime=0) * 17, "the gzip data has more than 16 members"),
            ("deflate", zlib.compress(b"abc")[:-1], "the deflate data is incomplete"),
            ("deflate", zlib.compress(b"abc") + b"x", "there is data after the end of the deflate data"),
            ("deflate", b"\xff\xff\xff", "the deflate data is invalid"),
        ],
    )
    def test_invalid_encoded_body_is_an_error(self, recorder, encoding, data, problem):
        response = send(recorder, post(data, f"Content-Encoding: {encoding}\r\n"))
        assert (response.status, response.error) == (400, f"The request is invalid: {problem}.")

    def test_unsupported_encoding_names_the_supported_ones(self, recorder):
        response = send(recorder, post(b"x", "Content-Encoding: zstd\r\n"))
        assert response.status == 415
        assert response.headers["accept-encoding"] == "gzip, deflate"

    @pytest.mark.parametrize("encoder", [gzip.compress, zlib.compress])
    def test_bomb_is_rejected_at_the_limit(self, recorder, encoder):
        bomb = encoder(bytes((1 << 25) + 1))
        response = send(
            recorder, post(bomb, f"Content-Encoding: {'gzip' if encoder is gzip.compress else 'deflate'}\r\n")
        )
        assert response.status == 413
        assert response.error == "The request is invalid: the body is larger than 32 MiB after decoding."


class TestSizes:
    def test_large_length_is_rejected_within_a_second_and_without_memory(self, recorder):
        tracemalloc.start()
        try:
            start = time.monotonic()
            response = send(recorder, post(b"begin", length=100_000_000))
            assert time.monotonic() - start < 1
            assert tracemalloc.get_traced_memory()[1] < 1 << 20
        finally:
            tracemalloc.stop()
        assert (response.status, response.error) == (413, "The request is invalid: the body is larger than 32 MiB.")

    @pytest.mark.parametrize("length", ["33554433", "9" * 10_000])
    def test_length_above_the_limit_is_rejected(self, recorder, length):
        assert send(recorder, post(b"", length=length)).status == 413

    def test_client_that_sends_everything_first_gets_the_response(self, recorder):
        assert send(recorder, post(bytes(40_000_000))).status == 413

    def test_chunks_above_the_limit_are_rejected(self, recorder):
        assert (
            send(recorder, post(b"1000000\r\n", CHUNKED, length=None) + bytes(1 << 24) + b"\r\n1000001\r\n").status
            == 413
        )

    def test_largest_body_arrives(self, recorder):
        body = body_with_marker(recorder)
        body += b" " * ((1 << 25) - len(body))
        assert send(recorder, post(body)).status == 200
        assert recorder.take(1)[0].body == body


class TestContinue:
    def test_client_that_waits_for_100_gets_it(self, recorder):
        body = body_with_marker(recorder)
        with connect(recorder) as connection:
            connection.sendall(post(b"", "Expect: 100-Continue\r\n", length=len(body)))
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.sendall(body)
            assert read_response(connection).status == 200
        assert len(recorder.take(1)) == 1

    @pytest.mark.parametrize("version", ["1.0", "1.1"])
    def test_client_that_does_not_wait_gets_only_the_response(self, recorder, version):
        body = body_with_marker(recorder)
        with connect(recorder) as connection:
            connection.sendall(post(body, "Expect: 100-continue\r\n", version=version))
            assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        assert len(recorder.take(1)) == 1

    def test_client_that_waits_with_a_large_body_gets_413(self, recorder):
        with connect(recorder) as connection:
            connection.sendall(post(b"", "Expect: 100-continue\r\n", length=100_000_000))
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@st.composite
def encoded_bodies(draw: st.DrawFn) -> tuple[bytes, bytes, str]:
    """Draw the bytes of a body before and after the marker, and its encoding."""
    return draw(st.binary(max_size=200)), b"'" + draw(st.binary(max_size=200)), draw(st.sampled_from(list(ENCODERS)))


@given(
    parts=encoded_bodies(),
    sizes=st.none() | st.lists(st.integers(1, 60), max_size=8),
    cuts=st.lists(st.integers(0, 800), max_size=4),
)
@settings(max_examples=100)
def test_any_body_in_any_pieces_arrives_byte_for_byte(recorder, parts, sizes, cuts):
    before, after, name = parts
    recorder.expect(1)
    body = before + recorder.marker(1).encode() + after
    data, headers = ENCODERS[name](body), f"Content-Encoding: {name}\r\n"
    if sizes is None:
        request = post(data, headers)
    else:
        request = post(chunked(data, sizes=tuple(sizes)), headers + CHUNKED, length=None)
    with connect(recorder) as connection:
        start = 0
        for cut in [*sorted(cuts), len(request)]:
            connection.sendall(request[start:cut])
            start = max(cut, start)
        assert read_response(connection).status == 200
    assert [arrival.body for arrival in recorder.take(1)] == [body]
