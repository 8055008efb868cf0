"""Minimal deterministic automata of finite sets of words, and their conversion to regular expressions.

The expressions use only characters, classes, groups, alternatives, `?` and the dot, so every regular expression engine
supports them. They are not anchored. The dot stands for any digit, so apply the expressions only to texts that have
digits at these places.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

__all__ = ["Automaton", "State", "alternatives"]
T = TypeVar("T", bound=Hashable)
Digits: TypeAlias = tuple[int, int, int]
"""The numbers from the first to the second, excluded, written with the leading zeros of numbers below the third."""
DIGITS = "0123456789"
START, END = -1, -2  # the extra nodes of an elimination: before the initial state, and after every final state


class State(NamedTuple):
    """A state of an automaton.

    Attributes:
        final: Whether a word may end here.
        edges: Each letter with the number of the state that it leads to.
    """

    final: bool
    edges: tuple[tuple[str, int], ...]


class Automaton(NamedTuple):
    """A minimal deterministic automaton.

    Attributes:
        states: The states; each one is reached from later ones only, and the last is the initial state.
    """

    states: tuple[State, ...]

    @classmethod
    def from_words(cls, words: Iterable[str]) -> Automaton:
        """Return the automaton that accepts these words."""
        return cls._minimal(frozenset(words), _expand_words)

    @classmethod
    def from_range(cls, start: int, end: int) -> Automaton:
        """Return the automaton of the numbers from `start` (at least 1) to `end`, excluded, without leading zeros."""
        lengths = range(len(str(start)), len(str(end - 1)) + 1)
        spans = {(max(start, 10 ** (length - 1)), min(end, 10**length), 10**length) for length in lengths}
        return cls._minimal(frozenset(spans), _expand_digits)

    @classmethod
    def _minimal(cls, language: T, expand: Callable[[T], tuple[bool, Mapping[str, T]]]) -> Automaton:
        """Return the minimal automaton of a language; languages with the same continuations become one state.

        Args:
            language: A finite set of words, in any representation.
            expand: Returns whether a language contains the empty word, and the rest of the language after each letter.
        """
        numbers: dict[State, int] = {}
        known: dict[T, int] = {}

        def number(part: T) -> int:
            if part not in known:
                final, rests = expand(part)
                edges = tuple((letter, number(rest)) for letter, rest in sorted(rests.items()))
                known[part] = numbers.setdefault(State(final, edges), len(numbers))
            return known[part]

        number(language)
        return cls(tuple(numbers))

    def accepts(self, word: str) -> bool:
        """Return whether the automaton accepts `word`."""
        state = self.states[-1]
        for letter in word:
            target = dict(state.edges).get(letter)
            if target is None:
                return False
            state = self.states[target]
        return state.final

    def pattern(self) -> str:
        """Return a regular expression that matches exactly the accepted words.

        A dot stands for a set of all digits, and at the beginning of a word for all digits but zero.

        The states are eliminated one by one, the one that adds the least text first: the paths through a state are
        replaced by edges that carry an expression.
        """
        graph = _Graph()
        for number, state in enumerate(self.states):
            for target, letters in _letters_by_target(state.edges).items():
                graph.add(number, target, _letter_class(letters, leading=number == len(self.states) - 1))
            if state.final:
                graph.add(number, END, "")
        graph.add(START, len(self.states) - 1, "")
        costs = {number: graph.cost(number) for number in range(len(self.states))}
        while costs:
            cheapest = min(costs, key=lambda number: (costs[number], number))
            del costs[cheapest]
            for neighbor in graph.eliminate(cheapest) & costs.keys():  # the costs of the others stay the same
                costs[neighbor] = graph.cost(neighbor)
        return alternatives(graph.outgoing[START].get(END, ()))


def _expand_words(words: frozenset[str]) -> tuple[bool, Mapping[str, frozenset[str]]]:
    """Return whether the empty word is among the words, and the rests of the others by first letter."""
    rests: dict[str, set[str]] = {}
    for word in words - {""}:
        rests.setdefault(word[0], set()).add(word[1:])
    return "" in words, {letter: frozenset(rest) for letter, rest in rests.items()}


def _expand_digits(spans: frozenset[Digits]) -> tuple[bool, Mapping[str, frozenset[Digits]]]:
    """Return whether all digits have been read, and the rests of the numbers by first digit."""
    rests: dict[str, set[Digits]] = {}
    for start, end, power in spans:
        rest = power // 10
        for digit in range(start // rest, (end - 1) // rest + 1) if rest else ():
            low, high = max(start - digit * rest, 0), min(end - digit * rest, rest)
            rests.setdefault(str(digit), set()).add((low, high, rest))
    return any(power == 1 for _, _, power in spans), {digit: frozenset(rest) for digit, rest in rests.items()}


class _Graph:
    """A graph whose edges carry alternative expressions.

    Attributes:
        outgoing: The expressions of each edge, by source and target.
        incoming: The sources of the edges to each target.
    """

    def __init__(self) -> None:
        self.outgoing: dict[int, dict[int, list[str]]] = {}
        self.incoming: dict[int, set[int]] = {}

    def add(self, source: int, target: int, expression: str) -> None:
        """Add an alternative to the edge from `source` to `target`."""
        expressions = self.outgoing.setdefault(source, {}).setdefault(target, [])
        if expression not in expressions:
            expressions.append(expression)
        self.incoming.setdefault(target, set()).add(source)

    def cost(self, number: int) -> int:
        """Return the number of characters that the elimination of a node adds to all expressions together."""
        sources, targets = self.incoming.get(number, set()), self.outgoing.get(number, {})
        incoming_length = sum(len(alternatives(self.outgoing[source][number])) for source in sources)
        outgoing_length = sum(len(alternatives(expressions)) for expressions in targets.values())
        return incoming_length * (len(targets) - 1) + outgoing_length * (len(sources) - 1)

    def eliminate(self, number: int) -> set[int]:
        """Remove a node; replace every path through it by an edge. Return the nodes whose edges have changed."""
        targets = self.outgoing.pop(number, {})
        suffixes = {target: alternatives(expressions) for target, expressions in targets.items()}
        sources = self.incoming.pop(number, set())
        for source in sorted(sources):
            prefix = alternatives(self.outgoing[source].pop(number))
            for target, suffix in suffixes.items():
                self.add(source, target, prefix + suffix)
        for target in targets:
            self.incoming[target].discard(number)
        return sources.union(targets)


def alternatives(expressions: Iterable[str]) -> str:
    """Return one expression that matches any of these, grouped so that it can be followed by other expressions."""
    expressions = list(expressions)
    non_empty = [expression for expression in expressions if expression]
    if not non_empty:
        return ""
    optional = "?" if len(non_empty) < len(expressions) else ""
    if len(non_empty) == 1 and (not optional or _is_atom(non_empty[0])):
        return non_empty[0] + optional
    return f"(?:{'|'.join(non_empty)}){optional}"


def _is_atom(expression: str) -> bool:
    return len(expression) == 1 or (expression[0] == "[" and expression.index("]") == len(expression) - 1)


def _letters_by_target(edges: Iterable[tuple[str, int]]) -> Mapping[int, str]:
    letters: dict[int, str] = {}
    for letter, target in edges:
        letters[target] = letters.get(target, "") + letter
    return letters


def _letter_class(letters: str, *, leading: bool) -> str:
    """Return the expression of one of these letters: a letter, a class in ascending order, or the dot."""
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
