"""The sources of a requirement in the reports of one revision."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.layout import NO_BREAK_SPACE, wrap
from imagegen_conformance.runner.profile_options import revision_arguments

__all__ = ["ReportedSources"]


class ReportedSources:
    """The choice and the order of the sources that the reports of one revision show.

    Documents of other profiles are left out, unless a requirement cites nothing else. The documents of the profile come
    first. Documents that belong to no profile, such as RFC 8259, are always shown.
    """

    def __init__(self, profiles: Profiles, revision: Revision) -> None:
        profile = profiles.by_name[revision.profile]
        documents = frozenset(document for item in profiles.by_name.values() for document in item.documents)
        self._other_documents = documents.difference(profile.documents)
        self._own_documents = profile.documents
        self._show_arguments = [
            option.replace(" ", NO_BREAK_SPACE) for option in revision_arguments(profiles, revision)
        ]

    def of(self, requirement: Requirement) -> list[Source]:
        """Return the sources of a requirement that a report shows. There is at least one."""
        chosen = [source for source in requirement.sources if source.document not in self._other_documents]
        return sorted(chosen or requirement.sources, key=lambda source: source.document not in self._own_documents)

    def describe(self, requirement: Requirement, limit: int) -> str:
        """Return the first sources of a requirement, and the command that shows the others."""
        sources = self.of(requirement)
        text, further = "; ".join(map(str, sources[:limit])), len(sources) - limit
        if further <= 0:
            return text
        arguments = " ".join([*self._show_arguments, requirement.id])
        return f"{text}; {further} more with `show{NO_BREAK_SPACE}{arguments}`"

    def lines(self, requirement: Requirement, links: SourceLinks) -> Iterator[str]:
        """Yield each source, and the address of its document if it is public, once for sources that have the same."""
        for address, group in groupby(self.of(requirement), links.address):
            for source in group:
                yield from wrap(str(source), "  ", "    ")
            if address is not None:
                yield f"    {address}"
