"""Mutants that change long strings at a place, without a rejection.

An implementation may reject a string because of its length, but not change it silently. Cases are expected to have
strings of up to 65,537 characters at each place, and of 1 MiB as the URL of a mask and in an unknown key, so that the
ladder is longer there.

Whether a length is counted in characters, in bytes of UTF-8 or in code units of UTF-16 makes no difference for ASCII.
For strings that fit by characters, but not by bytes or code units, other mutants cut them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain, Test
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_conformance.mutation.systematic.string_place import PLACES, StringPlace, strings_at
from imagegen_reference.revision import DEFAULT_REVISION

__all__ = ["length_mutants"]
# Limits of columns, names, paths, headers, log lines, buffers and messages.
LENGTHS: Final = (16, 32, 50, 64, 100, 128, 200, 255, 256, 512, 1000, 1024, 2048, 4000, 4096, 8000, 8191, 8192, 10_000,
                  16_384, 32_767, 32_768, 50_000, 65_519, 65_535, 65_536)  # fmt: skip
FURTHER_LENGTHS: Final = (100_000, 131_072, 200_000, 262_144, 500_000, 524_288, 1_000_000, 1_048_575)
LONG_PLACES: Final = frozenset({"image_url", "unknown"})
ENCODED_LENGTHS: Final = (16, 64, 255, 1024)  # in the units of an encoding
NAMES: Final = frozenset({"config-name", "unknown-name", "nested-name"})


class _Reaction(NamedTuple):
    """The treatment of a string that is longer than a limit.

    Attributes:
        name: The beginning of the names of mutants.
        fault: What the mutants do, with `{length}` for the limit.
        change: Returns the value that replaces a string, which is longer than the limit.
    """

    name: str
    fault: str
    change: Callable[[str, int], Json]


REACTIONS: Final = (
    _Reaction("cuts", "cuts strings to {length} characters", lambda text, length: text[:length]),
    _Reaction("shortens", "replaces the end of strings beyond {length} characters with an ellipsis", lambda text, length: text[: length - 1] + "\u2026"),
    _Reaction("excerpts", "removes the middle of strings beyond {length} characters", lambda text, length: text[: length // 2] + text[-length // 2 :]),
    _Reaction("blanks", "empties strings of more than {length} characters", lambda *_: ""),
    _Reaction("hides", "replaces strings of more than {length} characters with their length", lambda text, _: f"<{len(text)} characters>"),
    _Reaction("wraps", "inserts a line feed into strings after {length} characters", lambda text, length: f"{text[:length]}\n{text[length:]}"),
    _Reaction("reverses", "keeps only the last {length} characters of strings", lambda text, length: text[-length:]),
)  # fmt: skip


class _Encoding(NamedTuple):
    """A way to count the length of a string.

    Attributes:
        name: The end of the names of mutants.
        text: The units, as part of a sentence.
        codec: The codec.
        width: The number of bytes of a unit.
    """

    name: str
    text: str
    codec: str
    width: int


ENCODINGS: Final = (
    _Encoding("bytes", "bytes of UTF-8", "utf-8", 1),
    _Encoding("units", "code units of UTF-16", "utf-16-le", 2),
)


def length_mutants() -> Iterator[Mutant]:
    """Yield the mutants of the default revision."""
    build = MutantBuilder(DEFAULT_REVISION, "length × place")
    for row, place in enumerate(PLACES):
        lengths = LENGTHS + (FURTHER_LENGTHS if place.name in LONG_PLACES else ())
        for column, length in enumerate(lengths):
            # Each length is cut at each place; the other reactions take turns at every fourth length.
            yield _changing(build, REACTIONS[0], place, length)
            turn, rest = divmod(row + column, 4)
            if place.name not in NAMES and rest == 0:
                yield _changing(build, REACTIONS[1:][turn % (len(REACTIONS) - 1)], place, length)
        for encoding in ENCODINGS:
            for length in ENCODED_LENGTHS:
                yield _cutting_units(build, encoding, place, length)


def _changing(build: MutantBuilder, reaction: _Reaction, place: StringPlace, length: int) -> Mutant:
    def is_affected(facts: PayloadFacts) -> bool:
        return any(len(text) > length for text in strings_at(place, facts))

    def change(_: Payload, output: Payload) -> None:
        place.rewrite(output, lambda text: reaction.change(text, length) if len(text) > length else text)

    name, fault = f"{reaction.name}-{place.name}-at-{length}", f"{reaction.fault.format(length=length)} in {place.text}"
    return build.with_output(name, place.requirement, fault, _long_strings(place, is_affected), change)


def _long_strings(place: StringPlace, contains: Test) -> Domain:
    def has_long_string(facts: PayloadFacts) -> bool:
        return any(len(text) > LENGTHS[0] for text in strings_at(place, facts))

    return Domain(f"long string in {place.name}", has_long_string, contains)


def _cutting_units(build: MutantBuilder, encoding: _Encoding, place: StringPlace, length: int) -> Mutant:
    size = length * encoding.width

    def is_too_long(text: str) -> bool:
        # Strings that are too long by characters are cut by other mutants.
        if len(text) > length or text.isascii():
            return False
        return len(text.encode(encoding.codec, "surrogatepass")) > size

    def cut(text: str) -> str:
        return text.encode(encoding.codec, "surrogatepass")[:size].decode(encoding.codec, "ignore")

    def is_affected(facts: PayloadFacts) -> bool:
        return any(map(is_too_long, strings_at(place, facts)))

    def change(_: Payload, output: Payload) -> None:
        place.rewrite(output, lambda text: cut(text) if is_too_long(text) else text)

    fault = f"cuts strings of up to {length} characters to {length} {encoding.text} in {place.text}"
    name = f"cuts-{place.name}-at-{length}-{encoding.name}"
    return build.with_output(name, place.requirement, fault, _non_ascii_strings(place, is_affected), change)


def _non_ascii_strings(place: StringPlace, contains: Test) -> Domain:
    def has_non_ascii_string(facts: PayloadFacts) -> bool:
        return not all(map(str.isascii, strings_at(place, facts)))

    return Domain(f"string other than ASCII in {place.name}", has_non_ascii_string, contains)
