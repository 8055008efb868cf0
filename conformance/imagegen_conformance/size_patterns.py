"""From limits on sizes to regular expressions that every engine takes.

Each expression is asked only of sizes that earlier rules let pass (the grammar, then the length of each edge, then its
multiples), and is exact for the edges that can then occur. All other numbers are free, and that freedom is spent on
short text: the border between two legal edges is drawn where it takes the fewest characters to tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from imagegen_conformance.automaton import Automaton, alternatives

__all__ = ["EXPLICIT", "area_pattern", "edge_pattern", "short_edge_pattern"]

EXPLICIT = "[1-9][0-9]*x[1-9][0-9]*"
BEYOND = 10_000  # edges have four digits at most
ROUND = (1, 10, 100, 1000)

Span = tuple[int, int]  # of positions in a list of edges, both included


def edge_pattern(edges: Iterable[int]) -> str:
    """What sizes match whose edges are both among these."""
    edge = Automaton.of(map(str, edges)).pattern()
    return f"^{edge}x{edge}$"


def short_edge_pattern(least: int) -> str:
    """What sizes match of which an edge is shorter."""
    edge = _between(1, least)
    return f"^{edge}x|x{edge}$"


def area_pattern(edges: Sequence[int], holds: Callable[[int, int], bool]) -> str:
    """What sizes match, of those whose edges are both among these, for which it holds of width and height.

    One alternative for each run of widths with the same heights, such as `224.x(?:3[7-9]|4.)..`.
    """
    heights = [tuple(_spans([holds(width, height) for height in edges])) for width in edges]
    written = [
        f"{_shortest(edges, run)}x{alternatives([_shortest(edges, span) for span in legal])}"
        for legal in dict.fromkeys(filter(None, heights))
        for run in _spans([other == legal for other in heights])
    ]
    return f"^{alternatives([*written])}$"


def _spans(flags: Sequence[bool]) -> Iterator[Span]:
    """Where the true ones are, from each first to each last in a row."""
    first = None
    for position, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = position
        if not flag and first is not None:
            yield first, position - 1
            first = None


def _shortest(edges: Sequence[int], span: Span) -> str:
    """The shortest expression that tells the edges of a span from all others."""
    first, last = span
    below = edges[first - 1] if first else 0
    above = edges[last + 1] if last + 1 < len(edges) else BEYOND
    starts, ends = _borders(below, edges[first]), _borders(edges[last], above)
    return min((_between(start, end) for start in starts for end in ends), key=lambda text: (len(text), text))


def _borders(low: int, high: int) -> set[int]:
    """The roundest numbers that are above `low` and not above `high`."""
    found = {high, low + 1}
    for power in ROUND:
        found |= {number for number in (high // power * power, -(-(low + 1) // power) * power) if low < number <= high}
    return found


@cache
def _between(start: int, end: int) -> str:
    """The numbers from `start` to `end`, which is not included."""
    return Automaton.between(start, end).pattern()
