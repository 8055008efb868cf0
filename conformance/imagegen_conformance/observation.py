"""What an implementation did with a case: raw JSON, before any judgement."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from imagegen_conformance.json_value import Json

__all__ = [
    "ErrorName",
    "Observation",
    "StepObservation",
    "accepted",
    "called",
    "error",
    "rejected",
    "unsupported",
    "varied",
]

ErrorName: TypeAlias = Literal["missing-key", "missing-attribute", "wrong-call", "wrong-value"]


class StepObservation(TypedDict, total=False):
    """One of: `returned` (JSON), `opaque` (the kind of a result that is no JSON), `raised` with its `message`."""

    returned: Json
    opaque: str
    raised: ErrorName
    message: str


class Observation(TypedDict, total=False):
    """An `outcome` and what goes with it.

    accepted: `output`, if something was given back; `warnings`, if they are told, even if there are none. rejected:
    `message`, and `reasons` if there are any. called: `steps`. error and unsupported: `message`. varied: the `first`
    answer, and the `other`, which came when it was asked again or in other words: `how`, a name of `variants`.
    """

    outcome: Literal["accepted", "rejected", "called", "error", "unsupported", "varied"]
    output: Json
    reasons: list[dict[str, str]]
    warnings: list[dict[str, str]]
    message: str
    steps: list[StepObservation]
    how: str
    first: Observation
    other: Observation


def accepted(warnings: list[dict[str, str]] | None = None) -> Observation:
    """The payload is legal; nothing is given back but the warnings, if the implementation tells them."""
    return {"outcome": "accepted"} if warnings is None else {"outcome": "accepted", "warnings": warnings}


def rejected(message: str, reasons: list[dict[str, str]] | None = None) -> Observation:
    """The implementation said no, for reasons of `path`, `rule` and `message` if it told any."""
    if reasons:
        return {"outcome": "rejected", "reasons": reasons, "message": message}
    return {"outcome": "rejected", "message": message}


def called(steps: list[StepObservation]) -> Observation:
    """What each step of a script did."""
    return {"outcome": "called", "steps": steps}


def error(message: str) -> Observation:
    """The implementation crashed, or answered nothing that can be judged."""
    return {"outcome": "error", "message": message}


def unsupported(message: str) -> Observation:
    """The implementation does not claim to do this."""
    return {"outcome": "unsupported", "message": message}


def varied(how: str, first: Observation, other: Observation) -> Observation:
    """The answers differ, though the question is the same."""
    return {"outcome": "varied", "how": how, "first": first, "other": other}
