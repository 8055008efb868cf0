"""The report of a run as one JSON document, as `schemas/report.schema.json` describes it."""

from __future__ import annotations

import json

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.run_report import DETAILED, RequirementReport, RunReport
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.version import __version__

__all__ = ["render_json"]
FORMAT_VERSION = 1
HEADER_MEMBERS = ("suite", "profile", "revision", "corpus_sha256", "implementation", "selection", "fail_on", "settings")


def render_json(report: RunReport) -> str:
    """Return the report. It is ASCII: a text of a payload may be no Unicode that another encoding can express."""
    return json.dumps(report_content(report), indent=2) + "\n"


def report_content(report: RunReport) -> dict[str, Json]:
    """Return the content of the report."""
    run = report.run
    content: dict[str, Json] = {
        "format": FORMAT_VERSION,
        "reported_by": __version__,
        **{name: run.header[name] for name in HEADER_MEMBERS},
        "started": run.header["started"],
        "finished": run.footer["finished"],
    }
    if run.interruption is None:
        content["exit_code"] = run.exit_code
    else:
        content["interruption"] = run.interruption._asdict()
    return {
        **content,
        "conclusion": {"kind": run.conclusion.kind.value, "text": report.conclusion},
        "levels": {level: {**report.level_counts(level)} for level in report.levels},
        "stale_expectations": report.stale_expectations,
        "run_errors": report.run_errors,
        "notes": report.notes,
        "expiring": report.expiring,
        "requirements": [_requirement(report, item) for item in report.requirements],
    }


def _requirement(report: RunReport, item: RequirementReport) -> dict[str, Json]:
    requirement = item.requirement
    return {
        "id": requirement.id,
        "level": requirement.level,
        "strength": requirement.strength,
        "statement": item.statement,
        "sources": [{"text": source.text, "address": source.address} for source in item.sources],
        "counts": dict(item.counts),
        "failures": [_failure(report, case) for case in item.with_disposition(*DETAILED)],
        "other_cases": {
            name: [case.result.case.id for case in item.with_disposition(name)]
            for name in item.counts
            if name not in DETAILED
        },
    }


def _failure(report: RunReport, case: RecordedCase) -> dict[str, Json]:
    details, verdict = report.details(case), case.result.verdict
    exchange = details.exchange
    members: dict[str, Json] = {
        "case": details.case_id,
        "disposition": case.disposition,
        "strength": details.strength,
        "verdict": verdict.result,
        "failure": verdict.failure,
        "pointer": verdict.pointer,
        "cause": details.cause,
        "description": details.description,
        "sent": exchange.sent,
        "expected": exchange.expected,
        "actual": exchange.actual,
        "differences": list(exchange.differences),
        "rationale": details.rationale,
        "listed": details.reason,
        "link": details.link,
        "rerun": details.rerun,
    }
    return {name: value for name, value in members.items() if value not in (None, "", [])}
