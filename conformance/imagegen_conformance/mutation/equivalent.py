"""The type of equivalent mutants, and the levels at which they are correct."""

from __future__ import annotations

from typing import Final, NamedTuple

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Strength
from imagegen_conformance.mutation.mutant import AdapterFactory
from imagegen_reference.revision import DEFAULT_PROFILE

__all__ = ["CLASS", "STRICT", "VALIDATION", "WIRE", "Equivalent"]
WIRE: Final[tuple[Level, ...]] = ("wire",)
CLASS: Final[tuple[Level, ...]] = ("wire", "object")
STRICT: Final[tuple[Level, ...]] = ("wire", "schema", "semantic")
VALIDATION: Final[tuple[Level, ...]] = ("schema", "semantic")


class Equivalent(NamedTuple):
    """An implementation that is correct at some levels.

    Attributes:
        name: The name, unique among all equivalent mutants.
        difference: How the implementation differs from the reference: a clause that begins with a verb.
        levels: The levels at which the implementation is correct.
        make: Returns a new adapter.
        strength: The weakest strength of the cases that the implementation passes. Where the specification leaves a
            choice, an implementation with strength `must` decides differently from the released one.
        profile: The profile in whose default revision the implementation is correct.
    """

    name: str
    difference: str
    levels: tuple[Level, ...]
    make: AdapterFactory
    strength: Strength = "should"
    profile: str = DEFAULT_PROFILE

    def passes(self, case: Case) -> bool:
        """Return whether the implementation is correct with respect to a case."""
        return case.level in self.levels and self.is_bound_by(case.strength)

    def is_bound_by(self, strength: Strength) -> bool:
        """Return whether a failure of this strength would be a false positive."""
        return STRENGTHS.index(strength) <= STRENGTHS.index(self.strength)
