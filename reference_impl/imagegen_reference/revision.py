"""Revisions: the dated states of a provider's definition of the tool, read from `profiles.json`."""

from __future__ import annotations

from typing import Final, NamedTuple

from imagegen_reference.data_file import Json, load_data_file

DEFAULT_PROFILE: Final = "azure"


class Revision(NamedTuple):
    """A dated state of a profile, which is a provider's definition of the tool.

    Attributes:
        profile: The name of the profile.
        name: The name of the revision: a release such as 2.3, or a date.
        position: The position among the revisions of the profile, from the oldest.
        date: The date on which the revision was published.
    """

    profile: str
    name: str
    position: int
    date: str

    def is_at_least(self, name: str) -> bool:
        """Return whether this is the revision of the profile with that name, or a later one."""
        return self.position >= _REVISIONS[self.profile][name].position


def find_revision(profile: str = DEFAULT_PROFILE, name: str | None = None) -> Revision:
    """Return the revision of a profile with a name, or the default revision of the profile if the name is None.

    Raises:
        ValueError: There is no such profile, or the profile has no such revision.
    """
    if profile not in _REVISIONS:
        raise ValueError(f"unknown profile {profile!r}; expected {' or '.join(_REVISIONS)}")
    revisions = _REVISIONS[profile]
    if name is None:
        name = _DEFAULT_NAMES[profile]
    if name not in revisions:
        raise ValueError(f"unknown revision {name!r} of the profile {profile}; expected one of {', '.join(revisions)}")
    return revisions[name]


def holds_in(entry: Json, revision: Revision) -> bool:
    """Return whether an entry of a data file holds in a revision.

    The key `profiles` of an entry names the profiles in which it holds, each with the revision `since` which it holds,
    and the revision `until` which it holds, the first in which it no longer does. Without this key, it holds in every
    revision.
    """
    if "profiles" not in entry:
        return True
    bounds = entry["profiles"].get(revision.profile)
    if bounds is None:
        return False
    has_begun = "since" not in bounds or revision.is_at_least(bounds["since"])
    return has_begun and not ("until" in bounds and revision.is_at_least(bounds["until"]))


_PROFILES: Final = load_data_file("profiles.json")["profiles"]
_DEFAULT_NAMES: Final[dict[str, str]] = {entry["profile"]: entry["default_revision"] for entry in _PROFILES}
_REVISIONS: Final[dict[str, dict[str, Revision]]] = {
    entry["profile"]: {
        item["revision"]: Revision(entry["profile"], item["revision"], position, item["date"])
        for position, item in enumerate(entry["revisions"])
    }
    for entry in _PROFILES
}

REVISIONS: Final = tuple(revision for revisions in _REVISIONS.values() for revision in revisions.values())
"""Every revision of every profile, from the oldest of the first profile to the newest of the last one."""
DEFAULT_REVISION: Final = find_revision()
