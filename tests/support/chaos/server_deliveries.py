"""Misbehaviors of a server that violate HTTP or the client's patience while they send a response."""

from __future__ import annotations

import socket
from typing import Final

from chaos.exchange import Delivery, Exchange, reset
from chaos.responses_service import ACCEPTED

__all__ = ["CONNECTION_MISBEHAVIORS", "DELIVERIES"]

EXCESS: Final = 10  # bytes between the body and a wrong Content-Length
MAX_HEADERS: Final = 200  # http.client accepts 100
LONG_VALUE: Final = 1_000_000
# These misbehaviors are not about single requests.
CONNECTION_MISBEHAVIORS: Final = frozenset({"slow-start"})


def _hang(exchange: Exchange) -> bool:
    exchange.stopped.wait()
    return False


def _hang_within_body(exchange: Exchange) -> bool:
    message = exchange.response.encode()
    exchange.send(message[: -len(exchange.response.body) // 2])
    return _hang(exchange)


def _delay(exchange: Exchange) -> bool:
    exchange.stopped.wait(exchange.misbehavior.seconds)
    exchange.send(exchange.response.encode())
    return True


def _drip(exchange: Exchange) -> bool:
    exchange.drip(exchange.response.encode())
    return True


def _drip_body(exchange: Exchange) -> bool:
    message = exchange.response.encode()
    length = len(message) - len(exchange.response.body)
    exchange.send(message[:length])
    exchange.drip(message[length:])
    return True


def _cut(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode()[:-EXCESS])
    return False


def _cut_in_headers(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode()[:40])
    return False


def _close_before_response(exchange: Exchange) -> bool:
    return False


def _reset(exchange: Exchange) -> bool:
    reset(exchange.connection)
    return False


def _reset_within_body(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode()[:-EXCESS])
    exchange.stopped.wait(0.01)  # A reset discards bytes that the kernel has not sent yet.
    return _reset(exchange)


def _content_length_too_large(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode(content_length=len(exchange.response.body) + EXCESS))
    return True


def _content_length_too_small(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode(content_length=len(exchange.response.body) - EXCESS))
    return True


def _content_length_invalid(exchange: Exchange) -> bool:
    exchange.send(exchange.response.head((("Content-Length", "-5"),)) + exchange.response.body)
    return False


def _second_response(exchange: Exchange) -> bool:
    """Send a second response, which accepts; a client must not take it for the response to its next request."""
    exchange.send(exchange.response.encode() + ACCEPTED.encode())
    return True


def _close_after_response(exchange: Exchange) -> bool:
    exchange.send(exchange.response.encode())
    return False


def _close_on_reuse(exchange: Exchange) -> bool:
    """Close a kept connection when its second request has arrived."""
    if exchange.request.position:
        return False
    exchange.send(exchange.response.encode())
    return True


def _chunked(exchange: Exchange, end: bytes = b"0\r\n\r\n") -> bool:
    body, half = exchange.response.body, len(exchange.response.body) // 2
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:half], body[half:]))
    exchange.send(exchange.response.head((("Transfer-Encoding", "chunked"),)) + chunks + end)
    return bool(end)


def _chunked_cut(exchange: Exchange) -> bool:
    return _chunked(exchange, end=b"")


def _until_close(exchange: Exchange) -> bool:
    """Send a body whose end is the end of the connection, which is legal."""
    exchange.send(exchange.response.head((("Connection", "close"),)) + exchange.response.body)
    return False


def _not_http(exchange: Exchange) -> bool:
    exchange.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    return False


def _leak_not_http(exchange: Exchange) -> bool:
    """Send a long line with the key, which is no status line."""
    exchange.send(b"x" * 185 + exchange.request.headers.get("authorization", "none").encode() + b"\r\n")
    return False


def _many_headers(exchange: Exchange) -> bool:
    headers = tuple((f"X-Header-{number}", "x") for number in range(MAX_HEADERS))
    exchange.send(exchange.response._replace(headers=headers).encode())
    return True


def _long_header(exchange: Exchange) -> bool:
    exchange.send(exchange.response._replace(headers=(("X-Long", "x" * LONG_VALUE),)).encode())
    return True


def _early_hints(exchange: Exchange) -> bool:
    """Send two informational responses first, which is legal."""
    exchange.send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
    exchange.send(exchange.response.encode())
    return True


def _half_close(exchange: Exchange) -> bool:
    """Send the response, and close one direction only: the client can still send, but gets no response."""
    exchange.send(exchange.response.encode())
    exchange.connection.shutdown(socket.SHUT_WR)
    return _hang(exchange)


DELIVERIES: Final[dict[str, Delivery]] = {
    "hang": _hang,
    "hang-within-body": _hang_within_body,
    "delay": _delay,
    "drip": _drip,
    "drip-body": _drip_body,
    "cut": _cut,
    "cut-in-headers": _cut_in_headers,
    "close-before-response": _close_before_response,
    "reset": _reset,
    "reset-within-body": _reset_within_body,
    "content-length-too-large": _content_length_too_large,
    "content-length-too-small": _content_length_too_small,
    "content-length-invalid": _content_length_invalid,
    "second-response": _second_response,
    "close-after-response": _close_after_response,
    "close-on-reuse": _close_on_reuse,
    "chunked": _chunked,
    "chunked-cut": _chunked_cut,
    "until-close": _until_close,
    "not-http": _not_http,
    "leaks-authorization-not-http": _leak_not_http,
    "many-headers": _many_headers,
    "long-header": _long_header,
    "early-hints": _early_hints,
    "half-close": _half_close,
}
