"""The columns of a matrix, read from evidence: each file is verified, and one of another corpus is shown as stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.garbage_collection import paused_garbage_collection
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.errors import UsageError
from imagegen_conformance.reports.matrix_column import MatrixColumn, judged_column, stale_column
from imagegen_conformance.results.evidence_reader import EvidenceReader
from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts
from imagegen_conformance.results.verification import verify

__all__ = ["MatrixColumns", "column_names"]

SUFFIXES = (".gz", ".ndjson")


class MatrixColumns:
    """The columns that are read from evidence files. The corpus is loaded once for each revision.

    Attributes:
        corpus: The corpus in the default revision.
    """

    def __init__(self, root: Path | None = None) -> None:
        """Load the corpus.

        Args:
            root: The directory of the corpus; that of the suite by default.
        """
        self.corpus = Corpus.load(root)
        self._corpora: dict[Revision, Corpus] = {self.corpus.revision: self.corpus}
        self._available: dict[Revision, frozenset[str]] = {}

    def read(self, name: str, file: Path) -> MatrixColumn:
        """Return the column of an evidence file.

        Args:
            name: The name of the column.
            file: The file.

        Raises:
            EvidenceError: The file is incomplete, was edited, or is not evidence.
        """
        header = EvidenceReader(file).read_header()
        revision = self._revision(header.get("profile"), header.get("revision"))
        digest = header.get("corpus_sha256")
        with paused_garbage_collection():
            if isinstance(digest, str) and digest != self.corpus.digest:
                return stale_column(name, RecordedVerdicts.read(file), revision)
            corpus = self.corpus if revision is None else self._corpus(revision)
            run = verify(file, corpus)
            return judged_column(name, run, self._requirements(run.corpus))

    def _revision(self, profile: object, name: object) -> Revision | None:
        """Return the revision with exactly these names, or None."""
        return next(
            (item for item in self.corpus.profiles.revisions if (item.profile, item.name) == (profile, name)), None
        )

    def _corpus(self, revision: Revision) -> Corpus:
        if revision not in self._corpora:
            self._corpora[revision] = Corpus.load(self.corpus.root, (), revision.profile, revision.name)
        return self._corpora[revision]

    def _requirements(self, corpus: Corpus) -> frozenset[str]:
        """Return the requirements that have cases."""
        if corpus.revision not in self._available:
            self._available[corpus.revision] = frozenset(case.requirement.id for case in corpus.cases)
        return self._available[corpus.revision]


def column_names(files: Sequence[Path]) -> Mapping[Path, str]:
    """Return a different name for each file: its own, after those of as many folders as are needed.

    Raises:
        UsageError: A file is named twice.
    """
    parts = {file: _parts(file) for file in files}
    if len(parts) < len(files):
        file = next(file for index, file in enumerate(files) if file in files[:index])
        raise UsageError("the file is named twice", file=file, hint="Name each evidence file once.")
    names: dict[Path, str] = {}
    for file in files:
        others = [parts[other] for other in files if other != file]
        own = parts[file]
        length = next((n for n in range(1, len(own) + 1) if all(other[-n:] != own[-n:] for other in others)), None)
        if length is None:
            raise UsageError("two files have the same name", file=file, hint="Rename one of them.")
        names[file] = "/".join(own[-length:])
    return names


def _parts(file: Path) -> tuple[str, ...]:
    *folders, name = PurePath(file).parts
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return (*(part for part in folders if part != file.anchor), name)
