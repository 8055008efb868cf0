"""The report of one requirement: its statement, its sources with their addresses, and its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.layout import count, wrap

__all__ = ["describe_requirement", "source_lines"]


def describe_requirement(requirement: Requirement, cases: Sequence[Case], links: SourceLinks) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        requirement: The requirement.
        cases: The cases that check it.
        links: The addresses of its sources.
    """
    yield f"{requirement.id}  [{requirement.level}, {requirement.strength}, since {requirement.since}]"
    yield from wrap(requirement.statement)
    yield ""
    yield "sources:"
    yield from source_lines(requirement.sources, links)
    yield ""
    if requirement.exclusion:
        yield from wrap(f"exclusion: {requirement.exclusion}", hanging="  ")
    yield f"{count(len(cases), 'case')}:" if cases else "no cases"
    width = max((len(case.id) for case in cases), default=0)
    yield from (f"  {case.id:<{width}}  {case.strength:<6}  {case.kind}" for case in cases)
    if cases:
        arguments = f"--level {requirement.level} --requirement {requirement.id}"
        yield ""
        yield f"rerun: imagegen-conformance run IMPLEMENTATION {arguments}"


def source_lines(sources: Sequence[Source], links: SourceLinks) -> Iterator[str]:
    """Yield each source, and the address of its document if it is public, once for sources that have the same."""
    for address, group in groupby(sources, links.address):
        for source in group:
            yield from wrap(str(source), "  ", "    ")
        if address is not None:
            yield f"    {address}"
