"""The files `cases.json` and `cases-lenient.json` of an export: every case as JSON, complete by itself.

Long texts are in their compact form: `content` and `expected` contain names, and `long_texts` has their repetitions.
"""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.export.expectation import expectation_to_json
from imagegen_conformance.export.strictness import needs_lenient_parser
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.jsonlib.long_texts import LONG_TEXTS, compact
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["case_to_json", "cases_files"]
CASES_FILE = "cases.json"
LENIENT_CASES_FILE = "cases-lenient.json"
REPAIRED = ":repaired"  # the suffix of a case with the repaired payload of another case


def cases_files(subset: CorpusSubset) -> dict[str, bytes]:
    """Return the content of both files by name: the cases that every parser can read, and the others."""
    cases = [case_to_json(subset, case) for case in subset.cases]
    lenient = [needs_lenient_parser(case) for case in cases]
    return {
        name: _file(case for case, is_lenient in zip(cases, lenient, strict=True) if is_lenient == expected)
        for name, expected in ((CASES_FILE, False), (LENIENT_CASES_FILE, True))
    }


def _file(cases: Iterable[Json]) -> bytes:
    """Return the content of a file, with one case per line."""
    lines = ",\n".join(f"    {dumps(case)}" for case in cases)
    content = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "$schema": "schemas/exported_cases.schema.json",\n  "cases": {content}\n}}\n'.encode("ascii")


def case_to_json(subset: CorpusSubset, case: Case) -> dict[str, Json]:
    """Return a case of a subset as it is exported."""
    revisions = subset.case_revisions.of(case)
    content = {
        "id": case.id,
        "area": case.area,
        "level": case.level,
        "strength": case.strength,
        "requirement": case.requirement.id,
        **({} if revisions is None else {"revisions": revisions}),
        "smoke": case.id in subset.corpus.smoke,
        **_repair_references(case),
        "prerequisites": [id_ for id_ in subset.corpus.prerequisites.of(case) if id_ in subset.case_ids],
        "description": case.description,
        "operation": case.request.operation,
        "content": case.request.content,
        "expected": expectation_to_json(case.expected),
        **({"rationale": case.rationale} if case.rationale else {}),
    }
    compact_content, long_texts = compact(content)
    return {**compact_content, LONG_TEXTS: long_texts} if long_texts else content


def _repair_references(case: Case) -> dict[str, Json]:
    """Return the reference between an illegal payload and the same payload after its repair."""
    if case.id.endswith(REPAIRED):
        return {"repair_of": case.source_id}
    is_illegal = case.kind == "reject" and case.request.operation == "validate"
    return {"repaired_case": case.source_id + REPAIRED} if is_illegal else {}
