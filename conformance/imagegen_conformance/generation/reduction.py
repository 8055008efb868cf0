"""The reduction of a failing generated case: the parts that its failure does not need are removed.

Hypothesis shrinks the numbers from which a case is drawn. A number can stand for many steps or strings, of which a
failure needs few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, TypeAlias

from imagegen_conformance.generation.case_data import IDEMPOTENCE_RATIONALE, CaseData, either_case, payload_case
from imagegen_conformance.generation.sweeps import UNUSED_DEFAULT
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle
from imagegen_conformance.results.result import Result

__all__ = ["reduced", "without_members"]
Check: TypeAlias = Callable[[CaseData], Result | None]
"""Returns the result of a case, or of a derived case, that fails; None if none fails."""
REDUCIBLE: Final = frozenset({"calls", "either"})  # hypothesis shrinks the others well
READING: Final = frozenset(
    {
        "as_dict", "contains", "contains-item", "delete-attribute", "difference", "equals", "get", "get-attribute",
        "get-item", "hash-value", "identity", "intersection", "is-mapping", "items", "iterate", "keys", "length",
        "not-equals", "truth-value", "union", "values", "construct", "copy", "deepcopy", "pickle-round-trip",
    }
)  # fmt: skip
"""The methods that change no tool, so that the expected results of later steps do not depend on them."""


def reduced(data: CaseData, result: Result, check: Check) -> tuple[CaseData, Result]:
    """Return a case of which no part can be removed so that it still fails, and its result.

    Args:
        data: A case that fails.
        result: Its result, or that of the derived case that fails.
        check: Returns whether a smaller case fails, too.
    """
    smaller = _smaller_calls if data["kind"] == "calls" else _smaller_payloads
    if data["kind"] not in REDUCIBLE or data.get("rationale") == IDEMPOTENCE_RATIONALE:
        return data, result  # a part of an output need not be an output
    size = 1 << 30
    while size:
        for candidate in smaller(data, result, size):
            failed = check(candidate)
            if failed is not None:
                data, result = candidate, failed
                break
        else:
            size = min(size, _length(data)) // 2
    return data, result


def without_members(data: CaseData, keys: Collection[str], oracle: Oracle) -> CaseData | None:
    """Return the case of a payload without some members; None if its expectation is another one."""
    payload = {key: value for key, value in data["payload"].items() if key not in keys}
    if data["kind"] == "either":
        return either_case(payload)
    if data["kind"] == "accept":
        return (
            {**payload_case("accept", data["requirement"], payload), **_strength(data)} if not oracle(payload) else None
        )
    findings = [finding._asdict() for finding in oracle(payload)]
    legal = {key: value for key, value in apply(data["payload"], data["repair"]).items() if key not in keys}
    if not findings or oracle(legal):
        return None
    repair = [operation for operation in data["repair"] if parse_pointer(operation["path"])[0] not in keys]
    case = payload_case("reject", findings[0]["rule"], payload) | {"reasons": findings, "repair": repair}
    return {**case, **_strength(data)}


def _strength(data: CaseData) -> CaseData:
    return {key: data[key] for key in ("strength", "repaired_strength") if key in data}


def _length(data: CaseData) -> int:
    return len(data["steps"] if data["kind"] == "calls" else data["payload"])


def _smaller_calls(data: CaseData, result: Result, size: int) -> Iterator[CaseData]:
    """Yield the sequence up to the step that fails, or without some of the steps that read only."""
    steps: list[Json] = data["steps"]
    tokens = parse_pointer(result.verdict.pointer or "")
    if len(tokens) == 2 and int(tokens[1]) + 1 < len(steps):
        yield _with_steps(data, steps[: int(tokens[1]) + 1])
        return
    for start in range(0, len(steps), size):
        kept = [
            step
            for position, step in enumerate(steps)
            if not start <= position < start + size or _is_needed(position, steps)
        ]
        if len(kept) < len(steps):
            yield _with_steps(data, kept)


def _is_needed(position: int, steps: list[Json]) -> bool:
    """Return whether other steps depend on a step: it changes a tool, or a later step uses what it saves."""
    step = steps[position]
    name = step.get("save_as")
    if name is not None:
        for later in steps[position + 1 :]:
            if name == later.get("target") or name in later.get("object_args", ()):
                return True
            if later.get("save_as") == name:
                break
    is_setdefault_of_present_key = step["method"] == "setdefault" and step["args"][1:] == [UNUSED_DEFAULT]
    return step["method"] not in READING and "raises" not in step and not is_setdefault_of_present_key


def _with_steps(data: CaseData, steps: list[Json]) -> CaseData:
    return {**data, "steps": steps, "description": f"A generated call sequence of {len(steps)} steps"}


def _smaller_payloads(data: CaseData, _: Result, size: int) -> Iterator[CaseData]:
    """Yield the cases of the payload without some of its members, or some of those of an object in it."""
    payload = data["payload"]
    keys = list(payload)
    for start in range(0, len(keys), size):
        kept = {key: payload[key] for key in keys[:start] + keys[start + size :]}
        if kept != payload:
            yield either_case(kept)
    for key, value in payload.items():
        names = list(value) if isinstance(value, dict) else []
        for start in range(0, len(names), size):
            yield either_case({**payload, key: {name: value[name] for name in names[:start] + names[start + size :]}})
        items = value if isinstance(value, list) else []
        for start in range(0, len(items), size):
            yield either_case({**payload, key: items[:start] + items[start + size :]})
