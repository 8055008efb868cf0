"""The subject of rejection values: a rule that a payload breaks, and the class of the value of another field.

An implementation may check a rule only if another field has, or lacks, a certain value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import payload_proposal
from imagegen_conformance.authoring.criteria.rejections import ABSENT as NO_VALUE
from imagegen_conformance.authoring.criteria.rejections import LEVELS, violation_kind
from imagegen_conformance.authoring.criteria.revision_values import TYPE, TYPE_VALUE, RevisionValues
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.authoring.pairwise import ABSENT
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["RejectionValues"]
MAX_VIOLATIONS = 6  # payloads of a rule that are tried


class RejectionValues(PayloadSubject):
    """The rules, and the classes of the values of other fields. Rules are broken as the cases break them."""

    name = "rejection-values"
    representatives: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, values: RevisionValues) -> None:
        self._values = values
        self._requirements = values.corpus.requirements
        rules = [id_ for id_, requirement in self._requirements.items() if requirement.level in LEVELS]
        classes = values.pairwise.classes().values()
        self._classes = {item.element: item for items in classes for item in items if item.name != ABSENT}
        self.dimensions = {"rule": rules, "value": tuple(self._classes)}
        self._violations: dict[str, list[tuple[dict[str, Json], frozenset[str]]]] = {}
        self._candidates: dict[Combination, dict[str, Json] | None] = {}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the rule that a case to validate a payload is about, with the classes of the values of other fields."""
        expected, rule, payload = case.expected, case.requirement.id, case.request.content
        if not isinstance(expected, ExpectedOutcome) or case.request.operation != "validate" or not expected.reasons:
            return
        if {reason.rule for reason in expected.reasons} != {rule} or not isinstance(payload, dict):
            return
        members = self._members(rule, [parse_pointer(reason.path) for reason in expected.reasons])
        others = payload.keys() - members
        if not others:
            self._violations.setdefault(rule, []).append((payload, members))
        for field in others:
            value = self._values.class_of(field, payload[field])
            if value is not None:
                yield rule, value.element

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a rule can be broken beside a value without breaking another one."""
        return self._candidate(combination) is not None

    def proposal(self, combination: Combination) -> Json:
        """Return a case that breaks the rule beside the value."""
        candidate = self._candidate(combination)
        if candidate is None:
            return None
        reasons = [{"path": finding.path, "rule": finding.rule} for finding in self._values.find(candidate)]
        paths = [
            reason["path"] for reason in reasons if violation_kind(candidate, parse_pointer(reason["path"])) != NO_VALUE
        ]
        repair = [{"op": "remove", "path": paths[0]} if paths else {"op": "add", "path": "/type", "value": TYPE_VALUE}]
        return payload_proposal("reject", combination[0], candidate, reasons=reasons, repair=repair)

    def _members(self, rule: str, paths: Sequence[Sequence[str]]) -> frozenset[str]:
        related = self._requirements[rule].fields if rule in self._requirements else ()
        return frozenset((TYPE, *related, *(path[0] for path in paths if path)))

    def _candidate(self, combination: Combination) -> dict[str, Json] | None:
        if combination not in self._candidates:
            self._candidates[combination] = next(self._valid_candidates(*combination), None)
        return self._candidates[combination]

    def _valid_candidates(self, rule: str, element: str) -> Iterator[dict[str, Json]]:
        value = self._classes[element]
        for payload, members in self._violations.get(rule, ())[:MAX_VIOLATIONS]:
            if value.field in members:
                continue
            extended = {**payload, value.field: self._values.example(value)}
            related = [field for field in self._values.related(value.field) if field not in extended]
            candidates = [extended, *(item for field in related for item in self._values.extensions(extended, field))]
            for candidate in candidates:
                if {finding.rule for finding in self._values.find(candidate)} == {rule}:
                    yield candidate
