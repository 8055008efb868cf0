"""Readings of numbers: the outputs that a case permits because RFC 8259 leaves the precision of numbers open.

From a number with many digits or a large exponent, such as 9007199254740993.0 or 1.5e300, a reader may compute a double
near the nearest one (module `approximation`). The case files state the nearest one. An output that keeps the number
itself equals that one, because outputs are compared as doubles.
"""

from __future__ import annotations

import json
import math
import re

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.approximation import MAX_INTEGER, other_doubles
from imagegen_conformance.jsonlib.values import Json

__all__ = ["with_other_readings"]

MAX_NOTATIONS = 2  # in a request; each one multiplies the number of outputs
_LONG_NUMBER = re.compile("[0-9][.eE]|[0-9]{20}")


class _Notation(str):
    """The text of a number that may have other readings, in the value of a JSON text."""

    __slots__ = ()


_decode = json.JSONDecoder(parse_float=_Notation, parse_int=_Notation).decode


def with_other_readings(request: Request, outputs: tuple[Json, ...]) -> tuple[Json, ...] | None:
    """Return permitted outputs, followed by those with the other readings of the numbers of the request.

    An implementation is expected to read a notation in the same way wherever it occurs in one request.

    Args:
        request: The request, to parse a payload or a text.
        outputs: The permitted outputs, in which each number is the double that is nearest to its notation.

    Returns:
        The outputs; None for any output if the request has many numbers with other readings, as a generated one can.
    """
    content = request.content if request.operation == "parse" else _value_with_notations(request.content)
    readings = {notation: other_doubles(notation) for notation in sorted(_notations(content))}
    readings = {notation: others for notation, others in readings.items() if others}
    if len(readings) > MAX_NOTATIONS:
        return None
    for notation, others in readings.items():
        changed = ((output, _replace(content, output, notation, other)) for other in others for output in outputs)
        outputs += tuple([result for output, result in changed if result is not output])
    return outputs


def _value_with_notations(text: str) -> Json:
    """Return the value of a JSON text with the notations of its numbers; None if none is long, or it is not JSON."""
    if _LONG_NUMBER.search(text) is None:
        return None
    try:
        return _decode(text)
    except (ValueError, RecursionError):
        return None


def _notations(content: Json) -> set[str]:
    """Return the notation of each number, as it is sent, without integers that are short for sure."""
    notations: set[str] = set()
    pending = [content]
    for value in pending:  # which grows in the loop
        value_type = type(value)
        if value_type is dict:
            pending += value.values()
        elif value_type is list:
            pending += value
        elif _is_number(value):
            notations.add(_notation_of(value))
    return notations


def _is_number(value: Json) -> bool:
    """Return whether a value of a request is a number that may have other readings."""
    return type(value) in {float, _Notation} or (type(value) is int and abs(value) >= MAX_INTEGER)


def _notation_of(number: Json) -> str:
    """Return the notation of a number, as the suite writes it, or that in a text."""
    return repr(number) if type(number) is float else str(number)


def _replace(content: Json, output: Json, notation: str, other: float) -> Json:
    """Return an output with another double at the places of a notation; the same object if nothing is replaced.

    Args:
        content: The value of the request.
        output: The output, or the part of it at the same place.
        notation: The notation.
        other: The double that replaces the one nearest to the notation.
    """
    if type(content) is dict and type(output) is dict:
        members = {
            key: _replace(content[key], item, notation, other) if key in content else item
            for key, item in output.items()
        }
        return members if any(members[key] is not item for key, item in output.items()) else output
    if type(content) is list and type(output) is list and len(content) == len(output):
        items = [_replace(*pair, notation, other) for pair in zip(content, output, strict=True)]
        return items if any(new is not old for new, old in zip(items, output, strict=True)) else output
    if not _is_number(content) or _notation_of(content) != notation:
        return output
    if isinstance(output, (int, float)) and type(output) is not bool and _as_double(output) == float(notation):
        return other
    return output


def _as_double(number: float) -> float:
    """Return the nearest double of an integer or a double; infinity if it is too large."""
    try:
        return float(number)
    except OverflowError:
        return math.inf
