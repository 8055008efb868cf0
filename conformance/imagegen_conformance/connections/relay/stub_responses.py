"""The responses of the recorder: valid, always the same, and with nothing of the request in them.

A response that repeated the payload could make the client fail although it has sent the payload correctly.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["JSON_TYPE", "STREAMS", "STUBS", "Reply", "json_reply"]
JSON_TYPE: Final = "application/json"
SSE_TYPE: Final = "text/event-stream; charset=utf-8"
MODEL = "gpt-4.1"
TEXT = "OK"
CREATED = 1735689600  # 2025-01-01
USAGE: Final = {
    "input_tokens": 1,
    "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": 0},
    "output_tokens": 1,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 2,
}
RESPONSE_ID, OUTPUT_ID = "resp_imagegen", "msg_imagegen"


class Reply(NamedTuple):
    """A response of the recorder.

    Attributes:
        status: The status code.
        media_type: The value of Content-Type.
        body: The body.
        headers: Further headers, each with CR LF at its end.
    """

    status: int
    media_type: str
    body: bytes
    headers: str = ""


def json_reply(status: int, value: Json, headers: str = "") -> Reply:
    """Return a response with a JSON value as its body."""
    return Reply(status, JSON_TYPE, dumps(value).encode(), headers)


def _events(events: list[dict[str, Json]], *, named: bool) -> Reply:
    """Return a stream of server-sent events, named by their type if `named`, and by nothing otherwise."""
    texts = [(f"event: {event['type']}\n" if named else "") + f"data: {dumps(event)}\n\n" for event in events]
    return Reply(200, SSE_TYPE, "".join(texts).encode())


def _output_message(status: str, content: list[Json]) -> dict[str, Json]:
    return {"id": OUTPUT_ID, "type": "message", "role": "assistant", "status": status, "content": content}


def _response(status: str, output: list[Json]) -> dict[str, Json]:
    """Return a Responses object with all members, because strictly typed clients require most of them."""
    return {
        "id": RESPONSE_ID,
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "completed_at": CREATED if status == "completed" else None,
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "max_tool_calls": None,
        "model": MODEL,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": None,
        "reasoning": {"effort": None, "summary": None},
        "safety_identifier": None,
        "service_tier": "default",
        "store": False,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "tool_choice": "none",
        "tools": [],
        "top_logprobs": 0,
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": USAGE if status == "completed" else None,
        "user": None,
        "metadata": {},
    }


def _response_events() -> list[dict[str, Json]]:
    part: dict[str, Json] = {"type": "output_text", "annotations": [], "logprobs": [], "text": TEXT}
    message = _output_message("completed", [part])
    place = {"item_id": OUTPUT_ID, "output_index": 0, "content_index": 0}
    started = _response("in_progress", [])
    events: list[dict[str, Json]] = [
        {"type": "response.created", "response": started},
        {"type": "response.in_progress", "response": started},
        {"type": "response.output_item.added", "output_index": 0, "item": _output_message("in_progress", [])},
        {"type": "response.content_part.added", **place, "part": {**part, "text": ""}},
        {"type": "response.output_text.delta", **place, "delta": TEXT, "logprobs": []},
        {"type": "response.output_text.done", **place, "text": TEXT, "logprobs": []},
        {"type": "response.content_part.done", **place, "part": part},
        {"type": "response.output_item.done", "output_index": 0, "item": message},
        {"type": "response.completed", "response": _response("completed", [message])},
    ]
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


def _chat_completion(kind: str, choice: dict[str, Json]) -> dict[str, Json]:
    return {
        "id": "chatcmpl-imagegen",
        "object": kind,
        "created": CREATED,
        "model": MODEL,
        "choices": [{"index": 0, "logprobs": None, "finish_reason": None, **choice}],
        "service_tier": "default",
        "system_fingerprint": None,
    }


def _chat_completion_reply() -> Reply:
    message: Json = {"role": "assistant", "content": TEXT, "refusal": None, "annotations": []}
    completion = _chat_completion("chat.completion", {"message": message, "finish_reason": "stop"})
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return json_reply(200, {**completion, "usage": usage})


def _chat_completion_stream() -> Reply:
    choices: list[dict[str, Json]] = [
        {"delta": {"role": "assistant", "content": "", "refusal": None}},
        {"delta": {"content": TEXT}},
        {"delta": {}, "finish_reason": "stop"},
    ]
    stream = _events([_chat_completion("chat.completion.chunk", choice) for choice in choices], named=False)
    return stream._replace(body=stream.body + b"data: [DONE]\n\n")


def _message(content: list[Json], stop_reason: str | None) -> dict[str, Json]:
    return {
        "id": OUTPUT_ID,
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def _message_events() -> list[dict[str, Json]]:
    return [
        {"type": "message_start", "message": _message([], None)},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": TEXT}},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 1},
        },
        {"type": "message_stop"},
    ]


_RESPONSE_EVENTS = _response_events()
# The responses by endpoint, and the streams for a request with "stream": true.
STUBS: Final = {
    "/responses": json_reply(200, _RESPONSE_EVENTS[-1]["response"]),
    "/chat/completions": _chat_completion_reply(),
    "/messages": json_reply(200, _message([{"type": "text", "text": TEXT}], "end_turn")),
}
STREAMS: Final = {
    "/responses": _events(_RESPONSE_EVENTS, named=True),
    "/chat/completions": _chat_completion_stream(),
    "/messages": _events(_message_events(), named=True),
}
