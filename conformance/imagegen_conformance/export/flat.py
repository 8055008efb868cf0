"""The cases as they are run, as JSON: nothing is left to be derived or looked up."""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.cases import Answer, Case, Reason, Script
from imagegen_conformance.json_value import Json, dumps

__all__ = ["flat", "flat_file"]


def flat_file(cases: Iterable[Case]) -> bytes:
    """The file: a case a line."""
    lines = ",\n".join(f"    {dumps(flat(case))}" for case in cases)
    text = f'{{\n  "$schema": "schemas/exported-cases.schema.json",\n  "cases": [\n{lines}\n  ]\n}}\n'
    return text.encode("ascii")


def flat(case: Case) -> dict[str, Json]:
    """One case."""
    return {
        "id": case.id,
        "level": case.level,
        "strength": case.strength,
        "requirement": case.requirement.id,
        "description": case.description,
        "operation": case.request.operation,
        "content": case.request.content,
        "expected": _script(case.expected) if isinstance(case.expected, Script) else _answer(case.expected),
        **({"why": case.why} if case.why else {}),
    }


def _script(script: Script) -> dict[str, Json]:
    return {"steps": list(script.steps)}


def _answer(answer: Answer) -> dict[str, Json]:
    told: dict[str, Json] = {"accepted": answer.accepted, "rejected": answer.rejected}
    if answer.outputs is not None:
        told["outputs"] = list(answer.outputs)
    if answer.reasons:
        told["reasons"] = _reasons(answer.reasons)
    if answer.warnings is not None:
        told["warnings"] = _reasons(answer.warnings)
    return told


def _reasons(reasons: Iterable[Reason]) -> list[Json]:
    return [reason._asdict() for reason in reasons]
