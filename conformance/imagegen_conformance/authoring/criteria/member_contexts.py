"""The subject of member contexts: members of a dimension that a payload has, and their context."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.contexts import Contexts
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, payload_proposal
from imagegen_conformance.authoring.criteria.revision_values import RevisionValues
from imagegen_conformance.authoring.criteria.subject import CandidateSubject
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.dimensions import Dimension, Dimensions
from imagegen_conformance.jsonlib.values import Json

__all__ = ["MemberContexts"]
MEMBERS, MODEL, COMPANIONS = "members", "model", "companions"  # attributes of elements
FAMILIES_DIMENSION = "families"
LEGAL_KINDS = ("accept", "either")  # of the cases whose payloads are legal or may be legal


class _Members(NamedTuple):
    """An element with members.

    Attributes:
        name: DIMENSION/ELEMENT.
        members: The members, those that denote a model included.
        companions: Further members that they need.
        is_legal: Whether a payload with them, and no others, is legal.
    """

    name: str
    members: dict[str, Json]
    companions: dict[str, Json]
    is_legal: bool


class MemberContexts(CandidateSubject):
    """The members of the dimensions of the corpus, as DIMENSION/ELEMENT, and the contexts of these members.

    The models of contexts are those of the dimension `families`.
    """

    name = "members"

    def __init__(self, values: RevisionValues, dimensions: Dimensions) -> None:
        super().__init__()
        self._values = values
        self._contexts = Contexts(values, _families(dimensions, MODEL), _full_members(dimensions))
        self._elements = {item.name: item for dimension in dimensions for item in _elements(dimension, values)}
        counts = Counter(member for element in self._elements.values() for member in _identities(element))
        # Each element is found by the member that the fewest elements have.
        self._by_member: dict[tuple[str, object], list[_Members]] = {}
        for element in self._elements.values():
            for member in sorted(_identities(element), key=counts.__getitem__)[:1]:
                self._by_member.setdefault(member, []).append(element)
        self._keys = frozenset(key for key, _ in self._by_member)
        self.dimensions = {"members": tuple(self._elements), "context": self._contexts.elements}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the elements whose members a payload has, with their contexts."""
        payload = case.request.content
        if case.request.operation != "parse" or not isinstance(payload, dict):
            return
        for key in self._keys & payload.keys():
            for element in self._by_member.get((key, _identity(payload[key])), ()):
                members, companions = element.members, element.companions
                if element.is_legal != (case.kind in LEGAL_KINDS):
                    continue
                if len(members) > 1 and not all(
                    name in payload and _is_same(payload[name], members[name]) for name in members
                ):
                    continue
                own = {*members, *(name for name, item in companions.items() if payload.get(name) == item)}
                yield from ((element.name, context) for context in self._contexts.of(payload, own))

    def proposal(self, combination: Combination) -> Json:
        """Return a case with the members in a context."""
        candidate = self.candidate(combination)
        if candidate is None:
            return None
        reasons = self._values.reasons(candidate)
        if reasons:
            repair = [{"op": "remove", "path": reasons[0]["path"]}]
            return payload_proposal("reject", reasons[0]["rule"], candidate, reasons=reasons, repair=repair)
        return payload_proposal("either", "wire.no-corruption", candidate, rationale="")

    def candidates(self, combination: Combination) -> Iterator[dict[str, Json]]:
        """Yield payloads that have the members in a context, and break no further rules."""
        element, context = self._elements[combination[0]], combination[1]
        own = {**element.companions, **element.members}
        if context.endswith("-of-several") or context.removeprefix("beside-") in own:
            return
        payload = {**TOOL, **own}
        rules = {finding.rule for finding in self._values.find(payload)}
        for candidate in self._contexts.candidates(payload, own.keys(), context):
            is_kept = all(_is_same(candidate[key], value) for key, value in own.items())
            breaks_same_rules = {finding.rule for finding in self._values.find(candidate)} == rules
            if is_kept and breaks_same_rules and context in self._contexts.of(candidate, own.keys()):
                yield candidate


def _elements(dimension: Dimension, values: RevisionValues) -> Iterator[_Members]:
    """Yield the elements of a dimension that have members and hold in the revision."""
    revision = values.corpus.revision
    for element in dimension.elements:
        attributes = dict(element.attributes)
        members, model = attributes.get(MEMBERS), attributes.get(MODEL, {})
        if not isinstance(members, dict) or not isinstance(model, dict):
            continue  # the attributes of another kind of dimension
        if values.corpus.profiles.holds_in(attributes, revision):
            own, companions = {**model, **members}, attributes.get(COMPANIONS, {})
            is_legal = not values.find({**TOOL, **companions, **own})
            yield _Members(f"{dimension.name}/{element.name}", own, companions, is_legal)


def _families(dimensions: Dimensions, attribute: str) -> Mapping[str, Sequence[dict[str, Json]]] | None:
    """Return an attribute of each family, by name."""
    if FAMILIES_DIMENSION not in dimensions.names():
        return None
    elements = dimensions.find(FAMILIES_DIMENSION).elements
    return {element.name: [dict(element.attributes[attribute])] for element in elements}


def _full_members(dimensions: Dimensions) -> Mapping[str, dict[str, Json]]:
    families = _families(dimensions, MEMBERS) or {}
    return {name: members for name, (members,) in families.items()}


def _identities(element: _Members) -> list[tuple[str, object]]:
    return [(key, _identity(value)) for key, value in element.members.items()]


def _is_same(value: Json, other: Json) -> bool:
    return _identity(value) == _identity(other)


def _identity(value: Json) -> object:
    """Return an object that is the same for the same value of the same type, with the same order of members."""
    return json.dumps(value) if isinstance(value, (dict, list)) else (type(value), value)
