"""The matrix as a Markdown table: one row for each run, with the counts of each level."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.reports.markdown import code_span
from imagegen_conformance.reports.matrix import Matrix

__all__ = ["render_matrix_markdown"]


def render_matrix_markdown(matrix: Matrix) -> str:
    """Return the table, and a line for each run without verdicts."""
    return "\n".join(_lines(matrix)) + "\n"


def _lines(matrix: Matrix) -> Iterator[str]:
    yield f"| run | implementation | profile | {' | '.join(LEVELS)} |"
    yield "|---|---|---|" + "---|" * len(LEVELS)
    for column in matrix.columns:
        place = column.fact("profile").replace(", revision ", " ")
        cells = [matrix.level_cell(column, level).text for level in LEVELS]
        yield f"| {code_span(column.name)} | {code_span(column.title)} | {code_span(place)} | {' | '.join(cells)} |"
    without_verdicts = [column for column in matrix.columns if column.status != "judged"]
    if without_verdicts:
        yield ""
    for column in without_verdicts:
        label = "stale" if column.status == "stale" else "no evidence"
        yield f"- {code_span(column.name)}: {label}, {code_span(column.detail)}"
