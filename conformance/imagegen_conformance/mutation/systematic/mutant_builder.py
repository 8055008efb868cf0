"""The construction of the mutants of one dimension in one revision."""

from __future__ import annotations

from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.systematic.mutation import (
    Domain,
    ErrorsChange,
    Mutation,
    OutputChange,
    changing_errors,
    changing_output,
    rejecting_in_parse,
)
from imagegen_reference.revision import DEFAULT_PROFILE, Revision

__all__ = ["MutantBuilder"]


class MutantBuilder:
    """A builder of mutants. Their names begin with that of the profile, unless it is the default profile.

    Args:
        revision: The revision that the mutants implement, apart from their fault.
        dimension: The dimension of the mutants, such as "rule × field".
    """

    def __init__(self, revision: Revision, dimension: str) -> None:
        self.revision = revision
        self._dimension = dimension
        self._prefix = "" if revision.profile == DEFAULT_PROFILE else f"{revision.profile}-"

    def mutant(self, name: str, requirement: str, fault: str, mutation: Mutation) -> Mutant:
        """Return a mutant."""
        make, differs, scope = mutation
        profile = self.revision.profile
        return Mutant(f"{self._prefix}{name}", requirement, fault, make, profile, self._dimension, differs, scope)

    def with_errors(self, name: str, requirement: str, fault: str, domain: Domain, change: ErrorsChange) -> Mutant:
        """Return a mutant that changes the errors which validation finds."""
        return self.mutant(name, requirement, fault, changing_errors(self.revision, domain, change))

    def with_output(self, name: str, requirement: str, fault: str, domain: Domain, change: OutputChange) -> Mutant:
        """Return a mutant that changes the output of a payload which is parsed."""
        return self.mutant(name, requirement, fault, changing_output(self.revision, domain, change))

    def that_cannot_parse(self, name: str, requirement: str, fault: str, domain: Domain) -> Mutant:
        """Return a mutant that rejects payloads when they are parsed."""
        return self.mutant(name, requirement, fault, rejecting_in_parse(self.revision, domain))
