"""The subject of notations: a number as it is written in a JSON text, and the integer field that has it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.places import Places
from imagegen_conformance.authoring.criteria.revision_values import UNKNOWN, UNKNOWN_ITEM
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.dimensions import Dimensions
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Notations", "NumberToken", "number_proposal", "with_number_tokens"]
NUMBERS_DIMENSION = "numbers"


class NumberToken(str):
    """A number as it is written in a JSON text."""

    __slots__ = ()


class Notations(PayloadSubject):
    """The notations of the dimension `numbers`, in each integer field and at an unknown key."""

    name = "notations"

    def __init__(self, places: Places, dimensions: Dimensions) -> None:
        is_known = NUMBERS_DIMENSION in dimensions.names()
        elements = dimensions.find(NUMBERS_DIMENSION).elements if is_known else ()
        self._notations: dict[str, str] = {element.name: element.attributes["notation"] for element in elements}
        self._names = {notation: name for name, notation in self._notations.items()}
        self._fields = [field for field, schema in places.schemas.items() if schema.get("type") == "integer"]
        self._known = places.schemas
        self.dimensions = {"notation": tuple(self._notations), "field": (*self._fields, UNKNOWN)}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the notations of the numbers in a JSON text, each with its field."""
        content = with_number_tokens(case.request.content) if case.request.operation == "parse-text" else None
        for key, value in content.items() if isinstance(content, dict) else ():
            if isinstance(value, NumberToken) and value in self._names:
                field = key if key in self._fields else UNKNOWN
                if field == key or key not in self._known:
                    yield self._names[value], field

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a number in a JSON text."""
        element, field = combination
        return number_proposal(UNKNOWN_ITEM[0] if field == UNKNOWN else field, self._notations[element])


def number_proposal(key: str, number: str) -> Json:
    """Return a source case with a JSON text, in which a key has a number."""
    return {
        "kind": "text",
        "name": "",
        "description": "",
        "requirement": "raw.text",
        "text": f'{{"type": "image_generation", "{key}": {number}}}',
        "expected": "either",
    }


def with_number_tokens(text: str) -> Json:
    """Return the value of a JSON text with its numbers as tokens, or None if the text is invalid."""
    try:
        return json.loads(text, parse_int=NumberToken, parse_float=NumberToken)
    except (ValueError, RecursionError):
        return None
