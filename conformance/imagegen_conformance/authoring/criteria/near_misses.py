"""The subject of near misses: how a string that is illegal differs from the nearest legal one of an enumeration.

An implementation that normalizes strings, or searches for parts of them, accepts some of these.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.places import Places
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.jsonlib.values import Json

__all__ = ["NearMisses", "kind_of_miss"]
EMPTY, OTHER_ENUMERATION, OTHER_WORD = "empty", "value-of-another-field", "other-word"
Test: TypeAlias = Callable[[str, str], bool]


def _is_letters(text: str, legal: str) -> bool:
    return _letters(text) == _letters(legal)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _has_one_change(text: str, legal: str) -> bool:
    """Return whether one character was replaced by one that is not ASCII."""
    differing = [character for character, other in zip(text, legal, strict=False) if character != other]
    return len(text) == len(legal) and len(differing) == 1 and not differing[0].isascii()


KINDS: Mapping[str, tuple[Test, Callable[[str], str]]] = {
    "upper-case": (lambda text, legal: text == legal.upper(), str.upper),
    "other-case": (lambda text, legal: text.lower() == legal, str.capitalize),
    "space-before": (lambda text, legal: text.lstrip(" ") == legal, lambda legal: f" {legal}"),
    "space-after": (lambda text, legal: text.rstrip(" ") == legal, lambda legal: f"{legal} "),
    "newline-after": (lambda text, legal: text.rstrip("\r\n") == legal, lambda legal: f"{legal}\n"),
    "compatible-characters": (
        lambda text, legal: unicodedata.normalize("NFKC", text) == legal,
        lambda legal: "".join(chr(ord(character) + 0xFEE0) for character in legal),
    ),
    "look-alike": (_has_one_change, lambda legal: legal.replace("a", "\u0430").replace("o", "\u043e")),
    "invisible-character": (
        lambda text, legal: _visible(text) == legal,
        lambda legal: f"{legal[:2]}\u200b{legal[2:]}",
    ),
    "other-separator": (_is_letters, lambda legal: f"{legal[:1]}-{legal[1:]}"),
    "list": (lambda text, legal: legal in text.split(","), lambda legal: f"{legal},{legal}"),
    "twice": (lambda text, legal: text == legal * 2, lambda legal: legal * 2),
    "longer": (lambda text, legal: text.startswith(legal), lambda legal: f"{legal}s"),
    "shorter": (lambda text, legal: len(text) > 1 and legal.startswith(text), lambda legal: legal[:-1]),
    "prefixed": (lambda text, legal: text.endswith(legal), lambda legal: f"x{legal}"),
}
"""The kinds of near misses in the order in which they are tried: a test, and an example for a legal string."""


def _visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in ("Cf", "Cc"))


def kind_of_miss(text: str, legal: list[str]) -> tuple[str, str]:
    """Return how a string differs from one of the legal strings, and which; an empty string if it is another word."""
    for kind, (test, _) in KINDS.items():
        for value in legal:
            if test(text, value):
                return kind, value
    return OTHER_WORD, ""


class NearMisses(PayloadSubject):
    """The kinds of near misses, and the places of enumerations."""

    name = "near-misses"

    def __init__(self, places: Places) -> None:
        self._places = places
        self._legal = {place: _strings(schema) for place, schema in places.schemas.items()}
        self._legal = {place: strings for place, strings in self._legal.items() if strings}
        self.dimensions = {
            "kind": (EMPTY, *KINDS, OTHER_ENUMERATION, OTHER_WORD),
            "place": tuple(self._legal),
        }

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the kind of the string that is the only fault of a rejected payload."""
        expected = case.expected
        if case.request.operation != "validate" or not isinstance(expected, ExpectedOutcome) or not expected.reasons:
            return
        for place, value in self._places.at(case.request.content, expected.reasons[0].path):
            if place in self._legal and isinstance(value, str):
                yield self._kind(place, value), place

    def is_possible(self, combination: Combination) -> bool:
        """Return whether there is such a string that is illegal at the place."""
        return self._example(*combination) not in ("", *self._legal[combination[1]]) or combination[0] == EMPTY

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a near miss, or None if the string has to be invented."""
        kind, place = combination
        payload = self._places.payload(place, self._example(kind, place))
        findings = self._places.find(payload)
        if not findings:
            return None
        return {
            "kind": "reject",
            "name": "",
            "description": "",
            "requirement": findings[0].rule,
            "payload": payload,
            "reasons": [{"path": finding.path, "rule": finding.rule} for finding in findings],
            "repair": [{"op": "remove", "path": findings[0].path}],
        }

    def _kind(self, place: str, text: str) -> str:
        if not text:
            return EMPTY
        kind, _ = kind_of_miss(text, self._legal[place])
        others = {value for other, strings in self._legal.items() if other != place for value in strings}
        return OTHER_ENUMERATION if kind == OTHER_WORD and text in others else kind

    def _example(self, kind: str, place: str) -> str:
        if kind in KINDS:
            examples = [KINDS[kind][1](value) for value in self._legal[place]]
            return next((text for text in examples if self._kind(place, text) == kind), "")
        others = [value for strings in self._legal.values() for value in strings]
        texts = {EMPTY: [], OTHER_WORD: ["no-such-value"], OTHER_ENUMERATION: others}[kind]
        return next((text for text in texts if self._kind(place, text) == kind), "")


def _strings(schema: Mapping[str, Json]) -> list[str]:
    """Return the strings that the enumeration of a schema names."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return [value for value in values if isinstance(value, str)]
