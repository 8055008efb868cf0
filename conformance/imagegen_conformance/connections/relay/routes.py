"""The routes of the recorder: a pure function from a request to its response."""

from __future__ import annotations

import re

from imagegen_conformance.connections.relay.arrival import ENDPOINTS, Arrival
from imagegen_conformance.connections.relay.request_body import SUPPORTED_ENCODINGS
from imagegen_conformance.connections.relay.request_reader import RequestError
from imagegen_conformance.connections.relay.stub_responses import CREATED, MODEL, STREAMS, STUBS, Reply, json_reply
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

__all__ = ["error_reply", "reply_to", "request_error_reply"]
_STREAM = re.compile(rb'"stream"[ \t\r\n]*:[ \t\r\n]*true\b')
_HEALTH = json_reply(200, {"status": "ok"})
_HEALTH_PATHS = frozenset({"/", "/health"})  # routers ask for them before they start
_GET_METHODS = frozenset({"GET", "HEAD"})


def reply_to(request: Arrival) -> Reply:
    """Return the response to a valid request."""
    if request.method in _GET_METHODS:
        return _reply_to_get(request.path)
    if request.method != "POST":
        problem = f"The method {preview(request.method, MAX_VALUE_LENGTH)} is not supported."
        return error_reply(405, problem, headers="Allow: GET, HEAD, POST\r\n")
    endpoint = request.endpoint
    if endpoint is None:
        problem = f"The path {_shown(request.path)} is unknown. POST requests have one that ends in {_ENDPOINT_LIST}."
        return error_reply(404, problem)
    return (STREAMS if _is_stream(request.body) else STUBS)[endpoint]


def request_error_reply(error: RequestError) -> Reply:
    """Return the response to an invalid request, whose error has a status code."""
    headers = f"Accept-Encoding: {SUPPORTED_ENCODINGS}\r\n" if error.status == 415 else ""
    return error_reply(error.status or 400, f"The request is invalid: {error.problem}.", headers)


def error_reply(status: int, message: str, headers: str = "") -> Reply:
    """Return a response with an error in the form of the OpenAI API."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return json_reply(status, {"error": {"message": message, "type": kind, "param": None, "code": None}}, headers)


def _reply_to_get(path: str) -> Reply:
    if path in _HEALTH_PATHS:
        return _HEALTH
    if path.endswith("/models"):
        return json_reply(200, {"object": "list", "data": [_model(MODEL)]})
    _, separator, model = path.rpartition("/models/")
    if separator and model and "/" not in model:
        return json_reply(200, _model(model))
    if path.endswith(ENDPOINTS):
        return error_reply(405, f"The path {_shown(path)} only has POST.", headers="Allow: POST\r\n")
    return error_reply(404, f"The path {_shown(path)} is unknown.")


def _model(name: str) -> dict[str, Json]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "imagegen-conformance"}


def _is_stream(body: bytes) -> bool:
    """Return whether a body asks for a stream. It is only read if a member at any place of it could be the one."""
    if _STREAM.search(body) is None:
        return False
    try:
        value = loads(body.decode())
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("stream") is True


def _shown(path: str) -> str:
    return preview(path, MAX_VALUE_LENGTH)


_ENDPOINT_LIST = f"{', '.join(ENDPOINTS[:-1])} or {ENDPOINTS[-1]}"
