from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.cases import Answer, Case, Level, Request, Requirement
from imagegen_conformance.observation import Observation
from imagegen_conformance.runner import Result, run

LEVELS: tuple[Level, ...] = ("wire", "model", "schema", "semantic")


def cases(count: int, levels: tuple[Level, ...] = ("wire",)) -> list[Case]:
    """Case n wants n back."""

    def case(number: int, level: Level) -> Case:
        rule = Requirement("some.rule", level, "must", "It holds.", (), "2.3")
        expected = Answer(accepted=True, rejected=False, outputs=(number,))
        return Case(
            f"a/b/{number}",
            f"a/b/{number}",
            "accept",
            level,
            "must",
            rule,
            "a fact",
            Request("parse", number),
            expected,
        )

    return [case(number, level) for number, level in zip(range(count), itertools.cycle(levels), strict=False)]


class Echo:
    """Answers with what it was sent, in an order that `pick` chooses among what is under way."""

    def __init__(self, window: int, pick=lambda waiting: 0, levels: tuple[Level, ...] = LEVELS) -> None:
        self.window = window
        self.pick = pick
        self.levels = levels
        self.waiting: list[tuple[int, Request]] = []
        self.most = 0
        self.asked: list[Request] = []

    def supports(self, level: Level) -> bool:
        return level in self.levels

    def send(self, sequence: int, request: Request) -> None:
        assert sequence not in {number for number, _ in self.waiting}
        self.waiting.append((sequence, request))
        self.asked.append(request)
        self.most = max(self.most, len(self.waiting))
        assert self.most <= self.window

    def receive(self) -> tuple[int, Observation]:
        sequence, request = self.waiting.pop(self.pick(self.waiting))
        return sequence, {"outcome": "accepted", "output": request.content}

    def close(self) -> list[str]:
        return []


@given(st.integers(0, 40), st.integers(1, 8), st.data())
def test_answers_in_any_order_find_their_case(count: int, window: int, data) -> None:
    connection = Echo(window, lambda waiting: data.draw(st.integers(0, len(waiting) - 1)))
    results = list(run(cases(count), connection))
    assert sorted(int(result.case.id.rpartition("/")[2]) for result in results) == list(range(count))
    assert all(result.verdict.result == "pass" for result in results)
    assert connection.most == min(count, window)


def test_the_window_is_filled_before_anything_is_received() -> None:
    connection = Echo(3)
    results = run(cases(5), connection)
    next(results)
    assert len(connection.asked) == 3


def test_a_window_of_one_asks_one_at_a_time() -> None:
    connection = Echo(1)
    for number, result in enumerate(run(cases(4), connection), 1):
        assert len(connection.asked) == number
        assert result.observation.get("output") == number - 1


def test_cases_are_taken_only_as_they_are_needed() -> None:
    taken: list[Case] = []

    def endless():
        for case in itertools.cycle(cases(1)):
            taken.append(case)
            yield case

    results = run(endless(), Echo(4))
    list(itertools.islice(results, 10))
    assert len(taken) <= 10 + 4


@pytest.mark.parametrize("window", [1, 3, 100])
def test_what_is_not_supported_is_not_asked(window: int) -> None:
    connection = Echo(window, levels=("wire",))
    results = list(run(cases(10, ("wire", "model")), connection))
    assert len(connection.asked) == 5
    told: dict[str, list[Result]] = {}
    for result in results:
        told.setdefault(result.verdict.result, []).append(result)
    assert {verdict: len(found) for verdict, found in told.items()} == {"pass": 5, "unsupported": 5}
    assert {result.observation["message"] for result in told["unsupported"]} == {"level model is not claimed"}


def test_only_requests_are_handed_out() -> None:
    connection = Echo(2)
    list(run(cases(3), connection))
    assert all(type(request) is Request for request in connection.asked)


def test_no_cases_give_no_results() -> None:
    assert list(run([], Echo(2))) == []
