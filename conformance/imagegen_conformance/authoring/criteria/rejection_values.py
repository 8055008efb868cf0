"""The subject of rejection values: a rule that a payload breaks, and the class of the value of another field.

An implementation may check a rule only if another field has, or lacks, a certain value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import payload_proposal
from imagegen_conformance.authoring.criteria.rejections import ABSENT as NO_VALUE
from imagegen_conformance.authoring.criteria.rejections import LEVELS, validation_reasons, violation_kind
from imagegen_conformance.authoring.criteria.revision_values import TYPE, TYPE_VALUE, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CandidateSubject
from imagegen_conformance.authoring.pairwise import ABSENT
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["RejectionValues"]
MAX_VIOLATIONS = 6  # payloads of a rule that are tried


class RejectionValues(CandidateSubject):
    """The rules, and the classes of the values of other fields. Rules are broken as the cases break them."""

    name = "rejection-values"
    representatives: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, values: RevisionValues) -> None:
        super().__init__()
        self._values = values
        rules = [id_ for id_, requirement in values.corpus.requirements.items() if requirement.level in LEVELS]
        classes = values.pairwise.classes().values()
        self._classes = {item.element: item for items in classes for item in items if item.name != ABSENT}
        self.dimensions = {"rule": rules, "value": tuple(self._classes)}
        self._violations: dict[str, list[tuple[dict[str, Json], frozenset[str]]]] = {}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the rule that a case to validate a payload is about, with the classes of the values of other fields."""
        rule, payload, reasons = case.requirement.id, case.request.content, validation_reasons(case)
        if {reason.rule for reason in reasons} != {rule} or not isinstance(payload, dict):
            return
        members = self._members(rule, [parse_pointer(reason.path) for reason in reasons])
        others = payload.keys() - members
        if not others:
            self._violations.setdefault(rule, []).append((payload, members))
        for field in others:
            value = self._values.class_of(field, payload[field])
            if value is not None:
                yield rule, value.element

    def proposal(self, combination: Combination) -> Json:
        """Return a case that breaks the rule beside the value."""
        candidate = self.candidate(combination)
        if candidate is None:
            return None
        reasons = self._values.reasons(candidate)
        paths = [
            reason["path"] for reason in reasons if violation_kind(candidate, parse_pointer(reason["path"])) != NO_VALUE
        ]
        repair = [{"op": "remove", "path": paths[0]} if paths else {"op": "add", "path": "/type", "value": TYPE_VALUE}]
        return payload_proposal("reject", combination[0], candidate, reasons=reasons, repair=repair)

    def _members(self, rule: str, paths: Sequence[Sequence[str]]) -> frozenset[str]:
        return frozenset((TYPE, *self._values.fields_of(rule), *(path[0] for path in paths if path)))

    def candidates(self, combination: Combination) -> Iterator[dict[str, Json]]:
        """Yield payloads that break the rule beside the value, and no other rule."""
        rule, value = combination[0], self._classes[combination[1]]
        for payload, members in self._violations.get(rule, ())[:MAX_VIOLATIONS]:
            if value.field in members:
                continue
            extended = {**payload, value.field: self._values.example(value)}
            related = [field for field in self._values.related(value.field) if field not in extended]
            candidates = [extended, *(item for field in related for item in self._values.extensions(extended, field))]
            for candidate in candidates:
                if {finding.rule for finding in self._values.find(candidate)} == {rule}:
                    yield candidate
