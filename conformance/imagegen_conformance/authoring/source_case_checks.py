"""Checks of single source cases that do not depend on the revision: duplicates, snapshots and alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from imagegen_conformance.authoring.id_registry import NON_BINDING_KEYS
from imagegen_conformance.corpus.cases import Case, ExpectedSteps
from imagegen_conformance.corpus.snapshots import SNAPSHOTS_DIRECTORY, load_snapshots
from imagegen_conformance.corpus.source_cases import SourceCase
from imagegen_conformance.corpus.step_expectations import ReturnsOneOf
from imagegen_conformance.jsonlib.difference import equal
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["alternative_problems", "duplicate_cases", "snapshot_problems"]


def duplicate_cases(source_cases: list[SourceCase]) -> Iterator[str]:
    """Yield a line for each source case with the request and the expectation of an earlier one."""
    first_ids: dict[str, str] = {}
    for case in source_cases:
        # The order of keys counts: some cases are about it.
        content = dumps({key: value for key, value in case.data.items() if key not in NON_BINDING_KEYS | {"name"}})
        if content in first_ids:
            yield f"{case.file} {case.pointer}: {case.id} is equal to {first_ids[content]}. Remove one of them."
        first_ids.setdefault(content, case.id)


def snapshot_problems(source_cases: list[SourceCase], root: Path) -> Iterator[str]:
    """Yield a line for each missing, wrong or unused snapshot."""
    # Parametrized cases have no snapshots: their payloads are data that is common to many cases.
    accepted = {
        case.id: case for case in source_cases if case.data["kind"] == "accept" and case.parametrized_id is None
    }
    files: dict[str, Path] = {}
    snapshots: dict[str, Json] = {}
    for file in sorted((root / SNAPSHOTS_DIRECTORY).glob("*/*.json")):
        content = load_snapshots(file)
        snapshots |= content
        files |= dict.fromkeys(content, file)
    hint = "Run `make snapshots` and review the change."
    for id_ in accepted.keys() - snapshots.keys():
        yield f"{accepted[id_].file} {accepted[id_].pointer}: {id_} has no snapshot. {hint}"
    for id_ in accepted.keys() & snapshots.keys():
        # Snapshots are written by the reference, which may be wrong: a legal payload is returned unchanged.
        if not equal(accepted[id_].data["payload"], snapshots[id_], exact=True):
            yield f"{files[id_]}: the snapshot of {id_} differs from its payload. Correct the reference."
    for id_ in snapshots.keys() - accepted.keys():
        yield f"{files[id_]}: {id_} is not a case of kind accept. {hint}"


def alternative_problems(case: Case) -> Iterator[str]:
    """Yield a line for each call sequence whose alternatives are not of the same number."""
    steps = case.expected.steps if isinstance(case.expected, ExpectedSteps) else ()
    if len({len(step.value) for step in steps if isinstance(step, ReturnsOneOf)}) > 1:
        problem = "its arrays returns_one_of have different lengths, but their n-th values belong together"
        yield f"{case.id}: {problem}. Give them the same length."
