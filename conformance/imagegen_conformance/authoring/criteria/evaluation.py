"""The evaluation of the criteria of a corpus in the default revision of each profile."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.catalogue import SUBJECT_NAMES, subjects_of
from imagegen_conformance.authoring.criteria.coverage import Coverage, Occurrences, occurrences
from imagegen_conformance.authoring.criteria.criteria_file import CriteriaFile
from imagegen_conformance.authoring.criteria.criterion import Criterion
from imagegen_conformance.authoring.criteria.subject import Subject
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revisions import load_revisions
from imagegen_conformance.errors import UsageError, did_you_mean

__all__ = ["Evaluation"]


class _RevisionData(NamedTuple):
    """The subjects of one revision, and the combinations that occur in its cases."""

    subjects: Mapping[str, Subject]
    found: Mapping[str, Occurrences]


class Evaluation:
    """The coverage of criteria.

    Args:
        corpus: The corpus; of the other profiles, it is loaded again.
        file: The criteria.
        names: The names of the criteria that are evaluated; all of them by default.

    Attributes:
        file: The criteria.
        revisions: The default revision of each profile.
    """

    def __init__(self, corpus: Corpus, file: CriteriaFile, names: Collection[str] = ()) -> None:
        self.file = file
        self.revisions = [profile.default for profile in corpus.profiles.by_name.values()]
        self.criteria = [criterion for criterion in file.criteria if not names or criterion.name in names]
        self._corpus = corpus

    @classmethod
    def of(cls, corpus: Corpus, names: Collection[str] = ()) -> Evaluation:
        """Return the evaluation of the criteria of a corpus.

        Raises:
            CorpusError: The file of criteria is missing or malformed.
            UsageError: There is no criterion with one of the names.
        """
        file = CriteriaFile.load(corpus.root, corpus.profiles)
        known = [criterion.name for criterion in file.criteria]
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known, f"The criteria are {', '.join(known)}.")
                raise UsageError(f"there is no criterion {name}", hint=hint)
        return cls(corpus, file, names)

    def coverages(self, criterion: Criterion) -> list[Coverage]:
        """Return the coverage of a valid criterion in each revision in which it holds."""
        return [
            Coverage(criterion, data.subjects[criterion.subject], data.found[criterion.subject], revision)
            for revision, data in self._data.items()
            if criterion.validity.holds_in(revision)
        ]

    def subjects(self, criterion: Criterion) -> list[Subject]:
        """Return the subject of a criterion in each revision in which it holds; empty if it is unknown."""
        holding = [data for revision, data in self._data.items() if criterion.validity.holds_in(revision)]
        return [data.subjects[criterion.subject] for data in holding if criterion.subject in data.subjects]

    def __iter__(self) -> Iterator[Coverage]:
        """Iterate over the coverages of all evaluated criteria."""
        for criterion in self.criteria:
            yield from self.coverages(criterion)

    @cached_property
    def _data(self) -> Mapping[Revision, _RevisionData]:
        return {corpus.revision: self._examine(corpus) for corpus in load_revisions(self._corpus, self.revisions)}

    def _examine(self, corpus: Corpus) -> _RevisionData:
        """Examine the cases of a revision for the subjects of the criteria that hold in it."""
        names = {
            criterion.subject
            for criterion in self.criteria
            if criterion.validity.holds_in(corpus.revision) and criterion.subject in SUBJECT_NAMES
        }
        subjects = subjects_of(corpus, names)
        return _RevisionData(subjects, occurrences(corpus, subjects.values()))
