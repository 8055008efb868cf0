"""The construction of the mutants of one revision."""

from __future__ import annotations

from imagegen_conformance.mutation.mutant import (
    AdapterFactory,
    Condition,
    ErrorMutation,
    Mutant,
    PayloadChange,
    mutate_constructor_input,
    mutate_errors,
    mutate_output,
    mutate_validated_payload,
)
from imagegen_conformance.mutation.transforms.errors import keeping_errors, rejecting
from imagegen_conformance.mutation.transforms.limit_edits import LimitsEdit, limits_content
from imagegen_conformance.mutation.transforms.payloads import reject_if
from imagegen_reference.model_limits import read_limits
from imagegen_reference.revision import Revision

__all__ = ["MutantBuilder"]


class MutantBuilder:
    """A builder of mutants, whose names begin with that of the profile.

    Args:
        revision: The revision that the mutants implement, apart from their fault.
    """

    def __init__(self, revision: Revision) -> None:
        self.revision = revision

    def _mutant(self, name: str, requirement: str, fault: str, make: AdapterFactory) -> Mutant:
        return Mutant(f"{self.revision.profile}-{name}", requirement, fault, make, self.revision.profile)

    def with_errors(self, name: str, requirement: str, fault: str, mutation: ErrorMutation) -> Mutant:
        """Return a mutant that changes the errors which validation finds."""
        return self._mutant(name, requirement, fault, mutate_errors(mutation, revision=self.revision))

    def that_rejects(self, name: str, requirement: str, fault: str, condition: Condition, rule: str = "") -> Mutant:
        """Return a mutant that rejects the payloads which fulfill a condition, as violations of `rule`."""
        return self.with_errors(name, requirement, fault, rejecting(rule or requirement, condition))

    def with_validated(self, name: str, requirement: str, fault: str, change: PayloadChange) -> Mutant:
        """Return a mutant that validates a changed copy of each payload."""
        return self._mutant(name, requirement, fault, mutate_validated_payload(change, self.revision))

    def with_limits(self, name: str, requirement: str, fault: str, edit: LimitsEdit) -> Mutant:
        """Return a mutant that validates with edited model limits."""
        content = limits_content(self.revision)
        edit(content)
        make = mutate_errors(keeping_errors, read_limits(content, self.revision), self.revision)
        return self._mutant(name, requirement, fault, make)

    def with_output(self, name: str, requirement: str, fault: str, change: PayloadChange) -> Mutant:
        """Return a mutant that changes its output."""
        return self._mutant(name, requirement, fault, mutate_output(change, self.revision))

    def with_input(self, name: str, requirement: str, fault: str, change: PayloadChange) -> Mutant:
        """Return a mutant that changes each payload before it is parsed."""
        return self._mutant(name, requirement, fault, mutate_constructor_input(change, self.revision))

    def that_cannot_parse(self, name: str, requirement: str, fault: str, condition: Condition) -> Mutant:
        """Return a mutant that rejects the payloads which fulfill a condition when they are parsed."""
        return self.with_input(name, requirement, fault, reject_if(condition))
