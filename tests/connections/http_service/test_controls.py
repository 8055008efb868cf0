"""The controls: which requests a route gets, and what is wrong if an outcome is another."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.connections.http_service.controls import Controls
from imagegen_conformance.connections.http_service.route import Probe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.judging.observation import Observation, accepted, error, rejected

CLIENT: Any = object()
TOOL = {"type": "image_generation"}
WRONG = {**TOOL, "quality": 5}
HOLDS = (accepted(), rejected("no such quality", []), accepted())


def arrived(tool: Any) -> Observation:
    """Return the observation of a payload that has arrived as this tool."""
    return {"outcome": "accepted", "output": tool}


class FakeRoute:
    """A route with prepared observations.

    Attributes:
        payloads: The payloads that it got.
        options: The further arguments of each of them.
    """

    kind = "fake"
    levels = ("schema",)

    def __init__(self, *observations: Observation, rejects: bool = True) -> None:
        self.rejects = rejects
        self.payloads: list[Any] = []
        self.options: list[Any] = []
        self._observations = list(observations)

    def probe(self, client: Any, request: Request, **options: Any) -> Probe:
        assert client is CLIENT
        self.payloads.append(request.content)
        self.options.append(options)
        return Probe(None, self._observations.pop(0))

    def revised(self, probe: Probe) -> Observation:
        return probe.observation

    def faults(self) -> list[str]:
        return []


def check(*observations: Observation, rejects: bool = True) -> tuple[str | None, int]:
    """Return the problem of a check, and the number of requests."""
    route: Any = FakeRoute(*observations, rejects=rejects)
    failed = Controls(route).check(CLIENT)
    return (None if failed is None else failed.problem), len(route.payloads)


def test_controls_of_a_server_are_a_legal_and_an_illegal_tool_and_the_legal_one_again() -> None:
    route: Any = FakeRoute(*HOLDS)
    assert Controls(route).check(CLIENT, learns=True) is None
    assert route.payloads == [TOOL, WRONG, TOOL]
    assert all(options["learns"] for options in route.options)
    assert all(options["give_up_at"] is not None for options in route.options)


def test_controls_of_a_gateway_need_no_rejection() -> None:
    output = arrived(TOOL)
    assert check(output, output, rejects=False) == (None, 2)


@pytest.mark.parametrize(
    ("observations", "requests", "parts"),
    [
        ((rejected("unknown model", []),), 1, ["the plain tool is accepted", "rejected", "unknown model"]),
        ((error("the server did not respond"),), 1, ["the plain tool is accepted", "the server did not respond"]),
        ((accepted(), accepted()), 2, ["a tool with the quality 5 is rejected", "accepted"]),
        ((*HOLDS[:2], rejected("busy", [])), 3, ["the plain tool has the same outcome again", "rejected", "busy"]),
    ],
)
def test_first_control_that_does_not_hold_ends_the_check(
    observations: tuple[Observation, ...], requests: int, parts: list[str]
) -> None:
    problem, count = check(*observations)
    assert count == requests
    assert problem is not None
    for part in parts:
        assert part in problem


def test_tool_that_arrives_differently_is_a_problem() -> None:
    first, second = (arrived({**TOOL, "n": number}) for number in (1, 2))
    problem, _ = check(first, second, rejects=False)
    assert problem is not None
    assert "the plain tool has the same outcome again" in problem


def test_later_check_compares_with_the_first_one() -> None:
    first, second = (arrived({**TOOL, "n": number}) for number in (1, 2))
    route: Any = FakeRoute(first, first, second, second, rejects=False)
    controls = Controls(route)
    assert controls.check(CLIENT) is None
    assert controls.check(CLIENT) is not None


def test_long_message_is_shortened() -> None:
    problem, _ = check(error("x" * 10_000))
    assert problem is not None
    assert len(problem) < 500
