"""The outcomes of runs through a gateway that misbehaves: verdicts, messages and notes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing

import pytest

from chaos.misbehavior import Misbehavior
from chaos_gateway import GATEWAY_MISBEHAVIORS, ChaosGateway
from chaos_runs import ChaosRun

FIRST, SECOND, ILLEGAL = "model/closed/gpt-image-1:wire", "model/closed/gpt-image-2:wire", "model/closed/integer:wire"
OTHER = "action/values/edit:wire"
CASES = (FIRST, SECOND, ILLEGAL, OTHER)
AFFECTED = (FIRST, SECOND, ILLEGAL)
AFFECTED_KEY = "model"  # neither the controls nor the other cases have it
PREREQUISITES = ("payload/omitted/all-but-type", "action/values/generate:wire")
NUMBERS = ("output_compression/*", "unknown-keys/values/*", "null/*")
SEVERAL = "note: the gateway sends a request several times"
LATE = "note: the gateway sent 2 requests after its response (the first: /v1/responses)"
NEVER_SENT = "it accepted the payload, but sent nothing to its upstream"
WRONG_PATH = (
    "it sent the payload only to POST /v1/completions, "
    "not with POST to a path that ends in /responses, /chat/completions or /messages"
)

# From each misbehavior to the verdicts on the affected cases, which are the first ones, and to a note.
TABLE = {
    "retries": (["pass"] * 3, SEVERAL),
    "sends-concurrently": (["pass"] * 3, SEVERAL),
    "duplicates": (["flaky"] * 3, SEVERAL),
    "sends-concurrently-changed": (["flaky"] * 3, SEVERAL),
    # The last one is not sent again.
    "sends-previous": (["pass"] * 3, LATE),
    "sends-previous-changed": (["flaky", "flaky", "pass"], LATE),
    "sends-previous-accumulated": (["flaky", "flaky", "pass"], LATE),
    "rejects-and-sends-later": (
        ["pass"] * 3,
        f"note: the gateway responds with a rejection after the payload has arrived\n{LATE}",
    ),
    "stream-cut": (["pass"] * 3, ""),  # no stream is requested
    "stream-error": (["pass"] * 3, "note: the gateway responds with an error after the payload has arrived"),
    "reorders": (["pass"] * 3, ""),
    "pipelines": (["pass"] * 3, ""),
    "caches": (["pass"] * 3, ""),  # each of the tools is new to it
    "leaks-payload": (["pass", "wrong-output", "wrong-output"], ""),
    "accumulates-payloads": (["pass", "error", "error"], ""),
    "drops-tool": (["wrong-output"] * 3, ""),
    "chat-path": (["wrong-output"] * 3, ""),
    "drops-nulls": (["pass"] * 3, ""),
    "drops-marker": (
        ["error"] * 3,
        "note: the gateway sent 3 requests without a marker of this run (the first: POST /v1/",
    ),
    "adds-members": (["pass"] * 3, ""),  # the note is about what it adds to a control
    "floats": (["pass"] * 3, ""),  # 1.0 is the number 1
    "float32": (["pass"] * 3, ""),
    "answers-early": (["pass"] * 3, ""),
    "never-sends": (["error"] * 3, ""),
    "wrong-path": (["error"] * 3, ""),
    "rejects": (["wrongly-rejected", "wrongly-rejected", "pass"], ""),
    "rejects-after-forwarding": (
        ["pass"] * 3,
        "note: the gateway responds with a rejection after the payload has arrived",
    ),
    "fails-after-forwarding": (["pass"] * 3, "note: the gateway responds with an error after the payload has arrived"),
    "chunked": (["pass"] * 3, ""),
    "gzip": (["pass"] * 3, ""),
    "new-connection": (["pass"] * 3, ""),
    "delay": (["pass"] * 3, ""),
}
MESSAGES = {
    "drops-marker": NEVER_SENT,
    "never-sends": NEVER_SENT,
    "wrong-path": WRONG_PATH,
    "rejects": "responded 400 Bad Request: Unknown parameter: 'tools[0]'.",
}
OTHER_TOOLS = "beside the payload, it sent other tools than with the first request"
# What the message about a control says if the misbehavior begins before the run.
CONTROL_FAILURES = {
    "duplicates": "the outcome is inconsistent",
    "sends-concurrently-changed": "the outcome is inconsistent",
    "caches": NEVER_SENT,
    "accumulates-payloads": OTHER_TOOLS,
    "drops-marker": NEVER_SENT,
    "never-sends": NEVER_SENT,
    "wrong-path": WRONG_PATH,
    **dict.fromkeys(
        ("rejects", "rejects-and-sends-later"),
        "the outcome is rejected (responded 400 Bad Request: Unknown parameter: 'tools[0]'.)",
    ),
}
ARRIVALS_OF_CONTROLS = {
    "duplicates": 2,
    "sends-concurrently-changed": 2,
    "wrong-path": 1,
    "accumulates-payloads": 1,
}
CONTROL_NOTES = {
    "retries": SEVERAL,
    "sends-concurrently": SEVERAL,
    "sends-previous": "note: the gateway sent 9 requests after its response (the first: /v1/responses)",
    "stream-error": "note: the gateway responds with an error after the payload has arrived",
    "adds-members": "note: the gateway adds parallel_tool_calls, temperature, top_p",
    "fails-after-forwarding": "note: the gateway responds with an error after the payload has arrived",
    "rejects-after-forwarding": "note: the gateway responds with a rejection after the payload has arrived",
}
HARMLESS = sorted(
    {name for name, (verdicts, _) in TABLE.items() if {*verdicts} == {"pass"}} - {*CONTROL_FAILURES} | {*CONTROL_NOTES}
)
Relay = Callable[..., ChaosRun]


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def relay(run, monkeypatch) -> Relay:
    """Run cases through a gateway with a misbehavior."""
    monkeypatch.setattr("imagegen_conformance.connections.relay.arrival_timeout.MAX_SECONDS", 0.3)

    def call(misbehavior: Misbehavior | None, cases: tuple[str, ...] = CASES, *arguments: str) -> ChaosRun:
        port = free_port()
        with ChaosGateway(f"http://127.0.0.1:{port}", misbehavior) as gateway:
            words = ("--relay", "--upstream-port", str(port), *arguments)
            result: ChaosRun = run(gateway.url, cases, *words, timeout=5.0)
        head, _, err = result.err.partition("\n")
        assert head == f"imagegen-conformance: the upstream is http://127.0.0.1:{port}"
        return result._replace(err=err)

    return call


def test_every_misbehavior_has_an_outcome():
    assert {*TABLE} == {*GATEWAY_MISBEHAVIORS}


def test_healthy_gateway_conforms(relay):
    result = relay(None)
    assert (result.code, result.err, result.faults) == (0, "", [])
    assert result.verdicts == dict.fromkeys((*CASES, *PREREQUISITES), "pass")


class TestSomeRequests:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", TABLE)
    def test_affected_have_the_verdicts_of_the_table(self, relay, name):
        verdicts, note = TABLE[name]
        result = relay(Misbehavior(name, key=AFFECTED_KEY, seconds=0.05))
        assert [result.verdicts[case] for case in AFFECTED] == verdicts
        assert {result.verdicts[case] for case in (OTHER, *PREREQUISITES)} == {"pass"}
        assert result.err.startswith(note)
        assert result.err.count("\n") == note.count("note: ")
        assert result.code == (0 if {*verdicts} == {"pass"} else 1)
        for case in AFFECTED:
            assert MESSAGES.get(name, "") in result.outcomes[case].message

    def test_payloads_of_other_requests_beside_the_payload_are_an_error(self, relay):
        result = relay(Misbehavior("accumulates-payloads", key=AFFECTED_KEY))
        assert [OTHER_TOOLS in result.outcomes[case].message for case in AFFECTED] == [False, True, True]

    @pytest.mark.parametrize("name", ["leaks-payload", "duplicates", "sends-previous-changed", "drops-tool"])
    def test_report_shows_what_arrived(self, relay, name):
        out = relay(Misbehavior(name, key=AFFECTED_KEY), (FIRST, SECOND)).out
        shown = {
            "leaks-payload": '/model: expected "gpt-image-2", actual "gpt-image-1"',
            "sends-previous-changed": "sent again: accepted with output",
            "duplicates": "sent again: accepted with output",
            "drops-tool": "actual    accepted with output null",
        }
        assert shown[name] in out

    def test_cached_request_is_found_by_repetition(self, relay):
        result = relay(Misbehavior("caches", key=AFFECTED_KEY), (FIRST,), "--repeat", "2")
        assert (result.verdicts[FIRST], result.code) == ("flaky", 1)
        assert "sent again: error: it accepted the payload, but sent nothing to" in result.out

    @pytest.mark.parametrize("name", ["answers-early", "reorders", "pipelines", "sends-concurrently", "delay", "gzip"])
    def test_parallel_requests_keep_their_arrivals(self, relay, name):
        result = relay(
            Misbehavior(name, seconds=0.01), ("quality/values/*", "moderation/types/*"), "--concurrency", "8"
        )
        assert (result.code, {*result.verdicts.values()} - {"unsupported"}) == (0, {"pass"})

    def test_leak_between_parallel_requests_is_found(self, relay):
        misbehavior = Misbehavior("leaks-payload", key="moderation")
        result = relay(misbehavior, ("moderation/near-miss/*",), "--level", "wire", "--concurrency", "8")
        assert result.code == 1
        wrong = [case for case, verdict in result.verdicts.items() if verdict in {"wrong-output", "blocked"}]
        assert len(wrong) > 10

    @pytest.mark.parametrize(("name", "is_right"), [("floats", True), ("float32", False), ("drops-nulls", True)])
    def test_changed_numbers_have_verdicts_of_their_own(self, relay, name, is_right):
        result = relay(Misbehavior(name), NUMBERS, "--level", "wire", "--concurrency", "4")
        wrong = {case for case, verdict in result.verdicts.items() if verdict != "pass"}
        assert ("unknown-keys/values/fraction" in wrong) is not is_right
        assert {result.verdicts[case] for case in wrong} == (set() if is_right else {"wrong-output"})
        assert len(wrong) < 10 < len(result.verdicts)
        assert result.code == int(not is_right)


class TestFromTheStart:
    @pytest.mark.parametrize("name", HARMLESS)
    def test_harmless_misbehavior_is_at_most_a_note(self, relay, name):
        result = relay(Misbehavior(name, seconds=0.02))
        note = CONTROL_NOTES.get(name, "")
        assert (result.code, result.err) == (0, f"{note}\n" if note else "")
        assert result.verdicts == dict.fromkeys((*CASES, *PREREQUISITES), "pass")

    @pytest.mark.parametrize("name", CONTROL_FAILURES)
    def test_control_fails_with_its_exchange(self, relay, name):
        result = relay(Misbehavior(name))
        assert (result.code, result.out, result.outcomes) == (3, "", {})
        first, *details = result.err.splitlines()
        number = 1 if name in {"caches", "accumulates-payloads"} else 0
        purpose = ["the plain tool arrives at the upstream", "the plain tool has the same outcome again"][number]
        assert first.startswith(f'imagegen-conformance: the control "{purpose}" does not hold: ')
        assert CONTROL_FAILURES[name] in first
        assert details[0].startswith("→ POST http://127.0.0.1:")
        assert any(line.startswith("← ") for line in details)
        arrivals = [line for line in details if line.startswith("⇢ ")]
        assert len(arrivals) == ARRIVALS_OF_CONTROLS.get(name, 0)

    def test_controls_that_arrive_again_with_another_payload_are_a_run_error(self, relay):
        result = relay(Misbehavior("sends-previous-changed"))
        assert result.code == 1
        assert {*result.verdicts.values()} <= {"flaky", "blocked"}
        (fault,) = result.faults
        assert fault.endswith('payload (the first: {"type":"image_generation","quality":"low"})')
        assert fault in " ".join(result.out.split())

    def test_wrong_path_names_the_path_and_the_upstream(self, relay):
        err = relay(Misbehavior("wrong-path")).err
        assert "POST /v1/completions" in err
        assert "Check the URL and the headers, and that the upstream of the gateway is the address" in err

    @pytest.mark.parametrize("name", ["drops-tool", "chat-path"])
    def test_lost_tool_is_a_failure_of_every_case(self, relay, name):
        result = relay(Misbehavior(name))
        assert result.code == 1
        assert {outcome.verdict for outcome in result.outcomes.values()} == {"wrong-output", "blocked"}
        note = "note: the gateway translates the request for /chat/completions\n"
        assert result.err == (note if name == "chat-path" else "")

    def test_other_payload_in_a_control_ends_the_run(self, relay):
        result = relay(Misbehavior("leaks-payload"))
        assert result.code == 3
        first = result.err.splitlines()[0]
        assert first.startswith(
            'imagegen-conformance: the control "the plain tool arrives at the upstream" does not hold:'
        )
        assert "another tool arrived than before." in first
        assert "⇢ " in result.err
        assert {outcome.outcome for outcome in result.outcomes.values()} == {"error"}


class TestStreams:
    """Requests for streams: the healthy gateway relays the stream of the recorder."""

    @pytest.mark.parametrize(
        ("name", "note"),
        [
            (None, ""),
            ("stream-cut", "note: the gateway responds with an error after the payload has arrived\n"),
            ("stream-error", "note: the gateway responds with an error after the payload has arrived\n"),
        ],
    )
    def test_stream_is_read_to_its_end(self, relay, tmp_path, name, note):
        envelope = tmp_path / "envelope.json"
        body = '{"model": "gpt-4.1", "input": "$MARKER", "tools": ["$PAYLOAD"], "stream": true}'
        envelope.write_text(body, encoding="utf-8")
        result = relay(name and Misbehavior(name), CASES, "--envelope", str(envelope))
        assert (result.code, result.err) == (0, note)
        assert result.verdicts == dict.fromkeys((*CASES, *PREREQUISITES), "pass")


def test_upstream_port_that_is_taken_is_an_error(run):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        result = run("http://127.0.0.1:1/v1/responses", (OTHER,), "--relay", "--upstream-port", port)
    assert (result.code, result.out) == (3, "")
    assert result.err == (
        f"imagegen-conformance: 127.0.0.1:{port}: the port cannot be used (Address already in use). "
        "End the program that uses the port, or name another one with --upstream-port.\n"
    )
