"""The subject of legality: a field with a class of values that a payload has, and the context of the field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from imagegen_conformance.authoring.criteria.contexts import Contexts
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, payload_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CandidateSubject
from imagegen_conformance.authoring.pairwise import ABSENT, PAIRWISE_REQUIREMENT
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Legality"]
KINDS = ("accept", "either")
FIELD_CONTEXTS = ("beside-", "with-", "full-")


class Legality(CandidateSubject):
    """The fields, the classes of their values, and the contexts, in payloads that are legal or may be legal."""

    name = "legality"

    def __init__(self, values: RevisionValues) -> None:
        super().__init__()
        self._values = values
        self._contexts = Contexts(values)
        classes = values.pairwise.classes().values()
        self._classes = {item.element: item for items in classes for item in items if item.name != ABSENT}
        fields = tuple(dict.fromkeys(item.field for item in self._classes.values()))
        self.dimensions = {"field": fields, "value": tuple(self._classes), "context": self._contexts.elements}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the class of each field's value of a payload that must or may be accepted, with its contexts."""
        payload = case.request.content
        if case.request.operation != "parse" or case.kind not in KINDS or not isinstance(payload, dict):
            return
        for field in payload:
            value = self._values.class_of(field, payload[field])
            if value is not None:
                for context in self._contexts.of(payload, (field,)):
                    yield field, value.element, context

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a payload with a value in a context can be legal, according to the reference."""
        field, element, _ = combination
        return self._classes[element].field == field and self.candidate(combination) is not None

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a value in a context."""
        candidate = self.candidate(combination)
        if candidate is None:
            return None
        has_unknown_key = not candidate.keys() <= set(self._values.fields)
        if self._values.pairwise.is_required(candidate) and not has_unknown_key:
            return payload_proposal("accept", PAIRWISE_REQUIREMENT, candidate)
        return payload_proposal("either", PAIRWISE_REQUIREMENT, candidate, rationale="")

    def candidates(self, combination: Combination) -> Iterator[dict[str, Json]]:
        """Yield legal payloads with a value in a context."""
        _, element, context = combination
        value = self._classes[element]
        if context in (f"beside-{value.field}", "first-of-several", "last-of-several"):
            return
        payloads = [{**TOOL, value.field: self._values.example(value)}]
        for companion in self._values.companions.get(value.field, ()):
            payloads += [item for payload in payloads for item in self._values.extensions(payload, companion)]
        candidates = (self._contexts.candidates(payload, (value.field,), context) for payload in payloads)
        for candidate in chain.from_iterable(candidates):
            is_same = self._values.class_of(value.field, candidate[value.field]) == value
            if is_same and context in self._contexts.of(candidate, (value.field,)) and not self._values.find(candidate):
                yield candidate
