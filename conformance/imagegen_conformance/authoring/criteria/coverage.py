"""The coverage of criteria: which of the combinations that a criterion requires the cases of a corpus have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import product

from imagegen_conformance.authoring.criteria.call_sequence import trace
from imagegen_conformance.authoring.criteria.criterion import Combination, Criterion, ExceptionEntry, matches
from imagegen_conformance.authoring.criteria.subject import CallSubject, PayloadSubject, Subject
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Coverage", "Occurrences", "occurrences"]
SEVERAL = ""  # stands for the ids of several source cases
Occurrences = dict[Combination, str]
"""The combinations that occur in the cases, with the id of the source case, or `SEVERAL` if there are several."""


def occurrences(corpus: Corpus, subjects: Collection[Subject]) -> Mapping[str, Occurrences]:
    """Return the combinations that occur in the cases of a corpus, by the name of the subject.

    All subjects are examined in one pass over the cases. Repaired payloads and warnings do not count, because they are
    derived from payloads that are about something else.
    """
    found: dict[str, Occurrences] = {subject.name: {} for subject in subjects}
    of_payloads = [(item, found[item.name]) for item in subjects if isinstance(item, PayloadSubject)]
    of_calls = [(item, found[item.name]) for item in subjects if isinstance(item, CallSubject)]
    for case in corpus.cases:
        if case.request.operation == "call":
            calls = trace(case) if of_calls else []
            for call_subject, target in of_calls:
                _add(target, call_subject.combinations(calls), case.source_id)
        elif not case.id.endswith((":repaired", ":warnings")):
            for payload_subject, target in of_payloads:
                _add(target, payload_subject.combinations(case), case.source_id)
    return found


def _add(target: Occurrences, combinations: Iterable[Combination], source_id: str) -> None:
    for combination in combinations:
        if target.setdefault(combination, source_id) != source_id:
            target[combination] = SEVERAL


class Coverage:
    """The coverage of one criterion in one revision.

    Args:
        criterion: The criterion. It names dimensions of the subject.
        subject: Its subject in the revision.
        found: The combinations that occur in the cases.
        revision: The revision.
    """

    def __init__(self, criterion: Criterion, subject: Subject, found: Occurrences, revision: Revision) -> None:
        self.criterion = criterion
        self.subject = subject
        self.revision = revision
        names = list(subject.dimensions)
        self._positions = [names.index(name) for name in names if name in criterion.dimensions]
        self.dimensions = {name: self._elements(name) for name in names if name in criterion.dimensions}
        self._found = found if len(self._positions) == len(names) else self._project(found)

    @cached_property
    def covered(self) -> list[Combination]:
        """The required combinations that the cases have."""
        return [item for item in self._product if item in self._found]

    @cached_property
    def missing(self) -> list[Combination]:
        """The required combinations that no case has."""
        return [item for item in self.uncovered if not self.is_excepted(item)]

    @cached_property
    def uncovered(self) -> list[Combination]:
        """The combinations that are possible, but that no case has, whether there is an exception or not."""
        return [item for item in self._product if item not in self._found and self._completion(item) is not None]

    @property
    def required(self) -> int:
        """The number of required combinations."""
        return len(self.covered) + len(self.missing)

    @property
    def excepted(self) -> int:
        """The number of combinations that are not required because of an exception."""
        return len(self.uncovered) - len(self.missing)

    @cached_property
    def exceptions(self) -> list[ExceptionEntry]:
        """The exceptions that hold in the revision."""
        return [entry for entry in self.criterion.exceptions if entry.validity.holds_in(self.revision)]

    def is_excepted(self, combination: Combination) -> bool:
        """Return whether an exception matches a combination."""
        return any(matches(combination, pattern) for pattern in self._patterns)

    def sole_source_cases(self) -> Mapping[str, list[Combination]]:
        """Return the required combinations that only one source case has, by the id of this source case."""
        sole: dict[str, list[Combination]] = {}
        for combination in self.covered:
            if (source_id := self._found[combination]) != SEVERAL:
                sole.setdefault(source_id, []).append(combination)
        return sole

    def combinations(self, pattern: Combination) -> list[Combination]:
        """Return the combinations of the elements that match a pattern, possible or not."""
        return [item for item in self._product if matches(item, pattern)]

    def proposal(self, combination: Combination) -> Json:
        """Return a source case that has a missing combination, or None if it has to be invented."""
        completion = self._completion(combination)
        return None if completion is None else self.subject.proposal(completion)

    @cached_property
    def _patterns(self) -> list[Combination]:
        return [pattern for entry in self.exceptions for pattern in entry.patterns]

    @cached_property
    def _product(self) -> list[Combination]:
        return list(product(*self.dimensions.values()))

    def _elements(self, name: str) -> list[str]:
        patterns, elements = self.criterion.dimensions[name], self.subject.dimensions[name]
        if elements is None:
            return list(patterns)
        return [element for element in elements if any(fnmatchcase(element, pattern) for pattern in patterns)]

    def _project(self, found: Occurrences) -> Occurrences:
        projected: Occurrences = {}
        for combination, source_id in found.items():
            _add(projected, [tuple(combination[position] for position in self._positions)], source_id)
        return projected

    def _completion(self, combination: Combination) -> Combination | None:
        """Return a possible combination of all dimensions of the subject with some elements; None if there is none."""
        given = dict(zip(self.dimensions, combination, strict=True))
        representatives = self.subject.representatives
        choices: list[Sequence[str]] = [
            [given[name]] if name in given else representatives.get(name, elements or ())
            for name, elements in self.subject.dimensions.items()
        ]
        return next((item for item in product(*choices) if self.subject.is_possible(item)), None)
