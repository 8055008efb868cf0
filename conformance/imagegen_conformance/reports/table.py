"""The table of a run: the number of cases by level and disposition, and the scores of each level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.reports.layout import MAX_WIDTH
from imagegen_conformance.reports.style import Style
from imagegen_conformance.results.tally import Disposition, Score, Tally

__all__ = ["describe_table"]

DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)
PERMANENT: tuple[Disposition, ...] = ("pass", "fail")  # columns that every table has
WRONG: tuple[Disposition, ...] = ("fail", "stale")  # they make the run fail
Column = tuple[str, list[str]]


def describe_table(tally: Tally, style: Style) -> Iterator[str]:
    """Yield the lines of the table, of which each has a level; the scores are a second table if one is too wide."""
    levels: list[Level] = [level for level in LEVELS if any(tally.counts[level, column] for column in DISPOSITIONS)]
    counts: list[Column] = [
        (disposition, [str(tally.counts[level, disposition]) for level in levels])
        for disposition in DISPOSITIONS
        if disposition in PERMANENT or any(tally.counts[level, disposition] for level in levels)
    ]
    scores: list[Column] = [
        (title, [str(by_level.get(level, "-")) for level in levels])
        for title, by_level in _scores(tally)
        if any(level in by_level for level in levels)
    ]
    tables = [counts + scores] if _width(counts + scores) <= MAX_WIDTH else [counts, scores]
    for columns in tables:
        yield from _lines([("level", list(levels)), *columns], style)


def _scores(tally: Tally) -> list[tuple[str, dict[Level, Score]]]:
    return [("verdicts", tally.verdicts), ("reasons", tally.reasons), ("precision", tally.precision)]


def _widths(columns: Sequence[Column]) -> list[int]:
    return [max([len(title), *map(len, cells)]) for title, cells in columns]


def _width(columns: Sequence[Column]) -> int:
    return max(map(len, ("level", *LEVELS))) + sum(2 + width for width in _widths(columns))


def _lines(columns: Sequence[Column], style: Style) -> Iterator[str]:
    widths = _widths(columns)
    gap = "  " if sum(widths) + 2 * (len(widths) - 1) <= MAX_WIDTH else " "
    for row in range(-1, len(columns[0][1])):
        cells = []
        for (title, values), width in zip(columns, widths, strict=True):
            text = title if row < 0 else values[row]
            cell = f"{text:<{width}}" if title == "level" else f"{text:>{width}}"
            cells.append(_mark(style, title, text)(cell))
        yield gap.join(cells)


def _mark(style: Style, title: str, text: str) -> Callable[[str], str]:
    """Return the function that marks a cell: the head of a column, or a number above zero that is bad."""
    if text == title:
        return style.heading
    return style.failure if title in WRONG and text != "0" else str
