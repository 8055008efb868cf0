"""Requirements coverage as JSON, for `coverage --format json`."""

from __future__ import annotations

from imagegen_conformance.authoring.traceability import Sentence, Traceability
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.jsonlib.values import Json

__all__ = ["coverage_entries"]


def coverage_entries(traceability: Traceability) -> dict[str, Json]:
    """Return the requirements of each sentence, the number of cases of each requirement, and the problems.

    There are no sentences unless the indexed document states the revision of the corpus.
    """
    sentences = traceability.sentences if traceability.is_of_revision else ()
    indexed = traceability.indexed_revision
    return {
        "document": traceability.document,
        "document_revision": {"profile": indexed.profile, "revision": indexed.name},
        "sentences": [_sentence(traceability, sentence) for sentence in sentences],
        "requirements": [
            _requirement(traceability, requirement) for requirement in traceability.corpus.requirements.values()
        ],
        "problems": list(traceability.problems()),
    }


def _sentence(traceability: Traceability, sentence: Sentence) -> dict[str, Json]:
    section, number = sentence
    requirements = [requirement.id for requirement in traceability.requirements.get(sentence, ())]
    entry: dict[str, Json] = {"section": section, "number": number, "requirements": requirements}
    if sentence in traceability.exclusions:
        entry["exclusion"] = traceability.exclusions[sentence]
    return entry


def _requirement(traceability: Traceability, requirement: Requirement) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "id": requirement.id,
        "level": requirement.level,
        "strength": requirement.strength,
        "cases": len(traceability.cases.get(requirement.id, ())),
        "support": list(traceability.support(requirement)),
    }
    if requirement.exclusion is not None:
        entry["exclusion"] = requirement.exclusion
    return entry
