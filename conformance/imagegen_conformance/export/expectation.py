"""The expectation of a case as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.cases import ExpectedOutcome, ExpectedSteps, Finding
from imagegen_conformance.jsonlib.values import Json

__all__ = ["expectation_to_json"]


def expectation_to_json(expected: ExpectedOutcome | ExpectedSteps) -> dict[str, Json]:
    """Return the expectation of a case as it is exported."""
    return _steps_to_json(expected) if isinstance(expected, ExpectedSteps) else _outcome_to_json(expected)


def _steps_to_json(expected: ExpectedSteps) -> dict[str, Json]:
    return {"steps": [step.to_json() for step in expected.steps]}


def _outcome_to_json(expected: ExpectedOutcome) -> dict[str, Json]:
    # A reader that ignores the strength of the acceptance must not fail a rejection with the strength of the case.
    may_reject = expected.rejected or expected.acceptance_strength is not None
    content: dict[str, Json] = {"accepted": expected.accepted, "rejected": may_reject}
    if expected.acceptance_strength is not None:
        content["acceptance_strength"] = expected.acceptance_strength
    if expected.outputs is not None:
        content["outputs"] = list(expected.outputs)
    if expected.reasons:
        content["reasons"] = _findings_to_json(expected.reasons)
    if expected.warnings is not None:
        content["warnings"] = _findings_to_json(expected.warnings)
    return content


def _findings_to_json(findings: Iterable[Finding]) -> list[Json]:
    return [finding._asdict() for finding in findings]
