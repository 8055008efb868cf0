"""The report of one failure: the request, the expected and the actual outcome, the rule, and the rerun command."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.reports.exchange import describe_exchange
from imagegen_conformance.reports.layout import field, wrap
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result

__all__ = ["describe_example", "describe_failure"]

MAX_SOURCES = 3


def describe_failure(
    result: Result,
    rerun_command: str,
    sources: ReportedSources,
    label: str | None = None,
    *,
    can_validate: bool = True,
) -> str:
    """Return the report of a failure: its summary line, and a field for everything needed to understand it.

    Args:
        result: The result that is not a pass.
        rerun_command: The command that runs this case only.
        sources: The choice of the sources that are shown.
        label: The first word of the report if it is not the verdict, such as ADVISORY.
        can_validate: Whether a request to validate was sent as such, and not as a request to parse.
    """
    case = result.case
    lines = wrap(summary_line(result, label), hanging="  ")
    lines += field("case", case.description)
    lines += _exchange(result, "  ", can_validate=can_validate)
    lines += field("rule", f"{case.requirement.id}: {case.requirement.statement}")
    if case.rationale:
        lines += field("rationale", case.rationale)
    lines += field("source", sources.describe(case.requirement, MAX_SOURCES))
    lines += field("rerun", rerun_command, wrapped=False)
    return "\n".join(lines)


def describe_example(result: Result, rerun_command: str, indent: str, *, can_validate: bool = True) -> Iterator[str]:
    """Yield the fields that describe one failure below the requirement that it violates.

    Args:
        result: The result that is not a pass.
        rerun_command: The command that runs this case only.
        indent: The indentation of the labels.
        can_validate: Whether a request to validate was sent as such, and not as a request to parse.
    """
    yield from field("case", result.case.description, indent)
    yield from _exchange(result, indent, can_validate=can_validate)
    if result.case.rationale:
        yield from field("rationale", result.case.rationale, indent)
    yield from field("rerun", rerun_command, indent, wrapped=False)


def summary_line(result: Result, label: str | None = None) -> str:
    """Return the summary line of a result, with another first word than the verdict if a label is given."""
    verdict, rest = result.summary_line.split(" ", 1)
    return f"{label or verdict} {rest}" if label is None or ": " in rest else f"{label} {rest}: {result.cause}"


def _exchange(result: Result, indent: str, *, can_validate: bool) -> Iterator[str]:
    exchange = describe_exchange(result, can_validate=can_validate)
    yield from field("sent", exchange.sent, indent)
    yield from field("expected", exchange.expected, indent)
    yield from field("actual", "\n".join((exchange.actual, *exchange.differences)), indent)
