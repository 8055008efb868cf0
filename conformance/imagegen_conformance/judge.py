"""The judge: (case, observation) -> verdict, a pure function that needs no implementation."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.cases import Answer, Case, Reason, Script
from imagegen_conformance.difference import difference, same, same_in_any_order
from imagegen_conformance.json_value import Json, canonical
from imagegen_conformance.observation import Observation, StepObservation
from imagegen_conformance.variants import AGAIN

__all__ = ["PASS", "Failure", "Verdict", "judge", "steady", "step_matches"]

Failure: TypeAlias = Literal[
    "rejected",
    "accepted",
    "changed",
    "wrong-reason",
    "wrong-warnings",
    "step",
    "variant",
    "flaky",
    "error",
    "unsupported",
]


class Verdict(NamedTuple):
    """pass, fail, flaky, error or unsupported; how it failed; and the place (a JSON Pointer into output or steps)."""

    result: Literal["pass", "fail", "flaky", "error", "unsupported"]
    failure: Failure | None = None
    at: str | None = None


PASS = Verdict("pass")
_ERROR = Verdict("error", "error")
_UNSUPPORTED = Verdict("unsupported", "unsupported")
_FLAKY = Verdict("flaky", "flaky")
_TOLD = frozenset({"steps", "reasons", "warnings"})  # where an observation has messages too
_OUTCOMES = frozenset({"returned", "opaque", "raised"})  # of a step


def judge(case: Case, observation: Observation) -> Verdict:
    """What an observation means for a case. An observation of another shape than was asked for is an error."""
    outcome = observation["outcome"]
    if outcome == "unsupported":
        return _UNSUPPORTED
    if outcome == "varied":
        return _varied(case, observation)
    if isinstance(case.expected, Script):
        return _script(case.expected, observation["steps"]) if outcome == "called" else _refused(outcome)
    if outcome == "rejected":
        return _rejected(case.expected, observation)
    if outcome == "accepted":
        return _accepted(case.expected, observation)
    return _ERROR


def steady(case: Case, how: str, first: Observation, other: Observation) -> bool:
    """Whether two answers agree: asked again, in what was answered; in other words, in the verdict.

    Messages are for people, and may hold what is never the same. Who cannot be asked in other words is not.
    """
    if how == AGAIN:
        return canonical(_without_messages(first)) == canonical(_without_messages(other))
    return other["outcome"] == "unsupported" or judge(case, first)[:2] == judge(case, other)[:2]


def _without_messages(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            key: _without_messages(item) if key in _TOLD else item for key, item in value.items() if key != "message"
        }
    return [_without_messages(item) for item in value] if isinstance(value, list) else value


def _varied(case: Case, observation: Observation) -> Verdict:
    """What is wrong with the first answer is said first; what did not vary is no observation."""
    how, first, other = observation["how"], observation["first"], observation["other"]
    if steady(case, how, first, other):
        return _ERROR
    if how == AGAIN:
        return _FLAKY
    verdict = judge(case, first)
    return Verdict("fail", "variant") if verdict.result == "pass" else verdict


def _refused(outcome: str) -> Verdict:
    """A script's tool could not even be constructed."""
    return Verdict("fail", "rejected") if outcome == "rejected" else _ERROR


def _rejected(expected: Answer, observation: Observation) -> Verdict:
    if not expected.rejected:
        return Verdict("fail", "rejected")
    given = observation.get("reasons", [])
    if type(given) is not list:
        return _ERROR
    if expected.reasons and given and not any((r["path"], r["rule"]) in expected.reasons for r in given):
        return Verdict("fail", "wrong-reason", given[0]["path"])
    return PASS


def _accepted(expected: Answer, observation: Observation) -> Verdict:
    if not expected.accepted:
        return Verdict("fail", "accepted")
    if expected.warnings is not None:
        return _warned(expected.warnings, observation)
    if expected.outputs is None:
        return PASS
    if "output" not in observation:
        return _ERROR
    output = observation["output"]
    first = None
    for legal in expected.outputs:
        found = difference(legal, output, exact=False)
        if found is None:
            return PASS
        first = first or found
    return Verdict("fail", "changed", first.at if first else "")


def _warned(expected: tuple[Reason, ...], observation: Observation) -> Verdict:
    """Who tells no warnings at all is not judged by them; who tells some, tells just those that are due."""
    if "warnings" not in observation:
        return _UNSUPPORTED
    if type(observation["warnings"]) is not list:
        return _ERROR
    told = {(warning["path"], warning["rule"]) for warning in observation["warnings"]}
    differing = sorted(told.symmetric_difference(expected))
    return Verdict("fail", "wrong-warnings", differing[0][0]) if differing else PASS


def _script(script: Script, steps: list[StepObservation]) -> Verdict:
    """The first step that none of the alternatives still open allows."""
    open_alternatives: set[int] | None = None
    for index, (told, done) in enumerate(zip(script.steps, steps)):  # noqa: B905 - a script may end early
        if type(done) is not dict or done.keys().isdisjoint(_OUTCOMES):
            return Verdict("error", "error", f"/steps/{index}")
        fitting = step_matches(told, done)
        if fitting is not None:
            open_alternatives = fitting if open_alternatives is None else open_alternatives & fitting
        if fitting is not None and not open_alternatives:
            return Verdict("fail", "step", f"/steps/{index}")
    if len(steps) != len(script.steps):
        return Verdict("error", "error", f"/steps/{len(steps)}")
    return PASS


def step_matches(told: dict[str, Json], done: StepObservation) -> set[int] | None:
    """Which alternatives a step fits: None for every one, the empty set for none."""
    if "raises" in told:
        names = told["raises"] if isinstance(told["raises"], list) else [told["raises"]]
        return None if done.get("raised") in names else set()
    if "raised" in done:
        return set()
    if "returns" in told:
        return None if "returned" in done and same(told["returns"], done["returned"], exact=True) else set()
    if "returns_unordered" in told:
        wanted = told["returns_unordered"]
        return None if "returned" in done and same_in_any_order(wanted, done["returned"]) else set()
    if "returns_one_of" in told:
        legal = told["returns_one_of"]
        return {n for n, value in enumerate(legal) if "returned" in done and same(value, done["returned"], exact=True)}
    return None
