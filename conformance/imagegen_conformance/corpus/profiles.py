"""Profiles and revisions: the providers' definitions of the tool, and the dated states of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus.revision_hints import RELEASE, revision_list, suggest_profile, suggest_release
from imagegen_conformance.corpus.validity import EVERYWHERE, Validity
from imagegen_conformance.errors import CorpusError, UsageError, did_you_mean, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json
from imagegen_conformance.text import preview_repr

__all__ = ["PROFILES_FILE", "Profile", "Profiles", "Revision"]
PROFILES_FILE = "profiles.json"


class Revision(NamedTuple):
    """A dated state of a profile.

    Attributes:
        profile: The name of the profile.
        name: The name of the revision: a release such as 2.3, or a date.
        position: The position among the revisions of the profile, from the oldest.
        date: The date of the first release with it.
        releases: The releases of the provider's package that have it.
        summary: The change from the previous revision, as sentences.
    """

    profile: str
    name: str
    position: int
    date: str = ""
    releases: tuple[str, ...] = ()
    summary: str = ""

    def __str__(self) -> str:
        return f"{self.profile} {self.name}"


class Profile(NamedTuple):
    """A provider's definition of the tool.

    Attributes:
        name: The name.
        title: The tool that it defines.
        package: The Python package whose releases have its revisions.
        documents: The keys of the documents that define it.
        revisions: The revisions, from the oldest to the newest.
        default: The revision that applies if none is named.
    """

    name: str
    title: str
    package: str
    documents: tuple[str, ...]
    revisions: tuple[Revision, ...]
    default: Revision

    def find(self, name: str) -> Revision | None:
        """Return the revision with a name, or the revision of a release such as 2.4.0 or 2.4; None if there is none."""
        for revision in self.revisions:
            if name == revision.name or name in revision.releases or f"{name}.0" in revision.releases:
                return revision
        return None


class Profiles:
    """All profiles.

    Attributes:
        file: The file that lists them.
        by_name: The profiles by name.
        default: The profile that applies if none is named.
    """

    def __init__(self, file: Path, by_name: Mapping[str, Profile], default: Profile) -> None:
        self.file = file
        self.by_name = by_name
        self.default = default
        self._positions = {
            profile.name: {revision.name: revision.position for revision in profile.revisions}
            for profile in by_name.values()
        }

    @classmethod
    def load(cls, root: Path) -> Profiles:
        """Load the profiles of a corpus.

        Raises:
            CorpusError: The file is missing or malformed, or it does not list a default.
        """
        file = root / PROFILES_FILE
        content = load_json(file)
        try:
            profiles = [_profile(entry, index, file) for index, entry in enumerate(content["profiles"])]
            by_name, default = {profile.name: profile for profile in profiles}, str(content["default"])
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a list of profiles", "profiles", file) from None
        if default not in by_name:
            problem, hint = f"the profile {preview_repr(default)} does not exist", suggest_profile(default, by_name)
            raise CorpusError(problem, file=file, location="/default", hint=hint)
        return cls(file, by_name, by_name[default])

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """All revisions of all profiles."""
        return tuple(revision for profile in self.by_name.values() for revision in profile.revisions)

    def find(self, profile: str | None = None, revision: str | None = None) -> Revision:
        """Return a revision.

        Args:
            profile: The name of its profile; the default profile if it is None.
            revision: The name of the revision, or a release of the provider's package that has it; the default
                revision of the profile if it is None.

        Raises:
            UsageError: There is no such profile, or the profile has no such revision.
        """
        if profile is not None and profile not in self.by_name:
            hint = suggest_profile(profile, self.by_name)
            raise UsageError(f"the profile {preview_repr(profile)} does not exist", hint=hint)
        found = self.default if profile is None else self.by_name[profile]
        if revision is None:
            return found.default
        known = found.find(revision)
        # "2.3" is a revision of one provider, and abbreviates a release of the other.
        if known is None or (known.name != revision and self._is_revision_of_another_profile(found, revision)):
            problem = f"the profile {found.name} has no revision {preview_repr(revision)}"
            raise UsageError(problem, hint=self._suggest_revision(found, revision))
        return known

    def validity(self, entry: dict[str, Json]) -> Validity:
        """Return where an entry of a file holds, according to its key `profiles`.

        Raises:
            CorpusError: The key names an unknown profile or revision, or a range that contains no revision. The error
                names no file; the caller adds it.
        """
        stated = entry.get("profiles")
        if stated is None:
            return EVERYWHERE
        return Validity({name: self._positions_within(name, bounds) for name, bounds in stated.items()})

    def revisions_of(self, validity: Validity) -> list[Revision]:
        """Return the revisions in which something holds, in their order."""
        return [revision for revision in self.revisions if validity.holds_in(revision)]

    def holds_in(self, entry: dict[str, Json], revision: Revision) -> bool:
        """Return whether an entry of a file holds in a revision, as `validity` does, but only for this revision.

        It reads only the range of the profile of the revision, so that a corpus is loaded quickly. An unknown profile
        and an invalid range of another profile are not found: `validity`, with which the linter checks every range,
        finds them.

        Raises:
            CorpusError: The range of the profile is invalid. The error names no file; the caller adds it.
        """
        stated = entry.get("profiles")
        if stated is None:
            return True
        if revision.profile not in stated:
            return False
        return revision.position in self._positions_within(revision.profile, stated[revision.profile])

    def intersection(self, ranges: Sequence[dict[str, Json]]) -> dict[str, Json] | None:
        """Return the range of all revisions that are in each of several ranges, as ranges are written in files.

        Args:
            ranges: Values of the key `profiles`.

        Returns:
            The range; None for all revisions, if there are no ranges.

        Raises:
            CorpusError: A range is invalid. The error names no file; the caller adds it.
        """
        if not ranges:
            return None
        common: dict[str, Json] = {}
        for profile in self.by_name.values():
            if all(profile.name in stated for stated in ranges):
                positions = [self._positions_within(profile.name, stated[profile.name]) for stated in ranges]
                start, stop = max(item.start for item in positions), min(item.stop for item in positions)
                if start < stop:
                    common[profile.name] = _bounds(profile, start, stop)
        return common

    def describe(self, revisions: Collection[Revision]) -> str:
        """Return some of the revisions in words, such as "azure since 2.1; openai before 2026-05-06"."""
        if len(revisions) == len(self.revisions):
            return "all revisions"
        return "; ".join(text for profile in self.by_name.values() for text in _runs(profile, revisions))

    def _positions_within(self, profile: str, bounds: dict[str, str]) -> range:
        """Return the positions of the revisions from `since` on, and before `until`."""
        positions = self._positions.get(profile)
        if positions is None:
            hint = suggest_profile(profile, self._positions)
            raise CorpusError(f"the profile {preview_repr(profile)} does not exist", hint=hint)
        try:
            start = positions[bounds["since"]] if "since" in bounds else 0
            stop = positions[bounds["until"]] if "until" in bounds else len(positions)
        except KeyError as error:
            name = error.args[0]
            hint = self._suggest_revision(self.by_name[profile], name)
            raise CorpusError(f"the profile {profile} has no revision {preview_repr(name)}", hint=hint) from None
        if start >= stop:
            problem = f"the range {format_pointer(('profiles', profile))} contains no revision"
            raise CorpusError(problem, hint="Name a revision in `until` that is later than `since`.")
        return range(start, stop)

    def _is_revision_of_another_profile(self, profile: Profile, name: str) -> bool:
        return any(revision.name == name for revision in self.revisions if revision.profile != profile.name)

    def _suggest_revision(self, profile: Profile, name: str) -> str:
        """Return a hint for a name that is not the name of a revision of a profile."""
        others = [found for other in self.by_name.values() if other != profile and (found := other.find(name))]
        for other in others:
            if other.name == name:
                return f"It is a revision of the profile {other.profile}: name this profile, or another revision."
        if own := profile.find(name):
            return f"It is a release with the revision {own.name}: name this revision."
        names = [revision.name for revision in profile.revisions]
        if not RELEASE.fullmatch(name) and (hint := did_you_mean(name, names, "")):
            return hint
        for other in others:
            place = f"the profile {other.profile} (revision {other.name})"
            return f"It is a release of {place}: name this profile, or another revision."
        releases = [release for revision in profile.revisions for release in revision.releases]
        return suggest_release(releases, name) or revision_list(names)


def _bounds(profile: Profile, start: int, stop: int) -> dict[str, Json]:
    """Return the range of some positions, as it is written in files."""
    names = [revision.name for revision in profile.revisions]
    return {
        **({"since": names[start]} if start else {}),
        **({"until": names[stop]} if stop < len(names) else {}),
    }


def _profile(entry: dict[str, Json], index: int, file: Path) -> Profile:
    revisions = tuple(
        Revision(
            entry["profile"], item["revision"], position, item["date"], tuple(item["releases"]), item.get("summary", "")
        )
        for position, item in enumerate(entry["revisions"])
    )
    by_name, default = {revision.name: revision for revision in revisions}, str(entry["default_revision"])
    if default not in by_name:
        problem = f"the profile {entry['profile']} has no revision {preview_repr(default)}"
        location = format_pointer(("profiles", index, "default_revision"))
        hint = did_you_mean(default, by_name, revision_list(by_name))
        raise CorpusError(problem, file=file, location=location, hint=hint)
    return Profile(
        entry["profile"],
        entry["title"],
        entry["package"],
        tuple(entry["documents"]),
        revisions,
        by_name[default],
    )


def _runs(profile: Profile, revisions: Collection[Revision]) -> Iterator[str]:
    """Yield a description of each run of successive revisions of a profile."""
    since: Revision | None = None
    for revision in profile.revisions:
        if revision in revisions and since is None:
            since = revision
        elif revision not in revisions and since is not None:
            yield _range_text(since, revision)
            since = None
    if since is not None:
        yield _range_text(since, None)


def _range_text(since: Revision, until: Revision | None) -> str:
    text = f"{since.profile} since {since.name}" if since.position else since.profile
    if until is None:
        return text
    return f"{text}, before {until.name}" if since.position else f"{text} before {until.name}"
