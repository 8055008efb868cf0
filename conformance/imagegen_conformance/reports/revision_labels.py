"""The words for two revisions that are compared."""

from __future__ import annotations

from typing import Literal, NamedTuple

from imagegen_conformance.corpus.profiles import Revision

__all__ = ["RevisionLabels"]


class RevisionLabels(NamedTuple):
    """The words for two revisions that are compared.

    Attributes:
        before: The first revision.
        after: The second revision.
        new: Where something holds that does not hold in the first revision.
        former: Where something holds, or held, that does not hold in the second revision.
    """

    before: str
    after: str
    new: str
    former: str

    @classmethod
    def of(cls, before: Revision, after: Revision) -> RevisionLabels:
        """Return the words: names of revisions within a profile, otherwise names of profiles."""
        if before.profile != after.profile:
            first, second = before.profile, after.profile
        else:
            first, second = before.name, after.name
            if before.position < after.position:
                return cls(first, second, f"new in {second}", f"no longer in {second}")
        return cls(first, second, f"only in {second}", f"only in {first}")

    def where(self, kind: Literal["new", "former"]) -> str:
        """Return where something new or former holds."""
        return self.new if kind == "new" else self.former
