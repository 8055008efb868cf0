"""The subject of integer ranges: an integer field, and each value of its range.

Arithmetic with fractions, tables and comparisons of digits are wrong for some values only.
"""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.places import Places
from imagegen_conformance.authoring.criteria.proposals import TOOL, payload_proposal
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.jsonlib.values import Json

__all__ = ["IntegerRanges"]
MAX_VALUES = 256  # of a range that is tested completely


class IntegerRanges(PayloadSubject):
    """The integer fields whose ranges have at most 256 values, and the values."""

    name = "integer-ranges"

    def __init__(self, places: Places) -> None:
        self._ranges = {
            field: range(schema["minimum"], schema["maximum"] + 1)
            for field, schema in places.schemas.items()
            if schema.get("type") == "integer" and schema.keys() >= {"minimum", "maximum"}
        }
        self._ranges = {field: values for field, values in self._ranges.items() if len(values) <= MAX_VALUES}
        values = sorted({value for values in self._ranges.values() for value in values})
        self.dimensions = {"field": tuple(self._ranges), "value": tuple(map(str, values))}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the values of integer fields in a payload that must be accepted."""
        payload = case.request.content
        if case.kind == "accept" and case.request.operation == "parse" and isinstance(payload, dict):
            for field in self._ranges.keys() & payload.keys():
                if type(payload[field]) is int:
                    yield field, str(payload[field])

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the value is in the range of the field."""
        field, value = combination
        return int(value) in self._ranges[field]

    def proposal(self, combination: Combination) -> Json:
        """Return a case with the value, in a format that has no rule about it."""
        field, value = combination
        payload = {**TOOL, field: int(value), "output_format": "webp"}
        return payload_proposal("accept", f"{field}.range", payload)
