"""The table of all systematic mutants."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.systematic.count_mutants import count_mutants
from imagegen_conformance.mutation.systematic.input_mutants import input_mutants
from imagegen_conformance.mutation.systematic.integer_mutants import integer_mutants
from imagegen_conformance.mutation.systematic.legality_mutants import legality_mutants
from imagegen_conformance.mutation.systematic.length_mutants import length_mutants
from imagegen_conformance.mutation.systematic.member_mutants import member_mutants
from imagegen_conformance.mutation.systematic.number_mutants import number_mutants
from imagegen_conformance.mutation.systematic.output_mutants import output_mutants
from imagegen_conformance.mutation.systematic.rule_mutants import rule_mutants
from imagegen_conformance.mutation.systematic.state_mutants import state_mutants
from imagegen_conformance.mutation.systematic.string_mutants import string_mutants
from imagegen_conformance.mutation.systematic.value_mutants import value_mutants
from imagegen_reference.revision import DEFAULT_REVISION, find_revision

__all__ = ["MUTANTS"]
REVISIONS: Final = (DEFAULT_REVISION, find_revision("openai"))
OF_EACH_REVISION: Final = (
    rule_mutants,
    member_mutants,
    value_mutants,
    legality_mutants,
    output_mutants,
    number_mutants,
    integer_mutants,
)
OF_DEFAULT_REVISION: Final = (string_mutants, length_mutants, count_mutants, input_mutants, state_mutants)

MUTANTS: Final[tuple[Mutant, ...]] = (
    *(mutant for revision in REVISIONS for mutants in OF_EACH_REVISION for mutant in mutants(revision)),
    *(mutant for mutants in OF_DEFAULT_REVISION for mutant in mutants()),
)
"""The mutants of the default revisions of all profiles."""
