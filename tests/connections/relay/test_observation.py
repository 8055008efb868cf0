"""Observations of a relay: the tool that arrived, the outcome, and the verdict of the judge on it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegen_conformance.connections.relay.arrival import Arrival
from imagegen_conformance.connections.relay.arrived_tool import ArrivedTool, arrived_tool
from imagegen_conformance.connections.relay.observation import observe
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.judging.observation import (
    REPEATED,
    Observation,
    accepted,
    error,
    inconsistent,
    not_applicable,
    rejected,
    unsupported,
)

PLACE = ("tools", "0")
TOOL = {"type": "image_generation"}
REQUEST = Request("parse", TOOL)
TEXT_REQUEST = Request("parse-text", '{"n": NaN}')
AGAIN = "sends a request several times"
FAILED = "responds with an error after the payload has arrived"
REJECTED = "responds with a rejection after the payload has arrived"
AMBIGUOUS = "it sent a request without the tool, which cannot be distinguished from the payload null"


def arrival_of(body: str | bytes, path: str = "/v1/responses", method: str = "POST") -> Arrival:
    return Arrival(method, path, "application/json", body if isinstance(body, bytes) else body.encode())


def arrival_with(*tools: Any, path: str = "/v1/responses", **members: Any) -> Arrival:
    return arrival_of(json.dumps({"input": "x", "tools": tools, **members}), path)


def output(value: Any) -> Observation:
    return {"outcome": "accepted", "output": value}


def observed(response: Observation, arrivals: list[Arrival], *arguments: Any) -> tuple[Observation, tuple[str, ...]]:
    """Return the observation and the notes."""
    result = observe(response, arrivals, *arguments)
    return result.observation, result.notes


class TestArrivedTool:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('{"type": "image_generation", "n": 80.0}', {"type": "image_generation", "n": 80.0}),
            ("12345678901234567890123", 12345678901234567890123),
            ('{"a": 1, "a": 2}', {"a": 2}),
            ("null", None),
            ('"\\ud800"', "\ud800"),
            ("[]", []),
        ],
    )
    def test_value_is_read_as_it_was_sent(self, text, value):
        tool = arrived_tool(arrival_of(f'{{"tools": [{text}, 1]}}'), PLACE)
        assert tool == ArrivedTool(value, others=[1])
        assert json.dumps(tool.output) == json.dumps(value)

    def test_last_of_several_members_counts(self):
        assert arrived_tool(arrival_of('{"tools": [1], "tools": [2]}'), PLACE) == ArrivedTool(2, others=[])
        assert arrived_tool(arrival_of('{"tools": [1], "tools": [NaN]}'), PLACE) == ArrivedTool("NaN")

    @pytest.mark.parametrize(
        "body", ["{}", '{"tools": []}', '{"tools": {}}', '{"tools": null}', "[]", "1", '"tools"', '{"tools": [], "a": NaN}', '{"tools": 5, "a": NaN}', "NaN"]
    )  # fmt: skip
    def test_tool_is_missing(self, body):
        tool = arrived_tool(arrival_of(body), PLACE)
        assert (tool.output, tool.is_missing) == (None, True)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("NaN", "NaN"),
            ('{"a": -Infinity}', '{"a": -Infinity}'),
            ('{"a": [ 1e400 ], "b": {}}', '{"a": [ 1e400 ], "b": {}}'),
            ('"\x01"', '"\x01"'),
            ("1" * 5000 + "1e999", "1" * 5000 + "1e999"),
        ],
    )
    @pytest.mark.parametrize(
        "template", ['{"tools":[TOOL]}', '\r\n{ "a" : [1, {"tools": [2]}] , "tools" :\t[ TOOL , 3 ] , "tool": 4 } ']
    )
    def test_tool_that_is_not_json_is_its_text(self, text, expected, template):
        assert arrived_tool(arrival_of(template.replace("TOOL", text)), PLACE) == ArrivedTool(expected)

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "tools",
            '{"tools": [',
            '{"tools": [{"a" 1}]}',
            '{"tools": [1 2]',
            "{1: 2}",
            '{"a" "b"}',
            "[" * 100_000,
            '{"tools": {1}}',
        ],
    )
    def test_body_that_cannot_be_read_is_the_output(self, body):
        assert arrived_tool(arrival_of(body), PLACE) == ArrivedTool(body)

    def test_number_of_the_request_is_removed_from_the_text(self):
        body = '{"input": "imagegen-0123abcd-17", "tools": ['
        assert arrived_tool(arrival_of(body), PLACE).output == '{"input": "imagegen-marker", "tools": ['

    def test_bytes_that_are_not_utf_8_are_escaped(self):
        assert arrived_tool(arrival_of(b'{"tools": ["\xff"]}'), PLACE) == ArrivedTool('"\\xff"')

    def test_byte_order_mark_is_no_json(self):
        body = '\ufeff{"tools": [1]}'
        assert arrived_tool(arrival_of(body), PLACE) == ArrivedTool(body)

    @pytest.mark.parametrize(
        ("body", "place", "others"),
        [
            ('{"tools": [1, 2, 3]}', ("tools", "1"), [1, 3]),
            ('{"tools": [1]}', ("tools", "1"), [1]),
            ('{"tools": []}', PLACE, []),
            ('{"tools": [1]}', ("tools", "x"), None),
            ('{"tools": {"0": 1, "1": 2}}', PLACE, None),
            ('{"tools": [NaN, 2]}', PLACE, None),
            ("[1]", (), None),
        ],
    )
    def test_other_items_of_the_array_are_kept(self, body, place, others):
        assert arrived_tool(arrival_of(body), place).others == others

    @pytest.mark.parametrize("place", [(), ("definition", "tools", "1"), ("a/b",), ("tools", "0", "mask", "x")])
    def test_place_can_be_any(self, place):
        document = {"definition": {"tools": [1, 2]}, "a/b": 3, "tools": [{"mask": {"x": 4}}]}
        expected: Any = document
        for token in place:
            expected = expected[int(token) if isinstance(expected, list) else token]
        assert arrived_tool(arrival_of(json.dumps(document)), place).output == expected
        text = json.dumps({**document, "z": float("nan")})
        if place:
            assert json.loads(arrived_tool(arrival_of(text), place).output) == expected

    @settings(max_examples=40)
    @given(
        st.recursive(
            st.none() | st.floats() | st.integers() | st.text(),
            lambda values: st.lists(values) | st.dictionaries(st.text(), values),
        )
    )
    def test_text_of_any_tool_is_found(self, value):
        text = json.dumps(value)
        tool = arrived_tool(arrival_of(f'{{"a": NaN, "tools": [{text}]}}'), PLACE)
        assert tool == ArrivedTool(text)


class TestWithoutArrival:
    def test_accepted_payload_that_never_arrived_is_an_error(self):
        message = "it accepted the payload, but sent nothing to its upstream"
        assert observed(accepted(), [], PLACE, REQUEST) == (error(message), ())

    @pytest.mark.parametrize(
        "response", [rejected("no", [{"path": "/n", "rule": "x"}]), rejected("no"), error("crash"), unsupported("no")]
    )
    def test_other_response_is_the_observation(self, response):
        assert observed(response, [], PLACE, REQUEST) == (response, ())

    @pytest.mark.parametrize("response", [accepted(), rejected("HTTP 404"), error("HTTP 502")])
    @pytest.mark.parametrize(
        ("arrival", "place"),
        [
            (arrival_with(TOOL, path="/v1/responses/render"), "POST /v1/responses/render"),
            (arrival_of("{}", "/v1/responses", "PUT"), "PUT /v1/responses"),
            (arrival_of("{}", "/\x1b" + "a" * 100), "POST /\\x1b" + "a" * 69 + "…"),
        ],
    )
    def test_arrival_on_another_path_is_an_error_that_names_it(self, response, arrival, place):
        message = f"it sent the payload only to {place}, not with POST to a path that ends in /responses, /chat/completions or /messages"
        assert observed(response, [arrival], PLACE, REQUEST) == (error(message), ())


class TestWithArrival:
    @pytest.mark.parametrize("path", ["/v1/responses", "/v1/chat/completions", "/v1/messages"])
    def test_tool_that_arrived_is_the_output(self, path):
        assert observed(accepted(), [arrival_with(TOOL, path=path)], PLACE, REQUEST) == (output(TOOL), ())

    @pytest.mark.parametrize(
        ("response", "note"), [(error("HTTP 502"), FAILED), (unsupported("no"), FAILED), (rejected("no"), REJECTED)]
    )
    def test_response_after_an_arrival_is_a_note(self, response, note):
        assert observed(response, [arrival_with(TOOL)], PLACE, REQUEST) == (output(TOOL), (note,))

    @pytest.mark.parametrize("arrival", [arrival_with(), arrival_of("{}")])
    def test_lost_tool_is_null(self, arrival):
        assert observed(accepted(), [arrival], PLACE, REQUEST) == (output(None), ())

    @pytest.mark.parametrize("request_", [Request("parse", None), Request("parse-text", " null\n")])
    def test_lost_tool_is_an_error_if_the_payload_is_null(self, request_):
        assert observed(accepted(), [arrival_with()], PLACE, request_) == (error(AMBIGUOUS), ())
        assert observed(accepted(), [arrival_with(None)], PLACE, request_) == (output(None), ())

    @pytest.mark.parametrize("text", ['"null"', "{}", "nul"])
    def test_lost_tool_of_another_text_is_null(self, text):
        assert observed(accepted(), [arrival_with()], PLACE, Request("parse-text", text)) == (output(None), ())

    def test_equal_arrivals_are_one(self):
        arrivals = [arrival_with(TOOL), arrival_with(TOOL, stream=False), arrival_with(TOOL)]
        assert observed(accepted(), arrivals, PLACE, REQUEST) == (output(TOOL), (AGAIN,))

    def test_arrival_on_another_path_does_not_count_beside_one(self):
        arrivals = [arrival_with(path="/v1/responses/render"), arrival_with(TOOL)]
        assert observed(accepted(), arrivals, PLACE, REQUEST) == (output(TOOL), ())

    @pytest.mark.parametrize(
        ("first", "other"),
        [
            (arrival_with(TOOL), arrival_with()),
            (arrival_with(80), arrival_with(80.0)),
            (arrival_with(TOOL), arrival_of('{"tools": [{"type": "image_generation", "n": NaN}]}')),
        ],
    )
    def test_different_arrivals_are_inconsistent(self, first, other):
        result = observed(accepted(), [first, first, other], PLACE, REQUEST)
        baseline, variant = (output(arrived_tool(arrival, PLACE).output) for arrival in (first, other))
        assert result == (inconsistent(REPEATED, baseline, variant), (AGAIN,))

    def test_text_that_is_forwarded_unread_is_not_applicable(self):
        body = b'{"tools": [{"n": NaN}]}'
        message = "it forwarded the body, which is not JSON, byte for byte"
        arrivals = [arrival_of(body), arrival_of(body)]
        assert observed(accepted(), arrivals, PLACE, TEXT_REQUEST, body) == (not_applicable(message), ())

    @pytest.mark.parametrize("sent_body", [None, b'{"tools":[{"n":NaN}]}'])
    def test_text_that_is_written_again_is_an_output(self, sent_body):
        arrival = arrival_of('{"tools": [{"n": NaN}]}')
        assert observed(accepted(), [arrival], PLACE, TEXT_REQUEST, sent_body) == (output('{"n": NaN}'), ())

    def test_null_and_a_missing_tool_are_inconsistent(self):
        result = observe(accepted(), [arrival_with(None), arrival_with()], PLACE, Request("parse", None))
        assert result.observation == inconsistent(REPEATED, output(None), error(AMBIGUOUS))


class TestVerdicts:
    """The judge on observations of a relay, for a case whose only permitted output is the payload."""

    @pytest.mark.parametrize(
        ("arrivals", "expected"),
        [
            ([arrival_with({"n": 80.0, **TOOL})], "pass"),
            ([arrival_with({"n": 80, **TOOL})] * 2, "pass"),
            ([arrival_with(TOOL)], "fail wrong-output /n"),
            ([arrival_with()], "fail wrong-output"),
            ([arrival_of('{"tools": [{"type": "image_generation", "n": NaN}]}')], "fail wrong-output"),
            ([arrival_of("")], "fail wrong-output"),
            ([arrival_with({**TOOL, "n": 80}), arrival_with()], "flaky flaky"),
            ([arrival_with(TOOL, path="/x")], "error error"),
            ([], "error error"),
        ],
    )
    def test_verdict_follows_from_the_arrivals(self, arrivals, expected):
        payload = {**TOOL, "n": 80}
        permitted = ExpectedOutcome(accepted=True, rejected=False, outputs=(payload,))
        rule = Requirement("some.rule", "wire", "must", "It holds.", ())
        request = Request("parse", payload)
        case = Case("a/b/c", "a/b/c", "accept", "wire", "must", rule, "a fact", request, permitted)
        verdict = judge(case, observe(accepted(), arrivals, PLACE, request).observation)
        assert " ".join(part for part in verdict if part) == expected
