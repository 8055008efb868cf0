"""Generated cases, as data of source cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "CASE_NAME",
    "IDEMPOTENCE_RATIONALE",
    "TOOL",
    "CaseData",
    "Draw",
    "either_case",
    "idempotence_case",
    "null_count",
    "outputs_of",
    "payload_case",
]
CaseData: TypeAlias = dict[str, Json]
"""The data of a source case, as in case files. All generated cases have the same name."""
CASE_NAME = "case"
IDEMPOTENCE_RATIONALE = "An output may be rejected as a payload. If it is accepted, it must be returned unchanged."
TOOL: dict[str, Json] = {"type": "image_generation"}


class Draw(list[CaseData]):
    """The cases of one draw. Hypothesis would write all of them into a message that is not shown."""

    def __repr__(self) -> str:
        return f"{len(self)} cases"


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
    case = payload_case("either", "wire.no-corruption", output)
    return case | {"outputs": [output], "rationale": IDEMPOTENCE_RATIONALE}


def outputs_of(payload: Json) -> list[Json]:
    """Return the permitted outputs of a payload: itself, without any of its nulls, and each of them with `type` set."""
    outputs = [payload]
    for path in _null_paths(payload):
        outputs += [_without(output, path) for output in outputs]
    outputs += [{**output, **TOOL} for output in outputs if isinstance(output, dict)]
    return [output for index, output in enumerate(outputs) if output not in outputs[:index] or index == 0]


def _null_paths(value: Json) -> Iterator[tuple[str | int, ...]]:
    """Yield the keys and indices that lead to each member of an object that is null. No item of an array is omitted."""
    if isinstance(value, dict):
        yield from ((key,) for key, item in value.items() if item is None)
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from ((key, *path) for path in _null_paths(item))


def _without(value: Json, path: tuple[str | int, ...]) -> Json:
    """Return a value without a member at a path."""
    key, *rest = path
    if not rest:
        return {name: item for name, item in value.items() if name != key}
    copied = value.copy()
    copied[key] = _without(value[key], tuple(rest))
    return copied


def null_count(value: Json) -> int:
    """Return the number of nulls in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(null_count, value)) if isinstance(value, list) else value is None
