"""Cases: a request, its expected outcome, and the requirement behind it. All types are immutable."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.requirements import Level, Requirement, Strength
from imagegen_conformance.corpus.step_expectations import StepExpectation
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.text import describe_pointer

__all__ = [
    "Case",
    "ExpectedOutcome",
    "ExpectedSteps",
    "Finding",
    "Operation",
    "Request",
    "Vocabulary",
    "source_id_of",
]
Operation: TypeAlias = Literal["parse", "parse-text", "validate", "call", "send"]
DERIVED_SUFFIXES = (":wire", ":repaired", ":warnings")


def source_id_of(case_id: str) -> str:
    """Return the id of the source case from which the case with an id is derived."""
    source_id, colon, suffix = case_id.rpartition(":")
    return source_id if colon + suffix in DERIVED_SUFFIXES else case_id


class Request(NamedTuple):
    """Everything that an implementation receives of a case.

    Attributes:
        operation: The operation to perform.
        content: A payload (`parse`, `validate`), a JSON text (`parse-text`), or an object with `construct` and `steps`
            (`call`). A connection to a client program makes it an object with `payload` or `text`, and with `input`
            (`send`). It belongs to the corpus: copy it before an implementation can change it.
    """

    operation: Operation
    content: Json


class Finding(NamedTuple):
    """The reason of a rejection, or the subject of a warning.

    Attributes:
        path: The place in the payload as a JSON Pointer.
        rule: The id of the requirement.
    """

    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.rule} at {describe_pointer(self.path)}"


class Vocabulary(NamedTuple):
    """The names that the corpus defines, and that reported reasons may refer to. All cases share one vocabulary.

    Attributes:
        rules: The ids of the requirements.
        fields: The names of the fields.
        related_fields: The fields that a requirement relates to each other, by the id of the requirement.
    """

    rules: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    related_fields: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @classmethod
    def of(cls, requirements: Mapping[str, Requirement]) -> Vocabulary:
        """Return the vocabulary of the requirements of a corpus."""
        fields = (requirement.defines for requirement in requirements.values())
        return cls(
            frozenset(requirements),
            frozenset(field for field in fields if field is not None),
            {id_: requirement.fields for id_, requirement in requirements.items() if requirement.fields},
        )


NO_VOCABULARY = Vocabulary()


class ExpectedOutcome(NamedTuple):
    """The outcomes that a case with a payload or a text permits.

    Attributes:
        accepted: Whether acceptance is permitted.
        rejected: Whether rejection is permitted.
        outputs: The permitted outputs after acceptance, or None if no output is requested.
        reasons: The findings of which a rejection that reports reasons must contain one; empty if all are permitted.
        warnings: The findings that must be reported as warnings after acceptance, and no others; None if warnings are
            not judged.
        related_fields: The fields that the rules of the reasons relate to each other: all of them are at fault.
        vocabulary: The names that reported reasons may refer to, if there are reasons.
        acceptance_strength: The strength of a failure to accept, if it is weaker than that of the case; otherwise None.
    """

    accepted: bool
    rejected: bool
    outputs: tuple[Json, ...] | None = None
    reasons: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] | None = None
    related_fields: frozenset[str] = frozenset()
    vocabulary: Vocabulary = NO_VOCABULARY
    acceptance_strength: Strength | None = None


class ExpectedSteps(NamedTuple):
    """The expected results of a call sequence, one for each step."""

    steps: tuple[StepExpectation, ...]


class Case(NamedTuple):
    """One request and its expected outcome: the unit that is run, judged and counted.

    Attributes:
        id: The id of the source case, with the suffix `:wire`, `:repaired` or `:warnings` for some derived cases.
        source_id: The id of the source case.
        kind: The kind of the source case: accept, reject, either, text or calls.
        level: The level at which the case is run.
        strength: How firmly the expected outcome binds.
        requirement: The requirement that the case checks.
        description: A fact about the input.
        request: What the implementation receives.
        expected: The permitted outcomes.
        rationale: Why the expected outcome is correct; empty if it is obvious.
    """

    id: str
    source_id: str
    kind: str
    level: Level
    strength: Strength
    requirement: Requirement
    description: str
    request: Request
    expected: ExpectedOutcome | ExpectedSteps
    rationale: str = ""

    @property
    def area(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]
