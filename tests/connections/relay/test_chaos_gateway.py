"""Each misbehavior of the chaos gateway: the requests to its upstream, and its responses."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import chaos_gateway
from chaos.messages import Reader, read_request
from chaos.responses_service import ACCEPTED, STREAM_BEGINNING, STREAM_ERROR
from chaos_gateway import GATEWAY_MISBEHAVIORS, ChaosGateway, Misbehavior
from chaos_server import ChaosServer

PLAIN = {"type": "image_generation"}
ILLEGAL = {"type": "image_generation", "quality": 5}
TOOL = {"type": "image_generation", "output_compression": 80, "input_fidelity": None, "x": [0.1, {"y": None}, 2]}


def body_of(tool, marker="imagegen-1a2b3c4d-1"):
    return json.dumps({"model": "gpt-4.1", "input": marker, "tools": [tool], "store": False})


def post(url, *bodies):
    """Send bodies on one connection, and return the statuses and the bodies of the responses."""
    parts, responses = urlsplit(url), []
    with closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
        for body in bodies:
            connection.request("POST", parts.path, body, {"Content-Type": "application/json", "X-Key": "value"})
            response = connection.getresponse()
            responses.append((response.status, response.read()))
    return responses


def forward(misbehavior, *tools, arrivals=None):
    """Send tools through a gateway to a healthy server, and return the statuses and the requests that arrived."""
    with ChaosServer() as server:
        with ChaosGateway(server.base_url, misbehavior) as gateway:
            statuses = [status for status, _ in post(gateway.url, *map(body_of, tools))]
        wait_for(server, arrivals or 0)
    return statuses, server.requests


def wait_for(server, arrivals):
    end = time.monotonic() + 5
    while len(server.requests) < arrivals and time.monotonic() < end:
        time.sleep(0.01)


class TestHealthyGateway:
    def test_request_and_response_are_unchanged(self):
        body = ' {"model": "x",\t"input": "x", "tools": [{"type": "image_generation", "output_compression": 80.0}]}'
        with ChaosServer() as server, ChaosGateway(server.base_url) as gateway:
            assert post(gateway.url, body, body_of(ILLEGAL)) == post(server.url, body, body_of(ILLEGAL))
            through_gateway = server.requests[0]
        assert through_gateway.body == body.encode()
        assert through_gateway.target == "/v1/responses"
        assert (through_gateway.headers["x-key"], through_gateway.headers["content-type"]) == (
            "value",
            "application/json",
        )

    def test_connections_are_kept(self):
        statuses, requests = forward(None, PLAIN, ILLEGAL, PLAIN)
        assert statuses == [200, 400, 200]
        assert [(request.connection, request.position) for request in requests] == [(0, 0), (0, 1), (0, 2)]

    def test_retry_after_passes(self):
        with ChaosServer("429-retry-after-day") as server, ChaosGateway(server.base_url) as gateway:
            parts = urlsplit(gateway.url)
            with closing(HTTPConnection(parts.netloc)) as connection:
                connection.request("POST", parts.path, body_of(PLAIN))
                assert connection.getresponse().headers["Retry-After"] == "86400"

    @pytest.mark.parametrize("name", ["close-on-reuse", "close-after-response"])
    def test_request_is_repeated_once_if_the_kept_connection_ended(self, name):
        with ChaosServer(name) as server, ChaosGateway(server.base_url) as gateway:
            assert [status for status, _ in post(gateway.url, *[body_of(PLAIN)] * 3)] == [200, 200, 200]

    @pytest.mark.parametrize("name", ["reset", "cut", "not-http", "content-length-invalid"])
    def test_broken_response_is_a_502(self, name):
        with ChaosServer(name) as server, ChaosGateway(server.base_url) as gateway:
            assert [status for status, _ in post(gateway.url, body_of(PLAIN))] == [502]
        assert len(server.requests) == 1

    @pytest.mark.parametrize("name", ["chunked", "until-close"])
    def test_response_without_a_length_passes(self, name):
        with ChaosServer(name) as server, ChaosGateway(server.base_url) as gateway:
            assert post(gateway.url, *[body_of(PLAIN)] * 2) == [(200, ACCEPTED.body)] * 2

    def test_missing_upstream_is_a_502(self):
        with ChaosServer() as server:
            pass
        with ChaosGateway(server.base_url) as gateway:
            ((status, body),) = post(gateway.url, body_of(PLAIN))
        assert status == 502
        assert json.loads(body)["error"]["message"] == "upstream: ConnectionRefusedError"


class TestRepeats:
    def test_each_request_arrives_three_times(self):
        statuses, requests = forward("retries", TOOL)
        assert statuses == [200]
        assert [request.body for request in requests] == [body_of(TOOL).encode()] * 3

    def test_second_arrival_is_changed(self):
        _, requests = forward("duplicates", PLAIN, {**PLAIN, "quality": "low"})
        assert [request.tool.get("quality") for request in requests] == [None, "low", "low", "high"]
        assert len({request.data["input"] for request in requests}) == 1

    @pytest.mark.parametrize(("name", "tools"), [("sends-concurrently", 1), ("sends-concurrently-changed", 2)])
    def test_two_connections_carry_one_request(self, name, tools):
        _, requests = forward(name, PLAIN)
        assert sorted(request.connection for request in requests) == [0, 1]
        assert len({json.dumps(request.tool) for request in requests}) == tools

    def test_affected_share_is_limited(self):
        _, requests = forward(Misbehavior("retries", key="quality", first=1), PLAIN, ILLEGAL, ILLEGAL)
        assert [request.tool for request in requests] == [PLAIN, ILLEGAL, ILLEGAL, ILLEGAL, ILLEGAL]


class TestChanges:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("drops-nulls", {"type": "image_generation", "output_compression": 80, "x": [0.1, {}, 2]}),
            ("floats", {**TOOL, "output_compression": 80.0, "x": [0.1, {"y": None}, 2.0]}),
            ("float32", {**TOOL, "x": [0.10000000149011612, {"y": None}, 2]}),
        ],
    )
    def test_tool_is_changed(self, name, expected):
        _, (request,) = forward(name, TOOL)
        assert json.dumps(request.tool) == json.dumps(expected)
        assert request.data == {**json.loads(body_of(TOOL)), "tools": [expected]}

    def test_tool_is_dropped(self):
        statuses, (request,) = forward("drops-tool", ILLEGAL)
        assert statuses == [200]
        assert request.data == {"model": "gpt-4.1", "input": "imagegen-1a2b3c4d-1", "store": False}

    def test_marker_is_dropped(self):
        _, (request,) = forward("drops-marker", PLAIN)
        assert b"imagegen-" not in request.body
        assert request.tool == PLAIN

    def test_members_are_added(self):
        _, (request,) = forward("adds-members", TOOL)
        expected = {"temperature": 1.0, "top_p": 1.0, "parallel_tool_calls": True, **json.loads(body_of(TOOL))}
        assert request.data == expected

    def test_tool_of_the_previous_request_is_sent(self):
        with ChaosServer() as server, ChaosGateway(server.base_url, "leaks-payload") as gateway:
            post(gateway.url, body_of(PLAIN, "one"), body_of(TOOL, "two"), body_of(ILLEGAL, "three"))
        assert [request.data["input"] for request in server.requests] == ["one", "two", "three"]
        assert [request.tool for request in server.requests] == [PLAIN, PLAIN, TOOL]

    def test_tool_of_the_previous_request_is_sent_beside_the_current_one(self):
        _, requests = forward("accumulates-payloads", PLAIN, TOOL, ILLEGAL)
        assert [request.data["tools"] for request in requests] == [[PLAIN], [TOOL, PLAIN], [ILLEGAL, TOOL]]

    @pytest.mark.parametrize(
        "name",
        ["drops-nulls", "floats", "float32", "drops-tool", "drops-marker", "leaks-payload", "accumulates-payloads"],
    )
    @pytest.mark.parametrize(
        "body", ["{", "[1]", '{"tools": []}', '{"tools": [5], "x": 1e999}', f'{{"tools": [{"9" * 5000}]}}']
    )
    def test_unusual_body_is_no_crash(self, name, body):
        with ChaosServer() as server, ChaosGateway(server.base_url, name) as gateway:
            assert post(gateway.url, body)[0][0] == 400
        assert len(server.requests) == 1


class TestPreviousRequest:
    """The previous request is sent once more, before the current one."""

    def requests(self, name):
        with ChaosServer() as server, ChaosGateway(server.base_url, name) as gateway:
            statuses = [status for status, _ in post(gateway.url, body_of(PLAIN, "one"), body_of(ILLEGAL, "two"))]
        return statuses, [(request.data["input"], request.data["tools"]) for request in server.requests]

    @pytest.mark.parametrize(
        ("name", "tools"),
        [
            ("sends-previous", [PLAIN]),
            ("sends-previous-changed", [{**PLAIN, "quality": "low"}]),
            ("sends-previous-accumulated", [PLAIN, {**PLAIN, "quality": "low"}]),
        ],
    )
    def test_it_is_the_same_or_changed(self, name, tools):
        assert self.requests(name) == ([200, 400], [("one", [PLAIN]), ("one", tools), ("two", [ILLEGAL])])

    def test_it_is_the_first_time_after_a_rejection(self):
        assert self.requests("rejects-and-sends-later") == ([400, 400], [("one", [PLAIN])])


class TestStreams:
    def test_end_is_cut(self):
        with ChaosServer("200-event-stream") as server, ChaosGateway(server.base_url, "stream-cut") as gateway:
            assert post(gateway.url, body_of(PLAIN)) == [(200, STREAM_BEGINNING)]
        with ChaosServer() as server, ChaosGateway(server.base_url, "stream-cut") as gateway:
            assert post(gateway.url, body_of(PLAIN)) == [(200, ACCEPTED.body)]

    def test_error_is_in_place_of_the_end(self):
        with ChaosServer("200-event-stream") as server, ChaosGateway(server.base_url, "stream-error") as gateway:
            assert post(gateway.url, body_of(PLAIN)) == [(200, STREAM_BEGINNING + STREAM_ERROR)]


class TestWithoutArrival:
    @pytest.mark.parametrize(("name", "status"), [("never-sends", 200), ("rejects", 400)])
    def test_request_never_arrives(self, name, status):
        assert forward(name, PLAIN) == ([status], [])

    def test_request_arrives_after_the_response(self):
        with ChaosServer() as server, ChaosGateway(server.base_url, "answers-early") as gateway:
            assert post(gateway.url, body_of(PLAIN))[0][0] == 200
            before = len(server.requests)
            wait_for(server, 1)
        assert (before, len(server.requests)) == (0, 1)

    def test_equal_tools_are_answered_from_the_cache(self):
        statuses, requests = forward("caches", PLAIN, ILLEGAL, PLAIN, ILLEGAL)
        assert statuses == [200, 400, 200, 400]
        assert [request.tool for request in requests] == [PLAIN, ILLEGAL]


class TestResponses:
    @pytest.mark.parametrize(
        ("name", "status", "path", "tool"),
        [
            ("wrong-path", 200, "/v1/completions", PLAIN),
            ("chat-path", 200, "/v1/chat/completions", None),
            ("fails-after-forwarding", 500, "/v1/responses", PLAIN),
            ("rejects-after-forwarding", 400, "/v1/responses", PLAIN),
        ],
    )
    def test_arrival_and_status_disagree(self, name, status, path, tool):
        statuses, (request,) = forward(name, PLAIN)
        assert (statuses, request.path, request.tool) == ([status], path, tool)

    def test_response_is_late(self):
        began = time.monotonic()
        assert forward(Misbehavior("delay", seconds=0.2), PLAIN)[0] == [200]
        assert time.monotonic() - began > 0.2


class TestTransfer:
    def test_body_is_sent_in_chunks(self):
        statuses, (request, again) = forward("chunked", PLAIN, PLAIN)
        assert statuses == [200, 200]
        assert request.headers["transfer-encoding"] == "chunked"
        assert "content-length" not in request.headers
        assert request.body == again.body == body_of(PLAIN).encode()

    def test_body_is_compressed(self):
        _, (request,) = forward("gzip", PLAIN)
        assert request.headers["content-encoding"] == "gzip"
        assert gzip.decompress(request.body) == body_of(PLAIN).encode()

    def test_each_request_has_a_connection(self):
        _, requests = forward("new-connection", PLAIN, PLAIN)
        assert [(request.connection, request.position) for request in requests] == [(0, 0), (1, 0)]

    def test_concurrent_requests_arrive_in_another_order(self):
        def send(number):
            time.sleep(number / 200)
            post(gateway.url, body_of(PLAIN, str(number)))

        with (
            ChaosServer() as server,
            ChaosGateway(server.base_url, "reorders") as gateway,
            ThreadPoolExecutor(3) as pool,
        ):
            pool.map(send, range(3))
        markers = [request.data["input"] for request in server.requests]
        assert markers != sorted(markers)
        assert sorted(markers) == ["0", "1", "2"]

    def test_two_requests_arrive_before_the_first_response(self):
        with (
            socket.create_server(("127.0.0.1", 0)) as listener,
            ChaosGateway(f"http://127.0.0.1:{listener.getsockname()[1]}", "pipelines") as gateway,
            ThreadPoolExecutor(2) as pool,
        ):
            responses = [pool.submit(post, gateway.url, body_of(PLAIN, marker)) for marker in ("one", "two")]
            connection, _ = listener.accept()
            with connection:
                reader = Reader(connection)
                markers = [read_request(reader).data["input"] for _ in range(2)]
                connection.sendall(ACCEPTED.encode() * 2)
                assert sorted(markers) == ["one", "two"]
                assert [response.result()[0][0] for response in responses] == [200, 200]

    def test_single_request_is_sent_without_a_partner(self):
        statuses, requests = forward("pipelines", PLAIN, ILLEGAL)
        assert (statuses, len(requests)) == ([200, 400], 2)

    def test_responses_of_pipelined_requests_reach_their_clients(self):
        with (
            ChaosServer() as server,
            ChaosGateway(server.base_url, "pipelines") as gateway,
            ThreadPoolExecutor(4) as pool,
        ):
            tools = [PLAIN, ILLEGAL] * 20
            statuses = pool.map(lambda tool: post(gateway.url, body_of(tool))[0][0], tools)
            assert list(statuses) == [200, 400] * 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a program can handle")
class TestProgram:
    def start(self, *options, **environment):
        return subprocess.Popen(
            [sys.executable, chaos_gateway.__file__, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    @pytest.mark.parametrize("in_environment", [False, True])
    def test_program_forwards_until_sigterm(self, in_environment):
        with ChaosServer() as server:
            upstream = {"IMAGEGEN_UPSTREAM": server.base_url} if in_environment else {}
            options = () if in_environment else ("--upstream", server.base_url)
            with self.start("--misbehavior", "drops-tool", *options, **upstream) as program:
                assert post(program.stdout.readline().strip(), body_of(ILLEGAL))[0][0] == 200
                program.send_signal(signal.SIGTERM)
                assert program.communicate(timeout=10) == ("", "")
        assert (program.returncode, server.requests[0].tool) == (0, None)

    def test_missing_upstream_is_a_usage_error(self):
        with self.start(IMAGEGEN_UPSTREAM="") as program:
            assert "--upstream is missing, and the variable IMAGEGEN_UPSTREAM is not set" in program.communicate()[1]
        assert program.returncode == 2


def test_every_misbehavior_is_tested():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in GATEWAY_MISBEHAVIORS if f'"{name}"' not in text] == []


def test_no_thread_is_left():
    before = threading.active_count()
    forward("retries", PLAIN)
    assert threading.active_count() == before
