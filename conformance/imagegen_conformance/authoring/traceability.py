"""Traceability: from the sentences of the specification to requirements, and from requirements to cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from imagegen_conformance.authoring.support import MUST_DOCUMENTS, MUST_SUPPORT, SUPPORT, Support, support_of
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import PROFILES_FILE, Profiles, Revision
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["Sentence", "Traceability"]
Sentence: TypeAlias = tuple[str, int]
"""A section of the specification, and the number of the sentence in it; 0 is a signature."""


@dataclass(frozen=True)
class Traceability:
    """The links between the specification, the requirements and the cases.

    Attributes:
        document: The key of the indexed document.
        indexed_revision: The revision that the document states. In other revisions, its sentences say nothing.
        sentences: Every sentence, in the order of the specification.
        exclusions: The reasons why sentences have no requirements.
        requirements: The requirements that cite each sentence.
        cases: The cases of each requirement, by its id.
        corpus: The corpus.
    """

    document: str
    indexed_revision: Revision
    sentences: tuple[Sentence, ...]
    exclusions: Mapping[Sentence, str]
    requirements: Mapping[Sentence, list[Requirement]]
    cases: Mapping[str, list[Case]]
    corpus: Corpus

    @classmethod
    def from_corpus(cls, corpus: Corpus) -> Traceability:
        """Return the links of a corpus, whose specification index contains the sentences.

        Raises:
            CorpusError: The index is missing or malformed, or states a revision that no profile has.
        """
        file = corpus.root / "specification_index.json"
        index = load_json(file)
        try:
            sentences, exclusions, document = tuple(_sentences(index)), _exclusions(index), str(index["document"])
            indexed_revision = _indexed_revision(corpus.profiles, document, index["revision"], file)
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "an index of sentences", "specification_index", file) from None
        requirements: dict[Sentence, list[Requirement]] = {}
        for requirement in corpus.requirements.values():
            for sentence in _cited_sentences(requirement, document):
                requirements.setdefault(sentence, []).append(requirement)
        cases: dict[str, list[Case]] = {}
        for case in corpus.cases:
            cases.setdefault(case.requirement.id, []).append(case)
        return cls(document, indexed_revision, sentences, exclusions, requirements, cases, corpus)

    @property
    def is_of_revision(self) -> bool:
        """Whether the indexed document states the revision of the corpus."""
        return self.indexed_revision == self.corpus.revision

    def report(self) -> tuple[list[str], list[str]]:
        """Return the lines of the report, and the problems."""
        sentence_lines = self._sentence_lines() if self.is_of_revision else [self._other_revision_line()]
        lines = [*sentence_lines, "", *self._requirement_lines(), "", *self._summary()]
        return lines, list(self.problems())

    def support(self, requirement: Requirement) -> tuple[Support, ...]:
        """Return the kinds of the sources of a requirement, from the strongest to the weakest."""
        return support_of(requirement, self.corpus.profile.documents)

    def has_cases(self, sentence: Sentence) -> bool:
        """Return whether a requirement that cites a sentence has cases."""
        return any(requirement.id in self.cases for requirement in self.requirements.get(sentence, ()))

    def is_permission(self, requirement: Requirement) -> bool:
        """Return whether every case of a requirement permits acceptance and rejection, so that only a crash fails."""
        cases = self.cases.get(requirement.id, [])
        return bool(cases) and all(map(_permits_everything, cases))

    def problems(self) -> Iterator[str]:
        """Yield a line for every missing, contradicting or invalid link.

        Sentences need requirements only in the revision that the indexed document states.
        """
        if self.is_of_revision:
            yield from self._sentence_problems()
        for requirement in self.corpus.requirements.values():
            yield from self._requirement_problems(requirement)

    def _sentence_problems(self) -> Iterator[str]:
        for sentence in self.sentences:
            name = f"sentence {sentence[0]} {sentence[1]}"
            if sentence not in self.requirements and sentence not in self.exclusions:
                yield f"{name} has no requirement. Add one, or add an exclusion to specification_index.json."
            if sentence in self.requirements and sentence in self.exclusions:
                yield f"{name} has requirements and an exclusion. Remove one of the two."
        known = set(self.sentences)
        for sentence in [*self.requirements, *self.exclusions]:
            if sentence not in known:
                ids = [requirement.id for requirement in self.requirements.get(sentence, ())]
                hint = f"Correct {', '.join(ids) or 'the exclusion in specification_index.json'}."
                yield f"sentence {sentence[0]} {sentence[1]} does not exist. {hint}"

    def _requirement_problems(self, requirement: Requirement) -> Iterator[str]:
        for source in requirement.sources:
            if source.document not in self.corpus.documents:
                hint = "Add it to the documents of requirements.json."
                yield f"{requirement.id} cites the unknown document {source.document}. {hint}"
            if source.document == self.document and not source.sentences:
                yield f"{requirement.id} cites {source.section} without a sentence. Name the sentences."
        if requirement.strength == "must" and not set(self.support(requirement)) & set(MUST_SUPPORT):
            documents = ", ".join([*self.corpus.profile.documents, *MUST_DOCUMENTS])
            problem = f"has strength must in {self.corpus.revision}, but cites none of {documents}"
            yield f"{requirement.id} {problem}. Cite one of them, or set its strength to should."
        count = len(self.cases.get(requirement.id, ()))
        if not count and requirement.exclusion is None:
            hint = "Add a case that holds there, correct `profiles`, or state an exclusion."
            yield f"{requirement.id} has no case in {self.corpus.revision}. {hint}"
        if count and requirement.exclusion is not None:
            yield f"{requirement.id} has {_cases(count)} and an exclusion. Remove the exclusion."

    def _other_revision_line(self) -> str:
        line = f"{self.document} states {self.indexed_revision}"
        return f"{line}: its sentences are not compared with the requirements of {self.corpus.revision}"

    def _sentence_lines(self) -> Iterator[str]:
        yield f"{self.document}: sentence -> requirements"
        for sentence in self.sentences:
            ids = ", ".join(requirement.id for requirement in self.requirements.get(sentence, ()))
            exclusion = f"({self.exclusions[sentence]})" if sentence in self.exclusions else ""
            yield f"  {sentence[0]} {sentence[1]}: {ids or exclusion or 'MISSING'}"

    def _requirement_lines(self) -> Iterator[str]:
        yield "requirement -> cases"
        for requirement in self.corpus.requirements.values():
            summary = _cases(len(self.cases.get(requirement.id, ())))
            if requirement.exclusion is not None:
                summary += f" ({requirement.exclusion})"
            if self.is_permission(requirement):
                summary += " (acceptance and rejection are permitted)"
            sources = ", ".join(self.support(requirement))
            yield f"  {requirement.id} [{requirement.level}, {requirement.strength}]: {summary}; sources: {sources}"

    def _summary(self) -> Iterator[str]:
        requirements = self.corpus.requirements.values()
        excluded = sum(sentence in self.exclusions for sentence in self.sentences)
        without_cases = sum(requirement.exclusion is not None for requirement in requirements)
        strongest = Counter(kind for requirement in requirements for kind in self.support(requirement)[:1])
        if self.is_of_revision:
            yield f"sentences with requirements that have cases: {sum(map(self.has_cases, self.sentences))}"
        yield f"requirements that permit acceptance and rejection: {sum(map(self.is_permission, requirements))}"
        yield f"requirements by strongest source: {', '.join(f'{strongest[kind]} {kind}' for kind in SUPPORT)}"
        sentences = [f"{len(self.sentences)} sentences ({excluded} excluded)"] * self.is_of_revision
        counts = [f"{len(requirements)} requirements ({without_cases} excluded)", f"{len(self.corpus.cases)} cases"]
        yield ", ".join(sentences + counts)


def _indexed_revision(profiles: Profiles, document: str, name: Json, file: Path) -> Revision:
    """Return the revision that the indexed document states.

    Raises:
        CorpusError: No profile has both the document and the revision.
    """
    for revision in profiles.revisions:
        if revision.name == name and document in profiles.by_name[revision.profile].documents:
            return revision
    problem = f"no profile has the document {document} and the revision {name}"
    raise CorpusError(problem, file=file, location="/revision", hint=f"Name one of {PROFILES_FILE}.")


def _sentences(index: Json) -> Iterator[Sentence]:
    for section in index["sections"]:
        for number in range(0 if section["has_signature"] else 1, section["sentences"] + 1):
            yield section["section"], number


def _exclusions(index: Json) -> dict[Sentence, str]:
    return {
        (exclusion["section"], number): str(exclusion["reason"])
        for exclusion in index["exclusions"]
        for number in exclusion["sentences"]
    }


def _permits_everything(case: Case) -> bool:
    """Return whether an implementation fails a case only by a crash or by answers that differ."""
    expected = case.expected
    if not isinstance(expected, ExpectedOutcome):
        return False
    return expected.accepted and expected.rejected and expected.outputs is None and expected.warnings is None


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"


def _cited_sentences(requirement: Requirement, document: str) -> Iterator[Sentence]:
    for source in requirement.sources:
        if source.document == document:
            yield from ((source.section, number) for number in source.sentences)
