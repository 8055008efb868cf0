"""Checks of the plain cases, on which other cases depend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.prerequisites import PREREQUISITES_FILE, ROUND_TRIP_SUFFIX, PlainCases
from imagegen_conformance.errors import did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer

__all__ = ["prerequisite_problems"]

UNIVERSAL_FIELDS = frozenset({"type", "model", "quality", "size"})  # every implementation supports them


class _Entry(NamedTuple):
    """A plain case as listed.

    Attributes:
        pointer: The place in the list.
        id: The id of the case.
        operation: The operation that the case must have.
        field: The field that its payload must contain, if any.
    """

    pointer: str
    id: str
    operation: str
    field: str | None = None


def prerequisite_problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each plain case that is missing, unsuitable, or depends on itself in the revision."""
    file = corpus.root / PREREQUISITES_FILE
    for entry in _entries(corpus):
        case = corpus.by_id.get(entry.id)
        if case is None:
            hint = did_you_mean(entry.id, corpus.by_id, "Name a case of the corpus.")
            yield f"{file} {entry.pointer}: the case {entry.id} does not exist in {corpus.revision}. {hint}"
        else:
            yield from (f"{file} {entry.pointer}: {problem}" for problem in _case_problems(corpus, entry, case))
    fields = corpus.prerequisites.plain_cases.fields
    for requirement in corpus.requirements.values():
        if fields and requirement.defines is not None and requirement.defines not in {*fields, *UNIVERSAL_FIELDS}:
            yield f"{file} /fields: {requirement.defines} has no plain case. Add the simplest legal one."


def _entries(corpus: Corpus) -> Iterator[_Entry]:
    """Yield the entries of the operations and of the fields that the revision has."""
    plain_cases = corpus.prerequisites.plain_cases
    operations = {case.request.operation for case in corpus.cases}
    known_fields = plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"]
    for operation, id_ in plain_cases.operations.items():
        if operation not in operations:
            continue
        yield _Entry(format_pointer(("operations", operation)), id_, operation)
    listed = PlainCases.load(corpus.root).fields
    for field, ids in plain_cases.fields.items():
        if field not in known_fields:
            continue
        pointer = format_pointer(("fields", field))
        for id_ in ids or listed[field][:1]:  # an id that does not exist is a problem
            yield _Entry(pointer, id_, "validate", field)
            yield _Entry(pointer, id_ + ROUND_TRIP_SUFFIX, "parse", field)


def _case_problems(corpus: Corpus, entry: _Entry, case: Case) -> Iterator[str]:
    operation, content = case.request
    if operation != entry.operation:
        yield f"the operation of {case.id} is {operation}, not {entry.operation}. Name another case."
    if case.strength != "must":
        yield f"the strength of {case.id} is {case.strength}, not must. Name another case."
    if isinstance(case.expected, ExpectedOutcome):
        if case.expected.rejected or not case.expected.accepted:
            yield f"{case.id} permits a rejection. Name a case of kind accept."
        if case.expected.acceptance_strength is not None:
            strength = case.expected.acceptance_strength
            yield f"{case.id} is accepted with strength {strength}, not must. Name another case."
    if entry.field is not None and not (isinstance(content, dict) and entry.field in content):
        yield f"the payload of {case.id} does not contain {entry.field}. Name another case."
    for id_ in corpus.prerequisites.of(case):
        if case.id in corpus.prerequisites.of(corpus.by_id[id_]):
            yield f"{case.id} and {id_} depend on each other. Name a case that uses fewer fields."
