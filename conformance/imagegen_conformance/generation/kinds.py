"""The kinds of generated cases, and their strategies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.generation.call_sequences import call_sequences
from imagegen_conformance.generation.case_data import Draw
from imagegen_conformance.generation.dimension_values import DimensionValues
from imagegen_conformance.generation.payloads import Payloads
from imagegen_conformance.generation.step_generators import STEP_GENERATORS
from imagegen_conformance.oracles.oracle import reference_oracle

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY", "CALLS", "LEGAL", "ONE_FAULT", "SEVERAL_FAULTS", "Kinds"]
PAYLOAD_LEVELS: Final[tuple[Level, ...]] = ("semantic", "schema", "wire")  # the highest first
LEGAL: Final = "legal payloads"
ONE_FAULT: Final = "payloads with one fault"
SEVERAL_FAULTS: Final = "payloads with several faults"
ANY: Final = "any payloads"
CALLS: Final = "call sequences"


class Kinds:
    """The kinds of cases that some levels have.

    Args:
        corpus: The corpus whose requirements the cases name.
        levels: The levels of the cases.
        gating: The strengths of the cases that can fail.
        fields: The fields of the tool in the revision of the corpus.
    """

    def __init__(
        self, corpus: Corpus, levels: Sequence[Level], gating: Collection[Strength], fields: Collection[str]
    ) -> None:
        self._corpus = corpus
        self._levels = levels
        self._gating = gating
        self._fields = fields

    @cached_property
    def names(self) -> list[str]:
        """The names of the kinds."""
        names: list[str] = []
        if self._highest_level is not None:
            names.append(LEGAL)
            if self._highest_level != "wire":
                names += [ONE_FAULT, SEVERAL_FAULTS]
            if "wire" in self._levels:
                names.append(ANY)
        return [*names, CALLS] if "object" in self._levels and self._call_requirements else names

    def strategies(
        self, avoided_fields: Collection[str], avoided_methods: Collection[str]
    ) -> dict[str, SearchStrategy[Draw]]:
        """Return the strategy of each kind. A draw is a list of cases.

        Args:
            avoided_fields: Fields that payloads do not have.
            avoided_methods: Methods that call sequences do not use.
        """
        strategies: dict[str, SearchStrategy[Draw]] = {}
        if self._highest_level is not None:
            payloads = Payloads(self._corpus, self._highest_level, avoided_fields)
            strategies = {
                LEGAL: payloads.legal(),
                ONE_FAULT: payloads.one_fault(),
                SEVERAL_FAULTS: payloads.several_faults(),
                ANY: payloads.any(),
            }
        if CALLS in self.names:
            strategies[CALLS] = self._call_sequences(avoided_methods)
        return strategies

    def _call_sequences(self, avoided_methods: Collection[str]) -> SearchStrategy[Draw]:
        elements = DimensionValues(self._corpus).elements("undocumented_arguments")
        return call_sequences(
            self._call_requirements,
            oracle=None if "should" in self._gating else reference_oracle(self._corpus.revision),
            fields=self._fields,
            wrong_calls=[step for element in elements for step in element["steps"]],
            avoided=avoided_methods,
        )

    @cached_property
    def _highest_level(self) -> Level | None:
        """The highest level of payloads, or None if there is none."""
        return next((level for level in PAYLOAD_LEVELS if level in self._levels), None)

    @cached_property
    def _call_requirements(self) -> list[str]:
        """The requirements of level object that gate; they hold in one profile only."""
        requirements = [self._corpus.requirements[id_] for id_ in STEP_GENERATORS if id_ in self._corpus.requirements]
        return [item.id for item in requirements if item.strength in self._gating]
