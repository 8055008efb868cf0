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
If the source case has no `outputs`, the only permitted output is the payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request
from imagegen_conformance.corpus.requirements import Requirement, Strength
from imagegen_conformance.corpus.step_expectations import EXPECTATION_KEYS, parse_step_expectation
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json

__all__ = ["derive"]
ROUND_TRIP = "wire.round-trip"  # the requirement of `id:wire` for a legal payload
NO_CORRUPTION = "wire.no-corruption"  # the requirement of `id:wire` for any other payload
DESCRIPTION_SUFFIXES = {":repaired": ", repaired", ":warnings": ", warnings"}
FORMER_KINDS = {"raw": "text", "script": "calls"}


def derive(
    topic: str,
    source_case: dict[str, Json],
    requirements: Mapping[str, Requirement],
    snapshots: Mapping[str, Json],
) -> list[Case]:
    """Return the cases that are derived from a source case; the first one has its id.

    Args:
        topic: AREA/TOPIC, the beginning of the id.
        source_case: The source case, as written in a case file.
        requirements: The requirements by id.
        snapshots: The snapshots of the topic by source case id.

    Raises:
        CorpusError: The source case contradicts the requirements. The error names no file; the caller adds it.
        KeyError, TypeError, ValueError, AttributeError: The source case is malformed.
    """
    deriver = CaseDeriver(f"{topic}/{source_case['name']}", source_case, requirements)
    kind = source_case["kind"]
    if kind == "accept":
        return list(deriver.accept(snapshots))
    if kind == "reject":
        return list(deriver.reject())
    if kind == "either":
        return list(deriver.either())
    if kind == "text":
        return [deriver.text()]
    if kind == "calls":
        return [deriver.calls()]
    current = FORMER_KINDS.get(kind) if isinstance(kind, str) else None
    hint = f"Did you mean {current}?" if current else "Use accept, reject, either, text or calls."
    raise CorpusError(f"{deriver.id} has the unknown kind {kind!r}", hint=hint)


class CaseDeriver:
    """The derivation of the cases of one source case. Each public method implements one kind of the table above.

    Attributes:
        id: The id of the source case.
        source: The source case, as written in a case file.
        requirements: The requirements by id.
        requirement: The requirement of the source case.
        kind: The kind of the source case.
        strength: The strength of the derived cases, unless a method sets another.
        rationale: The rationale of the source case.
    """

    def __init__(self, id_: str, source_case: dict[str, Json], requirements: Mapping[str, Requirement]) -> None:
        self.id = id_
        self.source = source_case
        self.requirements = requirements
        self.requirement = self._requirement(source_case["requirement"])
        self.kind = str(source_case["kind"])
        self.strength: Strength = source_case.get("strength", self.requirement.strength)
        self.rationale = str(source_case.get("rationale", ""))

    def accept(self, snapshots: Mapping[str, Json]) -> Iterator[Case]:
        """Yield the cases of a legal payload: it is accepted, and returned unchanged."""
        payload = self.source["payload"]
        if self.requirement.level != "wire":
            yield self._case("", Request("validate", payload), ExpectedOutcome(accepted=True, rejected=False))
        yield from self._warnings(payload, rejected=False)
        # A new source case has no snapshot yet: the reference is expected to return its payload unchanged.
        outputs = (snapshots.get(self.id, payload), *self.source.get("outputs", ()))
        expected = ExpectedOutcome(accepted=True, rejected=False, outputs=outputs)
        # Parsing must succeed because the payload is legal, so it is required as firmly as the payload is legal.
        yield self._wire(ROUND_TRIP, payload, expected, self.strength)

    def reject(self) -> Iterator[Case]:
        """Yield the cases of a payload that breaks one rule: it is rejected, and accepted after its repair."""
        payload = self.source["payload"]
        expected = ExpectedOutcome(accepted=False, rejected=True, reasons=self._findings(self.source["reasons"]))
        yield self._case("", Request("validate", payload), expected)
        repaired = apply(payload, self.source["repair"])
        case = self._case(":repaired", Request("validate", repaired), ExpectedOutcome(accepted=True, rejected=False))
        # A value at a limit can be legal with less certainty than a value beyond the limit is illegal.
        yield case._replace(strength=self.source.get("repaired_strength", self.strength))
        yield self._wire(NO_CORRUPTION, payload, self._unchanged_or_rejected())

    def either(self) -> Iterator[Case]:
        """Yield the cases of a payload that may be accepted or rejected, but never changed."""
        payload = self.source["payload"]
        if self.requirement.level != "wire":
            yield self._case("", Request("validate", payload), ExpectedOutcome(accepted=True, rejected=True))
        yield from self._warnings(payload, rejected=True)
        yield self._wire(NO_CORRUPTION, payload, self._unchanged_or_rejected())

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

    def _warnings(self, payload: Json, *, rejected: bool) -> Iterator[Case]:
        """Yield the case `id:warnings` if the source case has warnings. It never gates: no document requires them."""
        if "warnings" not in self.source:
            return
        if self.requirement.level != "semantic":
            problem = f"{self.id} has warnings, but the level of its requirement is {self.requirement.level}"
            raise CorpusError(problem, hint="Remove the warnings, or refer to a requirement of level semantic.")
        expected = ExpectedOutcome(accepted=True, rejected=rejected, warnings=self._findings(self.source["warnings"]))
        yield self._case(":warnings", Request("validate", payload), expected)._replace(strength="may")

    def _wire(self, rule: str, payload: Json, expected: ExpectedOutcome, strength: Strength | None = None) -> Case:
        """Return the case `id:wire`, or `id` if the requirement of the source case has level wire."""
        request = Request("parse", payload)
        if self.requirement.level == "wire":
            return self._case("", request, expected)
        requirement = self._requirement(rule)
        case = self._case(":wire", request, expected)
        return case._replace(
            level=requirement.level, requirement=requirement, strength=strength or requirement.strength
        )

    def _case(self, suffix: str, request: Request, expected: ExpectedOutcome | ExpectedSteps) -> Case:
        return Case(
            self.id + suffix,
            self.id,
            self.kind,
            self.requirement.level,
            self.strength,
            self.requirement,
            str(self.source["description"]) + DESCRIPTION_SUFFIXES.get(suffix, ""),
            request,
            expected,
            self.rationale,
        )

    def _unchanged_or_rejected(self) -> ExpectedOutcome:
        outputs = self.source.get("outputs", [self.source["payload"]])
        return ExpectedOutcome(accepted=True, rejected=True, outputs=tuple(outputs))

    def _findings(self, findings: list[dict[str, str]]) -> tuple[Finding, ...]:
        return tuple(Finding(finding["path"], self._requirement(finding["rule"]).id) for finding in findings)

    def _requirement(self, id_: str) -> Requirement:
        try:
            return self.requirements[id_]
        except KeyError:
            hint = "Correct the id, or add the requirement to requirements.json."
            raise CorpusError(f"{self.id} refers to the unknown requirement {id_!r}", hint=hint) from None
