"""The subjects of places: values of dimensions, lengths, counts and depths at each place of a payload."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.places import ITEM, KEY, MEMBER, ROOT, Node, Places
from imagegen_conformance.authoring.criteria.proposals import payload_proposal
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.dimensions import Dimensions
from imagegen_conformance.corpus.templates import NO_SCOPE, evaluate
from imagegen_conformance.jsonlib.values import Json, canonical

__all__ = ["Counts", "Depths", "IllegalValues", "Lengths", "PlaceSubject", "Values"]
PRESERVATION = "wire.no-corruption"
RATIONALE = "An implementation may limit the length, the characters and the number of values."
MEBIBYTE = 2**20
JSON_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "integer",
    list: "array",
    dict: "object",
    type(None): "null",
}
NUMBERS: Mapping[str, Sequence[str]] = {"length": ("1",), "count": ("1",), "depth": ("1",)}
ARRAY = "[]"  # the ending of places of arrays


class PlaceSubject(PayloadSubject):
    """Base of the subjects of places: properties of the value at a place, in payloads that must not be changed.

    Attributes:
        places: The places of the revision.
    """

    def __init__(self, places: Places, elements: Sequence[str] | None, own_places: Sequence[str]) -> None:
        self.places = places
        self._own = frozenset(own_places)
        self.dimensions = {self.name.removesuffix("s"): elements, "place": tuple(own_places)}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the properties of each value of a payload, with its place."""
        if case.request.operation == "parse":
            for node in self.nodes(case.request.content):
                if node.place in self._own:
                    yield from ((element, node.place) for element in self.elements(node))

    def nodes(self, payload: Json) -> Iterable[Node]:
        """Return the values and keys of a payload that may be at the places."""
        return self.places.nodes(payload)

    @abstractmethod
    def elements(self, node: Node) -> Iterable[str]:
        """Return the properties of a value: elements of the first dimension."""

    @abstractmethod
    def payload(self, element: str, place: str) -> dict[str, Json]:
        """Return a payload with a value at a place that has a property."""

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a value at a place."""
        element, place = combination
        return payload_proposal("either", PRESERVATION, self.payload(element, place), rationale=RATIONALE)


class Values(PlaceSubject):
    """The values of the dimensions of the corpus, as DIMENSION/ELEMENT, at each place where such a value may stand."""

    name = "values"

    def __init__(self, places: Places, dimensions: Dimensions) -> None:
        self._values = dict(_dimension_values(dimensions))
        self._names: dict[str, list[str]] = {}
        for name, value in self._values.items():
            self._names.setdefault(_identity(value), []).append(name)
        own = dict.fromkeys([*places.of_type("string"), *places.of_type("integer"), *places.keys()])
        super().__init__(places, tuple(self._values), list(own))
        self._with_containers = {place for place in own if place not in places.schemas}

    def elements(self, node: Node) -> Iterable[str]:
        """Return the names of the value."""
        if isinstance(node.value, (dict, list)) and node.place not in self._with_containers:
            return ()
        return self.names(node.value)

    def names(self, value: Json) -> Sequence[str]:
        """Return the names of a value."""
        return self._names.get(_identity(value), ())

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the place can have a value of the type."""
        element, place = combination
        value = self._values[element]
        if place.endswith(KEY):
            return isinstance(value, str)
        types = self.places.types(place)
        return types is None or JSON_TYPES[type(value)] in types

    def payload(self, element: str, place: str) -> dict[str, Json]:
        """Return a payload with the value at a place."""
        return self.places.payload(place, self._values[element])


class IllegalValues(Values):
    """The values of the dimensions of the corpus, as DIMENSION/ELEMENT, at each place where they break a rule."""

    name = "illegal-values"

    def __init__(self, places: Places, dimensions: Dimensions) -> None:
        super().__init__(places, dimensions)
        self.dimensions = {"value": tuple(self._values), "place": tuple(places.schemas)}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the names of the value that a rejected payload has at the place of the expected reason."""
        expected = case.expected
        if case.request.operation != "validate" or not isinstance(expected, ExpectedOutcome) or not expected.reasons:
            return
        for place, value in self.places.at(case.request.content, expected.reasons[0].path):
            yield from ((name, place) for name in self.names(value))

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the value breaks a rule at the place, and nothing else, according to the reference."""
        element, place = combination
        findings = self.places.find(self.payload(element, place))
        return bool(findings) and {self.places.place_of(finding.path) for finding in findings} == {place}

    def proposal(self, combination: Combination) -> Json:
        """Return a case with the value at the place."""
        payload = self.payload(*combination)
        findings = self.places.find(payload)
        reasons = [{"path": finding.path, "rule": finding.rule} for finding in findings]
        repair = [{"op": "remove", "path": findings[0].path}]
        return payload_proposal("reject", findings[0].rule, payload, reasons=reasons, repair=repair)


def _dimension_values(dimensions: Dimensions) -> Iterator[tuple[str, Json]]:
    """Yield the value of each element that has one, with its name."""
    for dimension in dimensions:
        for element in dimension.elements:
            if "value" in element.attributes:
                value = evaluate(element.attributes["value"], NO_SCOPE, is_data=True)
                yield f"{dimension.name}/{element.name}", value


def _identity(value: Json) -> str:
    """Return a text that is the same for the same value of the same type."""
    if isinstance(value, str):
        return f'"{value}'
    return repr(value) if isinstance(value, (int, float)) else canonical(value)


class Lengths(PlaceSubject):
    """The lengths of strings in characters, at each place where a string may stand."""

    name = "lengths"
    representatives = NUMBERS

    def __init__(self, places: Places) -> None:
        super().__init__(places, None, [*places.of_type("string"), *places.keys()])

    def elements(self, node: Node) -> Iterator[str]:
        """Yield the length of the string; a string of more than 1 MiB is one of 1 MiB, too."""
        if isinstance(node.value, str):
            yield str(len(node.value))
            if len(node.value) > MEBIBYTE:
                yield str(MEBIBYTE)

    def payload(self, element: str, place: str) -> dict[str, Json]:
        """Return a payload with a string of a length at a place."""
        return self.places.payload(place, "a" * int(element))


class Counts(PlaceSubject):
    """The numbers of members of arrays and of objects; of an object with a schema, the number of unknown keys."""

    name = "counts"
    representatives = NUMBERS

    def __init__(self, places: Places) -> None:
        objects = [place for place in places.of_type("object") if place not in (MEMBER, ITEM)]
        arrays = [f"{place}{ARRAY}" for place in objects if place not in places.schemas]
        super().__init__(places, None, [ROOT, *objects, *arrays])

    def nodes(self, payload: Json) -> Iterable[Node]:
        """Yield the objects and arrays of a payload."""
        for node in self.places.nodes(payload):
            if isinstance(node.value, list):
                yield Node(node.place + ARRAY, node.value)
            elif isinstance(node.value, dict):
                yield node

    def elements(self, node: Node) -> Iterator[str]:
        """Yield the number of members."""
        known = self.places.known_members(node.place)
        yield str(sum(key not in known for key in node.value) if known else len(node.value))

    def payload(self, element: str, place: str) -> dict[str, Json]:
        """Return a payload with a number of members at a place."""
        if place.endswith(ARRAY):
            return self.places.payload(place.removesuffix(ARRAY), list(range(int(element))))
        return self.places.payload(place, {f"key_{index}": {} for index in range(int(element))})


class Depths(PlaceSubject):
    """The depths of nested objects and arrays at the places without a schema."""

    name = "depths"
    representatives = NUMBERS

    def __init__(self, places: Places) -> None:
        own = [place for place in places.of_type("object") if place not in places.schemas]
        super().__init__(places, None, [place for place in own if place not in (MEMBER, ITEM)])

    def elements(self, node: Node) -> Iterator[str]:
        """Yield the depth of the value."""
        yield str(_depth(node.value))

    def payload(self, element: str, place: str) -> dict[str, Json]:
        """Return a payload with objects that contain each other at a place."""
        value: Json = "innermost"
        for _ in range(int(element)):
            value = {"level": value}
        return self.places.payload(place, value)


def _depth(value: Json) -> int:
    """Return the number of objects and arrays that contain each other, without recursion."""
    depth, level = 0, [value]
    while level:
        level = [item for item in level if isinstance(item, (dict, list))]
        depth += bool(level)
        level = [item for outer in level for item in (outer.values() if isinstance(outer, dict) else outer)]
    return depth
