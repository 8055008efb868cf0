"""The subject of value pairs: two classes of values that an accepted payload combines."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import payload_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.authoring.pairwise import PAIRWISE_REQUIREMENT, is_accepted
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.jsonlib.values import Json

__all__ = ["ValuePairs"]


class ValuePairs(PayloadSubject):
    """The pairs of classes of values; the absence of a field is a class, too."""

    name = "value-pairs"

    def __init__(self, values: RevisionValues) -> None:
        self._pairwise = values.pairwise
        classes = [item for items in self._pairwise.classes().values() for item in items]
        self._classes = {item.element: item for item in classes}
        names = tuple(self._classes)
        self.dimensions = {"first": names, "second": names}
        self._required = {(first.element, second.element) for first, second in self._pairwise.required_pairs()}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the pairs of a payload that must be accepted."""
        if is_accepted(case):
            for first, second in self._pairwise.pairs(case.request.content):
                yield first.element, second.element

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a payload that must be accepted can have both values."""
        return combination in self._required

    def proposal(self, combination: Combination) -> Json:
        """Return a case with both values."""
        payload = self._pairwise.legal_example([self._classes[element] for element in combination])
        return None if payload is None else payload_proposal("accept", PAIRWISE_REQUIREMENT, payload)
