"""Requirements: the rules that cases check, with their levels, strengths and sources."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

__all__ = ["LEVELS", "STRENGTHS", "Level", "Requirement", "Source", "Strength"]
Level: TypeAlias = Literal["wire", "object", "schema", "semantic"]
Strength: TypeAlias = Literal["must", "should", "may"]
LEVELS: tuple[Level, ...] = ("wire", "object", "schema", "semantic")
STRENGTHS: tuple[Strength, ...] = ("must", "should", "may")
"""How firmly a requirement binds, from the strongest to the weakest.

`must`: the specification states it, RFC 8259 requires it, or the level means it by definition.
`should`: it is documented elsewhere, or measured.
`may`: it is recorded only, and never gates.
"""


class Source(NamedTuple):
    """The part of a document that states a requirement.

    Attributes:
        document: The key of the document in requirements.json.
        section: The section of the document.
        sentences: The numbers of the sentences in the section, of which 0 is its signature; empty if its sentences are
            not numbered.
        title: The title of the document.
    """

    document: str
    section: str
    sentences: tuple[int, ...] = ()
    title: str = ""

    def __str__(self) -> str:
        section = f"{self.title or self.document}: {self.section}"
        parts = ["signature"] if 0 in self.sentences else []
        if numbers := [str(sentence) for sentence in self.sentences if sentence]:
            parts.append(f"sentence{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}")
        return ", ".join([section, " and ".join(parts)] if parts else [section])


class Requirement(NamedTuple):
    """One rule, stated in the words of this project.

    Attributes:
        id: The id, to which findings refer as `rule`.
        level: The level of the cases that check it.
        strength: How firmly it binds; see `STRENGTHS`.
        statement: The rule as a sentence.
        sources: The parts of documents that state it.
        since: The first revision of the specification that contains it.
        exclusion: Why no case checks it, or None if cases do.
        defines: The payload field whose legal values it defines, if any.
        fields: The payload fields that it relates to each other, if there are several.
    """

    id: str
    level: Level
    strength: Strength
    statement: str
    sources: tuple[Source, ...]
    since: str
    exclusion: str | None = None
    defines: str | None = None
    fields: tuple[str, ...] = ()
