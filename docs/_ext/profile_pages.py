"""The tables of the profiles and their revisions, generated from the corpus."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.corpus.profiles import Profile, Profiles, Revision
from imagegen_conformance.resources import data_directory

__all__ = ["revisions"]


def revisions() -> str:
    """Return the Markdown text of all profiles, with a table of the revisions of each."""
    profiles = Profiles.load(data_directory("fixtures"))
    return "\n".join(line for profile in profiles.by_name.values() for line in _profile(profile, profiles))


def _profile(profile: Profile, profiles: Profiles) -> Iterator[str]:
    yield f"### {profile.name}\n"
    default = " It is the default profile." if profile is profiles.default else ""
    yield f"{profile.title}, by release of the Python package `{profile.package}`.{default}\n"
    yield "| revision | date | releases | change |\n|---|---|---|---|"
    for revision in profile.revisions:
        name = f"`{revision.name}`" + (" (default)" if revision == profile.default else "")
        yield f"| {name} | {revision.date} | {_releases(revision)} | {revision.summary} |"
    yield ""


def _releases(revision: Revision) -> str:
    first, *others = revision.releases
    return f"{first} to {others[-1]}" if others else first
