"""The options that choose the profile and the revision. Every command that reads the corpus has the same two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagegen_conformance.runner.option import Option

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Profiles, Revision

__all__ = ["PROFILE_GROUP", "PROFILE_OPTIONS", "revision_arguments"]

PROFILE_GROUP = "profile and revision"  # the heading in the help text

PROFILE_OPTIONS: tuple[Option, ...] = (
    Option(
        "profile",
        PROFILE_GROUP,
        "provider whose definition of the tool applies: azure or openai",
        default="azure",
        metavar="PROFILE",
        field="profile",
    ),
    Option(
        "revision",
        PROFILE_GROUP,
        "revision of the profile, or a release of the provider's Python package that has it, such as 2.4.0",
        default="2.3 of azure, or the newest of openai",
        metavar="REVISION",
        field="revision",
    ),
)


def revision_arguments(profiles: Profiles, revision: Revision) -> list[str]:
    """Return the arguments of the command line that choose a revision; those that keep their defaults are left out."""
    profile = profiles.by_name[revision.profile]
    arguments = [f"--profile {profile.name}"] * (profile is not profiles.default)
    return arguments + [f"--revision {revision.name}"] * (revision != profile.default)
