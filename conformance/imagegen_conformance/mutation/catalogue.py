"""The catalogue of all mutants."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.mutants import (
    object_classes,
    object_mappings,
    schema_fields,
    semantic_limits,
    wire_payloads,
    wire_texts,
)

__all__ = ["MUTANTS"]
TABLES: Final = (
    wire_payloads.MUTANTS,
    wire_texts.MUTANTS,
    object_classes.MUTANTS,
    object_mappings.MUTANTS,
    schema_fields.MUTANTS,
    semantic_limits.MUTANTS,
)
MUTANTS: Final[dict[str, Mutant]] = {mutant.name: mutant for table in TABLES for mutant in table}
"""The mutants of all levels, by name."""
