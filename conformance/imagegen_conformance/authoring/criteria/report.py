"""Reports about criteria: a line for each criterion, and the combinations that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.coverage import Coverage
from imagegen_conformance.authoring.criteria.criterion import Criterion
from imagegen_conformance.authoring.criteria.criterion_checks import (
    criterion_problems,
    missing_problem,
    missing_problems,
)
from imagegen_conformance.authoring.criteria.evaluation import Evaluation
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.values import Json, dumps
from imagegen_conformance.text import preview

__all__ = ["check_criteria", "criteria_entries", "criteria_lines", "missing_lines"]
MAX_PROPOSAL_LENGTH = 4096  # characters of a proposal: longer ones have long strings


def check_criteria(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Return a line for each criterion of a corpus, and a line for each problem, missing combinations included.

    A problem of the criteria themselves, or a contradiction in the model limits, from which values are derived, leaves
    out the missing combinations.
    """
    try:
        evaluation = Evaluation.of(corpus)
        if problems := [str(error) for error in criterion_problems(evaluation)]:
            return [], problems
        return list(criteria_lines(evaluation)), [str(error) for error in missing_problems(evaluation)]
    except CorpusError as error:
        return [], [str(error)]


def criteria_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield a line for each criterion: how many of its combinations the cases have, by revision."""
    for criterion in evaluation.criteria:
        counts = ", ".join(map(_count_text, evaluation.coverages(criterion)))
        yield f"criterion {criterion.name}: {counts}"


def _count_text(coverage: Coverage) -> str:
    exceptions = f" ({coverage.excepted} excepted)" if coverage.excepted else ""
    return f"{len(coverage.covered)} of {coverage.required} combinations in {coverage.revision}{exceptions}"


def missing_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield two lines for each missing combination: the problem, and a source case that has it."""
    for coverage in evaluation:
        for combination in coverage.missing:
            error = missing_problem(coverage, combination, evaluation)
            yield f"{error.file} {error.location}: {error.problem}"
            yield f"  {_proposal_text(coverage.proposal(combination))}"


def _proposal_text(proposal: Json) -> str:
    if proposal is None:
        return "no proposal: write a source case for it"
    return preview(dumps(proposal), MAX_PROPOSAL_LENGTH)


def criteria_entries(evaluation: Evaluation, *, with_proposals: bool) -> dict[str, Json]:
    """Return the criteria as JSON.

    Args:
        evaluation: The criteria.
        with_proposals: Whether each missing combination has a proposal.
    """
    return {
        "criteria": [
            _criterion_entry(criterion, evaluation.coverages(criterion), with_proposals=with_proposals)
            for criterion in evaluation.criteria
        ]
    }


def _criterion_entry(criterion: Criterion, coverages: list[Coverage], *, with_proposals: bool) -> dict[str, Json]:
    return {
        "criterion": criterion.name,
        "statement": criterion.statement,
        "subject": criterion.subject,
        "revisions": [_coverage_entry(coverage, with_proposals=with_proposals) for coverage in coverages],
    }


def _coverage_entry(coverage: Coverage, *, with_proposals: bool) -> dict[str, Json]:
    missing: list[Json] = []
    for combination in coverage.missing:
        entry: dict[str, Json] = {"combination": dict(zip(coverage.dimensions, combination, strict=True))}
        if with_proposals:
            entry["proposal"] = coverage.proposal(combination)
        missing.append(entry)
    return {
        "profile": coverage.revision.profile,
        "revision": coverage.revision.name,
        "required": coverage.required,
        "covered": len(coverage.covered),
        "excepted": coverage.excepted,
        "missing": missing,
    }
