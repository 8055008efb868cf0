"""The support of requirements: the kinds of sources on which their strengths rest."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

from imagegen_conformance.corpus.requirements import Requirement, Source

__all__ = ["MUST_DOCUMENTS", "MUST_SUPPORT", "SUPPORT", "Support", "support_of"]
Support: TypeAlias = Literal[
    "specification", "RFC 8259", "definition of the level", "other documentation", "measurement"
]
SUPPORT: tuple[Support, ...] = get_args(Support)  # from the strongest to the weakest
MUST_SUPPORT: tuple[Support, ...] = SUPPORT[:3]
"""The kinds of sources on which the strength `must` can rest."""
MUST_DOCUMENTS = ("rfc8259", "levels")  # on which the strength must can rest in every profile
KINDS_BY_DOCUMENT: dict[str, Support] = {
    "rfc8259": "RFC 8259",
    "levels": "definition of the level",
    "measured": "measurement",
}


def support_of(requirement: Requirement, specification: Collection[str]) -> tuple[Support, ...]:
    """Return the kinds of the sources of a requirement, from the strongest to the weakest.

    Args:
        requirement: The requirement.
        specification: The keys of the documents that define the tool in a profile.
    """
    kinds = {_kind(source, specification) for source in requirement.sources}
    return tuple(kind for kind in SUPPORT if kind in kinds)


def _kind(source: Source, specification: Collection[str]) -> Support:
    if source.document in specification:
        return "specification"
    return KINDS_BY_DOCUMENT.get(source.document, "other documentation")
