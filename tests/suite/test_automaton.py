"""Automata are minimal, and what is printed of them matches their words and no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.automaton import Automaton
from imagegen_conformance.size_patterns import area_pattern, edge_pattern, short_edge_pattern

NUMBERS = st.integers(1, 4200)


def matched(pattern: str, numbers: range) -> set[int]:
    compiled = re.compile(f"(?:{pattern})$")
    return {number for number in numbers if compiled.match(str(number))}


@given(st.sets(NUMBERS, min_size=1, max_size=60))
def test_a_pattern_matches_just_the_numbers(numbers: set[int]) -> None:
    pattern = Automaton.of(map(str, numbers)).pattern()
    assert matched(pattern, range(1, 5000)) == numbers


@given(NUMBERS, st.integers(1, 9000))
def test_a_range_is_told_without_naming_its_numbers(start: int, length: int) -> None:
    automaton = Automaton.between(start, start + length)
    assert matched(automaton.pattern(), range(1, 15000)) == set(range(start, start + length))
    assert len(automaton.states) <= 60


@given(st.sets(st.text("0123456789", max_size=5), min_size=1, max_size=40), st.text("0123456789", max_size=6))
def test_it_accepts_its_words_and_no_other(words: set[str], other: str) -> None:
    automaton = Automaton.of(words)
    assert all(automaton.accepts(word) for word in words)
    assert automaton.accepts(other) == (other in words)


@given(st.sets(NUMBERS, min_size=1, max_size=60))
def test_no_two_states_are_the_same(numbers: set[int]) -> None:
    states = Automaton.of(map(str, numbers)).states
    assert len(set(states)) == len(states)
    assert all(target < place for place, state in enumerate(states) for _, target in state.edges)


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        (["7"], "7"),
        ([""], ""),
        (["", "1"], "1?"),
        (["", "12"], "(?:12)?"),
        (["1", "2", "3", "5"], "[1-35]"),
        (["2", "3"], "[23]"),
        ([str(number) for number in range(10)], "."),
        ([str(number) for number in range(1, 10)], "."),
        ([f"1{number}" for number in range(1, 10)], "1[1-9]"),
        (["16", "26"], "[12]6"),
    ],
)
def test_a_pattern_is_written_as_people_would(words: list[str], pattern: str) -> None:
    assert Automaton.of(words).pattern() == pattern


def test_nothing_stands_in_a_pattern_that_an_engine_may_not_know() -> None:
    pattern = area_pattern(range(16, 3841, 16), lambda width, height: width * height >= 655_360)
    assert re.fullmatch(r"\^[0-9x.?|()\[\]:-]*\$", pattern)
    assert not re.search(r"\(\?[^:]", pattern)


@pytest.mark.parametrize("step", [1, 7, 16, 24])
@pytest.mark.parametrize("most", [9, 64, 100, 333])
def test_areas_are_exact_for_the_edges_that_occur(step: int, most: int) -> None:
    edges = range(step, most + 1, step)
    for holds in (lambda w, h: w <= 3 * h and h <= 3 * w, lambda w, h: w * h >= most, lambda w, h: (w + h) % 5 != 0):
        pattern = re.compile(area_pattern(edges, holds))
        for width in edges:
            for height in edges:
                assert bool(pattern.search(f"{width}x{height}")) == holds(width, height), (width, height)


def test_edges_are_exact_whatever_occurs() -> None:
    multiples = re.compile(edge_pattern(range(16, 3841, 16)))
    short = re.compile(short_edge_pattern(640))
    for edge in [*range(1, 5000), 38400, 160000, 6400]:
        legal = edge % 16 == 0 and edge <= 3840
        assert bool(multiples.search(f"{edge}x16")) == bool(multiples.search(f"16x{edge}")) == legal
        assert bool(short.search(f"{edge}x640")) == bool(short.search(f"640x{edge}")) == (edge < 640)
