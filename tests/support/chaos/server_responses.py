"""Misbehaviors of a server that are other responses than the healthy one, sent as HTTP demands."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from email.utils import formatdate
from functools import cache
from typing import Final, TypeAlias

from chaos.exchange import Exchange
from chaos.messages import Response, json_response
from chaos.responses_service import ACCEPTED, STREAM, STREAM_BEGINNING, STREAM_ERROR, error_response

__all__ = ["RESPONSES", "ResponseFunction"]

ResponseFunction: TypeAlias = Callable[[Exchange], Response]
"""Returns the response to a request."""

HTML: Final = "text/html; charset=utf-8"
ERROR_PAGE: Final = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>nginx</h1></body></html>"
LOGIN_PAGE: Final = b"<!DOCTYPE html><html><body><form action='/login'><input name='password'></form></body></html>"
EVENT_STREAM: Final = "text/event-stream"
MILLION: Final = 1_000_000
GZIP_WBITS: Final = 31  # for zlib: a gzip file with the largest window
LARGE_SIZE: Final = 100 * MILLION  # bytes
TERMINAL_TEXT: Final = (
    "bad \x1b[31mred\x1b[0m \x1b]0;title\x07 \x00 \x08 \r\n::error::injected\n::stop-commands::x\u202e\u2028"
)
STATUS_MESSAGES: Final = {
    401: "Incorrect API key provided.",
    403: "Your organization must be verified.",
    404: "The model or the URL does not exist.",
    405: "Method not allowed.",
    408: "The request timed out.",
    409: "The request conflicts with another one.",
    413: "The request is too large.",
    415: "Unsupported content type.",
    425: "It is too early.",
    429: "Rate limit reached.",
    500: "The server had an error.",
    502: "Bad gateway.",
    503: "The engine is overloaded.",
    504: "Gateway timeout.",
}


def _status(status: int) -> ResponseFunction:
    response = error_response(status, STATUS_MESSAGES[status])
    return lambda _: response


def _retry_after(value: Callable[[Exchange], str]) -> ResponseFunction:
    return lambda exchange: error_response(
        429, STATUS_MESSAGES[429], code="rate_limit_exceeded", headers=(("Retry-After", value(exchange)),)
    )


def _constant(status: int, body: bytes, content_type: str | None = "application/json") -> ResponseFunction:
    response = Response(status, body, content_type)
    return lambda _: response


def _http_date(exchange: Exchange) -> str:
    return formatdate(time.time() + exchange.misbehavior.seconds, usegmt=True)


def _redirect_to_login(_: Exchange) -> Response:
    return Response(302, LOGIN_PAGE, HTML, (("Location", "/login"),))


def _redirect_to_itself(exchange: Exchange) -> Response:
    return Response(307, b"", None, (("Location", exchange.request.target),))


@cache
def _gzip_bomb() -> Response:
    """Return the accepted response behind 256 MB of spaces, in about 250 kB."""
    compressor = zlib.compressobj(wbits=GZIP_WBITS)
    spaces = b" " * MILLION
    data = b"".join(compressor.compress(spaces) for _ in range(256))
    data += compressor.compress(ACCEPTED.body) + compressor.flush()
    return Response(200, data, headers=(("Content-Encoding", "gzip"),))


def _gzip(exchange: Exchange) -> Response:
    """Return the healthy response, compressed, although the client has perhaps not asked for it."""
    body = gzip.compress(exchange.response.body)
    return exchange.response._replace(body=body, headers=(("Content-Encoding", "gzip"),))


def _large_body(_: Exchange) -> Response:
    return ACCEPTED._replace(body=b" " * LARGE_SIZE + ACCEPTED.body)


def _wrong_charset(exchange: Exchange) -> Response:
    """Return the healthy response in Latin-1, labeled as UTF-8."""
    text = exchange.response.body.decode().replace("{", '{"note": "\u00fcber", ', 1)
    return exchange.response._replace(body=text.encode("latin-1"), content_type="application/json; charset=utf-8")


def _error_member(exchange: Exchange) -> Response:
    body = json.loads(ACCEPTED.body)
    return json_response(200, {**body, "error": {"code": "server_error", "message": "The model is overloaded."}})


def _failed(_: Exchange) -> Response:
    return json_response(200, {**json.loads(ACCEPTED.body), "status": "failed"})


def _names_the_model(_: Exchange) -> Response:
    message = "The requested model 'gpt-4.1' does not exist."
    return error_response(400, message, param="model", code="model_not_found")


def _without_place(_: Exchange) -> Response:
    return error_response(400, "There was an issue with your request.")


def _accept(_: Exchange) -> Response:
    return ACCEPTED


def _reject(_: Exchange) -> Response:
    return error_response(400, "Invalid 'tools[0].quality'.", param="tools[0].quality", code="invalid_value")


def _starting(exchange: Exchange) -> Response:
    return _status(503)(exchange) if exchange.misbehavior.is_starting else exchange.response


def _leak_nested(exchange: Exchange) -> Response:
    """Return the response of an upstream as JSON in a message, as some gateways do."""
    response = _leak(400)(exchange)
    return error_response(400, f"Upstream error: {response.body.decode()}", code="400")


def _leak_escaped(exchange: Exchange) -> Response:
    """Return a response in which characters are escaped that JSON does not require to be escaped."""
    value = json.dumps(exchange.request.headers.get("authorization", "none")).replace('\\"', "\\u0022")
    value = value.replace("+", "\\u002B")
    return Response(401, b'{"error": {"message": %s, "type": "invalid_request_error"}}' % value.encode())


def _leak(status: int, *, encoded: bool = False) -> ResponseFunction:
    def respond(exchange: Exchange) -> Response:
        value = exchange.request.headers.get("authorization", "none")
        shown = b64encode(value.rpartition(" ")[2].encode()).decode() if encoded else value
        message = f"Incorrect API key provided: {shown}."
        return error_response(status, message, param="tools[0]", code="invalid_value")

    return respond


def _terminal_text(exchange: Exchange) -> Response:
    response = error_response(400, TERMINAL_TEXT, param=f"tools[0].{TERMINAL_TEXT}", code=TERMINAL_TEXT)
    return response._replace(reason="Bad \x1b[31mRequest ::error::reason", headers=(("X-Note", "\x1b[2J"),))


def _echo(exchange: Exchange) -> Response:
    text = exchange.request.body.decode("utf-8", "replace")
    message = f"Invalid request: {text} " * (MILLION // (len(text) + 18) + 1)
    return error_response(400, message, param="tools[0]", code="invalid_value")


RESPONSES: Final[dict[str, ResponseFunction]] = {
    **{str(status): _status(status) for status in STATUS_MESSAGES},
    "429-retry-after": _retry_after(lambda exchange: f"{exchange.misbehavior.seconds:.0f}"),
    "429-retry-after-date": _retry_after(_http_date),
    "429-retry-after-day": _retry_after(lambda _: "86400"),
    "429-retry-after-invalid": _retry_after(lambda _: "soon"),
    "400-html": _constant(400, ERROR_PAGE, HTML),
    "503-html": _constant(503, ERROR_PAGE, HTML),
    "400-model": _names_the_model,
    "400-without-place": _without_place,
    "200-empty": _constant(200, b"", None),
    "200-null": _constant(200, b"null"),
    "200-array": _constant(200, b"[]"),
    "200-html": _constant(200, LOGIN_PAGE, HTML),
    "200-error-member": _error_member,
    "200-failed": _failed,
    "200-event-stream": _constant(200, STREAM, EVENT_STREAM),
    "200-event-stream-cut": _constant(200, STREAM_BEGINNING, EVENT_STREAM),
    "200-event-stream-error": _constant(200, STREAM_BEGINNING + STREAM_ERROR, EVENT_STREAM),
    "302-login": _redirect_to_login,
    "307-itself": _redirect_to_itself,
    "gzip": _gzip,
    "gzip-bomb": lambda _: _gzip_bomb(),
    "large-body": _large_body,
    "wrong-charset": _wrong_charset,
    "accepts-everything": _accept,
    "rejects-everything": _reject,
    "starting": _starting,
    "leaks-authorization": _leak(400),
    "leaks-authorization-401": _leak(401),
    "leaks-authorization-base64": _leak(400, encoded=True),
    "leaks-authorization-nested": _leak_nested,
    "leaks-authorization-escaped": _leak_escaped,
    "terminal-text": _terminal_text,
    "echoes-request": _echo,
    "401-runner-command": _constant(401, b"::error::injected\n", "text/plain"),
}
