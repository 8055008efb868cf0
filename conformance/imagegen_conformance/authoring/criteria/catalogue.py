"""The catalogue of subjects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeAlias

from imagegen_conformance.authoring.criteria.aliasing import Aliasing
from imagegen_conformance.authoring.criteria.equality import Equality
from imagegen_conformance.authoring.criteria.integer_ranges import IntegerRanges
from imagegen_conformance.authoring.criteria.legality import Legality
from imagegen_conformance.authoring.criteria.member_contexts import MemberContexts
from imagegen_conformance.authoring.criteria.near_misses import NearMisses
from imagegen_conformance.authoring.criteria.notations import Notations
from imagegen_conformance.authoring.criteria.numbers import Numbers
from imagegen_conformance.authoring.criteria.operations import Operations
from imagegen_conformance.authoring.criteria.place_subjects import Counts, Depths, IllegalValues, Lengths, Values
from imagegen_conformance.authoring.criteria.places import Places
from imagegen_conformance.authoring.criteria.rejection_values import RejectionValues
from imagegen_conformance.authoring.criteria.rejections import Rejections
from imagegen_conformance.authoring.criteria.rereads import Rereads
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.side_effects import SideEffects
from imagegen_conformance.authoring.criteria.signatures import Signatures
from imagegen_conformance.authoring.criteria.states import States
from imagegen_conformance.authoring.criteria.subject import Subject
from imagegen_conformance.authoring.criteria.value_pairs import ValuePairs
from imagegen_conformance.authoring.criteria.views import Views
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.dimensions import Dimensions

__all__ = ["SUBJECT_NAMES", "subjects_of"]
Factory: TypeAlias = Callable[["_Sources"], Subject]


class _Sources(NamedTuple):
    """The data from which subjects are derived."""

    values: RevisionValues
    places: Places
    dimensions: Dimensions


FACTORIES: Mapping[str, Factory] = {
    Aliasing.name: lambda sources: Aliasing(sources.values),
    Counts.name: lambda sources: Counts(sources.places),
    Depths.name: lambda sources: Depths(sources.places),
    Equality.name: lambda sources: Equality(sources.values),
    IllegalValues.name: lambda sources: IllegalValues(sources.places, sources.dimensions),
    IntegerRanges.name: lambda sources: IntegerRanges(sources.places),
    Legality.name: lambda sources: Legality(sources.values),
    Lengths.name: lambda sources: Lengths(sources.places),
    MemberContexts.name: lambda sources: MemberContexts(sources.values, sources.dimensions),
    NearMisses.name: lambda sources: NearMisses(sources.places),
    Notations.name: lambda sources: Notations(sources.places, sources.dimensions),
    Numbers.name: lambda sources: Numbers(sources.places),
    Operations.name: lambda sources: Operations(sources.values),
    RejectionValues.name: lambda sources: RejectionValues(sources.values),
    Rejections.name: lambda sources: Rejections(sources.values),
    Rereads.name: lambda sources: Rereads(sources.values),
    SideEffects.name: lambda sources: SideEffects(sources.values),
    Signatures.name: lambda _: Signatures(),
    States.name: lambda _: States(),
    ValuePairs.name: lambda sources: ValuePairs(sources.values),
    Values.name: lambda sources: Values(sources.places, sources.dimensions),
    Views.name: lambda _: Views(),
}
SUBJECT_NAMES = tuple(FACTORIES)


def subjects_of(corpus: Corpus, names: Collection[str]) -> Mapping[str, Subject]:
    """Return the subjects with some names, in the revision of a corpus.

    Raises:
        CorpusError: A file of the corpus is missing or malformed.
    """
    values = RevisionValues(corpus)
    sources = _Sources(values, Places(values), Dimensions(corpus.root))
    return {name: factory(sources) for name, factory in FACTORIES.items() if name in names}
