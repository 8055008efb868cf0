"""The report of the difference of two revisions, with a section for each kind of change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.corpus.revision_diff.diff import RevisionDiff
from imagegen_conformance.corpus.revision_diff.fields import FieldChange
from imagegen_conformance.corpus.revision_diff.limits import LimitChange
from imagegen_conformance.reports.case_changes import describe_case_changes
from imagegen_conformance.reports.layout import NO_BREAK_SPACE, wrap
from imagegen_conformance.reports.legal_values import describe_legal_values, describe_value
from imagegen_conformance.reports.limit_text import describe_limit
from imagegen_conformance.reports.revision_labels import RevisionLabels

__all__ = ["describe_revision_diff"]
EVENTS = ("released", "retired")
ANY_MODEL = "any model"
KINDS: tuple[Literal["new", "former"], ...] = ("new", "former")


def describe_revision_diff(diff: RevisionDiff, profiles: Profiles, *, verbose: bool) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        diff: The difference.
        profiles: The profiles of the revisions.
        verbose: Whether the ids of the cases are listed, and every requirement of a level that one revision lacks.
    """
    if diff.before == diff.after:
        yield f"both are {diff.before}: nothing differs"
        return
    yield from wrap(f"from  {_describe_revision(diff.before, profiles)}", "", " " * 6)
    yield from wrap(f"to    {_describe_revision(diff.after, profiles)}", "", " " * 6)
    if diff.is_empty:
        yield ""
        yield "Nothing that is judged differs."
        return
    labels = RevisionLabels.of(diff.before, diff.after)
    sections = (
        _fields(diff, labels),
        _values(diff, labels),
        _requirements(diff, labels, frozenset() if verbose else diff.levels),
        _limits(diff, labels),
        _models(diff, labels),
        describe_case_changes(diff.cases, labels, verbose=verbose),
    )
    for lines in map(list, sections):
        yield from ["", *lines] if lines else []


def _describe_revision(revision: Revision, profiles: Profiles) -> str:
    """Return a revision with its date and its releases."""
    releases = revision.releases
    names = releases[0] if len(releases) == 1 else f"{releases[0]} to {releases[-1]}"
    package = profiles.by_name[revision.profile].package
    return f"{revision}, of {revision.date}: {package} {names}"


def _fields(diff: RevisionDiff, labels: RevisionLabels) -> Iterator[str]:
    """Yield the section of the fields that one revision has."""
    changes = [change for change in diff.fields if change.kind in KINDS]
    if changes:
        yield "Fields"
    for kind in KINDS:
        selected = [change for change in changes if change.kind == kind]
        if selected:
            yield f"  {labels.where(kind)}:"
        for change in selected:
            schema = change.after or change.before or {}
            yield from wrap(f"`{change.field}`: {describe_legal_values(schema)}", "    ", "      ")


def _values(diff: RevisionDiff, labels: RevisionLabels) -> Iterator[str]:
    """Yield the section of the legal values of fields that both revisions have."""
    changes = [change for change in diff.fields if change.kind not in KINDS]
    if changes:
        yield "Legal values"
    for change in changes:
        yield from wrap(f"`{change.field}`: {_describe_value_change(change, labels)}", "  ", "    ")


def _describe_value_change(change: FieldChange, labels: RevisionLabels) -> str:
    if change.values:
        where = labels.new if change.kind == "new-values" else labels.former
        return f"{where}: {', '.join(map(describe_value, change.values))}"
    if change.kind == "deprecated":
        return f"deprecated in {labels.after}, not in {labels.before}"
    if change.kind == "not-deprecated":
        return f"deprecated in {labels.before}, not in {labels.after}"
    before, after = (describe_legal_values(schema or {}) for schema in (change.before, change.after))
    return f"{before} in {labels.before}; {after} in {labels.after}"


def _requirements(diff: RevisionDiff, labels: RevisionLabels, counted: frozenset[Level]) -> Iterator[str]:
    """Yield the section of the requirements that differ. Those of some levels are counted only."""
    if diff.requirements:
        yield "Requirements"
    for kind in KINDS:
        selected = [change.requirement for change in diff.requirements if change.kind == kind]
        if selected:
            yield f"  {labels.where(kind)}:"
        for level in [level for level in LEVELS if level in counted]:
            number = sum(requirement.level == level for requirement in selected)
            yield from [f"    all requirements of level {level}: {number}"] if number else []
        for requirement in [requirement for requirement in selected if requirement.level not in counted]:
            yield f"    {requirement.id} [{requirement.level}, {requirement.strength}]"
            yield from wrap(requirement.statement, "      ")
    for change in diff.requirements:
        if change.kind == "strength":
            text = f"{change.former_strength} in {labels.before}, {change.requirement.strength} in {labels.after}"
            yield f"  {change.requirement.id}: {text}"
            yield from wrap(change.requirement.statement, "    ")


def _limits(diff: RevisionDiff, labels: RevisionLabels) -> Iterator[str]:
    """Yield the section of the families of models and their limits."""
    families = dict.fromkeys([*(change.family for change in diff.limits), *(change.family for change in diff.families)])
    if families:
        yield "Model limits"
    for family in families:
        yield f"  {family or ANY_MODEL}"
        for change in diff.families:
            if change.family == family:
                yield from wrap(f"models {labels.where(change.kind)}: {', '.join(change.models)}", "    ", "      ")
        for limit in diff.limits:
            if limit.family == family:
                yield from wrap(_describe_limit_change(limit, labels), "    ", "      ")


def _describe_limit_change(change: LimitChange, labels: RevisionLabels) -> str:
    limit, strength = change.limit, change.limit.data["strength"]
    if change.kind == "other-strength":
        strengths = f"{change.former_strength} in {labels.before}, {strength} in {labels.after}"
        return f"other strength: {describe_limit(limit)} [{limit.rule}: {strengths}]"
    return f"{labels.where(change.kind)}: {describe_limit(limit)} [{limit.rule},{NO_BREAK_SPACE}{strength}]"


def _models(diff: RevisionDiff, labels: RevisionLabels) -> Iterator[str]:
    """Yield the section of the models that were released or retired."""
    if diff.models:
        yield "Models"
    for event in EVENTS:
        for kind in KINDS:
            models = [f"{item.model} ({item.date})" for item in diff.models if (item.event, item.kind) == (event, kind)]
            if models:
                yield from wrap(f"{event}, {labels.where(kind)}: {', '.join(models)}", "  ", "    ")
