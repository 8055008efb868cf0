"""Implementations that are wrong on purpose, each in one way: what the cases are measured by.

`mutant` says what one is and how it is made. They are declared by `payloads` and `texts` for level wire, by `objects` and
`mappings` for level model, by `fields` for level schema, and by `limits` for level semantic. `equivalents` are right.
"""

from __future__ import annotations

from imagegen_conformance.mutants import fields, limits, mappings, objects, payloads, texts
from imagegen_conformance.mutants.mutant import Mutant

__all__ = ["MUTANTS", "Mutant"]

TABLES = (payloads, texts, objects, mappings, fields, limits)
MUTANTS: dict[str, Mutant] = {mutant.name: mutant for table in TABLES for mutant in table.MUTANTS}
