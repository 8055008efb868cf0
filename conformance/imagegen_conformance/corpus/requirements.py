"""Requirements: the rules that cases check, with their levels, strengths and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.validity import EVERYWHERE, Validity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from imagegen_conformance.corpus.profiles import Revision

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
        strength: How firmly it binds; see `STRENGTHS`. In a corpus, it is that of the revision.
        statement: The rule as a sentence.
        sources: The parts of documents that state it.
        validity: The profiles and revisions in which it holds.
        exclusion: Why no case checks it, or None if cases do.
        defines: The payload field whose legal values it defines, if any.
        fields: The payload fields that it relates to each other, if there are several.
        other_strengths: Where it binds more or less firmly: for example, where the specification began to state it.
    """

    id: str
    level: Level
    strength: Strength
    statement: str
    sources: tuple[Source, ...]
    validity: Validity = EVERYWHERE
    exclusion: str | None = None
    defines: str | None = None
    fields: tuple[str, ...] = ()
    other_strengths: tuple[tuple[Validity, Strength], ...] = ()

    def in_revision(self, revision: Revision) -> Requirement:
        """Return the requirement with its strength in a revision."""
        for validity, strength in self.other_strengths:
            if validity.holds_in(revision):
                return self._replace(strength=strength)
        return self

    def revisions_with(self, strength: Strength, revisions: Iterable[Revision]) -> list[Revision]:
        """Return those of some revisions in which the requirement holds with a strength.

        It must be the requirement as the files state it, not that of one revision.
        """
        return [
            revision
            for revision in revisions
            if self.validity.holds_in(revision) and self.in_revision(revision).strength == strength
        ]
