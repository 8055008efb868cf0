"""The report of a run in Markdown, for job summaries and comments on pull requests.

Foreign text stands in code spans and code blocks whose fences are longer than any run of backticks in it, so that it
can neither become markup nor mention a person or an issue. GitHub finds mentions after it has removed backslashes, so
that words that look like one stand in code spans, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from imagegen_conformance.reports.expiry import EXPIRY_HEADING
from imagegen_conformance.reports.layout import count
from imagegen_conformance.reports.run_report import DETAILED, DISPOSITION_LABELS, RequirementReport, RunReport
from imagegen_conformance.results.recorded_run import RecordedCase
from imagegen_conformance.results.tally import Disposition
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview

__all__ = ["DEFAULT_MAX_BYTES", "MIN_BYTES", "code_span", "fenced", "render_markdown"]

DEFAULT_MAX_BYTES = 60_000  # a comment on GitHub has at most 65,536 characters
MIN_BYTES = 10_000  # room for everything but the failures
MENTION = re.compile(r"\S*(?:[@#]|://|www\.|GH-)\S*")
PUNCTUATION = re.compile(r"(^[-+>]|[\\`*_\[\]<>|~&])")
SAFE = "!#$%&'()*+,/:;=?@[]~"  # characters of an address that stay as they are
MAX_REMARKS = 20  # lines of a list that describes no failure of a case
LABEL_WIDTH = len("difference")


def render_markdown(report: RunReport, max_bytes: int = DEFAULT_MAX_BYTES) -> str:
    """Return the report.

    Args:
        report: The report of the run.
        max_bytes: The maximum size in UTF-8. Whole failures are left out, and the last line says how many.
    """
    head = [*_head(report), *_levels(report), *_requirements(report, max_bytes // 2), *_remarks(report)]
    sections = list(_failures(report))
    size = size_of(head)
    shown: list[str] = []
    remaining = sum(is_failure for _, is_failure in sections)
    for lines, is_failure in sections:
        # The note about what is left out needs some room, too.
        if size + size_of(lines) + 200 > max_bytes:
            break
        size += size_of(lines)
        shown += lines
        remaining -= is_failure
    if remaining:
        shown += ["", f"{count(remaining, 'more case')} {'is' if remaining == 1 else 'are'} left out for lack of room."]
    return "\n".join([*head, *shown]).rstrip("\n") + "\n"


def code_span(text: str) -> str:
    """Return a text of one line as a code span, which can stand in the cell of a table."""
    if not text:
        return ""
    text = escape_control_characters(text)  # a line break would end the span
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    padding = " " if text[0] in "` " or text[-1] in "` " else ""
    # GitHub takes a vertical bar for the end of a cell, also in a code span, unless a backslash precedes it.
    return f"{ticks}{padding}{text}{padding}{ticks}".replace("|", r"\|")


def fenced(lines: Sequence[str]) -> list[str]:
    """Return lines as a code block."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *lines, fence]


def escape(text: str) -> str:
    """Return a text of one line in which no character has a meaning in Markdown."""
    parts: list[str] = []
    position = 0
    for match in MENTION.finditer(text):
        parts += [PUNCTUATION.sub(r"\\\1", text[position : match.start()]), code_span(match[0])]
        position = match.end()
    return "".join([*parts, PUNCTUATION.sub(r"\\\1", text[position:])])


def field_lines(fields: Iterable[tuple[str, str]]) -> list[str]:
    """Return labeled texts as lines: the further lines of a text stand below its first."""
    return [
        f"{label if number == 0 else '':<{LABEL_WIDTH}} {line}"
        for label, text in fields
        for number, line in enumerate(text.split("\n"))
    ]


def list_items(lines: Sequence[str], max_items: int) -> Iterator[str]:
    """Yield lines as the items of a list, and how many there are above a maximum."""
    yield from (f"- {code_span(line)}" for line in lines[:max_items])
    if len(lines) > max_items:
        yield f"- and {len(lines) - max_items} more"


def size_of(lines: Sequence[str]) -> int:
    """Return the number of bytes of lines in UTF-8, with their line breaks."""
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)


def _head(report: RunReport) -> Iterator[str]:
    yield f"# Conformance of {code_span(report.title)}"
    yield ""
    if report.interruption:
        yield f"**Incomplete:** {code_span(report.interruption)}"
        yield ""
    yield f"**{escape(report.conclusion)}**"
    yield ""
    yield "| fact | value |"
    yield "|---|---|"
    yield from (f"| {label} | {code_span(text)} |" for label, text in report.facts())
    yield ""


def _levels(report: RunReport) -> Iterator[str]:
    columns: list[Disposition] = [name for name in DISPOSITION_LABELS if report.counts.get(name)]
    yield "| level | " + " | ".join(DISPOSITION_LABELS[name] for name in columns) + " |"
    yield "|---|" + "--:|" * len(columns)
    for level in report.levels:
        counts = report.level_counts(level)
        yield f"| {level} | " + " | ".join(str(counts.get(name, 0)) for name in columns) + " |"
    yield ""


def _requirements(report: RunReport, max_bytes: int) -> Iterator[str]:
    """Yield the table of the requirements that have failures, and how many have none."""
    concerned = [item for item in report.requirements if item.with_disposition(*DETAILED)]
    if not concerned:
        return
    yield "| requirement | level | cases |"
    yield "|---|---|---|"
    size = 0
    for index, item in enumerate(concerned):
        row = f"| {code_span(item.requirement.id)} | {item.requirement.level} | {item.summary} |"
        size += len(row) + 1
        if size > max_bytes:
            yield f"| and {count(len(concerned) - index, 'more requirement')} | | |"
            break
        yield row
    others = len(report.requirements) - len(concerned)
    yield ""
    if others:
        yield f"{count(others, 'other requirement')} {'has' if others == 1 else 'have'} no failure."
        yield ""


def _remarks(report: RunReport) -> Iterator[str]:
    lists = {
        "Stale expectations": report.stale_expectations,
        "Run errors": report.run_errors,
        "Notes": report.notes,
        EXPIRY_HEADING.capitalize(): report.expiring,
    }
    for heading, lines in lists.items():
        if lines:
            yield f"## {heading}"
            yield ""
            yield from list_items([preview(line, MAX_MESSAGE_LENGTH) for line in lines], MAX_REMARKS)
            yield ""


def _failures(report: RunReport) -> Iterator[tuple[list[str], bool]]:
    """Yield the heading of each requirement with failures, and each failure, and whether it is a failure."""
    for item in report.requirements:
        cases = item.with_disposition(*DETAILED)
        if cases:
            yield list(_requirement(item)), False
            yield from ((list(_failure(report, case)), True) for case in cases)


def _requirement(item: RequirementReport) -> Iterator[str]:
    yield f"## {item.requirement.id}"
    yield ""
    yield escape(item.statement)
    yield ""
    for source in item.sources:
        text = escape(source.text)
        yield f"- Source: [{text}](<{quote(source.address, SAFE)}>)" if source.address else f"- Source: {text}"
    yield ""
    yield f"{item.summary}."
    yield ""


def _failure(report: RunReport, case: RecordedCase) -> Iterator[str]:
    details = report.details(case)
    label = DISPOSITION_LABELS[case.disposition]
    yield f"### {label}: {code_span(details.case_id)}"
    yield ""
    yield f"{code_span(details.cause)} ({details.strength}): {escape(details.description)}"
    yield ""
    yield from fenced(field_lines(details.fields()))
    yield ""
