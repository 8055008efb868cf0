"""From every sentence of the specification to its requirements, and from every requirement to its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from imagegen_conformance.cases import Answer, Case, Requirement
from imagegen_conformance.corpus import Corpus, read_json
from imagegen_conformance.errors import misshapen

__all__ = ["Sentence", "Traceability"]

Sentence = tuple[str, int]  # section and number


@dataclass(frozen=True)
class Traceability:
    """What binds where: sentences in the order of the specification, each with its requirements or its exclusion."""

    document: str
    sentences: tuple[Sentence, ...]
    exclusions: Mapping[Sentence, str]
    requirements: Mapping[Sentence, list[Requirement]]
    cases: Mapping[str, list[Case]]
    corpus: Corpus

    @classmethod
    def of(cls, corpus: Corpus) -> Traceability:
        """Read the index of the specification beside the corpus. Raises `CorpusError`."""
        file = corpus.root / "specification.json"
        index = read_json(file)
        try:
            sentences = tuple(
                (section["section"], number)
                for section in index["sections"]
                for number in range(0 if section["form"] else 1, section["sentences"] + 1)
            )
            exclusions = {
                (exclusion["section"], number): str(exclusion["reason"])
                for exclusion in index["exclusions"]
                for number in exclusion["sentences"]
            }
            document = str(index["document"])
        except (KeyError, TypeError) as error:
            raise misshapen(error, "an index", "specification", file) from None
        requirements: dict[Sentence, list[Requirement]] = {}
        for requirement in corpus.requirements.values():
            for sentence in _cited(requirement, document):
                requirements.setdefault(sentence, []).append(requirement)
        cases: dict[str, list[Case]] = {}
        for case in corpus.cases:
            cases.setdefault(case.requirement.id, []).append(case)
        return cls(document, sentences, exclusions, requirements, cases, corpus)

    def report(self) -> tuple[list[str], list[str]]:
        """The lines of the report, and what is missing."""
        return [*self._sentences(), "", *self._requirements(), "", self._total()], list(self.problems())

    def _sentences(self) -> Iterator[str]:
        yield f"{self.document}: sentence -> requirements"
        for sentence in self.sentences:
            bound = ", ".join(requirement.id for requirement in self.requirements.get(sentence, ()))
            exclusion = f"({self.exclusions[sentence]})" if sentence in self.exclusions else ""
            yield f"  {sentence[0]} {sentence[1]}: {bound or exclusion or 'NOTHING'}"

    def _requirements(self) -> Iterator[str]:
        yield "requirement -> cases"
        for requirement in self.corpus.requirements.values():
            count = len(self.cases.get(requirement.id, ()))
            told = f"({requirement.exclusion})" if requirement.exclusion else f"{count} cases"
            yield f"  {requirement.id} [{requirement.level}, {requirement.strength}]: {told}"

    def _total(self) -> str:
        excluded = sum(sentence in self.exclusions for sentence in self.sentences)
        without = sum(requirement.exclusion is not None for requirement in self.corpus.requirements.values())
        return (
            f"{len(self.sentences)} sentences, {excluded} of them excluded; "
            f"{len(self.corpus.requirements)} requirements, {without} of them without cases for a stated reason; "
            f"{len(self.corpus.cases)} cases"
        )

    def problems(self) -> Iterator[str]:
        """Every missing or contradicting link, with its mend."""
        known = set(self.sentences)
        for sentence in self.sentences:
            name = f"{sentence[0]} {sentence[1]}"
            if sentence not in self.requirements and sentence not in self.exclusions:
                yield f"sentence {name} has no requirement; add one, or an exclusion to specification.json"
            if sentence in self.requirements and sentence in self.exclusions:
                yield f"sentence {name} has requirements and an exclusion; drop one of the two"
        for sentence in [*self.requirements, *self.exclusions]:
            if sentence not in known:
                yield f"there is no sentence {sentence[0]} {sentence[1]}; correct who cites it"
        for requirement in self.corpus.requirements.values():
            yield from self._requirement_problems(requirement)

    def _requirement_problems(self, requirement: Requirement) -> Iterator[str]:
        for source in requirement.sources:
            if source.document not in self.corpus.documents:
                yield f"{requirement.id} cites {source.document}, which is no document; add it to requirements.json"
            if source.document == self.document and not source.sentences:
                yield f"{requirement.id} cites {source.section} without a sentence; name the sentences"
        binding = [case for case in self.cases.get(requirement.id, ()) if _can_fail(case)]
        if not binding and requirement.exclusion is None:
            yield f"{requirement.id} has no case that fails who ignores it; write one, or state an exclusion"
        if binding and requirement.exclusion is not None:
            yield f"{requirement.id} has cases and an exclusion; drop the exclusion"


def _can_fail(case: Case) -> bool:
    """Whether an implementation that does not crash can fail this case."""
    expected = case.expected
    if not isinstance(expected, Answer):
        return True
    return not (expected.accepted and expected.rejected and expected.outputs is None)


def _cited(requirement: Requirement, document: str) -> Iterator[Sentence]:
    for source in requirement.sources:
        if source.document == document:
            yield from ((source.section, number) for number in source.sentences)
