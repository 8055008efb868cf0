"""The cases that can tell a mutant from the reference.

A mutant that replaces members of the class executes the same instructions as the reference until the first use of a
replaced member. If the reference never uses one in a request, the mutant responds as the reference does, and passes the
case. Therefore, a case can tell the two apart only if the reference uses at least one of the replaced members. If a
member leads to a state in which another one is wrong, the case has to use both; if the fault is one of masks or tool
configurations, the case has to obtain one: `MembersFactory.needed` says so.

This holds for members whose use is recorded, whether the reference has them or not. If a mutant replaces another one,
or if it is no class with replaced members, every case counts.

`Mutant.scope`, `Mutant.differs` and `MembersFactory.differs` leave out further cases: those whose payloads, outputs or
errors the mutant does not change.

A prerequisite that cannot tell a mutant from the reference passes, so that it blocks no case and need not be run.
"""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.mutant import AdapterFactory, MembersFactory, Mutant, Scope, TextParserFactory
from imagegen_conformance.mutation.usage import PARSE_TEXT, is_recorded, usage_of
from imagegen_reference import ImageGenTool

__all__ = ["DistinguishingCases"]
_MISSING = object()


class DistinguishingCases:
    """The cases of a corpus that can tell mutants from the reference.

    Attributes:
        cases: All cases of the corpus, in the order in which they are run.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.cases = corpus.in_run_order(corpus.cases)
        self._positions: dict[str, set[int]] = {}
        self._scopes: dict[str, list[int]] = {}
        for position, case in enumerate(self.cases):
            for name in usage_of(case.request).members:
                self._positions.setdefault(name, set()).add(position)

    def of(self, mutant: Mutant) -> list[Case]:
        """Return the cases that can tell a mutant from the reference, in the order in which they are run."""
        positions = self._distinguishing_positions(mutant.make)
        if mutant.scope is not None:
            positions = sorted({*positions}.intersection(self._in_scope(mutant.scope)))
        cases = [self.cases[position] for position in positions]
        for differs in (mutant.differs, getattr(mutant.make, "differs", None)):
            if differs is not None:
                cases = [case for case in cases if differs(case.request)]
        return cases

    def _in_scope(self, scope: Scope) -> list[int]:
        if scope.name not in self._scopes:
            contains = scope.contains
            self._scopes[scope.name] = [n for n, case in enumerate(self.cases) if contains(case.request)]
        return self._scopes[scope.name]

    def _distinguishing_positions(self, make: AdapterFactory) -> Iterable[int]:
        every = range(len(self.cases))
        if isinstance(make, TextParserFactory):
            return sorted(self._positions.get(PARSE_TEXT, ()))
        if not isinstance(make, MembersFactory):
            return every
        positions = set(every)
        for names in make.needed:
            replaced = {name for name in names if make.members.get(name) is not _reference_member(name)}
            if all(map(is_recorded, replaced)):
                positions &= self._using(replaced)
        return sorted(positions)

    def _using(self, names: Iterable[str]) -> set[int]:
        return set().union(*(self._positions.get(name, ()) for name in names))


def _reference_member(name: str) -> object:
    return next((vars(base)[name] for base in ImageGenTool.__mro__ if name in vars(base)), _MISSING)
