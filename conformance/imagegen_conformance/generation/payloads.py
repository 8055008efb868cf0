"""Strategies for cases about payloads: legal ones, ones with one or several faults, and any at all.

Each draw is a list of cases, because to draw a payload takes longer than to send it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Requirement
from imagegen_conformance.generation.additions import Additions
from imagegen_conformance.generation.case_data import (
    TOOL,
    CaseData,
    Draw,
    either_case,
    null_count,
    outputs_of,
    payload_case,
)
from imagegen_conformance.generation.contexts import ORDERS, Context, Contexts, reordered
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.faults import Fault, Faults
from imagegen_conformance.generation.field_values import ANY_VALUE, TEXT, FieldValues
from imagegen_conformance.generation.permitted_reasons import permitted_reasons
from imagegen_conformance.jsonlib.pointer import format_pointer, parse_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import reference_oracle

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["Payloads", "repair_of"]
RULE_LEVELS: Mapping[Level, tuple[Level, ...]] = {
    "wire": (),
    "schema": ("schema",),
    "semantic": ("schema", "semantic"),
}
"""The levels of the rules by which a payload is rejected, by the highest level of the cases."""
ACCEPT_REQUIREMENTS: Mapping[Level, str] = {"wire": "wire.round-trip", "semantic": "payload.combinations"}
"""The requirement of legal payloads; at level schema, it is the one that defines the first field of the payload."""
MAX_NULLS = 2  # an implementation may omit some nulls and keep others: the permitted outputs are all combinations
MAX_FAULTS = 4
PAYLOADS_PER_DRAW = 5  # the first one is simple
DrawCases: TypeAlias = Callable[["DrawFn"], Iterator[CaseData]]


class Payloads:
    """Strategies for the data of cases about payloads.

    Args:
        corpus: The corpus whose requirements the cases name.
        level: The highest level of the cases: wire, schema or semantic.
        avoided: Fields that the payloads do not have.
    """

    def __init__(self, corpus: Corpus, level: Level, avoided: Collection[str] = ()) -> None:
        self._level: Level = level
        self._requirements = corpus.requirements
        self._definitions = {
            requirement.defines: requirement.id
            for requirement in corpus.requirements.values()
            if requirement.defines is not None
        }
        limits, plain = ModelLimits.load(corpus), plain_schema(corpus.root, corpus.profiles, corpus.revision)
        values, field_values = DimensionValues(corpus), FieldValues(limits, plain, avoided)
        self._formats: list[str] = plain["properties"]["output_format"]["enum"]
        self._oracle = reference_oracle(corpus.revision)
        self._contexts = Contexts(corpus, values, limits, field_values)
        self._faults = Faults(values, field_values)
        self._additions = Additions(values, plain["properties"], avoided)

    def legal(self) -> SearchStrategy[Draw]:
        """Return a strategy for legal payloads, which are accepted and returned unchanged."""
        return _drawn(self._draw_legal)

    def one_fault(self) -> SearchStrategy[Draw]:
        """Return a strategy for payloads with one fault, which are rejected, and accepted after a repair.

        Each draw is a legal payload, with different faults.
        """
        return _drawn(self._draw_one_fault)

    def several_faults(self) -> SearchStrategy[Draw]:
        """Return a strategy for payloads with several faults, which are rejected because of any of them."""
        return _drawn(self._draw_several_faults)

    def any(self) -> SearchStrategy[Draw]:
        """Return a strategy for payloads with any fields and values, which are rejected or returned unchanged."""
        return _drawn(self._draw_any)

    def _draw_legal(self, draw: DrawFn) -> Iterator[CaseData]:
        context = self._contexts.draw(draw)
        payload = reordered(context.payload, draw(st.sampled_from(ORDERS)))
        yield self._accepted(context._replace(payload=payload))

    def _draw_one_fault(self, draw: DrawFn) -> Iterator[CaseData]:
        context, unknown = self._contexts.draw(draw), self._additions.draw_unknown_key(draw)
        order = draw(st.sampled_from(ORDERS))
        faults = [self._faults.draw_field(draw), *self._faults.draw_many(draw, context.payload)]
        if self._faults.has_sizes:
            faults.insert(1, self._faults.draw_size(draw))
        for fault in faults:
            yield from self._rejected(context, fault, unknown, order)

    def _draw_several_faults(self, draw: DrawFn) -> Iterator[CaseData]:
        context = self._contexts.draw(draw)
        count = draw(st.integers(2, MAX_FAULTS))
        faults = [
            (self._faults.draw_rule if draw(st.booleans()) else self._faults.draw_field)(draw) for _ in range(count)
        ]
        members = {key: value for fault in faults for key, value in fault.members.items()}
        yield from self._rejected(context, Fault(members, {}, faults[0].removed), {}, draw(st.sampled_from(ORDERS)))

    def _draw_any(self, draw: DrawFn) -> Iterator[CaseData]:
        context, fault = self._contexts.draw(draw), self._faults.draw_rule(draw)
        order, is_typed = draw(st.sampled_from(ORDERS)), draw(st.integers(0, 9)) > 0
        simple = {**draw(st.dictionaries(TEXT, ANY_VALUE, max_size=1)), **self._faults.draw_field(draw).members}
        for number in range(PAYLOADS_PER_DRAW):
            members = simple if number == 0 else self._additions.draw_unusual(draw)
            payload = {**context.payload, **fault.members, **members}
            if not is_typed:
                payload.pop("type", None)
            if _has_few_nulls(payload):
                yield either_case(reordered(payload, order, members))

    def _accepted(self, context: Context) -> CaseData:
        """Return the case of a legal payload."""
        first_field = next((name for name in context.payload if name not in TOOL), "type")
        requirement = ACCEPT_REQUIREMENTS.get(self._level) or self._definitions[first_field]
        case = payload_case("accept", requirement, context.payload)
        return case if context.strength is None else case | {"strength": context.strength}

    def _rejected(self, context: Context, fault: Fault, unknown: dict[str, Json], order: str) -> Iterator[CaseData]:
        """Yield the case of a legal payload with a fault, if it breaks a rule and its outputs can be listed."""
        if fault.model:
            context = self._contexts.legalized(context.payload, fault.model, fault.members)
        payload = _with_fault(context.payload, fault)
        findings = self._oracle(payload)
        if len({finding.rule for finding in findings}) > 1:
            # Members that depend on the fault break a second rule.
            others = {parse_pointer(finding.path)[0] for finding in findings if finding.path}
            others -= fault.members.keys() | TOOL.keys()
            context = self._contexts.legalized(context.payload, fault.model, others)
            payload = _with_fault(context.payload, fault)
            findings = self._oracle(payload)
        payload = reordered({**unknown, **payload}, order, fault.members)
        broken = [self._requirements[finding.rule] for finding in findings]
        levels = RULE_LEVELS[self._level]
        if not broken or any(rule.level not in levels for rule in broken) or not _has_few_nulls(payload):
            return
        reasons = permitted_reasons(payload, findings, self._oracle, self._formats)
        outputs = outputs_of(payload)
        yield payload_case("reject", _strongest(broken), payload) | {
            "reasons": [finding._asdict() for finding in reasons],
            "repair": repair_of(context.payload, payload),
            # A payload can be legal with less certainty than a fault makes it illegal.
            "repaired_strength": context.strength or "should",
            **({"outputs": outputs} if len(outputs) > 1 else {}),
        }


def _drawn(draw_cases: DrawCases) -> SearchStrategy[Draw]:
    """Return the strategy of a function that draws cases."""
    return st.composite(lambda draw: Draw(draw_cases(draw)))()


def _with_fault(legal: dict[str, Json], fault: Fault) -> dict[str, Json]:
    return {key: value for key, value in {**legal, **fault.members}.items() if key != fault.removed}


def repair_of(legal: dict[str, Json], payload: dict[str, Json]) -> Json:
    """Return the operations that make a payload legal: its members become those of a legal payload."""
    operations: list[Json] = []
    for key, value in payload.items():
        if key not in legal:
            operations.append({"op": "remove", "path": format_pointer([key])})
        elif value is not legal[key]:
            operations.append({"op": "replace", "path": format_pointer([key]), "value": legal[key]})
    missing = [key for key in legal if key not in payload]
    return operations + [{"op": "add", "path": format_pointer([key]), "value": legal[key]} for key in missing]


def _has_few_nulls(payload: Json) -> bool:
    return null_count(payload) <= MAX_NULLS


def _strongest(rules: list[Requirement]) -> str:
    return min(rules, key=lambda rule: STRENGTHS.index(rule.strength)).id
