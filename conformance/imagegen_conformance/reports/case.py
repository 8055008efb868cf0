"""One case for people: what it is, what is asked and expected, who says so, and how it is run alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

from imagegen_conformance.cases import Answer, Case
from imagegen_conformance.json_value import Json

__all__ = ["describe_case"]


def describe_case(case: Case) -> Iterator[str]:
    """The lines of `show`."""
    yield f"{case.id}  [{case.level}, {case.strength}, {case.kind}]"
    yield f"{case.description}."
    yield ""
    yield f"asked: {case.request.operation}"
    yield _pretty(case.request.content)
    yield "expected:"
    yield from _expected(case)
    if case.why:
        yield f"why: {case.why}"
    yield ""
    requirement = case.requirement
    yield f"{requirement.id}, since {requirement.since}: {requirement.statement}"
    for source in requirement.sources:
        yield f"  {source}"
    yield ""
    yield f"alone: imagegen-conformance run IMPLEMENTATION --level {case.level} --select {case.id}"


def _expected(case: Case) -> Iterator[str]:
    expected = case.expected
    if not isinstance(expected, Answer):
        for number, (asked, told) in enumerate(zip(case.request.content["steps"], expected.steps, strict=True), 1):
            yield f"  {number}. {asked['call']}: {_pretty(told) if told else 'succeeds'}"
        return
    if expected.rejected:
        yield "  refused" + "".join(f"\n    for {reason}" for reason in expected.reasons)
    if expected.warnings is not None:
        yield "  accepted, warning of" + ("".join(f"\n    {reason}" for reason in expected.warnings) or " nothing")
    elif expected.accepted and expected.outputs is None:
        yield "  accepted"
    elif expected.accepted:
        yield from (f"  accepted, giving back {_pretty(output)}" for output in expected.outputs or ())


def _pretty(value: Json) -> str:
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= 100 and line.isprintable() else json.dumps(value, indent=2)
