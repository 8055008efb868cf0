"""Mutants that accept a kind of illegal values at a place.

Values of the type that is legal at a place are no illegal values, so that no mutant accepts them there: strings of a
field that is any string, objects of a field that is an object, and numbers of an integer field, which the mutants of
the dimension "number × field" concern. No mutant accepts null, because handwritten tables have these.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.schema_node import Kind, SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts, finding_label
from imagegen_conformance.mutation.systematic.rule_finding import CONFIG_RULES, broken
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_REVISION, Revision

__all__ = ["value_mutants"]
Test: TypeAlias = Callable[[Json], bool]
OTHER_WORDS: Final = frozenset(
    {"none", "null", "default", "undefined", "unknown", "standard", "hd", "medium", "jpg", "gif", "white", "create"}
)


class _Place(NamedTuple):
    """A place with a rule about the type or the legal values.

    Attributes:
        name: The keys, joined with dots.
        rule: The rule.
        kind: The kind of the legal values, or `boolean`.
        legal: The legal values, if they are listed.
    """

    name: str
    rule: str
    kind: Kind | str
    legal: tuple[str, ...] = ()


# The name, words that describe the values, the kind of places where they are legal, and the test.
TYPES: Final[tuple[tuple[str, str, str, Test], ...]] = (
    ("true", "true", "boolean", lambda value: value is True),
    ("false", "false", "boolean", lambda value: value is False),
    ("zero", "0", "integer", lambda value: type(value) is int and value == 0),
    ("positive", "a positive integer", "integer", lambda value: type(value) is int and value > 0),
    ("negative", "a negative integer", "integer", lambda value: type(value) is int and value < 0),
    ("fraction", "a number with a fraction", "", lambda value: type(value) is float and not value.is_integer()),
    ("digits", "a string with only digits", "string", lambda value: isinstance(value, str) and value.isdecimal()),
    ("no-text", "the empty string", "string", lambda value: isinstance(value, str) and not value),
    ("text", "a string that is no number", "string", lambda value: isinstance(value, str) and value[:1].isalpha()),
    ("no-items", "the empty array", "", lambda value: value == [] and type(value) is list),
    ("items", "an array with members", "", lambda value: isinstance(value, list) and bool(value)),
    ("no-members", "the empty object", "object", lambda value: isinstance(value, dict) and not value),
    ("members", "an object with members", "object", lambda value: isinstance(value, dict) and bool(value)),
)
ENUM_STRING_TYPES: Final = frozenset({"text"})  # too wide beside the kinds of strings below


def value_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile."""
    build = MutantBuilder(revision, "value × field")
    known = set() if revision == DEFAULT_REVISION else {place.name for place in _places(DEFAULT_REVISION)}
    places = list(_places(revision))
    words = frozenset(value for place in places for value in place.legal)
    for place in (place for place in places if place.name not in known):
        for name, text, legal_kind, test in TYPES:
            is_wide = place.kind == "enum" and name in ENUM_STRING_TYPES
            if place.kind != legal_kind and not is_wide:
                yield _accepting(build, place, name, text, test)
        if place.kind in {"enum", "const"}:
            for name, text, test in _string_kinds(place.legal, words):
                if name != "list" or len(place.legal) > 1:
                    yield _accepting(build, place, name, text, test)


def _places(revision: Revision) -> Iterator[_Place]:
    nodes = schema_nodes(revision)
    yield from (_place(node) for node in nodes)
    if any(node.name == "tool_configs" for node in nodes):
        kinds = ("object", "boolean", "string")
        for (name, rule), kind in zip(CONFIG_RULES.items(), kinds, strict=True):
            yield _Place(name, rule, kind)


def _place(node: SchemaNode) -> _Place:
    return _Place(node.name, node.rule, node.kind, node.legal)


def _string_kinds(legal: tuple[str, ...], words: frozenset[str]) -> Iterator[tuple[str, str, Test]]:
    """Yield kinds of strings that are easily mistaken for a legal value: a name, a description and a test."""
    kinds: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
        ("upper", "a legal value in capital letters", lambda text: text.isupper() and text.lower() in legal),
        (
            "title",
            "a legal value with a capital letter",
            lambda text: text.capitalize() == text and text.lower() in legal,
        ),
        ("space-before", "a legal value after a space", lambda text: text[:1] == " " and text[1:] in legal),
        ("space-after", "a legal value before a space", lambda text: text[-1:] == " " and text[:-1] in legal),
        ("line-feed", "a legal value before a line feed", lambda text: text[-1:] == "\n" and text[:-1] in legal),
        ("longer", "a string that begins with a legal value", lambda text: text.startswith(legal)),
        ("ending", "a string that ends with a legal value", lambda text: text.endswith(legal)),
        ("shorter", "the beginning of a legal value", lambda text: _is_beginning(text, legal)),
        ("list", "several legal values with a comma", lambda text: "," in text and {*text.split(",")} <= {*legal}),
        ("look-alike", "a compatible form of a legal value", lambda text: _is_look_alike(text, legal)),
        ("other-field", "a legal value of another field", lambda text: text in words),
        ("other-word", "a word such as none, default or standard", lambda text: text.lower() in OTHER_WORDS),
    )
    for name, description, holds in kinds:
        yield name, description, _on_string(holds)


def _on_string(holds: Callable[[str], bool]) -> Test:
    return lambda value: isinstance(value, str) and holds(value)


def _is_beginning(text: str, legal: tuple[str, ...]) -> bool:
    return bool(text) and any(value.startswith(text) for value in legal)


def _is_look_alike(text: str, legal: tuple[str, ...]) -> bool:
    return not text.isascii() and unicodedata.normalize("NFKC", text) in legal


def _accepting(build: MutantBuilder, place: _Place, name: str, text: str, test: Test) -> Mutant:
    revision, rule = build.revision, place.rule

    def is_affected(facts: PayloadFacts) -> bool:
        return any(test(error[2]) for error in facts.findings(revision)[rule])

    def change(_: Payload, errors: list[Error]) -> list[Error]:
        return [error for error in errors if finding_label(error) != rule or not test(error[2])]

    domain, fault = broken(revision, rule, is_affected), f"accepts {text} as {place.name}"
    return build.with_errors(f"takes-{name}-as-{place.name}", rule, fault, domain, change)
