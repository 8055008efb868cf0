"""Observations: what an implementation did with a request, as JSON, before it is judged."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "REPEATED",
    "ErrorName",
    "Observation",
    "StepObservation",
    "accepted",
    "completed",
    "error",
    "inconsistent",
    "not_applicable",
    "rejected",
    "unsupported",
]
REPEATED = "again"  # the `variation` of a request that was repeated unchanged
ErrorName: TypeAlias = Literal["missing-key", "missing-attribute", "invalid-arguments", "invalid-value"]


class StepObservation(TypedDict, total=False):
    """The result of one step of a call sequence. Exactly one of `returned`, `non_json` and `raised` is present.

    Attributes:
        returned: The returned value, if it has a JSON form.
        non_json: The type of a returned value that has no JSON form.
        raised: The kind of exception that the call raised.
        message: The message of the exception.
    """

    returned: Json
    non_json: str
    raised: ErrorName
    message: str


class Observation(TypedDict, total=False):
    """An outcome and its details. The other keys depend on the outcome.

    Attributes:
        outcome: The outcome.
        output: The returned payload (accepted), if the request was to parse.
        reasons: The findings of a rejection (rejected), if the implementation reports any.
        warnings: The findings of an acceptance (accepted), if the implementation reports warnings; may be empty.
        modified_input: True if the implementation modified the payload that it received (accepted, rejected,
            completed).
        message: The message for people (rejected, error, unsupported, not applicable).
        steps: The results of the steps (completed).
        variation: The difference between the two requests (inconsistent): REPEATED, or the name of a variant.
        baseline: The observation of the first request (inconsistent).
        variant: The observation of the other request (inconsistent).
    """

    outcome: Literal["accepted", "rejected", "completed", "error", "unsupported", "not-applicable", "inconsistent"]
    output: Json
    reasons: list[dict[str, str]]
    warnings: list[dict[str, str]]
    modified_input: bool
    message: str
    steps: list[StepObservation]
    variation: str
    baseline: Observation
    variant: Observation


def accepted(warnings: list[dict[str, str]] | None = None) -> Observation:
    """Return the observation that a payload was accepted, with its warnings if the implementation reports them."""
    return {"outcome": "accepted"} if warnings is None else {"outcome": "accepted", "warnings": warnings}


def rejected(message: str, reasons: list[dict[str, str]] | None = None) -> Observation:
    """Return the observation that a payload was rejected, with its findings (`path`, `rule`, `message`) if any."""
    if reasons:
        return {"outcome": "rejected", "reasons": reasons, "message": message}
    return {"outcome": "rejected", "message": message}


def completed(steps: list[StepObservation]) -> Observation:
    """Return the observation that a call sequence was carried out, with the result of each step."""
    return {"outcome": "completed", "steps": steps}


def error(message: str) -> Observation:
    """Return the observation that the implementation crashed, or that its response cannot be judged."""
    return {"outcome": "error", "message": message}


def unsupported(message: str) -> Observation:
    """Return the observation that the implementation does not offer the operation."""
    return {"outcome": "unsupported", "message": message}


def not_applicable(message: str) -> Observation:
    """Return the observation that the question cannot be asked through this connection."""
    return {"outcome": "not-applicable", "message": message}


def inconsistent(variation: str, baseline: Observation, variant: Observation) -> Observation:
    """Return the observation that repeated or equivalent requests were answered differently."""
    return {"outcome": "inconsistent", "variation": variation, "baseline": baseline, "variant": variant}
