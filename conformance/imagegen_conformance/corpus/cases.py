"""Cases: a request, its expected outcome, and the requirement behind it. All types are immutable."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.requirements import Level, Requirement, Strength
from imagegen_conformance.corpus.step_expectations import StepExpectation
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Case", "ExpectedOutcome", "ExpectedSteps", "Finding", "Operation", "Request"]
Operation: TypeAlias = Literal["parse", "parse-text", "validate", "call"]


class Request(NamedTuple):
    """Everything that an implementation receives of a case.

    Attributes:
        operation: The operation to perform.
        content: A payload (`parse`, `validate`), a JSON text (`parse-text`), or an object with `construct` and `steps`
            (`call`). It belongs to the corpus: copy it before an implementation can change it.
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
        return f"{self.rule} at {self.path or 'the root'}"


class ExpectedOutcome(NamedTuple):
    """The outcomes that a case with a payload or a text permits.

    Attributes:
        accepted: Whether acceptance is permitted.
        rejected: Whether rejection is permitted.
        outputs: The permitted outputs after acceptance, or None if no output is requested.
        reasons: The findings of which a rejection that reports reasons must contain one; empty if all are permitted.
        warnings: The findings that must be reported as warnings after acceptance, and no others; None if warnings are
            not judged.
    """

    accepted: bool
    rejected: bool
    outputs: tuple[Json, ...] | None = None
    reasons: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] | None = None


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
