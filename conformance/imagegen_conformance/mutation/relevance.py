"""The relevance of cases: whether a case is about the requirement that a mutant breaks.

A mutant that no relevant case kills may have another fault than the one that it claims, or its requirement may lack a
case. A case is relevant to a requirement if one of these holds:

| the case | reason |
|---|---|
| or its source case has the requirement, or a rejection may name it | It checks the requirement by itself. |
| has the requirement `wire.round-trip` or `wire.no-corruption`, and the requirement has level wire | A payload that is returned unchanged meets all of them. |
| validates a legal payload with a field of the requirement, and the requirement has level schema or semantic | The payload breaks no rule. |
| judges warnings, and the requirement has level semantic | The warnings are exactly the expected ones. |
| is a prerequisite of a relevant case | If it fails, the relevant case is blocked. |
"""  # noqa: E501 - a table

from __future__ import annotations

from functools import cached_property

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Requirement

__all__ = ["Relevance"]
GENERAL_WIRE_REQUIREMENTS = frozenset({"wire.round-trip", "wire.no-corruption"})
WIRE_SUFFIX = ":wire"  # of the cases whose requirement is a general one instead of that of the source case
PAYLOAD = "payload"  # the first part of the ids of requirements that concern every field


class Relevance:
    """The relevance of the cases of a corpus.

    Attributes:
        corpus: The corpus.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def is_relevant(self, case_id: str, requirement: Requirement) -> bool:
        """Return whether a case is relevant to a requirement."""
        case = self.corpus.by_id[case_id]
        return (
            requirement.id in self._requirements[case_id]
            or (requirement.level == "wire" and case.requirement.id in GENERAL_WIRE_REQUIREMENTS)
            or (requirement.level in ("schema", "semantic") and _shows_legality(case, requirement))
            or (requirement.level == "semantic" and _judges_warnings(case))
        )

    @cached_property
    def _requirements(self) -> dict[str, set[str]]:
        """The ids of the requirements that each case checks, or that a case checks which depends on it."""
        source_requirements = {
            case.source_id: case.requirement.id for case in self.corpus.cases if not case.id.endswith(WIRE_SUFFIX)
        }
        requirements = {
            case.id: _checked_requirements(case, source_requirements.get(case.source_id)) for case in self.corpus.cases
        }
        dependents = [
            (id_, requirements[case.id]) for case in self.corpus.cases for id_ in self.corpus.prerequisites.of(case)
        ]
        for id_, checked in dependents:
            if id_ in requirements:
                requirements[id_] = requirements[id_] | checked
        return requirements


def _checked_requirements(case: Case, source_requirement: str | None) -> set[str]:
    """Return the ids of the requirements that a case checks by itself."""
    requirements = {case.requirement.id, source_requirement or case.requirement.id}
    if isinstance(case.expected, ExpectedOutcome):
        requirements.update(reason.rule for reason in case.expected.reasons)
    return requirements


def _shows_legality(case: Case, requirement: Requirement) -> bool:
    """Return whether a case validates a legal payload that has a field of a requirement."""
    (operation, payload), expected = case.request, case.expected
    if operation != "validate" or not isinstance(expected, ExpectedOutcome) or expected.rejected:
        return False
    first = requirement.id.partition(".")[0]
    fields = requirement.fields or (first if requirement.defines is None else requirement.defines,)
    return first == PAYLOAD or (isinstance(payload, dict) and not payload.keys().isdisjoint(fields))


def _judges_warnings(case: Case) -> bool:
    return isinstance(case.expected, ExpectedOutcome) and case.expected.warnings is not None
