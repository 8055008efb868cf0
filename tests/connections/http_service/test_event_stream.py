"""Event streams: those that end without an error, and the problems of others."""

from __future__ import annotations

import json

import pytest

from imagegen_conformance.connections.http_service.event_stream import find_stream_problem
from imagegen_conformance.connections.relay.stub_responses import STREAMS

CREATED = 'event: response.created\ndata: {"type": "response.created", "response": {"error": null}}\n\n'
COMPLETED = 'event: response.completed\ndata: {"type": "response.completed"}\n\n'
CHUNK = 'data: {"object": "chat.completion.chunk"}\n\n'
STOP = 'event: message_stop\ndata: {"type": "message_stop"}\n\n'
DONE = "data: [DONE]\n\n"


class TestCompleteStreams:
    @pytest.mark.parametrize("endpoint", STREAMS)
    def test_streams_of_the_recorder_have_no_problem(self, endpoint):
        assert find_stream_problem(STREAMS[endpoint].body.decode()) is None

    @pytest.mark.parametrize(
        "text",
        [
            CREATED + COMPLETED,
            CREATED + COMPLETED + DONE,
            CREATED + COMPLETED.replace("completed", "incomplete"),
            CHUNK + CHUNK + DONE,
            STOP,
            "event: response.completed\ndata: {}\n\n",
            ": comment\n\n" + COMPLETED + ": the end\n\n",
            "\ufeff" + COMPLETED,
            "id: 7\nretry: 100\n" + COMPLETED,
            'data: {"type":\ndata:"response.completed"}\n\n',
            "event: ping\n\n" + COMPLETED,
            "event: ping\ndata: 12:00\n\n" + COMPLETED,
            COMPLETED + 'data: {"type": "keepalive"}\n\n',
            COMPLETED + "event: ping\ndata: {}\n\n",
            "event: message\n" + CHUNK + DONE,
            CHUNK + "event: ping\ndata: {}\n\n" + DONE,
            CHUNK + DONE + "event: ping\ndata: {}\n\n",
            CHUNK.replace("}", ', "error": null}') + DONE,
            CHUNK.replace("}", ', "error": {}}') + DONE,
            "x-request: 1\ncomment\n" + COMPLETED,
            COMPLETED.rstrip("\n"),
        ],
    )
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_stream_that_ends_without_an_error_has_no_problem(self, text, line_end):
        assert find_stream_problem(text.replace("\n", line_end)) is None


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (": only a comment\n\n", "without events"),
            (DONE, "without events"),
            (CREATED, 'that ends after "response.created"'),
            (CREATED + DONE, 'that ends after "response.created"'),
            (CHUNK, "that ends after an event without a type"),
            ("event: ping\ndata: {}\n\n", "without events"),
            ('data: {"type": ["message_stop"]}\n\n', "that ends after an event without a type"),
            (CREATED + 'data: {"type": "ping"}\n\n', 'that ends after "response.created"'),
            ("Service unavailable\n", "with the line Service unavailable"),
            (CHUNK + DONE + CHUNK, "that goes on after [DONE]"),
            (CREATED + COMPLETED[:-5], 'with the data {"type": "response.complete'),
            ("data: [1]\n\n", "with the data [1]"),
            ("data:\n\n", 'with the data ""'),
            (CREATED + '{"error": {"message": "boom"}}\n\n', 'with the line {"error": {"message": "boom"}}'),
            ("<html>\n" + COMPLETED, "with the line <html>"),
            ("data: \x1b[31m\n\n", "with the data \\x1b[31m"),
        ],
    )
    def test_other_stream_has_a_problem(self, text, problem):
        assert find_stream_problem(text) == f"an event stream {problem}"

    @pytest.mark.parametrize(
        ("event", "message"),
        [
            ({"type": "error", "code": "server_error", "message": "It is\nbusy."}, "It is busy."),
            ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "Overloaded"),
            ({"type": "response.failed", "response": {"error": {"message": "It failed."}}}, "It failed."),
            ({"type": "response.failed"}, '{"type":"response.failed"}'),
            ({"error": {"message": "No tools."}}, "No tools."),
            ({"error": "No tools."}, "No tools."),
            ({"type": "response.completed", "response": {"error": {"message": "Too late."}}}, "Too late."),
            (
                {"type": "response.completed", "response": {"status": "failed"}},
                '{"type":"response.completed","response":{"status":"failed"}}',
            ),
        ],
    )
    @pytest.mark.parametrize("end", ["", COMPLETED, DONE])
    def test_error_in_a_stream_is_a_problem_with_its_message(self, event, message, end):
        text = f"{CREATED}data: {json.dumps(event)}\n\n{end}"
        assert find_stream_problem(text) == f"an event stream with an error: {message}"

    def test_name_of_an_event_counts_beside_its_type(self):
        event = 'event: error\ndata: {"type": "invalid_request_error", "message": "Invalid tool"}\n\n'
        assert find_stream_problem(event + COMPLETED) == "an event stream with an error: Invalid tool"

    def test_name_of_an_event_without_a_type_counts(self):
        assert find_stream_problem('event: error\ndata: {"message": "x"}\n\n') == "an event stream with an error: x"
