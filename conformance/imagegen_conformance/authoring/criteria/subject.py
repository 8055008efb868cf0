"""Subjects of criteria: each finds the combinations of elements that a case has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from imagegen_conformance.authoring.criteria.call_sequence import Call
    from imagegen_conformance.authoring.criteria.criterion import Combination
    from imagegen_conformance.corpus.cases import Case

__all__ = ["CallSubject", "CandidateSubject", "PayloadSubject", "Subject"]


class Subject(ABC):
    """Base of the subjects. A subject belongs to the revision of a corpus.

    Attributes:
        name: The name by which criteria refer to it.
        dimensions: The elements of each dimension, in the order of combinations; None if every natural number is an
            element.
        representatives: The elements that stand for all others where a criterion leaves out a dimension, by dimension;
            all elements by default.
    """

    name: ClassVar[str]
    dimensions: Mapping[str, Sequence[str] | None]
    representatives: ClassVar[Mapping[str, Sequence[str]]] = {}

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a case can have a combination, unless the data of the revision exclude it."""
        del combination
        return True

    @abstractmethod
    def proposal(self, combination: Combination) -> Json:
        """Return a source case that has a combination which is possible, or None if it has to be invented.

        Its name and its description are empty.
        """


class PayloadSubject(Subject):
    """Base of the subjects of payloads and JSON texts."""

    @abstractmethod
    def combinations(self, case: Case) -> Iterable[Combination]:
        """Return the combinations that a case with a payload or a text has."""


class CandidateSubject(PayloadSubject):
    """Base of the subjects that search for a payload with a combination, once for each combination."""

    def __init__(self) -> None:
        self._candidates: dict[Combination, dict[str, Json] | None] = {}

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the search finds a payload with a combination."""
        return self.candidate(combination) is not None

    def candidate(self, combination: Combination) -> dict[str, Json] | None:
        """Return a payload that has a combination, or None if none is found."""
        if combination not in self._candidates:
            self._candidates[combination] = next(self.candidates(combination), None)
        return self._candidates[combination]

    @abstractmethod
    def candidates(self, combination: Combination) -> Iterator[dict[str, Json]]:
        """Yield payloads that have a combination."""


class CallSubject(Subject):
    """Base of the subjects of call sequences."""

    @abstractmethod
    def combinations(self, calls: Sequence[Call]) -> Iterable[Combination]:
        """Return the combinations that a call sequence has, given its calls."""
