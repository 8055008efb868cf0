"""Checks of the other strengths of requirements: `other_strengths` in requirements.json.

| check | problem |
|---|---|
| `_same_strength` | an entry states the strength that the requirement has anyway |
| `_outside` | an entry holds where the requirement does not |
| `_overlaps` | two entries hold in the same revision |
| `_gaps` | entries state the same strength before and after a revision in which none does |
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, product
from typing import NamedTuple, TypeAlias

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.requirements import STRENGTHS, Requirement, Strength
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.pointer import format_pointer

__all__ = ["strength_problems"]
Problem: TypeAlias = tuple[int, str, str]
"""The position of an entry, the fact, and what to do."""


class _Entry(NamedTuple):
    """An entry of the other strengths of a requirement.

    Attributes:
        position: The position among the entries of the requirement.
        strength: The strength.
        revisions: The revisions in which it holds.
    """

    position: int
    strength: Strength
    revisions: list[Revision]


def strength_problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each problem of the other strengths of the requirements of all revisions."""
    file, profiles = corpus.root / "requirements.json", corpus.profiles
    for index, requirement in enumerate(corpus.definition.all_requirements.values()):
        entries = [
            _Entry(position, strength, profiles.revisions_of(validity))
            for position, (validity, strength) in enumerate(requirement.other_strengths)
        ]
        problems = [
            *_same_strength(requirement, entries),
            *_outside(requirement, entries, profiles),
            *_overlaps(entries, profiles),
            *_gaps(entries, profiles),
        ]
        for position, problem, hint in problems:
            location = format_pointer(("requirements", index, "other_strengths", position))
            yield str(CorpusError(f"{requirement.id} {problem}", file=file, location=location, hint=hint))


def _same_strength(requirement: Requirement, entries: list[_Entry]) -> Iterator[Problem]:
    for entry in entries:
        if entry.strength == requirement.strength:
            yield (
                entry.position,
                f"has the strength {entry.strength} anyway",
                "Remove the entry, or correct its strength.",
            )


def _outside(requirement: Requirement, entries: list[_Entry], profiles: Profiles) -> Iterator[Problem]:
    for entry in entries:
        outside = [revision for revision in entry.revisions if not requirement.validity.holds_in(revision)]
        if outside:
            problem = f"has the strength {entry.strength} in {profiles.describe(outside)}, where it does not hold"
            yield entry.position, problem, "Correct `profiles` of the entry, or of the requirement."


def _overlaps(entries: list[_Entry], profiles: Profiles) -> Iterator[Problem]:
    for first, second in combinations(entries, 2):
        common = set(first.revisions) & set(second.revisions)
        if common:
            problem = f"has two strengths in {profiles.describe(common)}: {first.strength} and {second.strength}"
            yield second.position, problem, "Make the ranges of the entries disjoint."


def _gaps(entries: list[_Entry], profiles: Profiles) -> Iterator[Problem]:
    covered = {revision for entry in entries for revision in entry.revisions}
    for profile, strength in product(profiles.by_name.values(), STRENGTHS):
        stated = {
            revision.position: entry.position
            for entry in entries
            for revision in entry.revisions
            if (entry.strength, revision.profile) == (strength, profile.name)
        }
        for before, after in pairwise(sorted(stated)):
            if not covered.issuperset(profile.revisions[before:after]):
                first, last = profile.revisions[before], profile.revisions[after]
                problem = f"has the strength {strength} in {first} and in {last}, but not between them"
                yield stated[after], problem, "Close the gap with `profiles`."
