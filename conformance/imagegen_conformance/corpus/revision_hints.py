"""Hints for names that are no profile, revision or release."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

from imagegen_conformance.errors import did_you_mean

__all__ = ["RELEASE", "revision_list", "suggest_profile", "suggest_release"]
RELEASE = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")


def suggest_profile(name: str, known: Collection[str]) -> str:
    """Return a hint for a name that is no profile."""
    return did_you_mean(name, known, f"The profiles are {' and '.join(known)}.")


def revision_list(names: Collection[str]) -> str:
    """Return a hint that lists the names of the revisions of a profile."""
    return f"Its revisions are {', '.join(names)}."


def suggest_release(releases: Iterable[str], name: str) -> str:
    """Return a hint with the releases that are similar to a name; empty if there are none.

    Similar to a release are those before and after it: 3.46.0 and 3.48.0, not 3.7.0, are similar to 3.47.0.
    """
    complete = [release for release in releases if RELEASE.fullmatch(release)]
    name = f"{name}.0" if RELEASE.fullmatch(f"{name}.0") else name
    if not RELEASE.fullmatch(name):
        return did_you_mean(name, complete, "")
    complete.sort(key=_release_number)
    position = bisect_left([_release_number(release) for release in complete], _release_number(name))
    nearest = complete[max(position - 1, 0) : position + 1]
    return f"Did you mean {' or '.join(nearest)}?" if nearest else ""


def _release_number(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))
