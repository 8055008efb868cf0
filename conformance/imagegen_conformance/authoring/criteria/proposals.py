"""Proposals: source cases that can be pasted into a case file."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.connections.in_process.steps import run_steps
from imagegen_conformance.jsonlib.values import Json, deep_copy

__all__ = ["TOOL", "calls_proposal", "payload_proposal"]
TOOL = {"type": "image_generation"}
# The results of these methods differ from process to process, or have no JSON form.
WITHOUT_RESULT = frozenset({"text-representation", "hash-value", "copy", "deepcopy", "pickle-round-trip"})
UNORDERED = frozenset({"keys", "values", "items", "iterate", "intersection", "union", "difference"})


def payload_proposal(kind: str, requirement: str, payload: Json, **others: Json) -> Json:
    """Return a source case with a payload. Its name and its description are empty."""
    return {
        "kind": kind,
        "name": "",
        "description": "",
        "requirement": requirement,
        "payload": payload,
        **others,
    }


def calls_proposal(construct: dict[str, Json], steps: list[dict[str, Json]], requirement: str = "") -> Json:
    """Return a source case with a call sequence, with the results of the reference as expectations.

    Args:
        construct: The arguments of the constructor.
        steps: The steps without expectations.
        requirement: The id of the requirement; empty if it has to be chosen.
    """
    from imagegen_reference import ImageGenTool

    adapter = DocumentedClassAdapter(ImageGenTool)
    tool: Any = adapter.construct(*deep_copy(construct.get("args", [])), **deep_copy(construct.get("kwargs", {})))
    results = run_steps(adapter, tool, steps)
    expected = [step | _expectation(step, dict(result)) for step, result in zip(steps, results, strict=False)]
    return {
        "kind": "calls",
        "name": "",
        "description": "",
        "requirement": requirement,
        "construct": construct,
        "steps": expected,
    }


def _expectation(step: dict[str, Json], result: dict[str, Json]) -> dict[str, Json]:
    if "raised" in result:
        return {"raises": result["raised"]}
    if "returned" not in result or step["method"] in WITHOUT_RESULT or "save_as" in step:
        return {}
    if step["method"] in UNORDERED and isinstance(result["returned"], list):
        return {"returns_unordered": result["returned"]}
    return {"returns": result["returned"]}
