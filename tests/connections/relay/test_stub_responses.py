"""The stub responses: the members that typed clients require, and the order of the streams."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from anthropic.types import Message, RawMessageStreamEvent
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from imagegen_conformance.connections.relay.arrival import ENDPOINTS
from imagegen_conformance.connections.relay.stub_responses import STREAMS, STUBS

# The required members of `Response` in the package openai, with those that the service always sends.
RESPONSE_MEMBERS = {
    "id", "object", "created_at", "status", "model", "output", "parallel_tool_calls", "tool_choice", "tools", "error",
    "incomplete_details", "instructions", "metadata", "temperature", "top_p", "usage", "text", "truncation",
    "previous_response_id", "reasoning", "max_output_tokens", "user", "store", "background", "service_tier",
}  # fmt: skip
USAGE_MEMBERS = {"input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "total_tokens"}


def events_of(endpoint: str) -> list[tuple[str | None, Any]]:
    """Return the names and the data of the events of a stream, without a final [DONE]."""
    events = []
    text = STREAMS[endpoint].body.decode()
    assert text.endswith("\n\n")
    for block in text.removesuffix("data: [DONE]\n\n").removesuffix("\n\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert fields.keys() <= {"event", "data"}
        events.append((fields.get("event"), json.loads(fields["data"])))
    return events


def stub_of(endpoint: str) -> Any:
    return json.loads(STUBS[endpoint].body)


def test_every_endpoint_has_a_stub_and_a_stream():
    assert STUBS.keys() == STREAMS.keys() == set(ENDPOINTS)
    assert {reply.status for reply in [*STUBS.values(), *STREAMS.values()]} == {200}
    assert {reply.media_type for reply in STUBS.values()} == {"application/json"}
    assert {reply.media_type for reply in STREAMS.values()} == {"text/event-stream; charset=utf-8"}


class TestResponses:
    def test_response_has_the_required_members(self):
        response = stub_of("/responses")
        assert response.keys() >= RESPONSE_MEMBERS
        assert response["usage"].keys() == USAGE_MEMBERS
        assert (response["object"], response["status"], response["error"]) == ("response", "completed", None)
        assert response["tools"] == []

    def test_output_is_a_message(self):
        (message,) = stub_of("/responses")["output"]
        assert message.keys() == {"id", "type", "role", "status", "content"}
        assert message["content"] == [{"type": "output_text", "annotations": [], "logprobs": [], "text": "OK"}]

    def test_stream_begins_with_created_and_ends_with_the_same_response(self):
        events = events_of("/responses")
        assert [name for name, _ in events] == [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]
        assert all(name == data["type"] for name, data in events)
        assert events[-1][1]["response"] == stub_of("/responses")
        assert events[0][1]["response"].keys() == stub_of("/responses").keys()

    def test_sequence_numbers_count_from_0(self):
        numbers = [data["sequence_number"] for _, data in events_of("/responses")]
        assert numbers[0] == 0
        assert all(after == before + 1 for before, after in pairwise(numbers))


class TestChatCompletions:
    def test_completion_has_the_required_members(self):
        completion = stub_of("/chat/completions")
        assert completion.keys() >= {"id", "object", "created", "model", "choices", "usage"}
        assert completion["object"] == "chat.completion"
        (choice,) = completion["choices"]
        assert choice["finish_reason"] == "stop"
        assert choice["message"]["content"] == "OK"

    def test_stream_ends_with_done(self):
        assert STREAMS["/chat/completions"].body.endswith(b"\n\ndata: [DONE]\n\n")
        events = events_of("/chat/completions")
        assert {name for name, _ in events} == {None}
        assert {data["object"] for _, data in events} == {"chat.completion.chunk"}
        assert [data["choices"][0]["finish_reason"] for _, data in events] == [None, None, "stop"]


class TestMessages:
    def test_message_has_the_required_members(self):
        message = stub_of("/messages")
        assert message.keys() == {
            "id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage",
        }  # fmt: skip
        assert message["content"] == [{"type": "text", "text": "OK"}]

    def test_stream_has_the_events_of_one_block(self):
        events = events_of("/messages")
        assert [name for name, _ in events] == [
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]
        assert all(name == data["type"] for name, data in events)


class TestPackages:
    """The types of the clients."""

    def test_openai_reads_the_stubs(self):
        check(Response, [stub_of("/responses")])
        check(ChatCompletion, [stub_of("/chat/completions")])
        check(ResponseStreamEvent, [data for _, data in events_of("/responses")])
        check(ChatCompletionChunk, [data for _, data in events_of("/chat/completions")])

    def test_anthropic_reads_the_stubs(self):
        check(Message, [stub_of("/messages")])
        check(RawMessageStreamEvent, [data for _, data in events_of("/messages")])


def check(type_: Any, values: list[Any]) -> None:
    for value in values:
        TypeAdapter(type_).validate_python(value)
