"""The difference of two revisions as JSON, for `corpus diff --format json`."""

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revision_diff.cases import CaseChanges
from imagegen_conformance.corpus.revision_diff.diff import RequirementChange, RevisionDiff
from imagegen_conformance.corpus.revision_diff.fields import FieldChange
from imagegen_conformance.corpus.revision_diff.limits import LimitChange
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.case_changes import case_outcomes
from imagegen_conformance.reports.legal_values import describe_legal_values
from imagegen_conformance.reports.limit_text import describe_limit

__all__ = ["revision_diff_entries"]


def revision_diff_entries(diff: RevisionDiff) -> dict[str, Json]:
    """Return the members of the output that belong to the command."""
    return {
        "from": _revision(diff.before),
        "to": _revision(diff.after),
        "fields": [_field(change) for change in diff.fields],
        "requirements": [_requirement(change) for change in diff.requirements],
        "families": [
            {"family": change.family, "change": change.kind, "models": list(change.models)} for change in diff.families
        ],
        "limits": [_limit(change) for change in diff.limits],
        "models": [
            {"model": change.model, "event": change.event, "date": change.date, "change": change.kind}
            for change in diff.models
        ],
        "cases": _cases(diff.cases),
    }


def _revision(revision: Revision) -> dict[str, Json]:
    return {
        "profile": revision.profile,
        "revision": revision.name,
        "date": revision.date,
        "releases": list(revision.releases),
    }


def _field(change: FieldChange) -> dict[str, Json]:
    entry: dict[str, Json] = {"field": change.field, "change": change.kind}
    if change.before is not None:
        entry["before"] = describe_legal_values(change.before)
    if change.after is not None:
        entry["after"] = describe_legal_values(change.after)
    if change.values:
        entry["values"] = list(change.values)
    return entry


def _requirement(change: RequirementChange) -> dict[str, Json]:
    requirement = change.requirement
    entry: dict[str, Json] = {
        "id": requirement.id,
        "change": change.kind,
        "level": requirement.level,
        "strength": requirement.strength,
        "statement": requirement.statement,
    }
    if change.former_strength:
        entry["former_strength"] = change.former_strength
    return entry


def _limit(change: LimitChange) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "family": change.family,
        "change": change.kind,
        "limit": describe_limit(change.limit),
        "requirement": change.limit.rule,
        "strength": change.limit.data["strength"],
    }
    if change.former_strength:
        entry["former_strength"] = change.former_strength
    return entry


def _cases(cases: CaseChanges) -> dict[str, Json]:
    return {
        "former": [{"id": case.id, **_expectation(case)} for case in cases.former],
        "new": [{"id": case.id, **_expectation(case)} for case in cases.new],
        "changed": [
            {"id": change.after.id, "before": _expectation(change.before), "after": _expectation(change.after)}
            for change in cases.changed
        ],
        "unchanged": cases.unchanged,
    }


def _expectation(case: Case) -> dict[str, Json]:
    return {
        "level": case.level,
        "strength": case.strength,
        "requirement": case.requirement.id,
        "outcomes": case_outcomes(case),
    }
