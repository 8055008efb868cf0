"""Misbehaviors of a gateway: what it sends to its upstream, and what it responds."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from chaos.messages import Request, Response
from chaos.misbehavior import Misbehavior
from chaos.payload_changes import (
    add_members,
    append_tools,
    change_tool,
    drop_input,
    drop_tool,
    float32,
    floats,
    tools_key,
    without_nulls,
)
from chaos.responses_service import ACCEPTED, STREAM_ERROR, error_response
from chaos.upstream import Upstream

__all__ = ["GATEWAY_MISBEHAVIORS", "Forward", "Forwarding"]

REORDER_STEP: Final = 0.02  # seconds
LATE: Final = 0.05  # seconds
PARTNER_TIMEOUT: Final = 0.05  # seconds
CHUNK_SIZE: Final = 10


class Forwarding(NamedTuple):
    """A request that a gateway is to forward.

    Attributes:
        request: The request.
        upstream: The kept connection for it.
        misbehavior: The misbehavior.
    """

    request: Request
    upstream: Upstream
    misbehavior: Misbehavior

    def send(self, body: bytes | None = None, **changes: Any) -> Response:
        """Send the request, or a changed one, to the upstream."""
        return self.upstream.send(self.request, body=body, **changes)

    def send_on_new_connection(self, body: bytes | None = None) -> Response:
        upstream = Upstream(self.upstream.url)
        try:
            return upstream.send(self.request, body=body)
        finally:
            upstream.close()


Forward: TypeAlias = Callable[[Forwarding], Response]
"""Forwards a request in a wrong way, and returns the response of the gateway."""


def _change(change: Callable[[Request], bytes]) -> Callable[[], Forward]:
    """Return the factory of a gateway that changes each body."""
    return lambda: lambda forwarding: forwarding.send(change(forwarding.request))


def _change_tool(change: Callable[[Any], Any]) -> Callable[[], Forward]:
    return _change(lambda request: change_tool(request, change))


def _changed_quality(tool: Any) -> Any:
    if not isinstance(tool, dict):
        return {"type": "image_generation", "quality": "low"}
    return {**tool, "quality": "high" if tool.get("quality") == "low" else "low"}


def _with_changed_quality(request: Request) -> bytes:
    return change_tool(request, _changed_quality)


def _with_second_tool(request: Request) -> bytes:
    return append_tools(request, [{"type": "image_generation", "quality": "low"}])


def _retries(forwarding: Forwarding) -> Response:
    forwarding.send()
    forwarding.send()
    return forwarding.send()


def _duplicates(forwarding: Forwarding) -> Response:
    response = forwarding.send()
    forwarding.send(_with_changed_quality(forwarding.request))
    return response


def _sends_concurrently(forwarding: Forwarding) -> Response:
    thread = threading.Thread(target=forwarding.send_on_new_connection, daemon=True)
    thread.start()
    response = forwarding.send()
    thread.join()
    return response


def _sends_concurrently_changed(forwarding: Forwarding) -> Response:
    body = _with_changed_quality(forwarding.request)
    thread = threading.Thread(target=forwarding.send_on_new_connection, args=(body,), daemon=True)
    thread.start()
    response = forwarding.send()
    thread.join()
    return response


def _answers_early(forwarding: Forwarding) -> Response:
    threading.Timer(LATE, forwarding.send_on_new_connection).start()
    return ACCEPTED


def _cuts_stream(forwarding: Forwarding) -> Response:
    """Return the first event of a stream; a response without a stream is unchanged."""
    response = forwarding.send()
    event, end, _ = response.body.partition(b"\n\n")
    return response._replace(body=event + end)


def _ends_stream_with_error(forwarding: Forwarding) -> Response:
    response = _cuts_stream(forwarding)
    return response._replace(body=response.body + STREAM_ERROR)


def _never_sends(_: Forwarding) -> Response:
    return ACCEPTED


def _wrong_path(forwarding: Forwarding) -> Response:
    forwarding.send(target="/v1/completions")
    return ACCEPTED


def _chat_path(forwarding: Forwarding) -> Response:
    forwarding.send(drop_tool(forwarding.request), target="/v1/chat/completions")
    return ACCEPTED


def _rejects(_: Forwarding) -> Response:
    return error_response(400, "Unknown parameter: 'tools[0]'.", param="tools[0]", code="unknown_parameter")


def _fails_after_forwarding(forwarding: Forwarding) -> Response:
    forwarding.send()
    return error_response(500, "The gateway cannot convert the response.")


def _rejects_after_forwarding(forwarding: Forwarding) -> Response:
    forwarding.send()
    return _rejects(forwarding)


def _sends_chunked(forwarding: Forwarding) -> Response:
    return forwarding.upstream.send(forwarding.request, body=[*_pieces(forwarding.request.body)])


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), CHUNK_SIZE):
        yield body[start : start + CHUNK_SIZE]


def _sends_gzip(forwarding: Forwarding) -> Response:
    return forwarding.send(gzip.compress(forwarding.request.body), headers={"content-encoding": "gzip"})


def _new_connection(forwarding: Forwarding) -> Response:
    return forwarding.send_on_new_connection()


def _waits(forwarding: Forwarding) -> Response:
    time.sleep(forwarding.misbehavior.seconds)
    return forwarding.send()


class _Reorder:
    """Holds the first of three requests longest, so that concurrent requests arrive in another order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0

    def __call__(self, forwarding: Forwarding) -> Response:
        with self._lock:
            number, self._number = self._number, self._number + 1
        time.sleep((2 - number % 3) * REORDER_STEP)
        return forwarding.send()


class _Cache:
    """Responds to tools that it has seen, without forwarding the request."""

    def __init__(self) -> None:
        self._responses: dict[str, Response] = {}

    def __call__(self, forwarding: Forwarding) -> Response:
        key = tools_key(forwarding.request)
        if key not in self._responses:
            self._responses[key] = forwarding.send()
        return self._responses[key]


class _Leak:
    """Sends the tool of the previous request with the other members of the current one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._previous: Any = None

    def __call__(self, forwarding: Forwarding) -> Response:
        with self._lock:
            tool, self._previous = self._previous or forwarding.request.tool, forwarding.request.tool
        return forwarding.send(change_tool(forwarding.request, lambda _: tool))


class _SendPrevious:
    """Sends the previous request once more, perhaps changed, before the current one."""

    def __init__(self, forward: Forward, change: Callable[[Request], bytes] | None = None) -> None:
        self._forward = forward
        self._change = change
        self._lock = threading.Lock()
        self._previous: Request | None = None

    def __call__(self, forwarding: Forwarding) -> Response:
        with self._lock:
            previous, self._previous = self._previous, forwarding.request
        if previous is not None:
            forwarding.upstream.send(previous, body=None if self._change is None else self._change(previous))
        return self._forward(forwarding)


class _Accumulate:
    """Sends the tool of the previous request after that of the current one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._previous: list[Any] = []

    def __call__(self, forwarding: Forwarding) -> Response:
        with self._lock:
            previous, self._previous = self._previous, [forwarding.request.tool]
        return forwarding.send(append_tools(forwarding.request, previous))


class _Pipeline:
    """Sends two concurrent requests on one connection before the first response is read."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: Forwarding | None = None
        self._responses: dict[int, Response] = {}

    def __call__(self, forwarding: Forwarding) -> Response:
        with self._condition:
            if (partner := self._waiting) is None:
                return self._wait_for_partner(forwarding)
            self._waiting = None
        first, second = forwarding.upstream.send_pipelined((partner.request, forwarding.request))
        with self._condition:
            self._responses[id(partner.request)] = first
            self._condition.notify_all()
        return second

    def _wait_for_partner(self, forwarding: Forwarding) -> Response:
        self._waiting, key = forwarding, id(forwarding.request)
        if self._condition.wait_for(lambda: self._waiting is not forwarding, PARTNER_TIMEOUT):
            self._condition.wait_for(lambda: key in self._responses)
            return self._responses.pop(key)
        self._waiting = None
        return forwarding.send()


def _stateless(forward: Forward) -> Callable[[], Forward]:
    return lambda: forward


GATEWAY_MISBEHAVIORS: Final[dict[str, Callable[[], Forward]]] = {
    "retries": _stateless(_retries),
    "duplicates": _stateless(_duplicates),
    "sends-concurrently": _stateless(_sends_concurrently),
    "sends-concurrently-changed": _stateless(_sends_concurrently_changed),
    "reorders": _Reorder,
    "caches": _Cache,
    "leaks-payload": _Leak,
    "accumulates-payloads": _Accumulate,
    "pipelines": _Pipeline,
    "drops-tool": _change(drop_tool),
    "drops-nulls": _change_tool(without_nulls),
    "drops-marker": _change(drop_input),
    "adds-members": _change(add_members),
    "floats": _change_tool(floats),
    "float32": _change_tool(float32),
    "answers-early": _stateless(_answers_early),
    "sends-previous": lambda: _SendPrevious(Forwarding.send),
    "sends-previous-changed": lambda: _SendPrevious(Forwarding.send, _with_changed_quality),
    "sends-previous-accumulated": lambda: _SendPrevious(Forwarding.send, _with_second_tool),
    "rejects-and-sends-later": lambda: _SendPrevious(_rejects),
    "stream-cut": _stateless(_cuts_stream),
    "stream-error": _stateless(_ends_stream_with_error),
    "never-sends": _stateless(_never_sends),
    "wrong-path": _stateless(_wrong_path),
    "chat-path": _stateless(_chat_path),
    "rejects": _stateless(_rejects),
    "rejects-after-forwarding": _stateless(_rejects_after_forwarding),
    "fails-after-forwarding": _stateless(_fails_after_forwarding),
    "chunked": _stateless(_sends_chunked),
    "gzip": _stateless(_sends_gzip),
    "new-connection": _stateless(_new_connection),
    "delay": _stateless(_waits),
}
