"""Regular expressions for limits on sizes, in a syntax that every engine supports.

Each expression is applied only to sizes that the earlier rules accept (the grammar, then the length of the edges, then
their multiples), and is exact for the edges that can then occur. Its result for all other numbers is irrelevant.
This freedom keeps the text short: the bound between two adjacent edges is placed where the expression has the fewest
characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from imagegen_conformance.strict_schema.automaton import Automaton, alternatives

__all__ = ["EXPLICIT_SIZE", "area_pattern", "edge_pattern", "short_edge_pattern"]
EXPLICIT_SIZE = "[1-9][0-9]*x[1-9][0-9]*"
EDGE_LIMIT = 10_000  # edges have at most four digits
ROUNDING_STEPS = (1, 10, 100, 1000)
Span = tuple[int, int]  # the first and the last of consecutive positions in a list of edges


def edge_pattern(edges: Iterable[int]) -> str:
    """Return the pattern of the sizes whose edges are both among `edges`."""
    edge = Automaton.from_words(map(str, edges)).pattern()
    return f"^{edge}x{edge}$"


def short_edge_pattern(minimum: int) -> str:
    """Return the pattern of the sizes that have an edge shorter than `minimum`."""
    edge = _range_pattern(1, minimum)
    return f"^{edge}x|x{edge}$"


def area_pattern(edges: Sequence[int], is_legal: Callable[[int, int], bool]) -> str:
    """Return the pattern that distinguishes the legal sizes from the others, among the sizes with these edges.

    It has one alternative for each run of widths with the same legal heights, such as `224.x(?:3[7-9]|4.)..`.

    Args:
        edges: The edges that can occur, in ascending order.
        is_legal: Returns whether a width and a height are a legal size.
    """
    heights = [tuple(_runs([is_legal(width, height) for height in edges])) for width in edges]
    sizes = [
        f"{_shortest_pattern(edges, run)}x{alternatives([_shortest_pattern(edges, span) for span in legal])}"
        for legal in dict.fromkeys(filter(None, heights))
        for run in _runs([other == legal for other in heights])
    ]
    return f"^{alternatives(sizes)}$"


def _runs(flags: Sequence[bool]) -> Iterator[Span]:
    """Yield the first and the last position of each run of true flags."""
    first = None
    for position, flag in enumerate([*flags, False]):
        if flag and first is None:
            first = position
        if not flag and first is not None:
            yield first, position - 1
            first = None


def _shortest_pattern(edges: Sequence[int], span: Span) -> str:
    """Return the shortest pattern that distinguishes the edges of a span from all other edges."""
    first, last = span
    previous_edge = edges[first - 1] if first else 0
    next_edge = edges[last + 1] if last + 1 < len(edges) else EDGE_LIMIT
    starts, ends = _candidate_bounds(previous_edge, edges[first]), _candidate_bounds(edges[last], next_edge)
    return min((_range_pattern(start, end) for start in starts for end in ends), key=lambda text: (len(text), text))


def _candidate_bounds(low: int, high: int) -> set[int]:
    """Return the roundest numbers above `low` and up to `high`, which give the shortest patterns."""
    bounds = {high, low + 1}
    for step in ROUNDING_STEPS:
        rounded = (high // step * step, -(-(low + 1) // step) * step)
        bounds |= {number for number in rounded if low < number <= high}
    return bounds


@cache
def _range_pattern(start: int, end: int) -> str:
    """Return the pattern of the numbers from `start` to `end`, excluded."""
    return Automaton.from_range(start, end).pattern()
