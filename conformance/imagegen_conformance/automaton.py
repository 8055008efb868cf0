"""Minimal deterministic automata of finitely many words, and regular expressions printed from them.

The expressions use nothing but characters, classes, groups, alternatives, `?` and the dot, so that every engine takes
them. They are not anchored. The dot stands where any digit may: print only words whose other letters stand apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

__all__ = ["Automaton", "State"]

T = TypeVar("T", bound=Hashable)
Digits: TypeAlias = tuple[int, int, int]  # numbers from the first to the second, written in digits below the third

DIGITS = "0123456789"
START, END = -1, -2  # of an elimination: before the first state, and behind every final one


class State(NamedTuple):
    """Whether a word may end here, and where each letter leads."""

    final: bool
    edges: tuple[tuple[str, int], ...]


class Automaton(NamedTuple):
    """The states, each led to by later ones only: the last is where words begin."""

    states: tuple[State, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> Automaton:
        """The automaton of these words."""
        return cls._minimal(frozenset(words), _continued)

    @classmethod
    def between(cls, start: int, end: int) -> Automaton:
        """The automaton of the numbers from `start` (at least 1) to `end`, not included, without leading zeros."""
        lengths = range(len(str(start)), len(str(end - 1)) + 1)
        spans = {(max(start, 10 ** (length - 1)), min(end, 10**length), 10**length) for length in lengths}
        return cls._minimal(frozenset(spans), _counted)

    @classmethod
    def _minimal(cls, language: T, expand: Callable[[T], tuple[bool, Mapping[str, T]]]) -> Automaton:
        """States with the same continuations are one; `expand` tells whether a language ends, and what follows."""
        numbers: dict[State, int] = {}
        seen: dict[T, int] = {}

        def number(part: T) -> int:
            if part not in seen:
                final, rests = expand(part)
                edges = tuple((letter, number(rest)) for letter, rest in sorted(rests.items()))
                seen[part] = numbers.setdefault(State(final, edges), len(numbers))
            return seen[part]

        number(language)
        return cls(tuple(numbers))

    def accepts(self, word: str) -> bool:
        """Whether it is one of the words."""
        state = self.states[-1]
        for letter in word:
            target = dict(state.edges).get(letter)
            if target is None:
                return False
            state = self.states[target]
        return state.final

    def pattern(self) -> str:
        """A regular expression of just these words, with a dot for a digit that may be any, or any but a leading zero.

        States are eliminated one by one, each time the one that adds the least text: what led through it leads past
        it, by an expression.
        """
        graph = _Graph()
        for number, state in enumerate(self.states):
            for target, letters in _by_target(state.edges).items():
                graph.add(number, target, _letters(letters, leading=number == len(self.states) - 1))
            if state.final:
                graph.add(number, END, "")
        graph.add(START, len(self.states) - 1, "")
        left = set(range(len(self.states)))
        while left:
            cheapest = min(left, key=lambda number: (graph.cost(number), number))
            graph.eliminate(cheapest)
            left.remove(cheapest)
        return alternatives(graph.outgoing[START].get(END, ()))


def _continued(words: frozenset[str]) -> tuple[bool, Mapping[str, frozenset[str]]]:
    """What is left of words after each first letter."""
    rests: dict[str, set[str]] = {}
    for word in words - {""}:
        rests.setdefault(word[0], set()).add(word[1:])
    return "" in words, {letter: frozenset(rest) for letter, rest in rests.items()}


def _counted(spans: frozenset[Digits]) -> tuple[bool, Mapping[str, frozenset[Digits]]]:
    """What is left of numbers after each first digit: still so many more of them, zeros in front among them."""
    rests: dict[str, set[Digits]] = {}
    for start, end, power in spans:
        rest = power // 10
        for digit in range(start // rest, (end - 1) // rest + 1) if rest else ():
            low, high = max(start - digit * rest, 0), min(end - digit * rest, rest)
            rests.setdefault(str(digit), set()).add((low, high, rest))
    return any(power == 1 for _, _, power in spans), {digit: frozenset(rest) for digit, rest in rests.items()}


class _Graph:
    """Edges that carry alternatives, seen from both ends."""

    def __init__(self) -> None:
        self.outgoing: dict[int, dict[int, list[str]]] = {}
        self.incoming: dict[int, set[int]] = {}

    def add(self, source: int, target: int, expression: str) -> None:
        expressions = self.outgoing.setdefault(source, {}).setdefault(target, [])
        if expression not in expressions:
            expressions.append(expression)
        self.incoming.setdefault(target, set()).add(source)

    def cost(self, number: int) -> int:
        """How much longer it all gets by eliminating a state."""
        sources, targets = self.incoming.get(number, set()), self.outgoing.get(number, {})
        before = sum(len(alternatives(self.outgoing[source][number])) for source in sources)
        after = sum(len(alternatives(expressions)) for expressions in targets.values())
        return before * (len(targets) - 1) + after * (len(sources) - 1)

    def eliminate(self, number: int) -> None:
        targets = self.outgoing.pop(number, {})
        for source in sorted(self.incoming.pop(number, ())):
            before = alternatives(self.outgoing[source].pop(number))
            for target, expressions in targets.items():
                self.add(source, target, before + alternatives(expressions))
        for target in targets:
            self.incoming[target].discard(number)


def alternatives(expressions: Iterable[str]) -> str:
    """One expression for any of these, the empty one among them; ready to stand beside others."""
    written = [expression for expression in expressions if expression]
    if not written:
        return ""
    optional = "?" if len(written) < len(list(expressions)) else ""
    if len(written) == 1 and (not optional or _is_atom(written[0])):
        return written[0] + optional
    return f"(?:{'|'.join(written)}){optional}"


def _is_atom(expression: str) -> bool:
    return len(expression) == 1 or (expression[0] == "[" and expression.index("]") == len(expression) - 1)


def _by_target(edges: Iterable[tuple[str, int]]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for letter, target in edges:
        found[target] = found.get(target, "") + letter
    return found


def _letters(letters: str, *, leading: bool) -> str:
    """A letter, a class of them in ascending order, or the dot."""
    if letters == DIGITS or (leading and letters == DIGITS[1:]):
        return "."
    if len(letters) == 1:
        return letters
    runs: list[str] = []
    for letter in letters:
        if runs and ord(letter) == ord(runs[-1][-1]) + 1:
            runs[-1] += letter
        else:
            runs.append(letter)
    return f"[{''.join(run if len(run) < 3 else f'{run[0]}-{run[-1]}' for run in runs)}]"
