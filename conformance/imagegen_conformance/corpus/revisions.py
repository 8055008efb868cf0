"""The corpus in several revisions, for which each file is read only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.definition import Definition
from imagegen_conformance.corpus.garbage_collection import paused_garbage_collection
from imagegen_conformance.corpus.loading import load_cases
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.source_cases import CaseFiles, SourceCase

__all__ = ["load_revisions"]


def load_revisions(corpus: Corpus, revisions: Iterable[Revision], patterns: Sequence[str] = ()) -> Iterator[Corpus]:
    """Yield a corpus in each of several revisions: its own revision as it is, the others as they are loaded.

    Source cases do not depend on the revision, so that parametrized cases are expanded once for all revisions.

    Args:
        corpus: The corpus in any revision.
        revisions: The revisions.
        patterns: Patterns of case ids, as in `Corpus.load`.

    Raises:
        CorpusError: A file is malformed, or contradicts another.
    """
    case_files = _KeptCaseFiles(corpus.root, corpus.profiles)
    for revision in revisions:
        if revision == corpus.revision:
            yield corpus
            continue
        definition = Definition.of(corpus.profiles, revision, corpus.definition.all_requirements)
        with paused_garbage_collection():
            cases = tuple(load_cases(corpus.root, case_files, definition, patterns))
        yield Corpus(corpus.root, corpus.documents, definition, cases)


class _KeptCaseFiles(CaseFiles):
    """The case files of a corpus, which keep their source cases after the first time that they are read."""

    def __init__(self, root: Path, profiles: Profiles) -> None:
        super().__init__(root, profiles)
        self._source_cases: dict[Path, list[SourceCase]] = {}

    def source_cases(self, file: Path) -> Iterator[SourceCase]:
        if file not in self._source_cases:
            self._source_cases[file] = list(super().source_cases(file))
        return iter(self._source_cases[file])
