"""The report of a comparison in Markdown. Text of an implementation is written in code spans and code blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imagegen_conformance.reports.change_details import ChangeDetails
from imagegen_conformance.reports.comparison import ComparisonReport, split_group
from imagegen_conformance.reports.comparison_remarks import run_facts
from imagegen_conformance.reports.layout import count
from imagegen_conformance.reports.markdown import (
    DEFAULT_MAX_BYTES,
    MIN_BYTES,
    code_span,
    escape,
    fenced,
    field_lines,
    list_items,
    size_of,
)

__all__ = ["render_comparisons_markdown"]

ROOM = 200  # bytes for the note about what is left out
MAX_RUN_ERRORS = 20  # lines
MAX_IDS = 20  # ids of cases with the same verdicts


def render_comparisons_markdown(reports: Sequence[ComparisonReport], max_bytes: int | None = None) -> str:
    """Return the comparisons of several runs: one for each run and its predecessor.

    Args:
        reports: The comparisons.
        max_bytes: The maximum size in UTF-8, of which each comparison has the same part. Whole cases are left out, and
            the last line says how many.
    """
    if max_bytes is None:
        max_bytes = max(DEFAULT_MAX_BYTES, MIN_BYTES * len(reports))
    texts = ["\n".join(_comparison(report, max_bytes // len(reports))).rstrip("\n") + "\n" for report in reports]
    return "\n".join(texts)


def _comparison(report: ComparisonReport, max_bytes: int) -> list[str]:
    lines = list(_head(report))
    size = size_of(lines) + ROOM
    items = list(_items(report))
    for index, (item, _) in enumerate(items):
        size += size_of(item)
        if size > max_bytes:
            left_out = sum(number for _, number in items[index:])
            verb = "is" if left_out == 1 else "are"
            return [*lines, "", f"{count(left_out, 'more case')} {verb} left out for lack of room."]
        lines += item
    return lines


def _head(report: ComparisonReport) -> Iterator[str]:
    comparison = report.comparison
    yield f"# Changes of {code_span(report.title)}"
    yield ""
    yield f"**{escape(report.conclusion)}**"
    yield ""
    yield "| fact | earlier run | later run |"
    yield "|---|---|---|"
    for (label, old), (_, new) in zip(run_facts(comparison.before), run_facts(comparison.after), strict=True):
        yield f"| {label} | {code_span(old)} | {code_span(new)} |"
    yield ""
    if report.sections:
        yield "| change | cases |"
        yield "|---|--:|"
        yield from (f"| {section.heading} | {section.size} |" for section in report.sections)
        yield ""
    yield f"{report.unchanged}."
    yield ""
    yield from (f"- {escape(remark)}" for remark in report.remarks)
    if report.remarks:
        yield ""
    if report.run_errors:
        yield "## Run errors"
        yield ""
        yield from list_items(report.run_errors, MAX_RUN_ERRORS)
        yield ""


def _items(report: ComparisonReport) -> Iterator[tuple[list[str], int]]:
    """Yield the headings and the cases, each with the number of cases that it describes."""
    for section in report.sections:
        yield [f"## {section.title[0].upper()}{section.title[1:]}", ""], 0
        for group in section.groups:
            requirement = group.requirement
            yield [f"### {escape(group.title)}", ""], 0
            if requirement is not None:
                yield [escape(requirement.statement), ""], 0
            failures, others = split_group(report, group)
            yield from ((list(_failure(details)), 1) for details in failures)
            for verdicts, ids in others.items():
                yield _similar(verdicts, ids), len(ids)
            yield [""], 0


def _similar(verdicts: str, ids: Sequence[str]) -> list[str]:
    """Return the lines about cases with the same verdicts."""
    if len(ids) == 1:
        return [f"- {code_span(ids[0])}: {code_span(verdicts)}"]
    lines = [f"- {count(len(ids), 'case')}: {code_span(verdicts)}", *(f"  - {code_span(id_)}" for id_ in ids[:MAX_IDS])]
    return [*lines, f"  - and {len(ids) - MAX_IDS} more"] if len(ids) > MAX_IDS else lines


def _failure(details: ChangeDetails) -> Iterator[str]:
    yield f"- {code_span(details.case_id)}: {code_span(details.verdicts)}"
    yield ""
    yield from (f"  {line}" for line in fenced(field_lines(details.fields())))
    yield ""
