"""The report of a comparison as one JSON document, as `schemas/comparison.schema.json` describes it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.comparison import ComparisonReport
from imagegen_conformance.reports.failure_details import FailureDetails
from imagegen_conformance.results.case_change import CHANGE_KINDS, CaseChange
from imagegen_conformance.results.recorded_verdicts import RecordedVerdict, RecordedVerdicts
from imagegen_conformance.version import __version__

__all__ = ["render_comparisons_json"]

FORMAT_VERSION = 1


def render_comparisons_json(reports: Sequence[ComparisonReport]) -> str:
    """Return the comparisons of several runs: one for each run and its predecessor. The text is ASCII."""
    content = {
        "format": FORMAT_VERSION,
        "reported_by": __version__,
        "worse": reports[-1].comparison.is_worse,
        "comparisons": [_comparison(report) for report in reports],
    }
    return json.dumps(content, indent=2) + "\n"


def _comparison(report: ComparisonReport) -> dict[str, Json]:
    comparison = report.comparison
    return {
        "before": _run(comparison.before),
        "after": _run(comparison.after),
        "worse": comparison.is_worse,
        "conclusion": report.conclusion,
        "remarks": report.remarks,
        "run_errors": report.run_errors,
        "counts": {kind: len(comparison.of_kind(kind)) for kind in CHANGE_KINDS},
        "not_compared": {"before": len(comparison.only_before), "after": len(comparison.only_after)},
        "changes": [
            _change(report, change)
            for section in report.sections
            for group in section.groups
            for change in group.changes
        ],
    }


def _run(run: RecordedVerdicts) -> dict[str, Json]:
    return {
        "file": str(run.file),
        "suite": run.header["suite"],
        "profile": run.profile,
        "revision": run.revision,
        "corpus_sha256": run.corpus_sha256,
        "implementation": run.identity.to_json(),
        "started": run.header["started"],
        "cases": len(run.cases),
        "confirmed": run.run is not None,
    }


def _change(report: ComparisonReport, change: CaseChange) -> dict[str, Json]:
    details, case = report.details(change), change.case
    members: dict[str, Json] = {"case": change.case_id, "former_case": change.former_id, "kind": change.kind}
    if case is not None:
        members |= {"requirement": case.requirement.id, "level": case.level}
    members |= {
        "worse": change.is_worse,
        "before": _verdict(change.before),
        "after": _verdict(change.after),
        "details": None if details.failure is None else _details(details.failure),
        "actual_before": details.earlier_actual or None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _details(failure: FailureDetails) -> dict[str, Json]:
    exchange = failure.exchange
    members: dict[str, Json] = {
        "description": failure.description,
        "sent": exchange.sent,
        "expected": exchange.expected,
        "actual": exchange.actual,
        "differences": list(exchange.differences),
        "rationale": failure.rationale,
        "rerun": failure.rerun,
    }
    return {name: value for name, value in members.items() if value not in ("", [])}


def _verdict(verdict: RecordedVerdict | None) -> dict[str, Json] | None:
    """Return a verdict without the members that do not apply, or None if the run has no record of the case."""
    if verdict is None:
        return None
    members = {
        "verdict": verdict.verdict,
        "failure": verdict.failure,
        "pointer": verdict.pointer,
        "strength": verdict.strength,
        "blocked_by": verdict.blocked_by,
        "reason": verdict.reason,
    }
    present = {name: value for name, value in members.items() if value is not None}
    return present | {"expected": True} if verdict.is_expected else present
