"""The strategy for contexts: legal payloads from small to full ones, for each family of models, in any order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.requirements import Strength
from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.certainty import is_certainly_legal
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.field_values import FieldValues
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import FORMATS_OF_SOME_MODELS, Acceptance
from imagegen_conformance.oracles.oracle import reference_oracle

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["ORDERS", "Context", "Contexts", "reordered"]
DENSITIES = (2, 0, 1, 3, 4)  # how many of four other fields a payload has
FULL = 4
ORDERS = ("documented", "first", "last", "reversed")


class Context(NamedTuple):
    """A legal payload.

    Attributes:
        payload: The payload.
        strength: How certain it is that every implementation accepts the payload; None for that of the requirement.
    """

    payload: dict[str, Json]
    strength: Strength | None


class Contexts:
    """Strategies for legal payloads of a revision.

    Args:
        corpus: The corpus.
        values: The elements of its dimensions.
        limits: The model limits of the revision.
        field_values: Strategies for the values of fields.
    """

    def __init__(self, corpus: Corpus, values: DimensionValues, limits: ModelLimits, field_values: FieldValues) -> None:
        self._oracle = reference_oracle(corpus.revision)
        self._is_required = Acceptance(limits, corpus.revision).is_required
        self._fields = {name: strategy for name, strategy in field_values.legal.items() if name not in TOOL}
        families = [
            {key: value for key, value in {**element["model"], **element["members"]}.items() if key in self._fields}
            for element in values.elements("families")
        ]
        without_model = [{key: value for key, value in family.items() if key != "model"} for family in families[:1]]
        # Only for some families, a document says that they support input_fidelity.
        self._models_with_fidelity = frozenset(
            model
            for members in families
            if "input_fidelity" in members
            for family in limits.families
            if members["model"] in family.models
            for model in family.models
        )
        # The last ones, of retired models and new formats, need not be accepted.
        families.sort(key=lambda family: not self._is_required({**TOOL, **family}))
        self._families: Sequence[dict[str, Json]] = [*without_model, *families] or [{}]

    def draw(self, draw: DrawFn) -> Context:
        """Draw a legal payload."""
        family = draw(st.sampled_from(self._families))
        density = draw(st.sampled_from(DENSITIES))
        payload = {**TOOL}
        for name, strategy in self._fields.items():
            if draw(st.integers(0, FULL - 1)) >= FULL - density:
                is_of_family = name in family and (name == "model" or draw(st.integers(0, 3)) == 0)
                payload[name] = family[name] if is_of_family else draw(strategy)
        return self._legal(payload, family, {})

    def legalized(self, payload: Mapping[str, Json], fixed: Mapping[str, Json], excluded: Collection[str]) -> Context:
        """Return a payload with some members and without some keys, and without others that are not legal then."""
        members = {**{key: value for key, value in payload.items() if key not in excluded}, **fixed}
        return self._legal(members, {}, fixed)

    def _legal(self, payload: dict[str, Json], family: Mapping[str, Json], fixed: Mapping[str, Json]) -> Context:
        """Return a payload after the replacement or removal of members that are not legal together."""
        replacements = {name: value for name, value in family.items() if name in payload and payload[name] != value}
        while findings := self._oracle(payload):
            names = [parse_pointer(finding.path)[0] for finding in findings]
            name = next((name for name in reversed(names) if name in payload and name not in {*TOOL, *fixed}), None)
            if name is None:  # a member that is not named breaks the rule
                payload = {**TOOL, **fixed}
                break
            if name in replacements:
                payload[name] = replacements.pop(name)
            else:
                del payload[name]
        return Context(payload, self._strength(payload))

    def _strength(self, payload: dict[str, Json]) -> Strength | None:
        # No document states which models support the formats of newer revisions, and with which values of their fields.
        has_newer_format = payload.get("output_format") in FORMATS_OF_SOME_MODELS
        if has_newer_format or not self._is_required(payload):
            return "may"
        is_uncertain = "input_fidelity" in payload and payload.get("model") not in self._models_with_fidelity
        return None if is_certainly_legal(payload) and not is_uncertain else "should"


def reordered(payload: dict[str, Json], order: str, subject: Collection[str] = ()) -> dict[str, Json]:
    """Return a payload whose keys are in another order: those that a case is about may be the first or the last."""
    keys = list(payload)
    if order == "reversed":
        keys.reverse()
    elif order != "documented":
        own = [key for key in keys if key in subject]
        others = [key for key in keys if key not in subject]
        keys = own + others if order == "first" else others + own
    return {key: payload[key] for key in keys}
