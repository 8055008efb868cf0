"""Each misbehavior of the chaos server on the wire, seen through plain sockets."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zlib
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import chaos_server
from chaos.messages import MessageError, Reader, read_response
from chaos.responses_service import ACCEPTED, STREAM, STREAM_BEGINNING, STREAM_ERROR
from chaos_server import SERVER_MISBEHAVIORS, ChaosServer, Misbehavior

PLAIN = {"type": "image_generation"}
ILLEGAL = {"type": "image_generation", "quality": 5}
SILENCE = 0.05  # seconds without a byte, after the expected ones, of a connection that stays open
KEY = "sk-secret"


def request_bytes(tool, *, path="/v1/responses", method="POST", **members):
    body = json.dumps({"model": "gpt-4.1", "input": "hello", "tools": [tool], **members}).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@contextmanager
def connected(server):
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        yield connection


def receive(connection, size=None):
    """Return `size` bytes or one message, bytes that follow, and how the connection ended: `open`, `closed`, `reset`."""
    received = bytearray()
    try:
        while size is None or len(received) < size:
            if not (piece := connection.recv(1 << 20)):
                return bytes(received), "closed"
            received += piece
            size = message_size(received) if size is None else size
        connection.settimeout(SILENCE)
        while piece := connection.recv(1 << 20):
            received += piece
    except TimeoutError:
        return bytes(received), "open"
    except ConnectionResetError:
        return bytes(received), "reset"
    return bytes(received), "closed"


def message_size(received):
    """Return the size of the message that begins so, or None if its Content-Length has not arrived or is missing."""
    head, end, _ = received.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    return len(head + end) + int(length[1]) if end and length else None


def exchange(misbehavior, tool=PLAIN, size=None):
    """Return the bytes of a server's response to one request, and how the connection ended."""
    with ChaosServer(misbehavior) as server, connected(server) as connection:
        connection.sendall(request_bytes(tool))
        return receive(connection, size)


def statuses(server, *tools):
    """Send tools on one connection, and return the statuses."""
    with connected(server) as connection:
        reader, found = Reader(connection), []
        for tool in tools:
            connection.sendall(request_bytes(tool))
            found.append(read_response(reader)[0])
    return found


def parts_of(message):
    head, _, body = message.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    return start, dict(line.split(": ", 1) for line in lines), body


class TestHealthyServer:
    def test_legal_tool_is_accepted(self):
        message, end = exchange(None)
        assert parts_of(message)[0] == "HTTP/1.1 200 OK"
        assert json.loads(parts_of(message)[2])["object"] == "response"
        assert end == "open"

    def test_illegal_tool_is_rejected_with_its_place(self):
        start, _, body = parts_of(exchange(None, ILLEGAL)[0])
        assert start == "HTTP/1.1 400 Bad Request"
        assert json.loads(body)["error"] == {
            "message": ('Invalid \'tools[0].quality\': quality is 5; expected one of "low", "medium", "high", "auto".'),
            "type": "invalid_request_error",
            "param": "tools[0].quality",
            "code": "invalid_value",
        }

    def test_missing_type_has_another_code(self):
        error = json.loads(parts_of(exchange(None, {})[0])[2])["error"]
        assert (error["param"], error["code"]) == ("tools[0].type", "missing_required_parameter")

    @pytest.mark.parametrize(
        ("message", "status"),
        [
            (request_bytes(PLAIN, path="/v1/completions"), 404),
            (request_bytes(PLAIN, method="PUT"), 405),
            (request_bytes(PLAIN).replace(b'"tools"', b'"tools '), 400),
            (request_bytes(PLAIN).replace(b'"tools"', b'"other"'), 200),
            (request_bytes(PLAIN).replace(b'"model"', b'"other"'), 400),
            (request_bytes(PLAIN, tools={}), 400),
            (b"GET /v1/models HTTP/1.1\r\n\r\n", 200),
            (
                b"POST /v1/responses HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n%s"
                % b'1d\r\n{"model": "x", "input": "hi",\r\ne\r\n "tools": [5]}\r\n0\r\n\r\n',
                400,
            ),
        ],
        ids=["path", "method", "not-json", "without-tools", "without-model", "tools-as-object", "get", "chunked"],
    )
    def test_other_request_has_its_status(self, message, status):
        with ChaosServer() as server, connected(server) as connection:
            connection.sendall(message)
            assert read_response(Reader(connection))[0] == status

    @pytest.mark.parametrize(
        "message",
        [
            b"hello\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: five\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        ],
    )
    def test_invalid_request_closes_the_connection(self, message):
        with ChaosServer() as server, connected(server) as connection:
            connection.sendall(message)
            assert receive(connection) == (b"", "closed")
        assert server.requests == []

    def test_requests_and_connections_are_recorded(self):
        with ChaosServer() as server:
            assert statuses(server, PLAIN, ILLEGAL) == [200, 400]
            assert statuses(server, PLAIN) == [200]
        assert [request.tool for request in server.requests] == [PLAIN, ILLEGAL, PLAIN]
        assert [(request.connection, request.position) for request in server.requests] == [(0, 0), (0, 1), (1, 0)]
        assert server.connections == 2

    def test_port_is_free_after_the_end(self):
        with ChaosServer() as server:
            statuses(server, PLAIN)
        with ChaosServer(port=urlsplit(server.url).port or 0) as again:
            assert statuses(again, PLAIN) == [200]
            assert again.url == server.url


class TestShare:
    def statuses(self, misbehavior, *tools):
        with ChaosServer(misbehavior) as server:
            return statuses(server, *tools)

    def test_every_request_is_affected_by_default(self):
        assert self.statuses("500", PLAIN, ILLEGAL) == [500, 500]

    def test_first_requests_are_affected(self):
        assert self.statuses(Misbehavior("500", first=1), PLAIN, PLAIN) == [500, 200]

    def test_first_request_of_each_tool_is_affected(self):
        misbehavior = Misbehavior("500", first=1, per_tool=True)
        assert self.statuses(misbehavior, PLAIN, ILLEGAL, PLAIN, ILLEGAL) == [500, 500, 200, 400]
        assert misbehavior.affected == 2

    def test_tools_with_a_key_are_affected(self):
        assert self.statuses(Misbehavior("500", key="quality"), PLAIN, ILLEGAL) == [200, 500]

    def test_requests_after_others_are_affected(self):
        assert self.statuses(Misbehavior("rejects-everything", after=2), *[PLAIN] * 4) == [200, 200, 400, 400]

    def test_unknown_name_is_an_error(self):
        with pytest.raises(ValueError, match="unknown misbehavior 'nice'"):
            ChaosServer("nice")


# The name, the status line, headers, and the body or its beginning.
RESPONSES = {
    "leaks-authorization-nested": ("400 Bad Request", {}, b'{"error": {"message": "Upstream error: {\\"error\\": '),
    "leaks-authorization-escaped": ("401 Unauthorized", {}, b'{"error": {"message": "Bearer sk-secret"'),
    "401-runner-command": ("401 Unauthorized", {"Content-Type": "text/plain"}, b"::error::injected\n"),
    "400-html": ("400 Bad Request", {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html>"),
    "503-html": ("503 Service Unavailable", {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html>"),
    "400-model": ("400 Bad Request", {}, b'{"error": {"message": "The requested model'),
    "400-without-place": ("400 Bad Request", {}, b'{"error": {"message": "There was an issue'),
    "200-empty": ("200 OK", {"Content-Length": "0"}, b""),
    "200-null": ("200 OK", {"Content-Type": "application/json"}, b"null"),
    "200-array": ("200 OK", {}, b"[]"),
    "200-html": ("200 OK", {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html>"),
    "200-event-stream": ("200 OK", {"Content-Type": "text/event-stream"}, STREAM),
    "200-event-stream-cut": ("200 OK", {"Content-Type": "text/event-stream"}, STREAM_BEGINNING),
    "200-event-stream-error": ("200 OK", {"Content-Type": "text/event-stream"}, STREAM_BEGINNING + STREAM_ERROR),
    "302-login": ("302 Found", {"Location": "/login"}, b"<!DOCTYPE html>"),
    "307-itself": ("307 Temporary Redirect", {"Location": "/v1/responses"}, b""),
    "429-retry-after": ("429 Too Many Requests", {"Retry-After": "2"}, b'{"error"'),
    "429-retry-after-day": ("429 Too Many Requests", {"Retry-After": "86400"}, b'{"error"'),
    "429-retry-after-invalid": ("429 Too Many Requests", {"Retry-After": "soon"}, b'{"error"'),
    "accepts-everything": ("200 OK", {}, b'{"id"'),
    "rejects-everything": ("400 Bad Request", {}, b'{"error"'),
    "starting": ("503 Service Unavailable", {}, b'{"error"'),
    "leaks-authorization": ("400 Bad Request", {}, b'{"error": {"message": "Incorrect API key provided: Bearer sk-s'),
    "leaks-authorization-401": ("401 Unauthorized", {}, b'{"error": {"message": "Incorrect API key provided: Bearer'),
    "leaks-authorization-base64": ("400 Bad Request", {}, b'{"error": {"message": "Incorrect API key provided: c2stc2'),
    **{
        str(status): (str(status), {}, b'{"error": {"message"')
        for status in (401, 403, 404, 405, 408, 409, 413, 415, 425, 429, 500, 502, 503, 504)
    },
}


class TestResponses:
    @pytest.mark.parametrize("name", RESPONSES)
    def test_response_is_complete_and_the_connection_kept(self, name):
        status, headers, body = RESPONSES[name]
        message, end = exchange(name, ILLEGAL)
        start, actual_headers, actual_body = parts_of(message)
        assert start.startswith(f"HTTP/1.1 {status}")
        assert headers.items() <= actual_headers.items()
        assert actual_body.startswith(body)
        assert (len(actual_body), end) == (int(actual_headers["Content-Length"]), "open")

    def test_retry_after_is_omitted(self):
        assert b"Retry-After" not in exchange("429")[0]

    def test_retry_after_is_a_date_in_the_future(self):
        start = time.time()
        headers = parts_of(exchange(Misbehavior("429-retry-after-date", seconds=5))[0])[1]
        # The date has no fractions of a second.
        assert start - 1 < parsedate_to_datetime(headers["Retry-After"]).timestamp() - 5 < time.time() + 1

    @pytest.mark.parametrize(
        ("name", "member"),
        [("200-error-member", {"error": {"code": "server_error"}}), ("200-failed", {"status": "failed"})],
    )
    def test_accepted_response_contains_a_failure(self, name, member):
        body = json.loads(parts_of(exchange(name)[0])[2])
        if "error" in member:
            member = {"error": {**body["error"], **member["error"]}}
        assert body == {**json.loads(ACCEPTED.body), **member}

    def test_response_is_compressed(self):
        headers, body = parts_of(exchange("gzip", ILLEGAL)[0])[1:]
        assert headers["Content-Encoding"] == "gzip"
        assert b"tools[0].quality" in gzip.decompress(body)

    def test_bomb_is_small_and_expands_to_256_mb(self):
        headers, body = parts_of(exchange("gzip-bomb")[0])[1:]
        assert headers["Content-Encoding"] == "gzip"
        assert len(body) < 300_000
        decompressor = zlib.decompressobj(31)
        sizes = [len(decompressor.decompress(body, 1 << 24))]
        while decompressor.unconsumed_tail:
            sizes.append(len(decompressor.decompress(decompressor.unconsumed_tail, 1 << 24)))
        assert (sum(sizes), decompressor.eof) == (256_000_000 + len(ACCEPTED.body), True)

    def test_large_body_is_sent_in_full(self):
        message, _ = exchange("large-body")
        assert len(message) > 100_000_000
        assert message.endswith(ACCEPTED.body)

    def test_body_has_another_charset_than_its_label(self):
        headers, body = parts_of(exchange("wrong-charset", ILLEGAL)[0])[1:]
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert b"tools[0].quality" in body
        with pytest.raises(UnicodeDecodeError):
            body.decode()

    def test_terminal_text_is_in_the_reason_in_a_header_and_in_the_body(self):
        start, headers, body = parts_of(exchange("terminal-text")[0])
        assert start == "HTTP/1.1 400 Bad \x1b[31mRequest ::error::reason"
        assert headers["X-Note"] == "\x1b[2J"
        assert "\r\n::error::injected\n" in json.loads(body)["error"]["message"]

    def test_request_is_repeated_in_a_message_of_1_mb(self):
        body = json.loads(parts_of(exchange("echoes-request", ILLEGAL)[0])[2])
        assert len(body["error"]["message"]) > 1_000_000
        assert '"quality": 5' in body["error"]["message"]

    def test_startup_ends(self):
        with ChaosServer(Misbehavior("starting", seconds=0.5)) as server:
            found: list[int] = []
            while not found or found[-1] != 200:
                found += statuses(server, PLAIN)
                time.sleep(0.05)
        assert set(found[:-1]) == {503}


HEALTHY = ACCEPTED.encode()
HEAD = HEALTHY[: -len(ACCEPTED.body)]
DELIVERIES = {
    "hang": (b"", "open"),
    "hang-within-body": (HEALTHY[: -len(ACCEPTED.body) // 2], "open"),
    "cut": (HEALTHY[:-10], "closed"),
    "cut-in-headers": (HEALTHY[:40], "closed"),
    "close-before-response": (b"", "closed"),
    "reset": (b"", "reset"),
    "reset-within-body": (HEALTHY[:-10], "reset"),
    "content-length-invalid": (HEALTHY.replace(b"Length: %d" % len(ACCEPTED.body), b"Length: -5"), "closed"),
    "content-length-too-large": (ACCEPTED.encode(content_length=len(ACCEPTED.body) + 10), "open"),
    "content-length-too-small": (ACCEPTED.encode(content_length=len(ACCEPTED.body) - 10), "open"),
    "second-response": (HEALTHY * 2, "open"),
    "close-after-response": (HEALTHY, "closed"),
    "close-on-reuse": (HEALTHY, "open"),
    "leaks-authorization-not-http": (b"x" * 185 + b"Bearer sk-secret\r\n", "closed"),
    "not-http": (b"SSH-2.0-OpenSSH_9.6\r\n", "closed"),
    "half-close": (HEALTHY, "closed"),
    "early-hints": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + HEALTHY, "open"),
}


class TestDeliveries:
    @pytest.mark.parametrize("name", DELIVERIES)
    def test_bytes_and_end_of_the_connection_are_wrong(self, name):
        assert exchange(name, size=len(DELIVERIES[name][0])) == DELIVERIES[name]

    @pytest.mark.parametrize(("name", "size"), [("drip", 6), ("drip-body", len(HEAD) + 5)])
    def test_bytes_arrive_one_by_one(self, name, size):
        began = time.monotonic()
        with ChaosServer(name) as server, connected(server) as connection:
            connection.sendall(request_bytes(PLAIN))
            received = b""
            while len(received) < size:
                received += connection.recv(1 << 16)
        assert HEALTHY.startswith(received)
        assert len(received) < len(HEALTHY)
        assert time.monotonic() - began > 0.2

    def test_response_is_late(self):
        began = time.monotonic()
        assert exchange(Misbehavior("delay", seconds=0.2))[0] == HEALTHY
        assert time.monotonic() - began > 0.2

    def test_kept_connection_is_closed_when_it_is_used_again(self):
        with ChaosServer("close-on-reuse") as server, connected(server) as connection:
            reader = Reader(connection)
            for _ in range(2):
                connection.sendall(request_bytes(PLAIN))
                if _ == 0:
                    assert read_response(reader)[0] == 200
            with pytest.raises((MessageError, ConnectionResetError)):
                read_response(reader)
        assert len(server.requests) == 2

    def test_chunks_are_complete(self):
        with ChaosServer("chunked") as server, connected(server) as connection:
            connection.sendall(request_bytes(PLAIN))
            assert read_response(Reader(connection))[2] == ACCEPTED.body

    def test_last_chunk_is_missing(self):
        message, end = exchange("chunked-cut")
        assert b"Transfer-Encoding: chunked" in message
        assert not message.endswith(b"0\r\n\r\n")
        assert end == "closed"

    def test_end_of_the_connection_is_the_end_of_the_body(self):
        message, end = exchange("until-close")
        assert b"Content-Length" not in message
        assert (message.endswith(ACCEPTED.body), end) == (True, "closed")

    @pytest.mark.parametrize(
        ("name", "header", "count"), [("many-headers", b"X-Header-", 200), ("long-header", b"xxxxx", 200_000)]
    )
    def test_headers_are_too_many_or_too_long(self, name, header, count):
        message, _ = exchange(name)
        assert message.count(header) == count
        assert message.endswith(ACCEPTED.body)

    def test_connections_are_rejected_during_a_slow_start(self):
        with ChaosServer(Misbehavior("slow-start", seconds=0.5)) as server:
            rejections = 0
            while not server.requests:
                try:
                    assert statuses(server, PLAIN) == [200]
                except ConnectionRefusedError:
                    rejections += 1
                    time.sleep(0.05)
        assert rejections > 0

    def test_slow_server_can_be_stopped_at_once(self):
        began = time.monotonic()
        with ChaosServer(Misbehavior("slow-start", seconds=60)):
            pass
        assert time.monotonic() - began < 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program can handle")
class TestProgram:
    def start(self, *options):
        return subprocess.Popen(
            [sys.executable, chaos_server.__file__, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def test_program_serves_until_sigterm(self):
        with self.start("--misbehavior", "accepts-everything", "--key", "quality", "--first", "1") as program:
            url = program.stdout.readline().strip()
            for tool, status in ((ILLEGAL, 200), (ILLEGAL, 400), (PLAIN, 200)):
                with closing(HTTPConnection(urlsplit(url).netloc)) as connection:
                    connection.request(
                        "POST", urlsplit(url).path, json.dumps({"model": "x", "input": "x", "tools": [tool]})
                    )
                    assert connection.getresponse().status == status
            program.send_signal(signal.SIGTERM)
            assert program.communicate(timeout=10) == ("", "")
        assert program.returncode == 0

    def test_program_can_ignore_sigterm(self):
        with self.start("--ignore-sigterm") as program:
            program.stdout.readline()
            program.send_signal(signal.SIGTERM)
            with pytest.raises(subprocess.TimeoutExpired):
                program.wait(timeout=0.3)
            program.kill()

    def test_server_in_a_child_survives_its_parent(self):
        with self.start("--in-child") as program:
            parts = urlsplit(program.stdout.readline().strip())
            program.terminate()
            program.wait(timeout=10)
            socket.create_connection((parts.hostname, parts.port), timeout=5).close()
            os.killpg(program.pid, signal.SIGTERM)
            assert program.communicate(timeout=10) == ("", "")

    def test_program_can_end_at_once(self):
        with self.start("--exit-code", "4") as program:
            assert program.communicate() == ("", "configuration error: no such model\n")
        assert program.returncode == 4

    def test_program_can_print_much(self):
        with self.start("--print-bytes", "100") as program:
            assert program.stdout.readline().startswith("x" * 100 + "http://127.0.0.1:")
            program.terminate()
            assert program.communicate()[1] == "x" * 100


def test_every_misbehavior_is_tested():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in SERVER_MISBEHAVIORS if name not in RESPONSES and f'"{name}"' not in text] == []
    assert len(SERVER_MISBEHAVIORS) >= 25
