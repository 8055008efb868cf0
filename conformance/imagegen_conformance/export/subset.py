"""A subset of the corpus: the cases of some levels, as far as they are valid in a revision of the specification.

Levels select among the derived cases. A source case belongs to the subset if any case that is derived from it does.

A revision selects the requirements that it contains, and the cases that name only such requirements and contain no
field that was defined or redefined later. The subset may be smaller than the revision was, because the corpus contains
no requirements that a later revision removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.loading import SourceCase, iter_source_cases
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.corpus.revisions import revision_key
from imagegen_conformance.errors import UsageError
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json, loads

__all__ = ["CorpusSubset"]


class CorpusSubset:
    """The cases and requirements of a corpus that belong to a revision and to levels.

    Args:
        corpus: The whole corpus.
        revision: The revision; by default, that of the corpus.
        levels: The levels; by default, all.

    Attributes:
        levels: The levels, in their order.
        requirements: The ids of the requirements of the revision, at all levels.

    Raises:
        UsageError: The revision or a level is unknown.
    """

    def __init__(self, corpus: Corpus, revision: str | None = None, levels: Sequence[str] = ()) -> None:
        self.corpus = corpus
        self.revision = corpus.revision if revision is None else revision
        _require_known("revision", self.revision, _known_revisions(corpus))
        for level in levels:
            _require_known("level", level, LEVELS)
        self.levels: tuple[Level, ...] = tuple(level for level in LEVELS if not levels or level in levels)
        later = [requirement for requirement in corpus.requirements.values() if self._is_later(requirement.since)]
        self.requirements = corpus.requirements.keys() - {requirement.id for requirement in later}
        self._later_fields = frozenset(requirement.defines for requirement in later if requirement.defines is not None)

    @property
    def is_newest(self) -> bool:
        """Whether the revision is that of the corpus."""
        return self.revision == self.corpus.revision

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases, in the order of the corpus.

        Raises:
            UsageError: There are none.
        """
        valid = {case.id for case in iter_source_cases(self.corpus.root) if self._is_valid(case)}
        cases = tuple(case for case in self.corpus.cases if case.level in self.levels and case.source_id in valid)
        if not cases:
            problem = f"revision {self.revision} has no case of level {' or '.join(self.levels)}"
            raise UsageError(problem, hint="Select another level, or a later revision.")
        return cases

    @cached_property
    def since(self) -> Mapping[str, str]:
        """For each source case of the revision, the first revision of the specification in which it is valid."""
        source_cases = list(iter_source_cases(self.corpus.root))
        since: dict[str, str] = {}
        for revision in _known_revisions(self.corpus):
            if not self._is_later(revision):
                subset = CorpusSubset(self.corpus, revision)
                since |= {case.id: revision for case in source_cases if case.id not in since and subset._is_valid(case)}
        return since

    @cached_property
    def case_ids(self) -> frozenset[str]:
        """The ids of the cases."""
        return frozenset(case.id for case in self.cases)

    @cached_property
    def source_ids(self) -> frozenset[str]:
        """The ids of the source cases."""
        return frozenset(case.source_id for case in self.cases)

    @cached_property
    def excluded_source_ids(self) -> frozenset[str]:
        """The ids of the source cases of the corpus that are not in the subset."""
        return frozenset(case.source_id for case in self.corpus.cases) - self.source_ids

    def _is_later(self, revision: str) -> bool:
        return revision_key(revision) > revision_key(self.revision)

    def _is_valid(self, case: SourceCase) -> bool:
        """Return whether a source case is valid in the revision."""
        if self.is_newest:
            return True
        findings = [finding for key in ("reasons", "warnings") for finding in case.data.get(key, ())]
        rules = {case.data["requirement"], *(finding["rule"] for finding in findings)}
        return rules <= self.requirements and not contains_any_field(case.data, self._later_fields)


def contains_any_field(data: dict[str, Json], fields: frozenset[str]) -> bool:
    """Return whether the request or the expectation of a source case may contain one of the fields.

    Every string counts, because methods take field names as arguments: one case too few is better than a wrong case.
    """
    values = [data.get(key) for key in ("payload", "construct", "steps", "outputs")]
    for operation in data.get("repair", ()):
        values += [operation.get("value"), *map(parse_pointer, (operation["path"], operation.get("from", "")))]
    if "text" in data:
        try:
            values.append(loads(data["text"]))
        except ValueError:
            # A text that is not JSON has no keys, but an implementation may read a part of it.
            if any(field in data["text"] for field in fields):
                return True
    return not fields.isdisjoint(_strings(values))


def _strings(value: Json) -> Iterator[str]:
    """Yield every key and every string of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _known_revisions(corpus: Corpus) -> list[str]:
    revisions = {requirement.since for requirement in corpus.requirements.values()} | {corpus.revision}
    return sorted(revisions, key=revision_key)


def _require_known(noun: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UsageError(f"unknown {noun} {name!r}", hint=f"Known {noun}s are {', '.join(known)}.")
