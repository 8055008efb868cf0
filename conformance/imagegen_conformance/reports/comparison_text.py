"""The report of a comparison for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from imagegen_conformance.reports.change_details import ChangeDetails
from imagegen_conformance.reports.comparison import ChangeGroup, ComparisonReport, split_group
from imagegen_conformance.reports.comparison_remarks import run_facts
from imagegen_conformance.reports.layout import count, field, wrap
from imagegen_conformance.reports.style import PLAIN, Style

__all__ = ["TextLimits", "describe_changes", "describe_comparisons"]

WORSE = frozenset({"new-failure", "not-judged-any-more"})  # their headings are marked as failures
MAX_IDS = 3  # ids of cases with the same verdicts


class TextLimits(NamedTuple):
    """How much a report shows.

    Attributes:
        failures: The number of the failures that are described in detail; None for all.
        requirements: The number of the requirements of each section; None for all.
    """

    failures: int | None = None
    requirements: int | None = None


ALL = TextLimits()


def describe_comparisons(reports: Sequence[ComparisonReport], style: Style = PLAIN) -> Iterator[str]:
    """Yield the lines of the comparisons of several runs: one for each run and its predecessor."""
    for report in reports:
        yield style.heading(report.title)
        for label, run in (("earlier", report.comparison.before), ("later", report.comparison.after)):
            facts = ", ".join(text if name == "file" else f"{name} {text}" for name, text in run_facts(run))
            yield from field(label, facts)
        yield ""
        yield from describe_changes(report, style)
        if report.run_errors:
            yield "run errors:"
        for line in report.run_errors:
            yield from wrap(line, "  ", "    ")
        mark = style.failure if report.comparison.is_worse else style.success
        yield from map(mark, wrap(report.conclusion, hanging="  "))
        if report is not reports[-1]:
            yield ""


def describe_changes(report: ComparisonReport, style: Style = PLAIN, limits: TextLimits = ALL) -> Iterator[str]:
    """Yield the remarks, the sections, and the number of the cases that have not changed.

    Args:
        report: The report.
        style: The way to mark parts of it.
        limits: How much is shown.
    """
    for remark in report.remarks:
        yield from wrap(remark, hanging="  ")
    if report.remarks:
        yield ""
    remaining = limits.failures
    for section in report.sections:
        yield (style.failure if section.kind in WORSE else style.heading)(section.title)
        for group in section.groups[: limits.requirements]:
            failures, others = split_group(report, group, remaining)
            yield _heading(group)
            for details in failures:
                yield from _failure(details)
            for verdicts, ids in others.items():
                yield from wrap(_similar(verdicts, ids), "    ", "      ")
            remaining = None if remaining is None else remaining - len(failures)
        yield from _left_out(section.groups[limits.requirements :] if limits.requirements else ())
        yield ""
    yield report.unchanged


def _left_out(groups: Sequence[ChangeGroup]) -> Iterator[str]:
    if groups:
        number = count(sum(len(group.changes) for group in groups), "more case")
        yield f"  and {number} of {count(len(groups), 'requirement')}"


def _heading(group: ChangeGroup) -> str:
    level = "" if group.requirement is None else f" [{group.requirement.level}]"
    return f"  {group.title}{level}: {count(len(group.changes), 'case')}"


def _similar(verdicts: str, ids: Sequence[str]) -> str:
    """Return the text about cases with the same verdicts."""
    if len(ids) == 1:
        return f"{ids[0]}: {verdicts}"
    further = len(ids) - MAX_IDS
    more = f" and {further} more" if further > 0 else ""
    return f"{count(len(ids), 'case')}: {verdicts}: {', '.join(ids[:MAX_IDS])}{more}"


def _failure(details: ChangeDetails) -> Iterator[str]:
    yield from wrap(details.summary, "    ", "      ")
    for label, text in details.fields():
        yield from field("" if label == "difference" else label, text, "      ", wrapped=label != "rerun")
