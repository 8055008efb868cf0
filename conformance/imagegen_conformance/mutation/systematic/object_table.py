"""The table of all systematic mutants of level object."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.systematic.object_aliasing import object_aliasing_mutants
from imagegen_conformance.mutation.systematic.object_effects import object_effect_mutants
from imagegen_conformance.mutation.systematic.object_equality import object_equality_mutants
from imagegen_conformance.mutation.systematic.object_fields import object_field_mutants
from imagegen_conformance.mutation.systematic.object_kinds import object_kind_mutants
from imagegen_conformance.mutation.systematic.object_members import object_member_mutants
from imagegen_conformance.mutation.systematic.object_signatures import object_signature_mutants
from imagegen_conformance.mutation.systematic.object_states import object_state_mutants
from imagegen_conformance.mutation.systematic.object_views import object_view_mutants

__all__ = ["MUTANTS"]
TABLES: Final = (
    object_field_mutants,
    object_state_mutants,
    object_aliasing_mutants,
    object_equality_mutants,
    object_view_mutants,
    object_signature_mutants,
    object_effect_mutants,
    object_member_mutants,
    object_kind_mutants,
)
MUTANTS: Final[tuple[Mutant, ...]] = tuple(mutant for mutants in TABLES for mutant in mutants())
"""The mutants of the default revision of azure."""
