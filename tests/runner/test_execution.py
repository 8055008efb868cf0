from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.connections.connection import Identity, LocalConnection
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import LEVELS, Level, Requirement
from imagegen_conformance.corpus.variants import variants
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.judging.verdict import PASS, Verdict
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute, request_variations, restore_order

Respond = Callable[[Request, int], Observation]


def number_of(result: Result) -> int:
    return int(result.case.id.rpartition("/")[2])


def case(number: int, level: Level = "wire", payload: Json = None) -> Case:
    """Return a case that expects its payload (by default, its number) as the output."""
    content = number if payload is None else payload
    requirement = Requirement("some.rule", level, "must", "It holds.", ())
    expected = ExpectedOutcome(accepted=True, rejected=False, outputs=(content,))
    id_ = f"a/b/{number}"
    return Case(id_, id_, "accept", level, "must", requirement, "a fact", Request("parse", content), expected)


def cases(count: int, levels: tuple[Level, ...] = ("wire",)) -> list[Case]:
    return [case(number, level) for number, level in zip(range(count), itertools.cycle(levels), strict=False)]


def echo(request: Request, count: int) -> Observation:
    return {"outcome": "accepted", "output": request.content}


class StubConnection(LocalConnection):
    """A connection without an implementation.

    Attributes:
        requests: Every request that was sent.
        max_outstanding: The largest number of requests that were outstanding at once.
    """

    identity = Identity("stub", None, "Python", "function", LEVELS)

    def __init__(
        self,
        max_in_flight: int = 1,
        respond: Respond = echo,
        pick: Callable[[int], int] = lambda outstanding: 0,
        levels: tuple[Level, ...] = LEVELS,
    ) -> None:
        """Set it up: `pick` chooses which outstanding request is answered, `respond` gets the number of requests."""
        self.max_in_flight = max_in_flight
        self.requests: list[Request] = []
        self.max_outstanding = 0
        self._respond = respond
        self._pick = pick
        self._levels = levels
        self._outstanding: list[tuple[int, Observation]] = []

    def supports(self, level: Level) -> bool:
        return level in self._levels

    def send(self, sequence: int, request: Request) -> None:
        assert sequence not in {number for number, _ in self._outstanding}
        self.requests.append(request)
        self._outstanding.append((sequence, self._respond(request, len(self.requests))))
        self.max_outstanding = max(self.max_outstanding, len(self._outstanding))
        assert self.max_outstanding <= self.max_in_flight

    def receive(self) -> tuple[int, Observation]:
        return self._outstanding.pop(self._pick(len(self._outstanding)))

    def close(self) -> list[str]:
        return []


@given(st.integers(0, 40), st.integers(1, 8), st.integers(1, 3), st.data())
def test_responses_in_any_order_belong_to_their_case(count: int, max_in_flight: int, repeat: int, data) -> None:
    connection = StubConnection(max_in_flight, pick=lambda outstanding: data.draw(st.integers(0, outstanding - 1)))
    results = list(execute(cases(count), connection, request_variations(repeat=repeat)))
    assert sorted(map(number_of, results)) == list(range(count))
    assert all(result.verdict == PASS for result in results)
    assert connection.max_outstanding == min(count * repeat, max_in_flight)


def test_maximum_in_flight_is_reached_before_the_first_result() -> None:
    connection = StubConnection(3)
    next(execute(cases(5), connection))
    assert len(connection.requests) == 3


def test_one_in_flight_sends_one_request_per_result() -> None:
    connection = StubConnection(1)
    for count, result in enumerate(execute(cases(4), connection), 1):
        assert len(connection.requests) == count
        assert result.observation.get("output") == count - 1


def test_cases_are_consumed_only_as_needed() -> None:
    consumed: list[Case] = []

    def endless() -> Iterator[Case]:
        for each in itertools.cycle(cases(1)):
            consumed.append(each)
            yield each

    list(itertools.islice(execute(endless(), StubConnection(4)), 10))
    assert len(consumed) <= 10 + 4


@pytest.mark.parametrize("repeat", [1, 2])
@pytest.mark.parametrize("max_in_flight", [1, 3, 100])
def test_case_of_an_unsupported_level_is_not_sent(max_in_flight: int, repeat: int) -> None:
    connection = StubConnection(max_in_flight, levels=("wire",))
    results = list(execute(cases(10, ("wire", "object")), connection, request_variations(repeat=repeat)))
    assert len(connection.requests) == 5 * repeat
    by_verdict: dict[str, list[Result]] = {}
    for result in results:
        by_verdict.setdefault(result.verdict.result, []).append(result)
    assert {verdict: len(group) for verdict, group in by_verdict.items()} == {"pass": 5, "unsupported": 5}
    messages = {result.observation["message"] for result in by_verdict["unsupported"]}
    assert messages == {"level object is not claimed"}


def test_connection_receives_requests_only() -> None:
    connection = StubConnection(2)
    list(execute(cases(3), connection))
    assert all(type(request) is Request for request in connection.requests)


def test_no_cases_have_no_results() -> None:
    assert list(execute([], StubConnection(2))) == []


class TestRequestVariations:
    REQUEST = Request("parse", {"type": "image_generation", "size": "auto"})

    def test_default_is_no_variation(self) -> None:
        assert list(request_variations()(self.REQUEST)) == []

    def test_repeat_adds_the_same_request(self) -> None:
        assert list(request_variations(repeat=3)(self.REQUEST)) == [("again", self.REQUEST)] * 2

    def test_vary_adds_the_variants_after_the_repetitions(self) -> None:
        expected = [("again", self.REQUEST), *variants(self.REQUEST)]
        assert list(request_variations(repeat=2, vary=True)(self.REQUEST)) == expected


class TestAttempts:
    def execute_one(self, respond: Respond, max_in_flight: int = 1, **variations) -> tuple[Result, StubConnection]:
        tool = case(0, payload={"type": "image_generation", "size": "auto"})
        connection = StubConnection(max_in_flight, respond, pick=lambda outstanding: outstanding - 1)
        (result,) = execute([tool], connection, request_variations(**variations))
        return result, connection

    def test_all_attempts_are_sent_for_one_result(self) -> None:
        result, connection = self.execute_one(
            lambda request, count: {"outcome": "accepted", "output": {"type": "image_generation", "size": "auto"}},
            repeat=2,
            vary=True,
        )
        assert result.verdict == PASS
        assert result.observation["outcome"] == "accepted"
        assert len(connection.requests) == 2 + len(list(variants(connection.requests[0])))

    @pytest.mark.parametrize("max_in_flight", [1, 2, 5])
    @pytest.mark.parametrize("differing", [1, 2, 5])
    def test_other_response_to_a_repetition_is_flaky(self, differing: int, max_in_flight: int) -> None:
        result, connection = self.execute_one(
            lambda request, count: {"outcome": "accepted", "output": {} if count == differing else request.content},
            max_in_flight,
            repeat=5,
        )
        assert result.verdict == Verdict("flaky", "flaky")
        assert result.observation["outcome"] == "inconsistent"
        assert result.observation["variation"] == "again"
        assert len(connection.requests) == 5

    def test_baseline_is_the_first_attempt(self) -> None:
        result, _ = self.execute_one(lambda request, count: {"outcome": "accepted", "output": count}, 3, repeat=3)
        assert result.observation["baseline"] == {"outcome": "accepted", "output": 1}
        assert result.observation["variant"] == {"outcome": "accepted", "output": 2}

    def test_other_verdict_of_a_variant_is_a_mismatch(self) -> None:
        def reject_escapes(request: Request, count: int) -> Observation:
            if isinstance(request.content, str) and "\\u" in request.content:
                return {"outcome": "rejected", "message": "no escapes"}
            return {"outcome": "accepted", "output": {"type": "image_generation", "size": "auto"}}

        result, _ = self.execute_one(reject_escapes, vary=True)
        assert result.verdict == Verdict("fail", "variant-mismatch")
        assert result.observation["variation"] == "escaped"

    def test_consistent_failure_is_judged_as_one(self) -> None:
        result, _ = self.execute_one(lambda request, count: {"outcome": "accepted", "output": 1}, repeat=2, vary=True)
        assert result.verdict == Verdict("fail", "wrong-output", "")
        assert result.observation == {"outcome": "accepted", "output": 1}

    def test_different_messages_are_consistent(self) -> None:
        result, _ = self.execute_one(
            lambda request, count: {"outcome": "rejected", "message": f"attempt {count}"}, repeat=3
        )
        assert result.observation == {"outcome": "rejected", "message": "attempt 1"}


@given(st.permutations(range(8)))
def test_restored_order_is_that_of_the_cases(order: list[int]) -> None:
    ordered = cases(8)
    results = [Result(ordered[number], {"outcome": "accepted"}, PASS) for number in order]
    assert list(map(number_of, restore_order(results, ordered))) == list(range(8))


def test_restored_order_yields_each_result_as_early_as_possible() -> None:
    ordered = cases(3)
    consumed = []

    def results() -> Iterator[Result]:
        for number in (1, 0, 2):
            consumed.append(number)
            yield Result(ordered[number], {"outcome": "accepted"}, PASS)

    restored = restore_order(results(), ordered)
    assert [number_of(next(restored)), number_of(next(restored))] == [0, 1]
    assert consumed == [1, 0]
