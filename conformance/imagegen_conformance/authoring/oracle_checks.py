"""Comparison of the cases with the oracles and with the reference implementation.

| check | problem |
|---|---|
| `_contradictions` | an oracle rejects a payload that a case accepts, or the other way round, or for other reasons |
| `_disagreements` | two oracles of a level find that a payload breaks different rules |
| `_misplaced_requirement` | a case belongs to a requirement that is not among its reasons |
| `reference_problems` | the reference implementation fails a case |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.authoring.limit_checks import load_checked_limits
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle, reference_oracle
from imagegen_conformance.oracles.schema_oracles import SchemaOracles
from imagegen_conformance.runner.execution import execute

__all__ = ["Oracles", "is_legal_at", "load_oracles", "oracle_problems", "reference_problems"]
Oracles: TypeAlias = Mapping[Level, Mapping[str, Oracle]]
"""The oracles by name, for each level up to which they know the rules."""


def load_oracles(corpus: Corpus) -> Oracles:
    """Return all oracles of the revision of a corpus.

    Raises:
        CorpusError: A file of the corpus is missing or malformed, or the model limits have a contradiction.
    """
    schemas = SchemaOracles.load(corpus, load_checked_limits(corpus))
    return {
        "schema": {"the plain schema": schemas.plain},
        "semantic": {"the reference": reference_oracle(corpus.revision), "the strict schema": schemas.strict},
    }


def oracle_problems(case: Case, oracles: Oracles) -> Iterator[str]:
    """Yield a line for each difference between a case and the oracles, and between oracles."""
    if not isinstance(case.expected, ExpectedOutcome):
        return
    if case.id != case.source_id and case.request.operation == "parse":
        return  # a case that is derived for level wire has the payload of its source case
    payload = _payload(case)
    for level, named_oracles in oracles.items():
        findings_by_oracle = {name: oracle(payload) for name, oracle in named_oracles.items()}
        for name, findings in findings_by_oracle.items():
            yield from _contradictions(case, level, name, findings)
        yield from _disagreements(case, findings_by_oracle)
    yield from _misplaced_requirement(case)


def is_legal_at(case: Case, level: Level) -> bool:
    """Return whether a payload obeys the rules up to a level, according to its case.

    A payload that a case of level semantic rejects is legal at level schema: it only breaks rules that span fields.
    """
    accepted = isinstance(case.expected, ExpectedOutcome) and case.expected.accepted
    return accepted or (case.level == "semantic" and level == "schema")


def _contradictions(case: Case, level: Level, oracle: str, findings: Collection[Finding]) -> Iterator[str]:
    """Yield a problem if what an oracle of a level finds contradicts the case."""
    expected = case.expected
    if not isinstance(expected, ExpectedOutcome) or (expected.accepted and expected.rejected):
        return
    if is_legal_at(case, level):
        if findings:
            problem = f"{oracle} finds {_findings_text(findings)}, but the case expects a legal payload"
            yield f"{case.id}: {problem}. Correct one of the two."
    elif case.request.operation == "validate" and not _is_expected_rejection(findings, expected.reasons):
        problem = f"{oracle} finds {_findings_text(findings)}, but the case expects {_findings_text(expected.reasons)}"
        yield f"{case.id}: {problem}. Correct one of the two."


def _is_expected_rejection(findings: Collection[Finding], reasons: Collection[Finding]) -> bool:
    """Return whether there are findings, and all of them are expected reasons."""
    return bool(findings) and set(findings) <= set(reasons)


def _disagreements(case: Case, findings_by_oracle: Mapping[str, Iterable[Finding]]) -> Iterator[str]:
    """Yield a problem if the oracles of a level find that a payload breaks different rules."""
    rules = {frozenset(finding.rule for finding in findings) for findings in findings_by_oracle.values()}
    if len(rules) > 1:
        text = ", ".join(f"{name} finds {_findings_text(findings)}" for name, findings in findings_by_oracle.items())
        yield f"{case.id}: the oracles disagree: {text}. Correct one of them."


def _misplaced_requirement(case: Case) -> Iterator[str]:
    """Yield a problem if a rejection has reasons, and none of them is the case's requirement."""
    reasons = case.expected.reasons if isinstance(case.expected, ExpectedOutcome) else ()
    if reasons and case.requirement.id not in {reason.rule for reason in reasons}:
        hint = "Name the rule of one of the reasons as its requirement."
        yield f"{case.id}: its requirement {case.requirement.id} is not among its reasons. {hint}"


def _payload(case: Case) -> Json:
    """Return the payload that the oracles examine; for a text, the first output, or a legal payload if it has none."""
    if case.request.operation != "parse-text":
        return case.request.content
    outputs = case.expected.outputs if isinstance(case.expected, ExpectedOutcome) else None
    return outputs[0] if outputs else {"type": "image_generation"}


def _findings_text(findings: Iterable[Finding]) -> str:
    return " and ".join(map(str, findings)) or "no fault"


def reference_problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each case that the reference implementation fails."""
    from imagegen_reference import ImageGenTool

    adapter = DocumentedClassAdapter(ImageGenTool)
    for result in execute(corpus.cases, InProcessConnection(adapter)):
        if result.verdict.result != "pass" and result.case.level in adapter.levels:
            yield f"{result.summary_line}. The reference fails this case. Correct one of the two."
