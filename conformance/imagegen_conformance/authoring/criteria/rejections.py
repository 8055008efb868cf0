"""The subject of rejections: a rule that a payload breaks, the kind of value that breaks it, and the context."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from imagegen_conformance.authoring.criteria.contexts import ALONE, Contexts
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import payload_proposal
from imagegen_conformance.authoring.criteria.revision_values import TYPE, RevisionValues
from imagegen_conformance.authoring.criteria.subject import CandidateSubject
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding
from imagegen_conformance.jsonlib.patch import PatchError, apply
from imagegen_conformance.jsonlib.pointer import format_pointer, parse_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Rejections", "validation_reasons", "violation_kind"]
LEVELS = ("schema", "semantic")
MAX_VIOLATIONS = 12  # payloads of a rule and a kind that are tried
ABSENT = "absent"
SAMPLES: dict[str, Json] = {
    "string": "?",
    "empty-string": "",
    "integer": 7,
    "negative": -1,
    "fraction": 0.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}
"""The kinds of values that break rules, each with an example."""
SPECIAL_NUMBERS = ("negative", "fraction")


class Violation(NamedTuple):
    """A payload that breaks a rule, and nothing else.

    Attributes:
        payload: The payload.
        members: The fields that break the rule.
        path: The place of the value that breaks it.
        repaired: The payload after its repair.
    """

    payload: dict[str, Json]
    members: frozenset[str]
    path: str
    repaired: Json


class Rejections(CandidateSubject):
    """The rules, the kinds of values that break them, and the contexts. Rules are broken as the cases break them."""

    name = "rejections"
    representatives: ClassVar[Mapping[str, Sequence[str]]] = {"context": (ALONE,)}

    def __init__(self, values: RevisionValues) -> None:
        super().__init__()
        self._values = values
        self._contexts = Contexts(values)
        rules = [id_ for id_, requirement in values.corpus.requirements.items() if requirement.level in LEVELS]
        kinds = (*SAMPLES, ABSENT)
        self.dimensions = {"rule": rules, "violation": kinds, "context": self._contexts.elements}
        self._violations: dict[tuple[str, str], list[Violation]] = {}
        self._rules: dict[str, list[Violation]] = {}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the rule that a case to validate a payload is about, with the kinds of violation and the contexts."""
        payload, rule = case.request.content, case.requirement.id
        paths = [parse_pointer(reason.path) for reason in validation_reasons(case) if reason.rule == rule]
        if not paths:
            return
        kind = violation_kind(payload, paths[0])
        members = self._members(rule, paths)
        if not isinstance(payload, dict):
            yield rule, kind, ALONE
            return
        for context in self._contexts.of(payload, members):
            if not context.endswith("-of-several") or context == _config_context(payload, paths):
                yield rule, kind, context
            if context == ALONE:
                self._add_violation(case, Violation(payload, members, format_pointer(paths[0]), payload), kind)

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a rule can be broken in a context; a rule that no case breaks can be broken alone."""
        rule, kind, context = combination
        if rule not in self._rules:
            return context == ALONE and kind == "string"
        if kind in SPECIAL_NUMBERS and self.candidate((rule, "integer", ALONE)) is not None:
            return False  # any integer breaks the rule
        return self.candidate(combination) is not None

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a violation in a context, or None if no case breaks the rule."""
        candidate = self.candidate(combination) if combination[0] in self._rules else None
        if candidate is None:
            return None
        reasons = self._values.reasons(candidate)
        repair = self._repair(combination[0], reasons[0]["path"])
        return payload_proposal("reject", combination[0], candidate, reasons=reasons, repair=repair)

    def _members(self, rule: str, paths: Sequence[Sequence[str]]) -> frozenset[str]:
        return frozenset((*self._values.fields_of(rule), *(path[0] if path else TYPE for path in paths)))

    def _add_violation(self, case: Case, violation: Violation, kind: str) -> None:
        rule = case.requirement.id
        violations = self._violations.setdefault((rule, kind), [])
        if len(violations) < MAX_VIOLATIONS:
            repaired = self._values.corpus.by_id.get(f"{case.source_id}:repaired")
            if repaired is not None:
                violation = violation._replace(repaired=repaired.request.content)
            violations.append(violation)
            self._rules.setdefault(rule, []).append(violation)

    def candidates(self, combination: Combination) -> Iterator[dict[str, Json]]:
        """Yield payloads in which a rule is broken in a context, and no other rule is broken."""
        rule, kind, context = combination
        for payload, members, path, _ in self._violations_of(rule, kind):
            if context.startswith("beside-") and context.removeprefix("beside-") in members:
                return
            for candidate in self._contexts.candidates(payload, members, context):
                rules = {finding.rule for finding in self._values.find(candidate)}
                has_kind = violation_kind(candidate, parse_pointer(path)) == kind
                if rules == {rule} and has_kind and context in self._contexts.of(candidate, members):
                    yield candidate

    def _violations_of(self, rule: str, kind: str) -> list[Violation]:
        """Return payloads that break a rule with a kind of value: those of cases, or the same with another value."""
        found = self._violations.get((rule, kind))
        if found is None:
            patch = {"op": "replace", "value": SAMPLES.get(kind)} if kind in SAMPLES else {"op": "remove"}
            found = []
            for violation in self._rules.get(rule, ())[:1]:
                try:
                    payload = apply(violation.payload, [{**patch, "path": violation.path}])
                except (PatchError, KeyError, TypeError):
                    continue
                if isinstance(payload, dict):
                    found.append(violation._replace(payload=payload))
        return found

    def _repair(self, rule: str, path: str) -> list[Json]:
        violation = self._rules[rule][0]
        before, after = violation.payload, violation.repaired
        changed = [
            {"op": "replace" if key in before else "add", "path": format_pointer([key]), "value": value}
            for key, value in after.items()
            if key not in before or before[key] != value
        ]
        removed = [{"op": "remove", "path": format_pointer([key])} for key in before if key not in after]
        return [*removed, *changed] or [{"op": "remove", "path": path}]


def validation_reasons(case: Case) -> Collection[Finding]:
    """Return the reasons for which a payload must be rejected, if a case is about the validation of such a payload."""
    expected = case.expected
    if case.request.operation == "validate" and isinstance(expected, ExpectedOutcome):
        return expected.reasons
    return ()


def violation_kind(payload: Json, path: Sequence[str]) -> str:
    """Return the kind of the value at a place of a payload."""
    value = payload
    for token in path:
        if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        elif isinstance(value, dict) and token in value:
            value = value[token]
        else:
            return ABSENT
    if isinstance(value, float):
        return "fraction" if not value.is_integer() else "negative" if value < 0 else "integer"
    if type(value) is int:
        return "negative" if value < 0 else "integer"
    names = {str: "string", bool: "boolean", list: "array", dict: "object", type(None): "null"}
    return "empty-string" if value == "" else names[type(value)]


def _config_context(payload: dict[str, Json], paths: Sequence[Sequence[str]]) -> str | None:
    """Return the context of a fault in the first or the last tool configuration, otherwise None."""
    configs = payload.get("tool_configs")
    names = list(configs) if isinstance(configs, dict) else []
    at_fault = {path[1] for path in paths if len(path) > 1}
    if not names or not at_fault:
        return None
    return "first-of-several" if names[0] in at_fault else "last-of-several" if names[-1] in at_fault else None
