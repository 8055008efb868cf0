"""Faults: members that break a rule when they replace those of a legal payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.field_values import FieldValues, near_misses
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["Fault", "Faults"]
SHARE = 4  # of the rules, one of this number is broken in each payload
MAX_VARIANT = 59  # a multiple of the numbers of elements of most rules, so that each is drawn as often


class Fault(NamedTuple):
    """Members that break a rule when they replace those of a legal payload.

    Attributes:
        members: The members.
        model: The members that name the model, if the rule is about it. The other members must be legal for it.
        removed: A key that the payload lacks.
    """

    members: dict[str, Json]
    model: Mapping[str, Json]
    removed: str | None = None


class Faults:
    """The faults of a revision.

    Args:
        values: The elements of the dimensions of the corpus.
        field_values: Strategies for the values of fields.
    """

    def __init__(self, values: DimensionValues, field_values: FieldValues) -> None:
        self._field_values = field_values
        by_rule: dict[str, list[Fault]] = {"type.required": [Fault({}, {}, "type")]}
        for element in values.elements("rules", "rule_variants", "dependent_rules", "model_rules"):
            members = {**element.get("companions", {}), **element["members"]}
            own_members = {key: value for key, value in members.items() if TOOL.get(key) != value}
            by_rule.setdefault(element["requirement"], []).append(Fault(own_members, element.get("model", {})))
        for element in values.elements("nulls"):  # one rule, which is checked at each of these places
            by_rule[f"null {element['name']}"] = [Fault(element["members"], {})]
        fields = {*field_values.legal}
        usable = ([fault for fault in faults if fields.issuperset(fault.members)] for faults in by_rule.values())
        self._by_rule = [faults for faults in usable if faults]

    def draw_field(self, draw: DrawFn) -> Fault:
        """Draw a wrong value of a field; it may be legal."""
        field = draw(st.sampled_from([*self._field_values.wrong]))
        return Fault({field: draw(self._field_values.wrong[field])}, {})

    def draw_rule(self, draw: DrawFn) -> Fault:
        """Draw a fault, of each rule with the same probability."""
        return draw(st.sampled_from(draw(st.sampled_from(self._by_rule))))

    def draw_size(self, draw: DrawFn) -> Fault:
        """Draw a size that a model may not support."""
        model, size = draw(st.sampled_from(self._field_values.models)), draw(self._field_values.sizes)
        return Fault({"size": size}, {"model": model})

    def draw_many(self, draw: DrawFn, legal: Mapping[str, Json]) -> Iterator[Fault]:
        """Yield a fault for some of the rules, and one for each member of a legal payload: a value close to it."""
        start, variant = draw(st.integers(0, SHARE - 1)), draw(st.integers(0, MAX_VARIANT))
        for faults in islice(self._by_rule, start, None, SHARE):
            yield faults[variant % len(faults)]
        for position, (field, value) in enumerate(legal.items()):
            wrong = near_misses(value)
            yield Fault({field: wrong[(variant + position) % len(wrong)]}, {})

    @property
    def has_sizes(self) -> bool:
        """Whether sizes depend on the model."""
        return bool(self._field_values.models)
