"""The order of the revisions of the specification."""

from __future__ import annotations

__all__ = ["revision_key"]


def revision_key(revision: str) -> tuple[int, ...]:
    """Return the key by which revisions are sorted and compared: 2.10 is later than 2.9."""
    return tuple(map(int, revision.split(".")))
