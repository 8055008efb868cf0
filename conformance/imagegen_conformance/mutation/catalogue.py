"""The catalogue of all mutants."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.mutants import (
    object_classes,
    object_mappings,
    openai,
    schema_fields,
    semantic_limits,
    wire_payloads,
    wire_texts,
)
from imagegen_conformance.mutation.systematic import object_table, table

__all__ = ["MUTANTS", "mutants_of"]
TABLES: Final = (
    wire_payloads.MUTANTS,
    wire_texts.MUTANTS,
    object_classes.MUTANTS,
    object_mappings.MUTANTS,
    schema_fields.MUTANTS,
    semantic_limits.MUTANTS,
    openai.MUTANTS,
    table.MUTANTS,
    object_table.MUTANTS,
)
MUTANTS: Final[dict[str, Mutant]] = {mutant.name: mutant for table in TABLES for mutant in table}
"""The mutants of all profiles and levels, by name."""


def mutants_of(profile: str) -> dict[str, Mutant]:
    """Return the mutants of the default revision of a profile, by name."""
    return {name: mutant for name, mutant in MUTANTS.items() if mutant.profile == profile}
