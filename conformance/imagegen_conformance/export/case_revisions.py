"""The revisions in which a case of an export holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revisions import load_revisions
from imagegen_conformance.export.expectation import expectation_to_json
from imagegen_conformance.jsonlib.values import dumps

__all__ = ["CaseRevisions"]
Content: TypeAlias = tuple[str, ...]
"""What a case asks and expects, as texts."""


class CaseRevisions:
    """The revisions in which a run has a case with the same request and the same expectation.

    Args:
        corpus: The corpus in any revision. It is loaded in all others.
        patterns: Patterns of ids, as in `Corpus.load`: the revisions of other cases are not known.
    """

    def __init__(self, corpus: Corpus, patterns: Sequence[str] = ()) -> None:
        self._revisions = list(corpus.profiles.revisions)
        self._by_content: dict[Content, list[Revision]] = {}
        for other in load_revisions(corpus, self._revisions, patterns):
            for case in other.cases:
                self._by_content.setdefault(_content(case), []).append(other.revision)

    def of(self, case: Case) -> dict[str, list[str]] | None:
        """Return the names of the revisions by profile, or None if the case holds in all revisions."""
        revisions = self._by_content[_content(case)]
        if revisions == self._revisions:
            return None
        names: dict[str, list[str]] = {}
        for revision in revisions:
            names.setdefault(revision.profile, []).append(revision.name)
        return names


def _content(case: Case) -> Content:
    request, expected = dumps(case.request), dumps(expectation_to_json(case.expected))
    return case.id, case.level, case.strength, case.requirement.id, request, expected
