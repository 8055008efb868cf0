"""What is checked, and what may come of it: requirements and cases, both immutable."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.json_value import Json

__all__ = [
    "LEVELS",
    "STRENGTHS",
    "Answer",
    "Case",
    "Level",
    "Reason",
    "Request",
    "Requirement",
    "Script",
    "Source",
    "Strength",
]

Level: TypeAlias = Literal["wire", "model", "schema", "semantic"]
Strength: TypeAlias = Literal["must", "should", "may"]
Operation: TypeAlias = Literal["parse", "parse-text", "validate", "call"]

LEVELS: tuple[Level, ...] = ("wire", "model", "schema", "semantic")
STRENGTHS: tuple[Strength, ...] = ("must", "should", "may")  # from the strongest on


class Source(NamedTuple):
    """Where a requirement comes from: a document, a section, and the numbers of its sentences, if it has any."""

    document: str
    section: str
    sentences: tuple[int, ...] = ()
    title: str = ""

    def __str__(self) -> str:
        place = f"{self.title or self.document}: {self.section}"
        if not self.sentences:
            return place
        plural = "s" if len(self.sentences) > 1 else ""
        return f"{place}, sentence{plural} {', '.join(map(str, self.sentences))}"


class Requirement(NamedTuple):
    """One sentence that binds, in our words. `exclusion` says why it has no case, where it has none."""

    id: str
    level: Level
    strength: Strength
    statement: str
    sources: tuple[Source, ...]
    since: str
    exclusion: str | None = None


class Request(NamedTuple):
    """All that an implementation gets to see of a case.

    `content` is a payload (`parse`, `validate`), a JSON text (`parse-text`), or an object of `construct` and
    `steps` (`call`). It belongs to the corpus: whoever hands it to an implementation copies it first.
    """

    operation: Operation
    content: Json


class Reason(NamedTuple):
    """Why a payload is refused, or warned of: the place as a JSON Pointer, and the requirement that says so."""

    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.rule} at {self.path or 'the top'}"


class Answer(NamedTuple):
    """What may come of a payload.

    `outputs`: what may be given back when it is accepted, or None where nothing is asked back. `reasons`:
    those that a rejection may name; empty where any will do. `warnings`: those that are due when it is accepted, just
    these; None where nobody asks.
    """

    accepted: bool
    rejected: bool
    outputs: tuple[Json, ...] | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] | None = None


class Script(NamedTuple):
    """What may come of each step: an object with one of returns, returns_unordered, returns_one_of, raises, or none."""

    steps: tuple[dict[str, Json], ...]


class Case(NamedTuple):
    """One thing to ask an implementation, and what may come of it.

    `id` is the authored case's id, followed by `:wire`, `:repaired` or `:warnings` for what was derived from it;
    `authored` is the authored id itself. `why` explains, where it is not plain, why the expectation is as it is.
    """

    id: str
    authored: str
    kind: str
    level: Level
    strength: Strength
    requirement: Requirement
    description: str
    request: Request
    expected: Answer | Script
    why: str = ""

    @property
    def area(self) -> str:
        """The first part of the id."""
        return self.id.partition("/")[0]
