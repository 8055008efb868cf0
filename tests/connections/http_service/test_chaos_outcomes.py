"""The outcomes of runs against a server that misbehaves: verdicts, messages, and the requests that it gets."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pytest

from chaos.misbehavior import Misbehavior
from chaos_server import SERVER_MISBEHAVIORS, ChaosServer

LEGAL, ILLEGAL = "model/closed/gpt-image-1", "model/closed/integer"
OTHERS = ("action/values/edit", "moderation/types/integer")
CASES = (LEGAL, ILLEGAL, *OTHERS)
AFFECTED_KEY = "model"  # neither the controls nor the other cases have it
PREREQUISITES = ("payload/optional/type-only", "action/values/generate", "moderation/values/auto")
ALL_CASES = {*CASES, *PREREQUISITES}
PLAIN, WRONG_QUALITY = {"type": "image_generation"}, {"type": "image_generation", "quality": 5}
CONTROLS = [PLAIN, WRONG_QUALITY, PLAIN]
PLANNED = 2 * len(CONTROLS) + len(ALL_CASES)
ATTEMPTS = 4  # the first one and three retries
LONG = 20.0  # seconds for an exchange with a large response
MANY = ("background/*", "moderation/*", "output_format/*", "quality/*")


class Row(NamedTuple):
    """What comes of a misbehavior that affects every request with some legal and some illegal tool.

    Attributes:
        legal: The verdict on the legal payload.
        illegal: The verdict on the illegal one.
        message: A part of the message of both outcomes.
        attempts: How often each of the requests arrives.
        options: The timeout, and the number of requests in parallel.
    """

    legal: str
    illegal: str
    message: str = ""
    attempts: int = 1
    timeout: float = 0.3
    concurrency: int = 1


def error(message: str, **options) -> Row:
    return Row("error", "error", f"the server {message}", **options)


def transient(message: str, **options) -> Row:
    return error(f"{message}, also after 3 retries", attempts=ATTEMPTS, **options)


def late(message: str) -> Row:
    return transient(message, concurrency=2)


PASS = Row("pass", "pass")
EXPECTED = "expected a JSON object"
STATUS_429 = "responded 429 Too Many Requests: Rate limit reached"
TABLE = {
    "408": transient("responded 408 Request Timeout: The request timed out"),
    "409": transient("responded 409 Conflict: The request conflicts with another one"),
    "413": error("responded 413 Request Entity Too Large: The request is too large."),
    "425": transient("responded 425 Too Early: It is too early"),
    "429": transient(STATUS_429),
    "500": transient("responded 500 Internal Server Error: The server had an error"),
    "502": transient("responded 502 Bad Gateway: Bad gateway"),
    "503": transient("responded 503 Service Unavailable: The engine is overloaded"),
    "504": transient("responded 504 Gateway Timeout: Gateway timeout"),
    "429-retry-after": transient(STATUS_429),
    "429-retry-after-date": transient(STATUS_429),
    "429-retry-after-day": error(f"{STATUS_429}, and asks to wait for 86400 s"),
    "429-retry-after-invalid": transient(STATUS_429),
    "503-html": transient("responded 503 Service Unavailable: an HTML page"),
    "starting": transient("responded 503 Service Unavailable: The engine is overloaded"),
    "400-html": error(f"responded 400 Bad Request with an HTML page; {EXPECTED}"),
    "400-model": error(
        "responded 400 Bad Request about the model, not about the payload: The requested model 'gpt-4.1' does not exist."
    ),
    "200-empty": error(f"responded 200 OK with an empty body; {EXPECTED}"),
    "200-null": error(f"responded 200 OK with the body null; {EXPECTED}"),
    "200-array": error(f"responded 200 OK with the body []; {EXPECTED}"),
    "200-html": error(f"responded 200 OK with an HTML page; {EXPECTED}"),
    "200-event-stream": error(f"responded 200 OK with an event stream; {EXPECTED}"),
    "200-event-stream-cut": error(f"responded 200 OK with an event stream; {EXPECTED}"),
    "200-event-stream-error": error(f"responded 200 OK with an event stream; {EXPECTED}"),
    "200-error-member": error("responded 200 OK with an error: The model is overloaded."),
    "200-failed": error('responded 200 OK with the status "failed": {"id": "resp_1"'),
    "302-login": error("responded 302 Found: it redirects to /login; redirects are not followed"),
    "307-itself": error("responded 307 Temporary Redirect: it redirects to /v1/responses; redirects are not followed"),
    "gzip-bomb": error("sent a response of more than 16 MiB", timeout=LONG),
    "large-body": error("sent a response of more than 16 MiB", timeout=LONG),
    "wrong-charset": error("responded "),
    "leaks-authorization": error("responded 400 Bad Request about the key, not about the payload: Incorrect API key"),
    "leaks-authorization-base64": error("responded 400 Bad Request about the key, not about the payload: Incorrect"),
    "leaks-authorization-nested": error("responded 400 Bad Request about the key, not about the payload: Incorrect"),
    "leaks-authorization-not-http": transient(f"sent a response that is not HTTP ({'x' * 185}none)"),
    # These are rejections and acceptances, right ones or wrong ones.
    "400-without-place": Row("wrongly-rejected", "pass", "There was an issue with your request."),
    "accepts-everything": Row("pass", "wrongly-accepted"),
    "rejects-everything": Row("wrongly-rejected", "wrong-reason", "Invalid 'tools[0].quality'."),
    "terminal-text": Row("wrongly-rejected", "pass", r"400 Bad \x1b[31mRequest ::error::reason: bad \x1b[31mred"),
    "echoes-request": Row("wrongly-rejected", "pass", 'Invalid request: {"model":"gpt-4.1","input":"imagegen-'),
    # HTTP permits these.
    "chunked": PASS,
    "until-close": PASS,
    "early-hints": PASS,
    "gzip": PASS,
    "half-close": PASS,
    "close-after-response": PASS,
    "second-response": PASS,
    "slow-start": PASS,
    "delay": PASS,
    "close-on-reuse": Row("pass", "pass", attempts=2),
    # These are violations of HTTP, and broken connections. A kept connection is tried once more than a new one.
    "hang": late("did not respond within 0.3 s"),
    "hang-within-body": late("did not complete its response within 0.3 s"),
    "drip": late("did not complete its response within 0.3 s"),
    "drip-body": late("did not complete its response within 0.3 s"),
    "content-length-too-large": late("did not complete its response within 0.3 s"),
    "content-length-too-small": error("responded "),
    "content-length-invalid": transient("sent a response that is not HTTP (its Content-Length is invalid)"),
    "cut": transient("closed the connection within its response"),
    "chunked-cut": transient("closed the connection within its response"),
    "cut-in-headers": error("responded "),
    "reset-within-body": transient("closed the connection within its response (Connection reset by peer)"),
    "not-http": transient("sent a response that is not HTTP (SSH-2.0-OpenSSH_9.6)"),
    "many-headers": transient("sent a response that is not HTTP (got more than 100 headers)"),
    "long-header": transient("sent a response that is not HTTP (got more than 65536 bytes when reading header line)"),
}
# A kept connection that is closed before a response is replaced without an error: the first case is sent once more.
STALE = {
    "close-before-response": "the server closed the connection before it responded (Remote end closed connection",
    "reset": "the server closed the connection before it responded (Connection reset by peer), also after 3 retries",
}
FATAL = {
    "401": "401 Unauthorized: Incorrect API key provided",
    "403": "403 Forbidden: Your organization must be verified",
    "404": "404 Not Found: The model or the URL does not exist",
    "405": "405 Method Not Allowed: Method not allowed",
    "415": "415 Unsupported Media Type: Unsupported content type",
    "leaks-authorization-401": "401 Unauthorized: Incorrect API key provided: none",
    "leaks-authorization-escaped": "401 Unauthorized: none",
    "401-runner-command": "401 Unauthorized: ::error::injected",
}
SECONDS = {"starting": 60.0, "429-retry-after": 0.0, "429-retry-after-date": 0.0}
HARMLESS = sorted(name for name, row in TABLE.items() if row.legal == row.illegal == "pass")
TRANSIENT = sorted({name for name, row in TABLE.items() if row.attempts == ATTEMPTS} - {"starting"} | {*STALE})


def misbehavior(name: str, **options) -> Misbehavior:
    return Misbehavior(name, **{"key": AFFECTED_KEY, "seconds": SECONDS.get(name, 0.05), **options})


def tools(server: ChaosServer):
    return [request.tool for request in server.requests]


def arrivals(server: ChaosServer) -> list[int]:
    """Return how often each of the affected tools arrived."""
    return [*Counter(repr(tool) for tool in tools(server) if AFFECTED_KEY in tool).values()]


def outcomes_of(result) -> set[str]:
    return {outcome.outcome for outcome in result.outcomes.values()}


def assert_others_pass(result, *affected: str) -> None:
    assert {case: result.verdicts[case] for case in ALL_CASES.difference(affected)} == dict.fromkeys(
        ALL_CASES.difference(affected), "pass"
    )


def test_every_misbehavior_has_an_outcome():
    assert {*TABLE, *STALE, *FATAL} == SERVER_MISBEHAVIORS


def test_healthy_server_conforms(run):
    with ChaosServer() as server:
        result = run(server.url, CASES)
    assert (result.code, result.err, result.faults) == (0, "", [])
    assert_others_pass(result)
    requests = tools(server)
    assert (requests[:3], requests[-3:], len(requests)) == (CONTROLS, CONTROLS, PLANNED)


class TestSomeRequests:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", TABLE)
    def test_always_affected_have_the_outcome_of_the_table(self, run, name):
        row = TABLE[name]
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES, "--concurrency", str(row.concurrency), timeout=row.timeout)
        assert (result.verdicts[LEGAL], result.verdicts[ILLEGAL]) == (row.legal, row.illegal)
        for outcome in (result.outcomes[LEGAL], result.outcomes[ILLEGAL]):
            assert outcome.outcome != "accepted" or row.legal != "error"
            assert row.message in outcome.message or outcome.outcome == "accepted"
        assert_others_pass(result, LEGAL, ILLEGAL)
        assert arrivals(server) == [row.attempts] * 2
        assert len(server.requests) == PLANNED + 2 * (row.attempts - 1)
        assert result.code == (0 if name in HARMLESS and name != "second-response" else 1)

    @pytest.mark.parametrize("name", STALE)
    def test_kept_connection_that_ends_is_replaced_once(self, run, name):
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES)
        assert (result.verdicts[LEGAL], result.verdicts[ILLEGAL], result.code) == ("error", "error", 1)
        assert STALE[name] in result.outcomes[LEGAL].message
        assert result.outcomes[ILLEGAL].message.endswith(", also after 3 retries")
        assert_others_pass(result, LEGAL, ILLEGAL)
        assert arrivals(server) == [1 + ATTEMPTS, ATTEMPTS]  # the second case begins with a new connection

    @pytest.mark.parametrize("name", TRANSIENT)
    def test_once_affected_pass_after_a_retry(self, run, name):
        with ChaosServer(misbehavior(name, first=1, per_tool=True)) as server:
            result = run(server.url, CASES, "--concurrency", "2")
        assert (result.code, result.err) == (0, "")
        assert_others_pass(result)
        assert arrivals(server) == [2, 2]

    @pytest.mark.parametrize("name", ["content-length-too-small", "second-response"])
    def test_bytes_that_belong_to_no_response_are_a_fault(self, run, name):
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES)
        assert result.faults == ["the server sent bytes after a response that belong to no request"]
        assert result.code == 1
        assert "1 run error" in result.out

    def test_second_response_is_never_that_of_another_request(self, run):
        with ChaosServer("second-response") as server:
            result = run(server.url, MANY, "--level", "schema", "--concurrency", "8")
        assert {*result.verdicts.values()} == {"pass"}
        assert (result.code, len(result.faults), len(server.requests) > 300) == (1, 1, True)
        assert server.connections == len(server.requests)

    @pytest.mark.parametrize(
        ("name", "seconds", "least"), [("429-retry-after", 1, 1), ("429-retry-after-date", 2, 0.8)]
    )
    def test_retry_after_is_the_least_time_between_attempts(self, run, name, seconds, least):
        with ChaosServer(misbehavior(name, seconds=seconds, first=1)) as server:
            result = run(server.url, (LEGAL, OTHERS[0]), "--concurrency", "4")
        assert (result.code, result.err) == (0, "")
        first, second = (request.arrived for request in server.requests if AFFECTED_KEY in request.tool)
        assert least <= second - first < seconds + 1

    def test_retry_after_0_does_not_mean_at_once(self, run):
        with ChaosServer(Misbehavior("429-retry-after", seconds=0)) as server:
            assert run(server.url, CASES).code == 3
        assert len(server.requests) < 20


STREAM_ENVELOPE = '{"model": "gpt-4.1", "input": "$MARKER", "tools": ["$PAYLOAD"], "stream": true}'
# From a response to a request for a stream to the verdicts on a legal and an illegal payload, and to a message.
STREAMS = {
    "200-event-stream": ("pass", "wrongly-accepted", ""),
    "accepts-everything": ("pass", "wrongly-accepted", ""),  # JSON in place of a stream
    "200-event-stream-cut": (
        "error",
        "error",
        'the server responded 200 OK with an event stream that ends after "response.created"',
    ),
    "200-event-stream-error": (
        "error",
        "error",
        "the server responded 200 OK with an event stream with an error: The model is overloaded.",
    ),
    "200-html": ("error", "error", f"the server responded 200 OK with an HTML page; {EXPECTED}"),
}


class TestStreams:
    @pytest.mark.parametrize("name", STREAMS)
    def test_stream_that_was_requested_has_its_verdict(self, run, tmp_path, name):
        envelope = tmp_path / "envelope.json"
        envelope.write_text(STREAM_ENVELOPE, encoding="utf-8")
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES, "--envelope", str(envelope))
        assert (result.verdicts[LEGAL], result.verdicts[ILLEGAL]) == STREAMS[name][:2]
        for case in (LEGAL, ILLEGAL):
            assert result.outcomes[case].message == STREAMS[name][2]
        assert_others_pass(result, LEGAL, ILLEGAL)
        assert result.code == 1


class TestFromTheStart:
    @pytest.mark.parametrize("name", HARMLESS)
    def test_harmless_misbehavior_does_not_matter(self, run, name):
        with ChaosServer(misbehavior(name, key=None)) as server:
            result = run(server.url, CASES, timeout=5.0)
        assert (result.code, len(result.faults)) == ((1, 1) if name == "second-response" else (0, 0))
        assert_others_pass(result)
        assert result.err == ""
        if name == "close-on-reuse":  # one for each request that is not the first one of a connection
            assert PLANNED < len(server.requests) <= 2 * PLANNED
        elif name != "slow-start":  # connections are rejected at first
            assert len(server.requests) == PLANNED

    def test_startup_is_awaited(self, run):
        with ChaosServer(misbehavior("starting", key=None, seconds=0.1)) as server:
            result = run(server.url, CASES)
        assert (result.code, result.err) == (0, "")
        assert len(server.requests) > PLANNED

    @pytest.mark.slow
    @pytest.mark.parametrize("name", sorted({*TABLE, *STALE}.difference(HARMLESS, {"starting"})))
    def test_control_fails_with_its_exchange(self, run, name):
        row = TABLE.get(name, transient(""))
        with ChaosServer(misbehavior(name, key=None)) as server:
            result = run(server.url, CASES, timeout=row.timeout)
        assert (result.code, result.out, result.outcomes) == (3, "", {})
        first, *details = result.err.splitlines()
        index = 1 if name == "accepts-everything" else 0
        purpose = ["the plain tool is accepted", "a tool with the quality 5 is rejected"][index]
        assert first.startswith(f'imagegen-conformance: the control "{purpose}" does not hold: ')
        assert row.message.removesuffix(", also after 3 retries").removesuffix(".") in first
        assert details[0].startswith(f"→ POST {server.url}")
        assert '"tools":[{"type":"image_generation"' in details[1]
        assert details[2].startswith("← ")
        distinct = {repr(tool): tool for tool in tools(server)}.values()
        assert [*distinct] == CONTROLS[: index + 1]
        assert len(server.requests) == index + 1 or row.attempts > 1
        assert len(server.requests) > 1 or row.attempts == 1 or row.concurrency > 1
        assert row.timeout == LONG or result.seconds < 2

    def test_controls_are_repeated_for_15_seconds(self):
        from imagegen_conformance.connections.http_service import controls

        assert controls.MAX_WAIT == 15

    @pytest.mark.parametrize("name", FATAL)
    def test_fatal_status_ends_the_run_with_its_body(self, run, name):
        with ChaosServer(name) as server:
            result = run(server.url, CASES)
        assert (result.code, result.out, len(server.requests)) == (3, "", 1)
        assert f"does not hold: the server responded {FATAL[name]}." in result.err
        assert '\n  {"error": {"message": "' in result.err or "\n  ::error::injected" in result.err


class TestInTheMiddle:
    @pytest.mark.parametrize("name", FATAL)
    def test_fatal_status_ends_the_run(self, run, name):
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES)
        assert result.code == 3
        assert f"imagegen-conformance: the server responded {FATAL[name]}. The run ended at " in result.err
        assert "No further case was sent." in result.err
        assert '\n  {"error": {"message": "' in result.err or "\n  ::error::injected" in result.err
        requests = tools(server)
        affected = next(index for index, tool in enumerate(requests) if AFFECTED_KEY in tool)
        assert requests[affected + 1 :] == CONTROLS  # they confirm the verdicts before
        assert result.verdicts[LEGAL] == "error"
        assert ILLEGAL not in result.verdicts
        assert {result.verdicts[case] for case in PREREQUISITES} == {"pass"}

    def test_fatal_status_stops_all_threads(self, run):
        with ChaosServer(misbehavior("401", key=None, after=20)) as server:
            result = run(server.url, MANY, "--level", "schema", "--concurrency", "4")
        assert result.code == 3
        # 20, one for each thread, and the control that fails afterwards
        assert len(server.requests) <= 20 + 4 + 1
        assert outcomes_of(result) == {"error"}

    @pytest.mark.parametrize("name", ["rejects-everything", "accepts-everything", "400-model", "200-null", "500"])
    def test_control_that_turns_invalidates_the_verdicts_since_the_last_one(self, run, name):
        with ChaosServer(Misbehavior(name, after=190 if name == "500" else 100)) as server:
            result = run(server.url, MANY, "--level", "schema")
        assert (result.code, len(result.outcomes)) == (3, 200)
        assert outcomes_of(result) == {"error"}
        assert all('after this request, the control "' in outcome.message for outcome in result.outcomes.values())
        assert 'imagegen-conformance: the control "' in result.err
        assert re.search(r"The run ended at \S+, after 200 of [0-9]+ cases\.", result.err)
        assert "→ POST " in result.err

    def test_verdicts_before_a_good_control_are_kept(self, run):
        with ChaosServer(Misbehavior("rejects-everything", after=300)) as server:
            result = run(server.url, MANY, "--level", "schema")
        assert result.code == 3
        outcomes = Counter(outcome.outcome == "error" for outcome in result.outcomes.values())
        assert (outcomes[False], outcomes[True] > 100) == (200, True)
        assert Counter(result.verdicts.values())["pass"] == 200
        assert 'imagegen-conformance: the control "the plain tool is accepted" does not hold: ' in result.err
        assert "→ POST " in result.err

    def test_last_control_that_fails_shows_its_exchange(self, run):
        with ChaosServer(Misbehavior("400-model", after=PLANNED - 1)) as server:
            result = run(server.url, CASES)
        assert (result.code, outcomes_of(result)) == (3, {"error"})
        assert 'the control "the plain tool has the same outcome again" does not hold' in result.err
        assert "← 400 Bad Request" in result.err


class TestBudget:
    def test_too_few_requests_are_reported_before_anything_is_sent(self, run):
        with ChaosServer() as server:
            result = run(server.url, CASES, "--max-requests", str(PLANNED - 1))
        assert (result.code, result.out, server.requests) == (2, "", [])
        problem = f"the run needs at least {PLANNED} requests, and --max-requests permits {PLANNED - 1}."
        assert result.err == f"imagegen-conformance: {problem} Select fewer cases, or permit more requests.\n"

    def test_as_many_requests_as_planned_suffice(self, run):
        with ChaosServer() as server:
            assert run(server.url, CASES, "--max-requests", str(PLANNED)).code == 0
        assert len(server.requests) == PLANNED

    @pytest.mark.parametrize(("name", "needed"), [("500", 6), ("close-before-response", 7), ("cut", 6)])
    @pytest.mark.parametrize("further", range(8))
    def test_retries_count(self, run, name, needed, further):
        permitted = PLANNED + further
        with ChaosServer(misbehavior(name)) as server:
            result = run(server.url, CASES, "--max-requests", str(permitted))
        assert len(server.requests) <= permitted
        assert result.code == 1
        assert {*result.verdicts} == ALL_CASES
        assert {result.verdicts[case] for case in (*PREREQUISITES, OTHERS[0])} == {"pass"}
        assert {result.verdicts[LEGAL], result.verdicts[ILLEGAL]} == {"error"}
        missing = f"was not sent this request: --max-requests {permitted} permits no more"
        last = result.outcomes[OTHERS[1]]
        assert (last.verdict, missing in last.message) == (("error", True) if further < needed else ("pass", False))

    def test_replaced_connections_count(self, run):
        with ChaosServer("close-on-reuse") as server:
            result = run(server.url, CASES, "--max-requests", str(PLANNED))
        assert (result.code, len(server.requests), outcomes_of(result)) == (3, PLANNED, {"error"})
        assert f"was not sent this request again: --max-requests {PLANNED} permits no more" in result.err
