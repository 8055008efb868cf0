"""The report of one requirement: its statement, its sources with their addresses, and its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.requirements import STRENGTHS, Requirement, Strength
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.layout import count, wrap
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.runner.profile_options import revision_arguments

__all__ = ["describe_other_strengths", "describe_requirement", "describe_validity"]


def describe_requirement(
    requirement: Requirement, cases: Sequence[Case], links: SourceLinks, corpus: Corpus
) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        requirement: The requirement.
        cases: The cases that check it.
        links: The addresses of its sources.
        corpus: The corpus that contains it.
    """
    yield f"{requirement.id}  [{requirement.level}, {requirement.strength}]"
    yield from wrap(requirement.statement)
    stated = corpus.definition.all_requirements[requirement.id]
    yield from wrap(f"holds in: {_where(stated, requirement.strength, corpus.profiles)}", hanging="  ")
    for strength, where in describe_other_strengths(stated, requirement.strength, corpus.profiles):
        yield from wrap(f"otherwise, in {where}: {strength}", hanging="  ")
    yield ""
    yield "sources:"
    yield from ReportedSources(corpus.profiles, corpus.revision).lines(requirement, links)
    yield ""
    if requirement.exclusion:
        yield from wrap(f"exclusion: {requirement.exclusion}", hanging="  ")
    yield f"{count(len(cases), 'case')}:" if cases else "no cases"
    width = max((len(case.id) for case in cases), default=0)
    yield from (f"  {case.id:<{width}}  {case.strength:<6}  {case.kind}" for case in cases)
    if cases:
        revision = revision_arguments(corpus.profiles, corpus.revision)
        arguments = [*revision, f"--level {requirement.level}", f"--requirement {requirement.id}"]
        yield ""
        yield f"rerun: imagegen-conformance run IMPLEMENTATION {' '.join(arguments)}"


def describe_other_strengths(
    stated: Requirement, strength: Strength, profiles: Profiles
) -> Iterator[tuple[Strength, str]]:
    """Yield each other strength that a requirement has, and the revisions in which it has it, in words.

    Args:
        stated: The requirement as the files state it, for all revisions.
        strength: The strength that is left out.
        profiles: All profiles.
    """
    for other in STRENGTHS:
        if other != strength and (where := _where(stated, other, profiles)):
            yield other, where


def describe_validity(requirement: Requirement, profiles: Profiles) -> str:
    """Return the revisions in which a requirement holds, in words."""
    return profiles.describe(profiles.revisions_of(requirement.validity))


def _where(stated: Requirement, strength: Strength, profiles: Profiles) -> str:
    return profiles.describe(stated.revisions_with(strength, profiles.revisions))
