"""The recorder: arrivals, strangers, late arrivals, its routes, and its life."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from imagegen_conformance.connections.relay import recorder as recorder_module
from imagegen_conformance.connections.relay.arrival import MAX_LOG_ENTRIES, Arrival, LateArrival
from imagegen_conformance.connections.relay.recorder import MAX_ARRIVALS, MAX_LATE_ARRIVALS, Recorder
from imagegen_conformance.errors import ImplementationError
from raw_http import connect, post, read_response, send


@pytest.fixture(name="recorder")
def new_recorder() -> Iterator[Recorder]:
    with Recorder() as recorder:
        yield recorder


def body_of(recorder: Recorder, number: int, **members: object) -> bytes:
    return json.dumps({"input": recorder.marker(number), **members}).encode()


def wait_until(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def new_threads(before: set[threading.Thread]) -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("recorder")} - before


class TestArrivals:
    def test_arrival_has_everything_but_the_query(self, recorder):
        recorder.expect(7)
        body = body_of(recorder, 7)
        send(
            recorder,
            post(body, path="/v1/responses?key=secret").replace(
                b"application/json", b"Application/JSON; charset=utf-8"
            ),
        )
        assert recorder.take(7) == [Arrival("POST", "/v1/responses", "application/json", body)]

    def test_text_of_an_arrival_has_its_body(self):
        arrival = Arrival("POST", "/v1/responses", "application/json", b'{"a": "\xff"}')
        assert str(arrival) == 'POST /v1/responses {"a": "\\xff"}'

    def test_marker_has_nonce_and_number(self, recorder):
        assert len(recorder.nonce) == 8
        assert int(recorder.nonce, 16) >= 0
        assert recorder.marker(12) == f"imagegen-{recorder.nonce}-12"

    @pytest.mark.parametrize(
        "template", ['{"input": ["a MARKER b"]}', "MARKER", "no JSON MARKER", '{"MARKER": 1}', "xMARKERx"]
    )
    def test_marker_is_found_anywhere(self, recorder, template):
        recorder.expect(1)
        send(recorder, post(template.replace("MARKER", recorder.marker(1)).encode()))
        assert len(recorder.take(1)) == 1

    def test_number_is_read_to_its_end(self, recorder):
        for number in (1, 12, 123):
            recorder.expect(number)
        send(recorder, post(body_of(recorder, 12)))
        assert [len(recorder.take(number)) for number in (1, 12, 123)] == [0, 1, 0]

    def test_request_with_two_markers_arrives_for_both(self, recorder):
        recorder.expect(1)
        recorder.expect(2)
        send(recorder, post(body_of(recorder, 1, other=recorder.marker(2), again=recorder.marker(1))))
        assert [len(recorder.take(number)) for number in (1, 2)] == [1, 1]

    def test_arrivals_are_in_order_until_they_are_taken(self, recorder):
        recorder.expect(1)
        for attempt in range(3):
            send(recorder, post(body_of(recorder, 1, attempt=attempt)))
        recorder.expect(1)
        assert [json.loads(arrival.body)["attempt"] for arrival in recorder.take(1)] == [0, 1, 2]
        assert recorder.take(1) == []

    def test_number_of_arrivals_is_bounded(self, recorder, monkeypatch):
        monkeypatch.setattr(recorder_module, "MAX_ARRIVALS", 2)
        recorder.expect(1)
        for _ in range(3):
            send(recorder, post(body_of(recorder, 1)))
        assert recorder.late.entries == ["/v1/responses"]
        arrivals = recorder.take(1)
        assert len(arrivals) == 2
        assert arrivals[0] is arrivals[1]
        assert MAX_ARRIVALS == 100

    @pytest.mark.parametrize(
        "path", ["/v1/chat/completions", "/messages", "/v1/responses/render", "/v1/responses/input_tokens", "/x"]
    )
    def test_arrival_has_the_path(self, recorder, path):
        recorder.expect(1)
        send(recorder, post(body_of(recorder, 1), path=path))
        assert [arrival.path for arrival in recorder.take(1)] == [path]

    def test_arrival_with_another_method_has_the_method(self, recorder):
        recorder.expect(1)
        assert send(recorder, post(body_of(recorder, 1), method="PUT")).status == 405
        assert [(arrival.method, arrival.endpoint) for arrival in recorder.take(1)] == [("PUT", None)]


class TestWait:
    def test_wait_ends_with_an_arrival(self, recorder):
        recorder.expect(1)
        with ThreadPoolExecutor() as pool:
            arrives = pool.submit(recorder.wait, 1, 20)
            send(recorder, post(body_of(recorder, 1)))
            assert arrives.result(20)
        assert recorder.wait(1, 0)

    def test_wait_ends_with_its_time(self, recorder):
        recorder.expect(1)
        assert not recorder.wait(1, 0.01)
        assert not recorder.wait(2, 0)

    def test_wait_ends_with_the_recorder(self, recorder):
        recorder.expect(1)
        with ThreadPoolExecutor() as pool:
            arrives = pool.submit(recorder.wait, 1, 20)
            recorder.close()
            assert not arrives.result(5)
        assert not recorder.wait(1, 20)


class TestLogs:
    def test_late_arrival_is_logged(self, recorder):
        recorder.expect(3)
        recorder.take(3)
        body = body_of(recorder, 3)
        send(recorder, post(body))
        assert (recorder.late.count, recorder.late.entries) == (1, ["/v1/responses"])
        assert recorder.take_late() == [LateArrival(3, Arrival("POST", "/v1/responses", "application/json", body))]
        assert recorder.take_late() == []

    def test_first_late_arrivals_are_kept(self, recorder):
        with connect(recorder) as connection:
            for number in range(MAX_LATE_ARRIVALS + 5):
                connection.sendall(post(body_of(recorder, number)))
                read_response(connection)
        assert recorder.late.count == MAX_LATE_ARRIVALS + 5
        assert [late.number for late in recorder.take_late()] == [*range(MAX_LATE_ARRIVALS)]

    def test_size_of_the_kept_late_arrivals_is_bounded(self, recorder, monkeypatch):
        bodies = [body_of(recorder, number) for number in range(4)]
        monkeypatch.setattr("imagegen_conformance.connections.relay.recorder.MAX_LATE_SIZE", 2 * len(bodies[0]) + 1)
        for numbers in ([0, 1], [0, 1]):  # what was taken does not count
            for body in bodies:
                send(recorder, post(body))
            assert [late.number for late in recorder.take_late()] == numbers

    def test_request_that_quotes_an_earlier_one_is_no_late_arrival(self, recorder):
        recorder.expect(2)
        send(recorder, post(body_of(recorder, 1) + body_of(recorder, 2)))
        assert (recorder.late.count, recorder.take_late()) == (1, [])
        assert len(recorder.take(2)) == 1

    def test_request_without_a_marker_is_a_stranger(self, recorder):
        recorder.expect(1)
        send(recorder, post(b"a", path="/v1/responses?key=secret"))
        send(recorder, post(b"imagegen-00000000-1"))
        send(recorder, post(b"", path="/" + "a" * 100))
        assert recorder.strangers.count == 3
        assert recorder.strangers.entries == ["POST /v1/responses"] * 2 + ["POST /" + "a" * 73 + "…"]
        assert recorder.take(1) == []

    def test_successful_get_is_no_stranger(self, recorder):
        send(recorder, post(b"", path="/health", method="GET"))
        send(recorder, post(b"", path="/secret?a", method="GET"))
        assert recorder.strangers.entries == ["GET /secret"]

    def test_log_is_bounded(self, recorder):
        with connect(recorder) as connection:
            for _ in range(MAX_LOG_ENTRIES + 5):
                connection.sendall(post(b"{}"))
                read_response(connection)
        assert recorder.strangers.count == MAX_LOG_ENTRIES + 5
        assert len(recorder.strangers.entries) == MAX_LOG_ENTRIES

    @pytest.mark.parametrize(
        ("sent", "problem"),
        [
            (b"POST /v1/resp", "a request: the connection was closed before its end"),
            (b"POST /v1/responses?a HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nMARKER", "POST /v1/responses: the connection was closed before its end"),
            (b"POST /responses HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nMARKER", "POST /responses: the connection was closed before its end"),
        ],
    )  # fmt: skip
    def test_incomplete_request_is_broken_and_no_arrival(self, recorder, sent, problem):
        recorder.expect(1)
        with connect(recorder) as connection:
            connection.sendall(sent.replace(b"MARKER", recorder.marker(1).encode()))
        wait_until(lambda: recorder.broken.count)
        assert recorder.broken.entries == [problem]
        assert recorder.take(1) == []

    def test_reset_connection_is_no_fault(self, recorder):
        before = set(threading.enumerate())
        with connect(recorder) as connection:
            connection.sendall(b"POST /v1/resp")
            wait_until(lambda: new_threads(before))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wait_until(lambda: not new_threads(before))
        assert recorder.faults.count == 0
        assert send(recorder, post(b"{}")).status == 200

    def test_thread_that_cannot_start_is_a_fault(self, recorder, monkeypatch, capfd):
        def start(thread: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", start)
            with connect(recorder) as connection:
                assert connection.recv(1) == b""
        assert recorder.faults.entries == ["RuntimeError: can't start new thread"]
        assert send(recorder, post(b"{}")).status == 200
        assert capfd.readouterr() == ("", "")

    def test_exception_is_a_fault_and_ends_only_its_connection(self, recorder, monkeypatch, capfd):
        with monkeypatch.context() as patch:
            patch.setattr(recorder_module, "reply_to", lambda request: 1 / 0)
            with connect(recorder) as connection:
                connection.sendall(post(b"{}"))
                assert connection.recv(1) == b""
        wait_until(lambda: recorder.faults.count)
        assert recorder.faults.entries == ["ZeroDivisionError: division by zero"]
        assert send(recorder, post(b"{}")).status == 200
        assert capfd.readouterr() == ("", "")


class TestRoutes:
    @pytest.mark.parametrize(
        ("path", "member", "value"),
        [
            ("/v1/responses", "object", "response"),
            ("/openai/deployments/x/responses?api-version=2025-04-01-preview", "object", "response"),
            ("http://recorder/v1/responses", "object", "response"),
            ("/v1/chat/completions", "object", "chat.completion"),
            ("/v1/messages", "type", "message"),
        ],
    )
    def test_post_has_a_stub(self, recorder, path, member, value):
        response = send(recorder, post(b"{}", path=path))
        assert (response.status, response.headers["content-type"]) == (200, "application/json")
        assert json.loads(response.body)[member] == value

    @pytest.mark.parametrize(
        ("body", "is_stream"),
        [
            (b'{"stream": true}', True),
            (b'{"a": 1,\n "stream" :\ttrue, "b": 2}', True),
            (b'{"stream": false}', False),
            (b'{"stream": "true"}', False),
            (b'{"tools": [{"stream": true}]}', False),
            (b'{"input": "\\"stream\\": true"}', False),
            (b'[{"stream": true}]', False),
            (b'{"stream": true, "a": NaN}', False),
            (b'{"stream": true, "a": "\xff"}', False),
        ],
    )
    def test_stream_is_sent_if_it_is_requested(self, recorder, body, is_stream):
        response = send(recorder, post(body))
        assert response.headers["content-type"].startswith("text/event-stream") == is_stream
        assert response.body.startswith(b"event: response.created\n") == is_stream

    @pytest.mark.parametrize("path", ["/", "/health", "/models", "/v1/models", "/v1/models/gpt-5"])
    def test_get_is_successful(self, recorder, path):
        response = send(recorder, post(b"", path=path, method="GET"), "GET")
        assert response.status == 200
        head = send(recorder, post(b"", path=path, method="HEAD"), "HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers == response.headers
        assert int(head.headers["content-length"]) == len(response.body)

    def test_model_has_its_name(self, recorder):
        model = json.loads(send(recorder, post(b"", path="/v1/models/gpt-5", method="GET")).body)
        assert (model["id"], model["object"]) == ("gpt-5", "model")
        models = json.loads(send(recorder, post(b"", path="/v1/models", method="GET")).body)
        assert [model["id"] for model in models["data"]] == ["gpt-4.1"]

    @pytest.mark.parametrize(
        ("method", "path", "status", "message"),
        [
            ("POST", "/v1/responses/render", 404, "The path /v1/responses/render is unknown. POST requests have one that ends in /responses, /chat/completions or /messages."),
            ("POST", "/v1/responses/", 404, "The path /v1/responses/ is unknown. POST requests have one that ends in /responses, /chat/completions or /messages."),
            ("GET", "/v1/x", 404, "The path /v1/x is unknown."),
            ("GET", "/v1/models/a/b", 404, "The path /v1/models/a/b is unknown."),
            ("GET", "/v1/responses", 405, "The path /v1/responses only has POST."),
            ("DELETE", "/v1/responses", 405, "The method DELETE is not supported."),
        ],
    )  # fmt: skip
    def test_other_request_is_an_error(self, recorder, method, path, status, message):
        response = send(recorder, post(b"", path=path, method=method))
        assert (response.status, response.error) == (status, message)
        assert ("allow" in response.headers) == (status == 405)


class TestConnections:
    def test_pipelined_requests_get_their_responses_in_order(self, recorder):
        for number in (1, 2, 3):
            recorder.expect(number)
        paths = ("/v1/responses", "/v1/chat/completions", "/v1/x")
        requests = [post(body_of(recorder, number), path=path) for number, path in zip((1, 2, 3), paths, strict=True)]
        with connect(recorder) as connection:
            connection.sendall(b"".join(requests))
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as file:
                responses = file.read()
        assert responses.count(b"HTTP/1.1 ") == 3
        first, second, third = (responses.index(text) for text in (b'"response"', b'"chat.completion"', b"is unknown"))
        assert first < second < third
        assert [len(recorder.take(number)) for number in (1, 2, 3)] == [1, 1, 1]

    def test_half_closed_connection_gets_the_response(self, recorder):
        with connect(recorder) as connection:
            connection.sendall(post(b"{}"))
            connection.shutdown(socket.SHUT_WR)
            assert read_response(connection).status == 200

    @pytest.mark.parametrize(
        ("version", "headers", "is_kept"),
        [
            ("1.1", "", True),
            ("1.1", "Connection: close\r\n", False),
            ("1.1", "Connection: TE, Close\r\n", False),
            ("1.0", "", False),
            ("1.0", "Connection: Keep-Alive\r\n", True),
        ],
    )
    def test_connection_is_kept_if_the_client_keeps_it(self, recorder, version, headers, is_kept):
        with connect(recorder) as connection:
            for _ in range(2 if is_kept else 1):
                connection.sendall(post(b"{}", headers, version=version))
                response = read_response(connection)
                assert response.status == 200
                assert (
                    response.headers.get("connection") == {"1.0": "keep-alive", "1.1": None}[version]
                    if is_kept
                    else "close"
                )
            if not is_kept:
                assert connection.recv(1) == b""

    def test_empty_lines_before_a_request_are_ignored(self, recorder):
        assert send(recorder, b"\r\n\r\n" + post(b"{}")).status == 200

    def test_many_clients_are_served_at_once(self, recorder):
        def run(client: int) -> int:
            numbers = range(client * 20, client * 20 + 20)
            with connect(recorder) as connection:
                for number in numbers:
                    recorder.expect(number)
                    connection.sendall(post(body_of(recorder, number)))
                    assert read_response(connection).status == 200
            return sum(len(recorder.take(number)) for number in numbers)

        with ThreadPoolExecutor(50) as pool:
            assert list(pool.map(run, range(50))) == [20] * 50
        assert (recorder.late.count, recorder.strangers.count, recorder.broken.count) == (0, 0, 0)

    @pytest.mark.parametrize("piece", [b"P", b"\0"])
    def test_client_that_drips_gets_408(self, piece):
        with Recorder(timeout=0.1) as recorder, connect(recorder) as connection:
            sender = threading.Thread(target=drip, args=(connection, piece))
            sender.start()
            response = read_response(connection)
            sender.join()
            assert (response.status, response.error) == (
                408,
                "The request is invalid: it is incomplete after 0.1 seconds.",
            )
            assert recorder.broken.entries == ["a request: it is incomplete after 0.1 seconds"]

    def test_idle_connection_is_kept_beyond_the_time_of_a_request(self):
        with Recorder(timeout=0.4) as recorder, connect(recorder) as connection:
            connection.sendall(post(b"{}")[:-1])
            connection.sendall(b"}")
            read_response(connection)
            time.sleep(0.5)
            connection.sendall(post(b"{}"))
            assert read_response(connection).status == 200


def drip(connection: socket.socket, piece: bytes) -> None:
    """Send a piece again and again, until the recorder ends the connection or enough time has passed."""
    for _ in range(20):
        try:
            connection.sendall(piece)
        except OSError:
            return
        time.sleep(0.01)


class TestLife:
    def test_address_is_of_the_loopback_interface(self, recorder):
        with connect(recorder) as connection:
            assert connection.getpeername()[0] == "127.0.0.1"
        assert recorder.url == f"http://127.0.0.1:{connection_port(recorder)}"

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems do not have all of 127.0.0.0/8")
    def test_other_addresses_do_not_answer(self, recorder):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", connection_port(recorder)), timeout=5)

    def test_port_that_is_in_use_is_an_error(self, recorder):
        port = connection_port(recorder)
        with pytest.raises(ImplementationError) as caught:
            Recorder(port)
        assert caught.value.file == f"127.0.0.1:{port}"
        assert caught.value.hint == "End the program that uses the port, or name another one with --upstream-port."
        if sys.platform != "win32":
            assert caught.value.problem == "the port cannot be used (Address already in use)"
        assert caught.value.exit_code == 3

    def test_port_that_does_not_exist_is_an_error(self):
        with pytest.raises(ImplementationError, match=r"^127\.0\.0\.1:65536: the port cannot be used \(.*0-65535"):
            Recorder(65536)

    def test_port_can_be_used_again_at_once(self):
        with Recorder() as recorder:
            port = connection_port(recorder)
            send(recorder, post(b"{}"))
        with Recorder(port) as recorder:
            assert send(recorder, post(b"{}")).status == 200

    def test_threads_end_at_close(self):
        before = set(threading.enumerate())
        recorder = Recorder()
        with connect(recorder) as idle, connect(recorder) as partial, connect(recorder) as used:
            partial.sendall(b"POST /v1/resp")
            used.sendall(post(b"{}"))
            read_response(used)
            wait_until(lambda: len(new_threads(before)) == 4)
            start = time.monotonic()
            recorder.close()
            assert time.monotonic() - start < 1
            assert new_threads(before) == set()
            assert idle.recv(1) == b""
            assert used.recv(1) == b""
        recorder.close()
        assert recorder.broken.count == 0
        with pytest.raises(ConnectionRefusedError), connect(recorder):
            pass

    def test_threads_end_with_their_connections(self, recorder):
        before = set(threading.enumerate())
        for _ in range(5):
            send(recorder, post(b"{}"))
        wait_until(lambda: not new_threads(before))

    def test_memory_is_flat(self, recorder):
        padding = "x" * 20_000
        with connect(recorder) as connection:
            for number in range(300):
                if number == 20:  # what is created once exists
                    tracemalloc.start()
                    before = tracemalloc.get_traced_memory()[0]
                recorder.expect(number)
                for body in (
                    body_of(recorder, number, padding=padding),
                    body_of(recorder, 1000, padding=padding),
                    b"{}",
                ):
                    connection.sendall(post(body))
                    read_response(connection)
                assert len(recorder.take(number)) == len(recorder.take_late()) == 1
        try:
            assert tracemalloc.get_traced_memory()[0] - before < 200_000
        finally:
            tracemalloc.stop()
        assert (recorder.late.count, recorder.strangers.count) == (300, 300)

    def test_number_of_connections_is_bounded(self, recorder, monkeypatch):
        monkeypatch.setattr("imagegen_conformance.connections.relay.loopback_server.MAX_CONNECTIONS", 1)
        with connect(recorder) as first:
            first.sendall(post(b"{}"))
            assert read_response(first).status == 200
            with connect(recorder) as second:
                assert second.recv(1) == b""
        assert recorder.faults.entries == ["a connection was closed, because 1 others are open"]

    def test_recorder_that_is_not_closed_does_not_keep_the_process(self):
        script = (
            "import socket\n"
            "from imagegen_conformance.connections.relay.recorder import Recorder\n"
            "recorder = Recorder()\n"
            "connection = socket.create_connection(('127.0.0.1', int(recorder.url.rpartition(':')[2])))\n"
            "connection.sendall(b'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')\n"
            "connection.recv(1)\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def connection_port(recorder: Recorder) -> int:
    return int(recorder.url.rpartition(":")[2])
