"""The report of a run as commands for the runner of GitHub Actions, which shows them as annotations.

GitHub shows at most ten errors of a step: there is one for each requirement, and the last one counts the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.reports.expiry import EXPIRY_HEADING
from imagegen_conformance.reports.layout import count
from imagegen_conformance.reports.run_report import RequirementReport, RunReport
from imagegen_conformance.results.tally import Disposition

__all__ = ["annotation", "render_github"]

MAX_ERRORS = 10
GATING: tuple[Disposition, ...] = ("fail", "stale")


def render_github(report: RunReport) -> str:
    """Return the commands, one per line."""
    failing = [item for item in report.requirements if item.with_disposition(*GATING)]
    problems = [report.interruption] if report.interruption else []
    problems += report.run_errors
    errors = [annotation("error", "run", problem) for problem in problems]
    errors += [_requirement(report, item) for item in failing]
    if len(errors) > MAX_ERRORS:
        further = count(len(errors) - MAX_ERRORS + 1, "more problem")
        text = f"{further}: see the other reports of the run"
        errors = [*errors[: MAX_ERRORS - 1], annotation("error", "further problems", text)]
    kind = "notice" if report.run.exit_code == 0 and not problems else "error"
    if kind == "notice" or not errors:
        errors.append(annotation(kind, report.title, report.conclusion))
    warnings = [annotation("warning", EXPIRY_HEADING, line) for line in report.expiring]
    return "".join(f"{line}\n" for line in (*errors, *warnings))


def annotation(kind: str, title: str, text: str) -> str:
    """Return a command of the runner.

    Args:
        kind: `error`, `warning` or `notice`.
        title: The title of the annotation.
        text: Its text, which can have several lines.
    """
    return f"::{kind} title={_escape_property(title)}::{_escape_data(text)}"


def _requirement(report: RunReport, item: RequirementReport) -> str:
    title = f"{item.requirement.id}: {item.summary}"
    return annotation("error", title, "\n".join(_lines(report, item)))


def _lines(report: RunReport, item: RequirementReport) -> Iterator[str]:
    """Yield the statement, and the details of one case."""
    cases = item.with_disposition(*GATING)
    details = report.details(cases[0])
    yield item.statement
    yield f"{details.case_id}: {details.cause}"
    for label, text in details.fields():
        yield from (f"{label}: {line}" for line in text.split("\n"))
    if len(cases) > 1:
        yield f"and {count(len(cases) - 1, 'more case')}"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
