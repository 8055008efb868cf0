"""Validity: the profiles and revisions in which something holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["EVERYWHERE", "Validity"]


class Validity:
    """The profiles and revisions in which something holds: in each profile, a range of its revisions.

    Args:
        ranges: The positions of the revisions by profile; None if it holds everywhere. A profile that is not named has
            no such revisions.
    """

    def __init__(self, ranges: Mapping[str, range] | None) -> None:
        self._ranges = ranges

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Validity) and self._ranges == other._ranges

    __hash__ = None  # type: ignore[assignment]

    def holds_in(self, revision: Revision) -> bool:
        """Return whether it holds in a revision."""
        return self._ranges is None or revision.position in self._ranges.get(revision.profile, ())


EVERYWHERE = Validity(None)
