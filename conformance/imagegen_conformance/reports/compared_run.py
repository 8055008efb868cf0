"""The part of the report of a run that compares it with an earlier one."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.reports.comparison import ComparisonReport
from imagegen_conformance.reports.comparison_remarks import run_facts
from imagegen_conformance.reports.comparison_text import TextLimits, describe_changes
from imagegen_conformance.reports.conclusion import describe_conclusion, describe_stale_expectations
from imagegen_conformance.reports.layout import levels, wrap
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind
from imagegen_conformance.results.tally import NOTHING_JUDGED, STALE_EXPECTATIONS, Tally

__all__ = ["describe_compared_conclusion", "describe_earlier_run"]

MAX_FAILURES = 10  # new failures that are described in detail
MAX_REQUIREMENTS = 10  # of each section


def describe_earlier_run(report: ComparisonReport, settings: ReportSettings) -> Iterator[str]:
    """Yield what changed since the earlier run.

    Args:
        report: The report of the comparison.
        settings: How much the report contains, and how it is shown.
    """
    facts = ", ".join(
        text if name == "file" else f"{name} {text}" for name, text in run_facts(report.comparison.before)
    )
    yield from wrap(f"compared with {facts}", hanging="  ")
    limits = TextLimits(settings.limit(MAX_FAILURES), MAX_REQUIREMENTS)
    if settings.verbosity == "verbose":
        limits = TextLimits(settings.max_failures)
    yield from describe_changes(report, settings.style, limits)


def describe_compared_conclusion(report: ComparisonReport, conclusion: Conclusion, tally: Tally) -> str:
    """Return the conclusion of a run that only what got worse makes fail.

    Args:
        report: The report of the comparison.
        conclusion: The conclusion of the run without the comparison.
        tally: The counts of the run.
    """
    exit_code = tally.exit_code_if(fails=report.comparison.is_worse)
    if exit_code == STALE_EXPECTATIONS:
        return f"{report.conclusion}; {describe_stale_expectations(conclusion)}"
    if exit_code != NOTHING_JUDGED:
        return report.conclusion
    if conclusion.kind is ConclusionKind.FAILS:  # at another level
        blocked = levels(conclusion.blocked_levels)
        return f"{report.conclusion}; nothing was judged at {blocked}: expected failures block all gating cases"
    return f"{describe_conclusion(conclusion, tally)}; {report.conclusion}"
