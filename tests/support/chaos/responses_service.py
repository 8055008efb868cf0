"""A healthy Responses service: it validates the tools of a request at level schema, and generates nothing."""

from __future__ import annotations

from typing import Any

from chaos.messages import Request, Response, json_response
from imagegen_reference import ImageGenTool, ValidationError

__all__ = ["ACCEPTED", "PATH", "STREAM", "STREAM_BEGINNING", "STREAM_ERROR", "error_response", "respond"]

PATH = "/v1/responses"
ACCEPTED = json_response(
    200,
    {
        "id": "resp_1",
        "object": "response",
        "created_at": 1767225600,
        "status": "completed",
        "error": None,
        "model": "gpt-4.1",
        "output": [],
        "tools": [],
    },
)
# The events of a stream that accepts the request, and of one that ends with an error.
STREAM_BEGINNING = b'event: response.created\ndata: {"type": "response.created", "response": %s}\n\n' % ACCEPTED.body
STREAM = STREAM_BEGINNING + b'event: response.completed\ndata: {"type": "response.completed"}\n\n'
STREAM_ERROR = (
    b'event: error\ndata: {"type": "error", "code": "server_error", "message": "The model is overloaded."}\n\n'
)
MODELS = json_response(200, {"object": "list", "data": [{"id": "gpt-4.1", "object": "model"}]})


def respond(request: Request) -> Response:
    """Return the response to a request."""
    if request.method == "GET" and request.path in {"/health", "/v1/models"}:
        return MODELS
    if request.path != PATH:
        return error_response(404, f"Invalid URL ({request.method} {request.path})")
    if request.method != "POST":
        return error_response(405, f"Method {request.method} is not allowed")
    if not isinstance(request.data, dict):
        return error_response(400, "We could not parse the JSON body of your request.")
    return _respond_to_data(request.data)


def error_response(
    status: int, message: str, *, param: str | None = None, code: str | None = None, **members: Any
) -> Response:
    """Return a response with the error body of the OpenAI API."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return json_response(status, {"error": error}, **members)


def _respond_to_data(data: dict[str, Any]) -> Response:
    for name in ("model", "input"):
        if name not in data:
            message = f"Missing required parameter: '{name}'."
            return error_response(400, message, param=name, code="missing_required_parameter")
    tools = data.get("tools", [])
    if not isinstance(tools, list):
        return error_response(400, "Invalid type for 'tools'.", param="tools", code="invalid_type")
    for index, tool in enumerate(tools):
        try:
            ImageGenTool.validate_payload(tool, level="schema")
        except ValidationError as error:
            first = error.errors[0]
            param = f"tools[{index}]{first.path.replace('/', '.')}"
            code = "missing_required_parameter" if first.rule == "type.required" else "invalid_value"
            return error_response(400, f"Invalid '{param}': {first.message}.", param=param, code=code)
    return ACCEPTED
