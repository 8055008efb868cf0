"""The argument that names a revision without options: a profile, a revision, a release, or PROFILE:REVISION."""

from __future__ import annotations

from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.errors import UsageError, did_you_mean
from imagegen_conformance.text import preview_repr

__all__ = ["find_revision"]


def find_revision(profiles: Profiles, text: str) -> Revision:
    """Return the revision that an argument names.

    Args:
        profiles: The profiles.
        text: The name of a profile, which stands for its default revision; the name of a revision; a release of a
            provider's package; or the name of a profile, a colon, and one of the last two.

    Raises:
        UsageError: There is no such revision, or several profiles have one.
    """
    profile, colon, name = text.partition(":")
    if colon:
        return profiles.find(profile, name)
    if text in profiles.by_name:
        return profiles.find(text)
    # Releases of the packages have the same numbers in part, but the names of revisions are unambiguous.
    named = [revision for revision in profiles.revisions if revision.name == text]
    found = [item.find(text) for item in profiles.by_name.values()]
    candidates = named or [revision for revision in found if revision is not None]
    if not candidates:
        names = [*profiles.by_name, *(revision.name for revision in profiles.revisions)]
        otherwise = (
            "Name a profile, a revision such as 2.3 or 2026-11-04, a release such as 2.4.0, or PROFILE:REVISION."
        )
        raise UsageError(f"no profile has the revision {preview_repr(text)}", hint=did_you_mean(text, names, otherwise))
    if len(candidates) > 1:
        owners = " and ".join(revision.profile for revision in candidates)
        hint = f"Write {' or '.join(f'{revision.profile}:{text}' for revision in candidates)}."
        raise UsageError(f"the profiles {owners} both have {preview_repr(text)}", hint=hint)
    return candidates[0]
