"""Generated cases, as data of source cases."""

from __future__ import annotations

from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "CASE_NAME",
    "TOOL",
    "CaseData",
    "either_case",
    "idempotence_case",
    "null_count",
    "outputs_of",
    "payload_case",
]
CaseData: TypeAlias = dict[str, Json]
"""The data of a source case, as in case files. All generated cases have the same name."""
CASE_NAME = "case"
TOOL: dict[str, Json] = {"type": "image_generation"}


def payload_case(kind: str, requirement: str, payload: Json) -> CaseData:
    """Return a case of this kind about a payload, without expectations."""
    keys = len(payload)
    description = f"A generated payload of {keys} {'key' if keys == 1 else 'keys'}"
    return {"kind": kind, "name": CASE_NAME, "description": description, "requirement": requirement, "payload": payload}


def either_case(payload: dict[str, Json]) -> CaseData:
    """Return a case that permits an implementation to reject a payload or to return it."""
    rationale = "The payload may be rejected. If it is accepted, it must be returned unchanged."
    case = payload_case("either", "wire.no-corruption", payload)
    return case | {"outputs": outputs_of(payload), "rationale": rationale}


def idempotence_case(output: dict[str, Json]) -> CaseData:
    """Return a case whose payload is an output of the implementation, in which nothing is left to be normalized."""
    rationale = "An output may be rejected as a payload. If it is accepted, it must be returned unchanged."
    case = payload_case("either", "wire.no-corruption", output)
    return case | {"outputs": [output], "rationale": rationale}


def outputs_of(payload: Json) -> list[Json]:
    """Return the permitted outputs of a payload: itself, without its nulls, and either of them with `type` set."""
    outputs = [payload, _without_nulls(payload)]
    outputs += [{**output, **TOOL} for output in outputs if isinstance(output, dict)]
    return [output for index, output in enumerate(outputs) if output not in outputs[:index] or index == 0]


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def null_count(value: Json) -> int:
    """Return the number of nulls in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(null_count, value)) if isinstance(value, list) else value is None
