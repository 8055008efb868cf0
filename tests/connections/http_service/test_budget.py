"""The budget of requests: their number, their rate, pauses, and the end of every wait."""

from __future__ import annotations

import threading
import time

import pytest

from imagegen_conformance.connections.http_service.budget import RequestBudget, StoppedError


def test_requests_beyond_the_maximum_are_not_permitted() -> None:
    budget = RequestBudget(3)
    assert [budget.take() for _ in range(5)] == [True, True, True, False, False]
    assert budget.spent == 3


def test_without_a_maximum_any_number_is_permitted() -> None:
    budget = RequestBudget()
    assert all(budget.take() for _ in range(10_000))


def test_threads_share_the_maximum() -> None:
    budget = RequestBudget(500)
    permitted: list[bool] = []
    threads = [threading.Thread(target=lambda: permitted.extend(budget.take() for _ in range(100))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(permitted) == budget.spent == 500


def test_rate_spreads_requests() -> None:
    budget = RequestBudget(rate=50)
    start = time.monotonic()
    for _ in range(6):
        budget.take()
    assert 0.09 < time.monotonic() - start < 2


def test_pause_delays_the_next_request_of_each_thread() -> None:
    budget = RequestBudget()
    budget.pause(0.15)
    budget.pause(0.01)  # a shorter one does not end the longer one
    start = time.monotonic()
    threads = [threading.Thread(target=budget.take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.13 < time.monotonic() - start < 2


def test_stop_ends_every_wait() -> None:
    budget, stopped = RequestBudget(rate=0.001), []
    budget.take()

    def wait() -> None:
        try:
            budget.take()
        except StoppedError:
            stopped.append(True)

    threads = [threading.Thread(target=wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    assert not budget.is_stopped
    budget.stop()
    for thread in threads:
        thread.join(5)
    assert stopped == [True] * 3
    assert budget.is_stopped
    with pytest.raises(StoppedError):
        budget.sleep(1)
