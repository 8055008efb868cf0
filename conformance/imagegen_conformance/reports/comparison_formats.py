"""The formats of the report of a comparison, by name."""

from __future__ import annotations

from collections.abc import Sequence

from imagegen_conformance.reports.comparison import ComparisonReport
from imagegen_conformance.reports.comparison_json import render_comparisons_json
from imagegen_conformance.reports.comparison_markdown import render_comparisons_markdown
from imagegen_conformance.reports.comparison_text import describe_comparisons
from imagegen_conformance.reports.style import PLAIN, Style

__all__ = ["render_comparisons"]


def render_comparisons(
    name: str, reports: Sequence[ComparisonReport], *, style: Style = PLAIN, max_bytes: int | None = None
) -> str:
    """Return the comparisons of several runs in the format with this name.

    Args:
        name: The name of the format.
        reports: The comparisons in order.
        style: The way to mark parts of a text for a terminal.
        max_bytes: The maximum size of Markdown; None for the default.
    """
    if name == "json":
        return render_comparisons_json(reports)
    if name == "markdown":
        return render_comparisons_markdown(reports, max_bytes)
    return "\n".join(describe_comparisons(reports, style)) + "\n"
