"""The report of one case: its request, its expected outcome, the requirement behind it, and how to run it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.text import escape_control_characters

__all__ = ["describe_case"]

MAX_JSON_WIDTH = 100  # characters of JSON on one line; longer JSON is indented


def describe_case(case: Case) -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"{case.id}  [{case.level}, {case.strength}, {case.kind}]"
    yield f"{case.description}."
    yield ""
    yield f"request: {case.request.operation}"
    yield _json(case.request.content)
    yield "expected:"
    if isinstance(case.expected, ExpectedOutcome):
        yield from _expected_outcome(case.expected)
    else:
        yield from _expected_steps(case.request.content["steps"], case.expected)
    if case.rationale:
        yield f"rationale: {case.rationale}"
    yield ""
    requirement = case.requirement
    yield f"{requirement.id}, since {requirement.since}: {requirement.statement}"
    for source in requirement.sources:
        yield f"  {source}"
    yield ""
    yield f"rerun: imagegen-conformance run IMPLEMENTATION --level {case.level} --select {case.id}"


def _expected_steps(steps: list[dict[str, Json]], expected: ExpectedSteps) -> Iterator[str]:
    for number, (step, expectation) in enumerate(zip(steps, expected.steps, strict=True), 1):
        content = expectation.to_json()
        yield f"  {number}. {step['method']}: {_json(content) if content else 'succeeds'}"


def _expected_outcome(expected: ExpectedOutcome) -> Iterator[str]:
    if expected.rejected:
        yield "  rejected" + "".join(f"\n    for {_finding(reason)}" for reason in expected.reasons)
    if expected.warnings:
        yield "  accepted with the warnings" + "".join(f"\n    {_finding(warning)}" for warning in expected.warnings)
    elif expected.warnings is not None:
        yield "  accepted without warnings"
    elif expected.accepted and expected.outputs is None:
        yield "  accepted"
    elif expected.accepted:
        yield from (f"  accepted with output {_json(output)}" for output in expected.outputs or ())


def _finding(finding: Finding) -> str:
    return escape_control_characters(str(finding))


def _json(value: Json) -> str:
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= MAX_JSON_WIDTH and line.isprintable() else json.dumps(value, indent=2)
