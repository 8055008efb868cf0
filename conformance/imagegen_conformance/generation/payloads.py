"""Strategies for cases about payloads: legal ones, ones with one or several faults, and any at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Requirement
from imagegen_conformance.generation.case_data import (
    TOOL,
    CaseData,
    either_case,
    null_count,
    outputs_of,
    payload_case,
)
from imagegen_conformance.generation.certainty import is_certainly_legal
from imagegen_conformance.generation.field_values import ANY_VALUE, TEXT, FieldValues
from imagegen_conformance.generation.permitted_reasons import permitted_reasons
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import Acceptance
from imagegen_conformance.oracles.oracle import reference_oracle

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Payloads"]
RULE_LEVELS: Mapping[Level, tuple[Level, ...]] = {
    "wire": (),
    "schema": ("schema",),
    "semantic": ("schema", "semantic"),
}
"""The levels of the rules by which a payload is rejected, by the highest level of the cases."""
ACCEPT_REQUIREMENTS: Mapping[Level, str] = {"wire": "wire.round-trip", "semantic": "payload.combinations"}
"""The requirement of legal payloads; at level schema, it is the one that defines the first field of the payload."""
COMMON_SIZE = "1024x1024"  # legal for every model


class Payloads:
    """Strategies for the data of cases about payloads.

    Args:
        corpus: The corpus whose requirements the cases name.
        level: The highest level of the cases: wire, schema or semantic.
    """

    def __init__(self, corpus: Corpus, level: Level) -> None:
        self._level: Level = level
        self._requirements = corpus.requirements
        self._definitions = {
            requirement.defines: requirement.id
            for requirement in corpus.requirements.values()
            if requirement.defines is not None
        }
        limits, plain = ModelLimits.load(corpus), plain_schema(corpus.root, corpus.profiles, corpus.revision)
        self._values = FieldValues(limits, plain)
        self._formats: list[str] = plain["properties"]["output_format"]["enum"]
        feature_limits = [limit for family in limits.families for limit in family.limits_of_kind("feature", "values")]
        self._model_dependent = {limit.data["field"] for limit in feature_limits}
        self._oracle = reference_oracle(corpus.revision)
        self._is_required = Acceptance(limits, corpus.revision).is_required

    def legal(self) -> SearchStrategy[CaseData]:
        """Return a strategy for legal payloads, which are accepted and returned unchanged."""
        return self._legal_payloads().map(self._accept_case)

    def one_fault(self) -> SearchStrategy[CaseData]:
        """Return a strategy for payloads with one wrong field, which are rejected, and accepted after a repair."""
        strategy: SearchStrategy[Any] = st.builds(self._single_fault_case, self._legal_payloads(), self._faults())
        if self._level == "semantic" and self._values.models:
            models, sizes = st.sampled_from(self._values.models), self._values.sizes
            strategy |= st.builds(self._reject_size_of_model, self._legal_payloads(), models, sizes)
        return strategy.filter(bool)

    def several_faults(self) -> SearchStrategy[CaseData]:
        """Return a strategy for payloads with several wrong fields, which are rejected because of any of them."""
        faults = st.lists(self._faults(), min_size=2, max_size=4, unique_by=lambda fault: fault[0])
        strategy: SearchStrategy[Any] = st.builds(self._reject_case, self._legal_payloads(), faults)
        return strategy.filter(bool)

    def any(self) -> SearchStrategy[CaseData]:
        """Return a strategy for payloads with any fields and values, which are rejected or returned unchanged."""
        changes = st.lists(self._faults() | st.tuples(TEXT, ANY_VALUE), min_size=1, max_size=8).map(dict)
        payloads = st.builds(lambda legal, change: {**legal, **change}, self._legal_payloads(), changes)
        return payloads.filter(_has_at_most_one_null).map(either_case)

    def _legal_payloads(self) -> SearchStrategy[dict[str, Json]]:
        optional = {name: values for name, values in self._values.legal.items() if name not in TOOL}
        return st.fixed_dictionaries({"type": st.just(TOOL["type"])}, optional=optional).filter(self._is_required)

    def _faults(self) -> SearchStrategy[tuple[str, Json]]:
        """Return a strategy for fields, each with a value that is probably illegal."""
        wrong = self._values.wrong
        return st.sampled_from([*wrong]).flatmap(lambda name: st.tuples(st.just(name), wrong[name]))

    def _accept_case(self, payload: dict[str, Json]) -> CaseData:
        first_field = next((name for name in payload if name not in TOOL), "type")
        requirement = ACCEPT_REQUIREMENTS.get(self._level) or self._definitions[first_field]
        return payload_case("accept", requirement, payload) | _weaker_strength("strength", payload)

    def _reject_size_of_model(self, payload: dict[str, Json], model: str, size: str) -> CaseData | None:
        """Return the case that a model does not support a size; leave out other fields that depend on the model."""
        independent = {key: value for key, value in payload.items() if key not in self._model_dependent}
        legal = {**independent, "model": model, "size": COMMON_SIZE}
        return self._single_fault_case(legal, ("size", size)) if self._is_required(legal) else None

    def _single_fault_case(self, legal: dict[str, Json], fault: tuple[str, Json]) -> CaseData | None:
        return self._reject_case(legal, [fault])

    def _reject_case(self, legal: dict[str, Json], faults: list[tuple[str, Json]]) -> CaseData | None:
        """Return the case of a legal payload with faults; None if no rule is broken or the outputs cannot be listed."""
        payload = {**legal, **dict(faults)}
        findings = self._oracle(payload)
        broken = [self._requirements[finding.rule] for finding in findings]
        levels = RULE_LEVELS[self._level]
        if not broken or any(rule.level not in levels for rule in broken) or not _has_at_most_one_null(payload):
            return None
        reasons = permitted_reasons(payload, findings, self._oracle, self._formats)
        case = payload_case("reject", _strongest(broken), payload) | {
            "reasons": [finding._asdict() for finding in reasons],
            "repair": [_repair_operation(legal, field) for field, _ in faults],
            **_weaker_strength("repaired_strength", legal),
        }
        outputs = outputs_of(payload)
        return case | ({"outputs": outputs} if len(outputs) > 1 else {})


def _weaker_strength(key: str, legal: dict[str, Json]) -> CaseData:
    """Return the strength of accepting a payload, if it is weaker than that of the requirement."""
    return {} if is_certainly_legal(legal) else {key: "should"}


def _repair_operation(legal: dict[str, Json], field: str) -> Json:
    path = format_pointer([field])
    if field in legal:
        return {"op": "replace", "path": path, "value": legal[field]}
    return {"op": "remove", "path": path}


def _has_at_most_one_null(payload: Json) -> bool:
    """Return whether the permitted outputs can be listed: an implementation may omit some nulls and keep others."""
    return null_count(payload) <= 1


def _strongest(rules: list[Requirement]) -> str:
    return min(rules, key=lambda rule: STRENGTHS.index(rule.strength)).id
