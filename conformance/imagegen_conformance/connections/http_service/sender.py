"""The sender of requests: it repeats those that a server did not process, within the budget."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.connections.http_service.client import ExchangeError, HttpClient
from imagegen_conformance.connections.http_service.interpretation import Interpretation
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.retries import MAX_RETRIES, retry_delay
from imagegen_conformance.connections.http_service.secret_values import Secrets

__all__ = ["BUDGET_OPTION", "Exchange", "RequestSender"]

BUDGET_OPTION = "--max-requests"  # the option that limits the number of requests


class Exchange(NamedTuple):
    """A request that was sent, and its outcome.

    Attributes:
        body: The body of the request.
        response: The last response, or None if there was none.
        interpretation: The meaning of the last response, or what happened instead of one. It is never transient.
        attempts: How often the request was sent.
    """

    body: bytes
    response: HttpResponse | None
    interpretation: Interpretation
    attempts: int


class RequestSender:
    """The sender of the requests of a run. Threads share it; each has a client of its own.

    Attributes:
        redact: The function that replaces secrets in a text.
    """

    def __init__(self, budget: RequestBudget, secrets: Secrets) -> None:
        """Prepare to send.

        Args:
            budget: The maximum number of requests, and their pace.
            secrets: The values that are removed from responses.
        """
        self._budget = budget
        self._secrets = secrets
        self.redact = secrets.redact

    def send(
        self,
        client: HttpClient,
        body: bytes,
        interpret: Callable[[HttpResponse], Interpretation],
        *,
        has_arrived: Callable[[], bool] = bool,
        give_up_at: float | None = None,
    ) -> Exchange:
        """Send a body until there is a response that is not transient, or too many attempts have failed.

        Args:
            client: The client of this thread.
            body: The body.
            interpret: The function from a response to its meaning.
            has_arrived: Whether the request has had its effect, so that it is not sent again, whatever the response.
            give_up_at: The time of the monotonic clock at which to stop sending a control again; None for the request
                of a case, which has a number of attempts.

        Raises:
            StoppedError: The connection is being closed.
        """
        failures = 0
        while True:
            exchange = self._attempt(client, body, interpret, failures + 1, for_control=give_up_at is not None)
            meaning = exchange.interpretation
            if meaning.kind != "transient":
                return exchange
            failures += 1
            delay = retry_delay(failures - 1, meaning.retry_after)
            is_last = failures > MAX_RETRIES if give_up_at is None else time.monotonic() + (delay or 0) > give_up_at
            if delay is None or is_last or has_arrived():
                return exchange._replace(interpretation=_final(meaning, failures, delay))
            if meaning.retry_after is not None:
                self._budget.pause(delay)  # the server is busy with the requests of the other threads, too
            else:
                self._budget.sleep(delay)

    def _attempt(
        self,
        client: HttpClient,
        body: bytes,
        interpret: Callable[[HttpResponse], Interpretation],
        number: int,
        *,
        for_control: bool,
    ) -> Exchange:
        """Send a body once, or twice if the kept connection was closed before the server has read it."""
        for is_repeated in (False, True):
            if not self._budget.take(for_control=for_control):
                what = "this request again" if number > 1 or is_repeated else "this request"
                problem = f"was not sent {what}: {BUDGET_OPTION} {self._budget.max_requests} permits no more"
                return Exchange(body, None, Interpretation("error", problem), number)
            try:
                response = client.post(body)
            except ExchangeError as error:
                if error.is_stale and not is_repeated:
                    continue
                problem = self._secrets.redact(error.problem)
                meaning = Interpretation("transient" if error.is_transient else "error", problem)
                return Exchange(body, None, meaning, number)
            response = self._redacted(response)
            return Exchange(body, response, interpret(response), number)
        raise AssertionError("unreachable")

    def _redacted(self, response: HttpResponse) -> HttpResponse:
        if self._secrets.is_empty:
            return response
        redact = self._secrets.redact
        headers = {name: redact(value) for name, value in response.headers.items()}
        body = self._secrets.redact_bytes(response.body)
        return response._replace(reason=redact(response.reason), headers=headers, body=body)


def _final(meaning: Interpretation, attempts: int, delay: float | None) -> Interpretation:
    """Return the meaning of a transient response after which the request is not sent again."""
    message = meaning.message.removesuffix(".")
    if delay is None:
        message = f"{message}, and asks to wait for {meaning.retry_after:g} s"
    elif attempts > 1:
        message = f"{message}, also after {attempts - 1} {'retry' if attempts == 2 else 'retries'}"
    return meaning._replace(kind="error", message=message)
