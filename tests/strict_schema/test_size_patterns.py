"""Patterns of sizes are exact for the edges that occur, and use only syntax that every engine supports."""

from __future__ import annotations

import re

import pytest

from imagegen_conformance.strict_schema.size_patterns import area_pattern, edge_pattern, short_edge_pattern


def test_area_pattern_uses_only_portable_syntax() -> None:
    pattern = area_pattern(range(16, 3841, 16), lambda width, height: width * height >= 655_360)
    assert re.fullmatch(r"\^[0-9x.?|()\[\]:-]*\$", pattern)
    assert not re.search(r"\(\?[^:]", pattern)


@pytest.mark.parametrize("step", [1, 7, 16, 24])
@pytest.mark.parametrize("maximum", [9, 64, 100, 333])
def test_area_pattern_is_exact_for_the_edges_that_occur(step: int, maximum: int) -> None:
    edges = range(step, maximum + 1, step)
    for is_legal in (
        lambda w, h: w <= 3 * h and h <= 3 * w,
        lambda w, h: w * h >= maximum,
        lambda w, h: (w + h) % 5 != 0,
    ):
        pattern = re.compile(area_pattern(edges, is_legal))
        for width in edges:
            for height in edges:
                assert bool(pattern.search(f"{width}x{height}")) == is_legal(width, height), (width, height)


def test_edge_patterns_are_exact_for_all_edges() -> None:
    multiples = re.compile(edge_pattern(range(16, 3841, 16)))
    short = re.compile(short_edge_pattern(640))
    for edge in [*range(1, 5000), 38400, 160000, 6400]:
        is_legal = edge % 16 == 0 and edge <= 3840
        assert bool(multiples.search(f"{edge}x16")) == bool(multiples.search(f"16x{edge}")) == is_legal
        assert bool(short.search(f"{edge}x640")) == bool(short.search(f"640x{edge}")) == (edge < 640)
