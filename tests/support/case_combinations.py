"""The combinations of a source case, of which a test gives only the interesting keys."""

from __future__ import annotations

from imagegen_conformance.authoring.criteria.call_sequence import trace
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.subject import CallSubject, PayloadSubject, Subject
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.derivation import derive
from imagegen_conformance.jsonlib.values import Json


def combinations_of(subject: Subject, source_case: dict[str, Json], corpus: Corpus) -> set[Combination]:
    """Return the combinations of the cases that are derived from a source case."""
    given = {key: value for key, value in source_case.items() if value != ""}
    if "steps" in given:
        data: dict[str, Json] = {"kind": "calls", "requirement": "equality", "construct": {}}
    else:
        kind = "text" if "text" in given else "either"
        data = {"kind": kind, "requirement": "raw.text" if kind == "text" else "payload.combinations"}
    data |= {"name": "a", "description": "a", "expected": "either", **given}
    found: set[Combination] = set()
    for case in derive("area/topic", data, corpus.definition.all_requirements, {}):
        if case.id.endswith((":repaired", ":warnings")):
            continue
        if isinstance(subject, CallSubject):
            found.update(subject.combinations(trace(case)))
        elif isinstance(subject, PayloadSubject):
            found.update(subject.combinations(case))
    return found
