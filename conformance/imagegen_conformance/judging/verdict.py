"""Verdicts: whether an implementation did what a case permits."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

__all__ = ["PASS", "Failure", "Verdict"]
Failure: TypeAlias = Literal[
    "wrongly-rejected",
    "wrongly-accepted",
    "wrongly-not-applicable",
    "wrong-output",
    "wrong-reason",
    "wrong-warnings",
    "wrong-step",
    "variant-mismatch",
    "modified-input",
    "flaky",
    "error",
    "unsupported",
]


class Verdict(NamedTuple):
    """The verdict on an observation.

    Attributes:
        result: The result.
        failure: The kind of failure, or None if the case passed or is not applicable.
        pointer: The place of the failure as a JSON Pointer into the payload, the output or the observation, if there
            is one.
    """

    result: Literal["pass", "fail", "flaky", "error", "unsupported", "not-applicable"]
    failure: Failure | None = None
    pointer: str | None = None


PASS = Verdict("pass")
