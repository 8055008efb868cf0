"""Traceability: from the sentences of the specification to requirements, and from requirements to cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from imagegen_conformance.authoring.support import MUST_SUPPORT, SUPPORT, Support, support_of
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["Sentence", "Traceability"]
Sentence: TypeAlias = tuple[str, int]
"""A section of the specification, and the number of the sentence in it; 0 is a signature."""


@dataclass(frozen=True)
class Traceability:
    """The links between the specification, the requirements and the cases.

    Attributes:
        document: The key of the specification among the documents.
        sentences: Every sentence, in the order of the specification.
        exclusions: The reasons why sentences have no requirements.
        requirements: The requirements that cite each sentence.
        cases: The cases of each requirement, by its id.
        corpus: The corpus.
    """

    document: str
    sentences: tuple[Sentence, ...]
    exclusions: Mapping[Sentence, str]
    requirements: Mapping[Sentence, list[Requirement]]
    cases: Mapping[str, list[Case]]
    corpus: Corpus

    @classmethod
    def from_corpus(cls, corpus: Corpus) -> Traceability:
        """Return the links of a corpus, whose specification index contains the sentences.

        Raises:
            CorpusError: The index is missing or malformed.
        """
        file = corpus.root / "specification_index.json"
        index = load_json(file)
        try:
            sentences, exclusions, document = tuple(_sentences(index)), _exclusions(index), str(index["document"])
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "an index of sentences", "specification_index", file) from None
        requirements: dict[Sentence, list[Requirement]] = {}
        for requirement in corpus.requirements.values():
            for sentence in _cited_sentences(requirement, document):
                requirements.setdefault(sentence, []).append(requirement)
        cases: dict[str, list[Case]] = {}
        for case in corpus.cases:
            cases.setdefault(case.requirement.id, []).append(case)
        return cls(document, sentences, exclusions, requirements, cases, corpus)

    def report(self) -> tuple[list[str], list[str]]:
        """Return the lines of the report, and the problems."""
        lines = [*self._sentence_lines(), "", *self._requirement_lines(), "", *self._summary()]
        return lines, list(self.problems())

    def support(self, requirement: Requirement) -> tuple[Support, ...]:
        """Return the kinds of the sources of a requirement, from the strongest to the weakest."""
        return support_of(requirement, self.document)

    def has_cases(self, sentence: Sentence) -> bool:
        """Return whether a requirement that cites a sentence has cases."""
        return any(requirement.id in self.cases for requirement in self.requirements.get(sentence, ()))

    def is_permission(self, requirement: Requirement) -> bool:
        """Return whether every case of a requirement permits acceptance and rejection, so that only a crash fails."""
        cases = self.cases.get(requirement.id, [])
        return bool(cases) and all(map(_permits_everything, cases))

    def problems(self) -> Iterator[str]:
        """Yield a line for every missing, contradicting or invalid link."""
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
        for requirement in self.corpus.requirements.values():
            yield from self._requirement_problems(requirement)

    def _requirement_problems(self, requirement: Requirement) -> Iterator[str]:
        for source in requirement.sources:
            if source.document not in self.corpus.documents:
                hint = "Add it to the documents of requirements.json."
                yield f"{requirement.id} cites the unknown document {source.document}. {hint}"
            if source.document == self.document and not source.sentences:
                yield f"{requirement.id} cites {source.section} without a sentence. Name the sentences."
        if requirement.strength == "must" and not set(self.support(requirement)) & set(MUST_SUPPORT):
            problem = "has strength must, but cites neither the specification nor rfc8259 nor levels"
            yield f"{requirement.id} {problem}. Cite one of them, or set its strength to should."
        count = len(self.cases.get(requirement.id, ()))
        if not count and requirement.exclusion is None:
            yield f"{requirement.id} has no case. Add one, or state an exclusion."
        if count and requirement.exclusion is not None:
            yield f"{requirement.id} has {_cases(count)} and an exclusion. Remove the exclusion."

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
        yield f"sentences with requirements that have cases: {sum(map(self.has_cases, self.sentences))}"
        yield f"requirements that permit acceptance and rejection: {sum(map(self.is_permission, requirements))}"
        yield f"requirements by strongest source: {', '.join(f'{strongest[kind]} {kind}' for kind in SUPPORT)}"
        yield (
            f"{len(self.sentences)} sentences ({excluded} excluded), "
            f"{len(requirements)} requirements ({without_cases} excluded), {len(self.corpus.cases)} cases"
        )


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
