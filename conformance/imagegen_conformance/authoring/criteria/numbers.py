"""The subject of numbers: the notation of a number, its position relative to the range, and the integer field."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Context, Decimal

from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.notations import NumberToken, number_proposal, with_number_tokens
from imagegen_conformance.authoring.criteria.places import Places
from imagegen_conformance.authoring.criteria.subject import PayloadSubject
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Numbers"]
PLAIN, POINT, EXPONENT = "plain", "point", "exponent"
NOTATIONS = (PLAIN, POINT, EXPONENT)
POSITIONS = ("within", "minus-zero", "below", "above", "beyond-double", "infinite", "fraction")
MAX_EXACT_INTEGER = 2**53
LARGEST_POWER = 308  # of ten that is a double
EXACT = Context(prec=1000)
NUMBER = re.compile(r"-?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?")


class Numbers(PayloadSubject):
    """The notations (80, 80.0, 8e1), the positions, and the integer fields, in JSON texts and in payloads."""

    name = "numbers"

    def __init__(self, places: Places) -> None:
        self._schemas = {field: schema for field, schema in places.schemas.items() if schema.get("type") == "integer"}
        self.dimensions = {"notation": NOTATIONS, "position": POSITIONS, "field": tuple(self._schemas)}

    def combinations(self, case: Case) -> Iterator[Combination]:
        """Yield the notation and the position of the number in each integer field of a payload or a text."""
        operation, content = case.request.operation, case.request.content
        if operation == "parse-text":
            content = with_number_tokens(content)
        if operation in ("parse-text", "parse") and isinstance(content, dict):
            for field in self._schemas.keys() & content.keys():
                value = content[field]
                if type(value) in (int, float) and math.isfinite(value):
                    value = NumberToken(repr(value))
                if isinstance(value, NumberToken):
                    yield (*self._classify(value, field), field)

    def is_possible(self, combination: Combination) -> bool:
        """Return whether a number has the notation and the position, and the field has a range."""
        notation, position, field = combination
        if position == "infinite":
            return notation == EXPONENT
        if position == "minus-zero":
            return notation != EXPONENT
        if position == "fraction":
            return notation != PLAIN
        return position not in ("below", "above") or "minimum" in self._schemas[field]

    def proposal(self, combination: Combination) -> Json:
        """Return a case with a number in a JSON text."""
        notation, position, field = combination
        schema = self._schemas[field]
        integer = {
            "within": schema.get("maximum", 9),
            "below": schema.get("minimum", 0) - 1,
            "above": schema.get("maximum", 0) + 1,
            "beyond-double": MAX_EXACT_INTEGER + 1,
        }.get(position, 0)
        if position == "fraction":
            number = "0.5" if notation == POINT else "5e-1"
        elif position == "infinite":
            number = "1e400"
        else:
            sign = "-" if position == "minus-zero" else ""
            number = sign + {PLAIN: f"{integer}", POINT: f"{integer}.0", EXPONENT: f"{integer}e0"}[notation]
        return number_proposal(field, number)

    def _classify(self, token: str, field: str) -> Combination:
        match = NUMBER.fullmatch(token)
        assert match is not None  # noqa: S101 - JSON numbers only
        fraction, exponent = match.groups()
        notation = EXPONENT if exponent else POINT if fraction else PLAIN
        number = Decimal(token)
        if not number or not abs(number.adjusted()) > LARGEST_POWER:
            return notation, self._position(number, field)
        return notation, "infinite" if number.adjusted() > 0 else "fraction"

    def _position(self, number: Decimal, field: str) -> str:
        schema = self._schemas[field]
        if EXACT.remainder(number, Decimal(1)):
            return "fraction"
        if abs(number) > MAX_EXACT_INTEGER:
            return "beyond-double"
        if number < schema.get("minimum", number):
            return "below"
        if number > schema.get("maximum", number):
            return "above"
        return "minus-zero" if number.is_signed() and not number else "within"
