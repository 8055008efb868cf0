"""Automata are minimal, and their patterns match exactly their words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.strict_schema.automaton import Automaton

NUMBERS = st.integers(1, 4200)


def matches(pattern: str, numbers: range) -> set[int]:
    compiled = re.compile(f"(?:{pattern})$")
    return {number for number in numbers if compiled.match(str(number))}


@given(st.sets(NUMBERS, min_size=1, max_size=60))
def test_pattern_matches_exactly_the_numbers(numbers: set[int]) -> None:
    pattern = Automaton.from_words(map(str, numbers)).pattern()
    assert matches(pattern, range(1, 5000)) == numbers


@given(NUMBERS, st.integers(1, 9000))
def test_automaton_of_a_range_is_small_and_exact(start: int, length: int) -> None:
    automaton = Automaton.from_range(start, start + length)
    assert matches(automaton.pattern(), range(1, 15000)) == set(range(start, start + length))
    assert len(automaton.states) <= 60


@given(st.sets(st.text("0123456789", max_size=5), min_size=1, max_size=40), st.text("0123456789", max_size=6))
def test_automaton_accepts_exactly_its_words(words: set[str], other: str) -> None:
    automaton = Automaton.from_words(words)
    assert all(automaton.accepts(word) for word in words)
    assert automaton.accepts(other) == (other in words)


@given(st.sets(NUMBERS, min_size=1, max_size=60))
def test_states_are_distinct_and_lead_to_earlier_ones(numbers: set[int]) -> None:
    states = Automaton.from_words(map(str, numbers)).states
    assert len(set(states)) == len(states)
    assert all(target < number for number, state in enumerate(states) for _, target in state.edges)


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
def test_pattern_of_few_words_is_the_shortest(words: list[str], pattern: str) -> None:
    assert Automaton.from_words(words).pattern() == pattern
