"""Mutants that rewrite a kind of strings at a place.

Rewriting is a fault whatever the string is: a string that an implementation does not want is rejected. A string that a
rewriter leaves as it is is not affected. Strings of more than 4096 characters are never rewritten: scanners limit
themselves too, and the mutants of the dimension "length × place" concern long strings.

Every rewriter works at the URL of a mask and at some other places, which take turns: the product of all rewriters and
all places would say little more about the cases than this share of it.

In another profile than the default one, strings are handled at the same places, so that it has no mutants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_conformance.mutation.systematic.rewriters.characters import CHARACTERS
from imagegen_conformance.mutation.systematic.rewriters.data_urls import DATA_URLS
from imagegen_conformance.mutation.systematic.rewriters.dates import DATES
from imagegen_conformance.mutation.systematic.rewriters.markup import MARKUP
from imagegen_conformance.mutation.systematic.rewriters.paths import PATHS
from imagegen_conformance.mutation.systematic.rewriters.personal_data import PERSONAL_DATA
from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter
from imagegen_conformance.mutation.systematic.rewriters.secrets import SECRETS
from imagegen_conformance.mutation.systematic.rewriters.templates import TEMPLATES
from imagegen_conformance.mutation.systematic.rewriters.typed_texts import TYPED_TEXTS
from imagegen_conformance.mutation.systematic.rewriters.urls import URLS
from imagegen_conformance.mutation.systematic.string_place import PLACES, StringPlace, strings_at
from imagegen_reference.revision import DEFAULT_REVISION

__all__ = ["REWRITERS", "string_mutants"]
MAX_LENGTH: Final = 4096
PLACES_PER_REWRITER: Final = 4
STEP: Final = (
    5  # from the places of a rewriter to those of the next one; it shares no divisor with the number of places
)
REWRITERS: Final = (
    *DATA_URLS,
    *URLS,
    *SECRETS,
    *PERSONAL_DATA,
    *TEMPLATES,
    *PATHS,
    *DATES,
    *TYPED_TEXTS,
    *MARKUP,
    *CHARACTERS,
)


def string_mutants() -> Iterator[Mutant]:
    """Yield the mutants of the default revision."""
    build = MutantBuilder(DEFAULT_REVISION, "string × place")
    for row, rewriter in enumerate(REWRITERS):
        columns = {(row * STEP + column) % len(PLACES) for column in range(PLACES_PER_REWRITER)}
        for column, place in enumerate(PLACES):
            if column in columns or place.name == "image_url":
                yield _rewriting(build, rewriter, place)


def _rewriting(build: MutantBuilder, rewriter: Rewriter, place: StringPlace) -> Mutant:
    def rewrite(text: str) -> Json:
        return text if len(text) > MAX_LENGTH else rewriter.rewrite(text)

    def has_string(facts: PayloadFacts) -> bool:
        return bool(strings_at(place, facts))

    def is_affected(facts: PayloadFacts) -> bool:
        return any(rewrite(text) != text for text in strings_at(place, facts))

    def change(_: Payload, output: Payload) -> None:
        place.rewrite(output, rewrite)

    name, fault = f"rewrites-{rewriter.name}-in-{place.name}", f"{rewriter.fault} in {place.text}"
    domain = Domain(f"string in {place.name}", has_string, is_affected)
    return build.with_output(name, place.requirement, fault, domain, change)
