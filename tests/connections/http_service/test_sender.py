"""The sender of requests: what it sends again, how often, and what it says in the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from imagegen_conformance.connections.http_service import retries
from imagegen_conformance.connections.http_service.budget import RequestBudget, StoppedError
from imagegen_conformance.connections.http_service.client import ExchangeError
from imagegen_conformance.connections.http_service.interpretation import Interpretation
from imagegen_conformance.connections.http_service.response import HttpResponse
from imagegen_conformance.connections.http_service.retries import MAX_RETRIES, retry_delay
from imagegen_conformance.connections.http_service.secret_values import Secrets
from imagegen_conformance.connections.http_service.sender import Exchange, RequestSender

CREDENTIAL = "sk-abcdef123456"
STALE = ExchangeError("closed the connection before it responded", is_stale=True)
LATE = ExchangeError("did not respond within 1 s")


class FakeClient:
    """A client with prepared responses and errors. The last one is repeated."""

    def __init__(self, *responses: int | HttpResponse | ExchangeError) -> None:
        self.responses = list(responses)
        self.bodies: list[bytes] = []

    def post(self, body: bytes) -> HttpResponse:
        self.bodies.append(body)
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if isinstance(response, ExchangeError):
            raise response
        return HttpResponse(response, "", {}, b"") if isinstance(response, int) else response


def interpret(response: HttpResponse) -> Interpretation:
    """Return a meaning: 429 asks for a delay, which is the number in the header."""
    if response.status == 429:
        return Interpretation("transient", "responded 429", retry_after=float(response.headers["retry-after"]))
    kinds: dict[int, Any] = {200: "accepted", 400: "rejected", 404: "fatal", 500: "transient"}
    return Interpretation(kinds[response.status], f"responded {response.status}")


@pytest.fixture(autouse=True)
def short_delays(monkeypatch) -> None:
    monkeypatch.setattr(retries, "BASE_DELAY", 0.001)


Send = Callable[..., tuple[Exchange, FakeClient]]


@pytest.fixture
def budget() -> RequestBudget:
    return RequestBudget()


@pytest.fixture
def send(budget: RequestBudget) -> Send:
    def call(*responses: Any, **options: Any) -> tuple[Exchange, FakeClient]:
        client: Any = FakeClient(*responses)
        sender = RequestSender(options.pop("budget", budget), Secrets({"KEY": CREDENTIAL}))
        return sender.send(client, b"body", interpret, **options), client

    return call


@pytest.mark.parametrize("status", [200, 400, 404])
def test_response_that_is_not_transient_is_final(send: Send, status: int) -> None:
    exchange, client = send(status)
    assert exchange.attempts == len(client.bodies) == 1
    assert exchange.interpretation.message == f"responded {status}"


@pytest.mark.parametrize("failure", [500, LATE])
def test_transient_failure_is_repeated(send: Send, failure: Any) -> None:
    exchange, client = send(failure, failure, 200)
    assert exchange.interpretation.kind == "accepted"
    assert exchange.attempts == 3
    assert client.bodies == [b"body"] * 3


@pytest.mark.parametrize(("failure", "message"), [(500, "responded 500"), (LATE, "did not respond within 1 s")])
def test_failure_that_lasts_is_an_error(send: Send, failure: Any, message: str) -> None:
    exchange, client = send(failure)
    assert exchange.interpretation == Interpretation("error", f"{message}, also after 3 retries")
    assert len(client.bodies) == 1 + MAX_RETRIES


def test_error_that_is_not_transient_is_final(send: Send) -> None:
    exchange, client = send(ExchangeError("sent too much", is_transient=False))
    assert exchange.interpretation == Interpretation("error", "sent too much")
    assert len(client.bodies) == 1
    assert exchange.response is None


def test_kept_connection_that_was_closed_is_no_attempt(send: Send, budget: RequestBudget) -> None:
    exchange, client = send(STALE, 200)
    assert exchange.interpretation.kind == "accepted"
    assert exchange.attempts == 1
    assert budget.spent == len(client.bodies) == 2


def test_connection_that_is_always_closed_is_an_error(send: Send) -> None:
    exchange, client = send(STALE)
    assert exchange.interpretation.kind == "error"
    assert len(client.bodies) == 2 * (1 + MAX_RETRIES)


def test_server_that_asks_to_wait_too_long_is_not_awaited(send: Send) -> None:
    exchange, client = send(HttpResponse(429, "", {"retry-after": "3600"}, b""))
    assert exchange.interpretation.kind == "error"
    assert exchange.interpretation.message == "responded 429, and asks to wait for 3600 s"
    assert len(client.bodies) == 1


def test_wish_of_a_server_delays_every_thread(send: Send, budget: RequestBudget) -> None:
    start = time.monotonic()
    exchange, _ = send(HttpResponse(429, "", {"retry-after": "0.2"}, b""), 200)
    assert exchange.interpretation.kind == "accepted"
    assert 0.18 < time.monotonic() - start < 5


def test_request_that_has_arrived_is_not_sent_again(send: Send) -> None:
    exchange, client = send(500, has_arrived=lambda: True)
    assert exchange.interpretation == Interpretation("error", "responded 500")
    assert len(client.bodies) == 1


def test_control_is_repeated_until_a_time(send: Send) -> None:
    start = time.monotonic()
    exchange, client = send(500, give_up_at=start + 0.3)
    assert exchange.interpretation.kind == "error"
    assert len(client.bodies) > 1 + MAX_RETRIES
    assert time.monotonic() - start < 5


def test_budget_counts_every_attempt(send: Send) -> None:
    budget = RequestBudget(3)
    exchange, client = send(500, budget=budget)
    assert exchange.interpretation == Interpretation(
        "error", "was not sent this request again: --max-requests 3 permits no more"
    )
    assert len(client.bodies) == budget.spent == 3
    exchange, client = send(200, budget=budget)
    assert exchange.interpretation == Interpretation(
        "error", "was not sent this request: --max-requests 3 permits no more"
    )
    assert client.bodies == []


def test_end_of_the_connection_ends_the_retries(send: Send, budget: RequestBudget) -> None:
    budget.stop()
    with pytest.raises(StoppedError):
        send(500)


def test_secrets_are_removed_from_responses_and_errors(send: Send) -> None:
    response = HttpResponse(400, f"No {CREDENTIAL}", {"x": CREDENTIAL}, f'{{"key": "{CREDENTIAL}"}}'.encode())
    exchange, _ = send(response)
    assert exchange.response == HttpResponse(400, "No [KEY]", {"x": "[KEY]"}, b'{"key": "[KEY]"}')
    exchange, _ = send(ExchangeError(f"sent {CREDENTIAL}", is_transient=False))
    assert exchange.interpretation.message == "sent [KEY]"


class TestDelay:
    def test_delay_grows_and_has_a_limit(self, monkeypatch) -> None:
        monkeypatch.setattr(retries, "BASE_DELAY", 0.5)
        for attempt in range(12):
            full = min(30.0, 0.5 * 2**attempt)
            delays = [retry_delay(attempt, None) for _ in range(50)]
            assert all(delay is not None and full / 2 <= delay <= full for delay in delays)
            assert len(set(delays)) > 10

    def test_wish_of_the_server_is_the_shortest_delay(self) -> None:
        assert retry_delay(0, 50) == 50
        assert retry_delay(0, 60) == 60
        delay = retry_delay(5, 0)
        assert delay is not None
        assert delay > 0

    def test_server_that_asks_for_more_than_a_minute_is_not_awaited(self) -> None:
        assert retry_delay(0, 60.5) is None
