"""Requirements: the binding statements of the specification, with their levels, strengths and sources."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

__all__ = ["LEVELS", "STRENGTHS", "Level", "Requirement", "Source", "Strength"]
Level: TypeAlias = Literal["wire", "object", "schema", "semantic"]
Strength: TypeAlias = Literal["must", "should", "may"]
LEVELS: tuple[Level, ...] = ("wire", "object", "schema", "semantic")
STRENGTHS: tuple[Strength, ...] = ("must", "should", "may")  # from the strongest to the weakest


class Source(NamedTuple):
    """The part of a document that states a requirement.

    Attributes:
        document: The key of the document in requirements.json.
        section: The section of the document.
        sentences: The numbers of the sentences in the section; empty if its sentences are not numbered.
        title: The title of the document.
    """

    document: str
    section: str
    sentences: tuple[int, ...] = ()
    title: str = ""

    def __str__(self) -> str:
        section = f"{self.title or self.document}: {self.section}"
        if not self.sentences:
            return section
        plural = "s" if len(self.sentences) > 1 else ""
        return f"{section}, sentence{plural} {', '.join(map(str, self.sentences))}"


class Requirement(NamedTuple):
    """One rule, stated in the words of this project.

    Attributes:
        id: The id, to which findings refer as `rule`.
        level: The level of the cases that check it.
        strength: How firmly it binds.
        statement: The rule as a sentence.
        sources: The parts of documents that state it.
        since: The first revision of the specification that contains it.
        exclusion: Why no case checks it, or None if cases do.
        defines: The payload field whose legal values it defines, if any.
    """

    id: str
    level: Level
    strength: Strength
    statement: str
    sources: tuple[Source, ...]
    since: str
    exclusion: str | None = None
    defines: str | None = None
