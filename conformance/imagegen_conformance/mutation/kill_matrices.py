"""The kill matrices of all profiles, and what they say about the corpus.

A source case is redundant if it is useful in no profile: none of its derived cases kills a mutant that few other cases
kill, or is a plain case.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import NamedTuple

from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.mutation.catalogue import MUTANTS
from imagegen_conformance.mutation.kill_matrix import KillMatrix, Kills
from imagegen_conformance.mutation.smoke_list import MAX_SMOKE_SHARE, choose_cases
from imagegen_conformance.resources import load_json

__all__ = ["JustifiedRedundancy", "KillMatrices", "render_smoke_list"]


class JustifiedRedundancy(NamedTuple):
    """Redundant cases that are kept for a reason.

    Attributes:
        cases: A pattern for the ids of source cases, as for `fnmatch`.
        reason: Why they are kept.
    """

    cases: str
    reason: str


class KillMatrices:
    """The kill matrices of profiles of the same corpus.

    Attributes:
        matrices: A kill matrix for each profile. There is at least one.
        is_complete: Whether there is a matrix for every profile of the corpus. Otherwise, nothing is known about
            redundant cases and the smoke list.
    """

    def __init__(self, matrices: Sequence[KillMatrix]) -> None:
        self.matrices = matrices
        first = matrices[0].corpus
        self._root = first.root
        self.is_complete = first.profiles.by_name.keys() == {matrix.corpus.revision.profile for matrix in matrices}

    @cached_property
    def survivors(self) -> list[str]:
        """The names of the mutants that no case kills."""
        return [name for matrix in self.matrices for name in matrix.survivors]

    @cached_property
    def misattributed_mutants(self) -> list[str]:
        """The names of the mutants that are killed, but by no case that is relevant to their requirement."""
        return [name for matrix in self.matrices for name in matrix.misattributed_mutants]

    @cached_property
    def undetected_requirements(self) -> list[str]:
        """The ids of the requirements of which no case kills a mutant that breaks the requirement, in any profile.

        If there is no matrix for a profile, the requirements that its mutants break do not count.
        """
        profiles = {matrix.corpus.revision.profile for matrix in self.matrices}
        ignored = {mutant.requirement for mutant in MUTANTS.values() if mutant.profile not in profiles}
        detected = ignored.union(*(matrix.detected_requirements for matrix in self.matrices))
        return [
            id_
            for id_, requirement in self.matrices[0].corpus.definition.all_requirements.items()
            if id_ not in detected and not requirement.exclusion and self._holds(id_)
        ]

    def _holds(self, requirement: str) -> bool:
        return any(requirement in matrix.corpus.requirements for matrix in self.matrices)

    @cached_property
    def redundant_cases(self) -> list[str]:
        """The ids of the source cases that are useful in no profile.

        Mutants implement the default revisions, so that source cases of which no expectation holds in one of these do
        not count.
        """
        useful = frozenset[str]().union(*(matrix.useful_source_cases for matrix in self.matrices))
        definitions = [matrix.corpus.definition for matrix in self.matrices]
        return [
            source_case.id
            for source_case in iter_source_cases(self._root)
            if source_case.id not in useful
            and source_case.parametrized_id is None  # a combination belongs to a criterion, whatever it detects
            and any(definition.expectation(source_case.data) is not None for definition in definitions)
        ]

    @cached_property
    def justifications(self) -> list[JustifiedRedundancy]:
        """The entries of `redundant_cases.json`.

        Raises:
            CorpusError: The file is missing or malformed.
        """
        file = self._root / "redundant_cases.json"
        content = load_json(file)
        try:
            return [JustifiedRedundancy(entry["cases"], entry["reason"]) for entry in content["redundant_cases"]]
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "a list of redundant cases", "redundant_cases", file) from None

    @cached_property
    def unjustified_redundant_cases(self) -> list[str]:
        """The ids of the redundant source cases that no entry of `redundant_cases.json` matches."""
        return [
            id_
            for id_ in self.redundant_cases
            if not any(fnmatchcase(id_, justification.cases) for justification in self.justifications)
        ]

    @cached_property
    def stale_justifications(self) -> list[JustifiedRedundancy]:
        """The entries of `redundant_cases.json` that match no redundant source case."""
        return [
            justification
            for justification in self.justifications
            if not any(fnmatchcase(id_, justification.cases) for id_ in self.redundant_cases)
        ]

    @cached_property
    def smoke(self) -> list[str]:
        """The ids of the smoke list, in the order of the source files.

        Its cases kill every mutant of no dimension that any case kills. Many of the mutants that are generated from
        dimensions are killed by one case only, so that a short list cannot kill all of them: cases are added up to a
        tenth of the cases of the smallest profile.
        """
        by_hand = {name: cases for name, cases in self.kills.items() if not MUTANTS[name].dimension}
        max_cases = int(MAX_SMOKE_SHARE * min(len(matrix.corpus.cases) for matrix in self.matrices))
        chosen = choose_cases(by_hand, self.case_ids)
        chosen = choose_cases(self.kills, self.case_ids, chosen, max_cases)
        return [id_ for id_ in self.case_ids if id_ in chosen]

    @cached_property
    def smoke_kills(self) -> int:
        """The number of mutants that the smoke list kills."""
        smoke = frozenset(self.smoke)
        return sum(not smoke.isdisjoint(cases) for cases in self.kills.values())

    @cached_property
    def kills(self) -> Kills:
        """The ids of the killing cases of each mutant of all profiles."""
        return {name: cases for matrix in self.matrices for name, cases in matrix.kills.items()}

    @cached_property
    def case_ids(self) -> list[str]:
        """The ids of the cases of all profiles, in the order of the source files."""
        ids: dict[str, list[str]] = {source_case.id: [] for source_case in iter_source_cases(self._root)}
        for matrix in self.matrices:
            for case in matrix.corpus.cases:
                if case.id not in ids.setdefault(case.source_id, []):
                    ids[case.source_id].append(case.id)
        return [id_ for derived in ids.values() for id_ in derived]

    def by_level(self) -> Counter[Level]:
        """Return the number of mutants of each level."""
        return sum((matrix.by_level() for matrix in self.matrices), Counter[Level]())

    def by_dimension(self) -> Counter[str]:
        """Return the number of mutants of each dimension; that of handwritten mutants is the empty string."""
        return Counter(MUTANTS[name].dimension for matrix in self.matrices for name in matrix.kills)


def render_smoke_list(smoke: list[str]) -> str:
    """Return the content of `smoke.json` for a list of case ids."""
    return json.dumps({"$schema": "../schemas/smoke.schema.json", "cases": smoke}, indent=2) + "\n"
