"""The derivation of cases from source cases.

| kind of the source case | id of the case | request | expected outcome |
|---|---|---|---|
| accept | `id` | validate the payload | accepted |
| | `id:warnings` | validate the payload | accepted with exactly these warnings |
| | `id:wire` | parse the payload | accepted, with the snapshot or one of the outputs as output |
| reject | `id` | validate the payload | rejected, for one of the reasons if it reports reasons |
| | `id:repaired` | validate the repaired payload | accepted |
| | `id:wire` | parse the payload | rejected, or accepted with one of the outputs |
| either | `id` | validate the payload | rejected or accepted |
| | `id:warnings` | validate the payload | rejected, or accepted with exactly these warnings |
| | `id:wire` | parse the payload | rejected, or accepted with one of the outputs |
| text | `id` | parse the text | as in the source case |
| calls | `id` | construct an object and call it | as in the source case, for each step |

If the requirement of an accept or either case has level wire, only the last of these cases is derived, and its id is
`id`. `id:warnings` is derived only if the source case has `warnings`, even an empty array. Its strength is always may.
If the source case has no `outputs`, the only permitted output is the payload. Numbers that no double represents exactly
have further permitted readings (module `readings`).

In a revision in which no expectation of a source case holds, only `id:wire`, or `id` if its requirement has level wire,
is derived: rejected, or accepted with one of the outputs. There are no such cases of kinds text and calls.

An accepted payload must be returned, however certain it is that the payload is legal. If the source case of an accept
case is weaker than must, its last case in the table is a must nevertheless: only the failure to accept the payload has
the strength of the source case, which is the `acceptance_strength` of the expected outcome.

A missing `type` may be reported at `/type` and at the root, although a source case names only one of these places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imagegen_conformance.corpus.cases import (
    NO_VOCABULARY,
    Case,
    ExpectedOutcome,
    ExpectedSteps,
    Finding,
    Request,
    Vocabulary,
)
from imagegen_conformance.corpus.readings import with_other_readings
from imagegen_conformance.corpus.requirements import STRENGTHS, Requirement, Strength
from imagegen_conformance.corpus.step_expectations import EXPECTATION_KEYS, parse_step_expectation
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json

__all__ = ["derive", "derive_preservation", "permitted_reasons"]
ROUND_TRIP = "wire.round-trip"  # the requirement of `id:wire` for a legal payload
NO_CORRUPTION = "wire.no-corruption"  # the requirement of `id:wire` for any other payload
TYPE_REQUIRED = "type.required"
MISSING_TYPE_PATHS = ("/type", "")  # of the missing member, and of the object without it, as in JSON Schema
WEAKER_STRENGTHS = {strength: STRENGTHS[index + 1 :] for index, strength in enumerate(STRENGTHS)}
DESCRIPTION_SUFFIXES = {":repaired": ", repaired", ":warnings": ", warnings"}
FORMER_KINDS = {"raw": "text", "script": "calls"}
# Shared by thousands of cases, because the corpus is loaded at the start of every run.
ACCEPTED = ExpectedOutcome(accepted=True, rejected=False)
EITHER = ExpectedOutcome(accepted=True, rejected=True)
NO_FIELDS: frozenset[str] = frozenset()


def derive(
    topic: str,
    source_case: dict[str, Json],
    requirements: Mapping[str, Requirement],
    snapshots: Mapping[str, Json],
    vocabulary: Vocabulary = NO_VOCABULARY,
) -> list[Case]:
    """Return the cases that are derived from a source case; the first one has its id.

    Args:
        topic: AREA/TOPIC, the beginning of the id.
        source_case: The source case, as written in a case file.
        requirements: The requirements by id.
        snapshots: The snapshots of the topic by source case id.
        vocabulary: The names that reported reasons may refer to.

    Raises:
        CorpusError: The source case contradicts the requirements. The error names no file; the caller adds it.
        KeyError, TypeError, ValueError, AttributeError: The source case is malformed.
    """
    deriver = CaseDeriver(f"{topic}/{source_case['name']}", source_case, requirements)
    kind = source_case["kind"]
    if kind == "accept":
        return deriver.accept(snapshots)
    if kind == "reject":
        return deriver.reject(vocabulary)
    if kind == "either":
        return deriver.either()
    if kind == "text":
        return [deriver.text()]
    if kind == "calls":
        return [deriver.calls()]
    current = FORMER_KINDS.get(kind) if isinstance(kind, str) else None
    hint = f"Did you mean {current}?" if current else "Use accept, reject, either, text or calls."
    raise CorpusError(f"{deriver.id} has the unknown kind {kind!r}", hint=hint)


def derive_preservation(
    topic: str, source_case: dict[str, Json], requirements: Mapping[str, Requirement]
) -> list[Case]:
    """Return the cases of a source case in a revision in which none of its expectations holds.

    Args:
        topic: AREA/TOPIC, the beginning of the id.
        source_case: The source case, as written in a case file.
        requirements: The requirements of all revisions by id.

    Raises:
        CorpusError, KeyError, TypeError, ValueError, AttributeError: As of `derive`.
    """
    if "payload" not in source_case:
        return []
    return [CaseDeriver(f"{topic}/{source_case['name']}", source_case, requirements).preservation()]


class CaseDeriver:
    """The derivation of the cases of one source case. Each public method implements one kind of the table above.

    Attributes:
        id: The id of the source case.
        source: The source case, as written in a case file.
        requirements: The requirements by id.
        requirement: The requirement of the source case.
        kind: The kind of the source case.
        strength: The strength of the derived cases, unless a method sets another.
        description: The description of the source case.
        rationale: The rationale of the source case.
    """

    def __init__(self, id_: str, source_case: dict[str, Json], requirements: Mapping[str, Requirement]) -> None:
        self.id = id_
        self.source = source_case
        self.requirements = requirements
        self.requirement = self._requirement(source_case["requirement"])
        self.kind = str(source_case["kind"])
        self.strength: Strength = source_case.get("strength", self.requirement.strength)
        self.description = str(source_case["description"])
        self.rationale = str(source_case.get("rationale", ""))

    def accept(self, snapshots: Mapping[str, Json]) -> list[Case]:
        """Return the cases of a legal payload: it is accepted, and returned unchanged."""
        payload = self.source["payload"]
        cases = self._validation(payload, ACCEPTED)
        # A new source case has no snapshot yet: the reference is expected to return its payload unchanged.
        outputs = (snapshots.get(self.id, payload), *self.source.get("outputs", ()))
        cases.append(self._wire(ROUND_TRIP, payload, ExpectedOutcome(True, False, outputs)))
        return cases

    def reject(self, vocabulary: Vocabulary) -> list[Case]:
        """Return the cases of a payload that breaks one rule: it is rejected, and accepted after its repair."""
        payload = self.source["payload"]
        reasons = self._permitted_reasons()
        fields = NO_FIELDS
        for reason in reasons:
            fields = fields.union(self.requirements[reason.rule].fields)
        expected = ExpectedOutcome(False, True, None, reasons, None, fields, vocabulary)
        repaired = apply(payload, self.source["repair"])
        # A value at a limit can be legal with less certainty than a value beyond the limit is illegal.
        strength = self.source.get("repaired_strength", self.strength)
        return [
            self._case("", Request("validate", payload), expected),
            self._case(":repaired", Request("validate", repaired), ACCEPTED, strength),
            self._wire(NO_CORRUPTION, payload, self._unchanged_or_rejected()),
        ]

    def either(self) -> list[Case]:
        """Return the cases of a payload that may be accepted or rejected, but never changed."""
        payload = self.source["payload"]
        cases = self._validation(payload, EITHER)
        cases.append(self._wire(NO_CORRUPTION, payload, self._unchanged_or_rejected()))
        return cases

    def preservation(self) -> Case:
        """Return the case of a payload about which nothing else is known: it is rejected, or returned unchanged."""
        suffix = "" if self.requirement.level == "wire" else ":wire"
        requirement = self._requirement(NO_CORRUPTION)
        payload = self.source["payload"]
        # The outputs of a legal payload are permitted in addition to it, those of any other payload instead of it.
        outputs = (payload, *self.source.get("outputs", ())) if self.kind == "accept" else None
        expected = self._unchanged_or_rejected(outputs)
        return self._case(suffix, Request("parse", payload), expected, requirement.strength, requirement)

    def text(self) -> Case:
        """Return the case of a JSON text."""
        outcome = self.source["expected"]
        outputs = tuple(self.source["outputs"]) if "outputs" in self.source else None
        expected = ExpectedOutcome(accepted=outcome != "reject", rejected=outcome != "accept", outputs=outputs)
        return self._case("", Request("parse-text", self.source["text"]), expected)

    def calls(self) -> Case:
        """Return the case of a call sequence. Its request contains the calls without the expectations."""
        steps = self.source["steps"]
        calls = [{key: value for key, value in step.items() if key not in EXPECTATION_KEYS} for step in steps]
        content = {"construct": self.source["construct"], "steps": calls}
        return self._case("", Request("call", content), ExpectedSteps(tuple(map(parse_step_expectation, steps))))

    def _validation(self, payload: Json, expected: ExpectedOutcome) -> list[Case]:
        """Return the case to validate a payload, unless its requirement has level wire, and the case of its warnings.

        The case `id:warnings` exists if the source case has warnings. It never gates: no document requires them.
        """
        request = Request("validate", payload)
        cases = [] if self.requirement.level == "wire" else [self._case("", request, expected)]
        if "warnings" not in self.source:
            return cases
        if self.requirement.level != "semantic":
            problem = f"{self.id} has warnings, but the level of its requirement is {self.requirement.level}"
            raise CorpusError(problem, hint="Remove the warnings, or refer to a requirement of level semantic.")
        with_warnings = expected._replace(warnings=self._findings(self.source["warnings"]))
        cases.append(self._case(":warnings", request, with_warnings, "may"))
        return cases

    def _wire(self, rule: str, payload: Json, expected: ExpectedOutcome) -> Case:
        """Return the case `id:wire`, or `id` if the requirement of the source case has level wire.

        The strength of a source case of kind accept says how certain it is that the payload is legal. An accepted
        payload must be returned in any case, but it is accepted only as firmly as it is legal.
        """
        is_wire = self.requirement.level == "wire"
        requirement = self.requirement if is_wire else self._requirement(rule)
        strength = requirement.strength if self.kind == "accept" or not is_wire else self.strength
        if self.kind == "accept" and self.strength in WEAKER_STRENGTHS.get(strength, ()):
            expected = expected._replace(acceptance_strength=self.strength)
        return self._case("" if is_wire else ":wire", Request("parse", payload), expected, strength, requirement)

    def _case(
        self,
        suffix: str,
        request: Request,
        expected: ExpectedOutcome | ExpectedSteps,
        strength: Strength | None = None,
        requirement: Requirement | None = None,
    ) -> Case:
        """Return a derived case. Its strength and its requirement are by default those of the source case."""
        requirement = requirement or self.requirement
        if isinstance(expected, ExpectedOutcome) and expected.outputs:
            outputs = with_other_readings(request, expected.outputs)
            if outputs is not expected.outputs:
                expected = expected._replace(outputs=outputs)
        return Case(
            self.id + suffix,
            self.id,
            self.kind,
            requirement.level,
            strength or self.strength,
            requirement,
            self.description + DESCRIPTION_SUFFIXES.get(suffix, ""),
            request,
            expected,
            self.rationale,
        )

    def _unchanged_or_rejected(self, outputs: Iterable[Json] | None = None) -> ExpectedOutcome:
        permitted = self.source.get("outputs", (self.source["payload"],)) if outputs is None else outputs
        return ExpectedOutcome(True, True, tuple(permitted))

    def _permitted_reasons(self) -> tuple[Finding, ...]:
        reasons = permitted_reasons(self.source["reasons"])
        for reason in reasons:
            self._requirement(reason.rule)
        return reasons

    def _findings(self, findings: list[dict[str, str]]) -> tuple[Finding, ...]:
        return tuple([Finding(finding["path"], self._requirement(finding["rule"]).id) for finding in findings])

    def _requirement(self, id_: str) -> Requirement:
        try:
            return self.requirements[id_]
        except KeyError:
            hint = "Correct the id, or add the requirement to requirements.json."
            raise CorpusError(f"{self.id} refers to the unknown requirement {id_!r}", hint=hint) from None


def permitted_reasons(reasons: Iterable[dict[str, str]]) -> tuple[Finding, ...]:
    """Return the reasons of a source case, and a missing `type` at each of its places."""
    findings = tuple([Finding(reason["path"], reason["rule"]) for reason in reasons])
    if not any(finding.rule == TYPE_REQUIRED for finding in findings):
        return findings
    missing_type = (Finding(path, TYPE_REQUIRED) for path in MISSING_TYPE_PATHS)
    return tuple(dict.fromkeys((*findings, *missing_type)))
