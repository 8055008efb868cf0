"""The file `cases.json` of an export: every case as JSON, complete by itself."""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["case_to_json", "cases_file"]


def cases_file(cases: Iterable[Case]) -> bytes:
    """Return the content of the file, with one case per line."""
    lines = ",\n".join(f"    {dumps(case_to_json(case))}" for case in cases)
    text = f'{{\n  "$schema": "schemas/exported_cases.schema.json",\n  "cases": [\n{lines}\n  ]\n}}\n'
    return text.encode("ascii")


def case_to_json(case: Case) -> dict[str, Json]:
    """Return a case as it is exported."""
    expected = case.expected
    return {
        "id": case.id,
        "level": case.level,
        "strength": case.strength,
        "requirement": case.requirement.id,
        "description": case.description,
        "operation": case.request.operation,
        "content": case.request.content,
        "expected": _steps_to_json(expected) if isinstance(expected, ExpectedSteps) else _outcome_to_json(expected),
        **({"rationale": case.rationale} if case.rationale else {}),
    }


def _steps_to_json(expected: ExpectedSteps) -> dict[str, Json]:
    return {"steps": [step.to_json() for step in expected.steps]}


def _outcome_to_json(expected: ExpectedOutcome) -> dict[str, Json]:
    content: dict[str, Json] = {"accepted": expected.accepted, "rejected": expected.rejected}
    if expected.outputs is not None:
        content["outputs"] = list(expected.outputs)
    if expected.reasons:
        content["reasons"] = _findings_to_json(expected.reasons)
    if expected.warnings is not None:
        content["warnings"] = _findings_to_json(expected.warnings)
    return content


def _findings_to_json(findings: Iterable[Finding]) -> list[Json]:
    return [finding._asdict() for finding in findings]
