"""Cases and requirements as JSON, for commands with `--format json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profile, Profiles, Revision
from imagegen_conformance.corpus.requirements import STRENGTHS, Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.jsonlib.values import Json

__all__ = ["case_entry", "requirement_entry"]


def case_entry(case: Case) -> dict[str, Json]:
    """Return what identifies and classifies a case, without its request and its expected outcome."""
    return {
        "id": case.id,
        "area": case.area,
        "level": case.level,
        "strength": case.strength,
        "kind": case.kind,
        "requirement": case.requirement.id,
        "description": case.description,
    }


def requirement_entry(requirement: Requirement, links: SourceLinks, corpus: Corpus) -> dict[str, Json]:
    """Return a requirement with the revisions in which it holds, and with its sources and their addresses.

    Args:
        requirement: The requirement.
        links: The addresses of its sources.
        corpus: The corpus that contains it.
    """
    profiles = corpus.profiles
    valid = profiles.revisions_of(requirement.validity)
    entry: dict[str, Json] = {
        "id": requirement.id,
        "level": requirement.level,
        "strength": requirement.strength,
        "profiles": next(_ranges(valid, profiles)),
        "statement": requirement.statement,
        "sources": [_source_entry(source, links) for source in requirement.sources],
    }
    if requirement.exclusion is not None:
        entry["exclusion"] = requirement.exclusion
    if other_strengths := list(_other_strengths(requirement, corpus)):
        entry["other_strengths"] = other_strengths
    return entry


def _other_strengths(requirement: Requirement, corpus: Corpus) -> Iterator[dict[str, Json]]:
    """Yield each strength that the requirement has in other revisions, with their ranges."""
    stated, profiles = corpus.definition.all_requirements[requirement.id], corpus.profiles
    for strength in STRENGTHS:
        if strength != requirement.strength:
            for ranges in _ranges(stated.revisions_with(strength, profiles.revisions), profiles):
                yield {"strength": strength, "profiles": ranges}


def _ranges(revisions: Sequence[Revision], profiles: Profiles) -> Iterator[dict[str, Json]]:
    """Yield some of the revisions as ranges, with `since` and `until` as in the fixtures.

    A profile has one range unless other revisions are between its revisions. The further ranges follow as objects of
    their own.
    """
    ranges = {profile.name: list(_profile_ranges(revisions, profile)) for profile in profiles.by_name.values()}
    for index in range(max(map(len, ranges.values()))):
        yield {name: of_profile[index] for name, of_profile in ranges.items() if index < len(of_profile)}


def _profile_ranges(revisions: Sequence[Revision], profile: Profile) -> Iterator[dict[str, Json]]:
    current: dict[str, Json] | None = None
    for revision in profile.revisions:
        if revision in revisions and current is None:
            current = {"since": revision.name} if revision.position else {}
        elif revision not in revisions and current is not None:
            yield {**current, "until": revision.name}
            current = None
    if current is not None:
        yield current


def _source_entry(source: Source, links: SourceLinks) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "document": source.document,
        "title": source.title,
        "section": source.section,
        "sentences": list(source.sentences),
    }
    address = links.address(source)
    if address is not None:
        entry["url"] = address
    return entry
