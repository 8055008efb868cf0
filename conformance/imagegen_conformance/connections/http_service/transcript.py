"""The transcript of an exchange, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imagegen_conformance.connections.http_service.endpoint import Endpoint
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.text import escape_control_characters, preview

__all__ = ["transcript"]

MAX_BODY_LENGTH = 2000  # characters
SHOWN_HEADERS = ("content-type", "location", "retry-after", "server", "x-request-id")


def transcript(endpoint: Endpoint, probe: Probe, redact: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of a request, of what arrived at the upstream, and of the response.

    Args:
        endpoint: The endpoint.
        probe: The request and its response.
        redact: The function that replaces secrets in a text, before a part of it is shown.
    """
    exchange = probe.exchange
    if exchange is None:
        return
    times = f" ({exchange.attempts} attempts)" if exchange.attempts > 1 else ""
    yield f"→ POST {endpoint.url}{times}"
    yield f"  {_shorten(redact(_text(exchange.body)))}"
    yield from (f"⇢ {_shorten(redact(str(arrival)))}" for arrival in probe.arrivals)
    if exchange.response is None:
        yield f"← no response: it {escape_control_characters(redact(exchange.interpretation.message))}"
        return
    yield from _response_lines(exchange.response, redact)


def _response_lines(response: HttpResponse, redact: Callable[[str], str]) -> Iterator[str]:
    yield f"← {response.status} {escape_control_characters(redact(response.reason))}".rstrip()
    for name in SHOWN_HEADERS:
        if name in response.headers:
            yield f"  {name}: {_shorten(redact(response.headers[name]))}"
    yield f"  {_shorten(redact(_text(response.body)))}" if response.body else "  (no body)"


def _text(content: bytes) -> str:
    return content[: 4 * MAX_BODY_LENGTH].decode("utf-8", "backslashreplace")


def _shorten(text: str) -> str:
    return preview(text, MAX_BODY_LENGTH)
