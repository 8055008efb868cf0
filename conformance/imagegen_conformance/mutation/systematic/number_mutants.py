"""Mutants that misread a kind of numbers at a place.

Level wire compares numbers as doubles, because every receiver may store them so. Therefore, no mutant rounds integers
beyond 2**53 to doubles, and none drops the fraction .0 or the sign of zero. Negative zero and integers that are written
with a fraction or an exponent may be rejected in validation, so that mutants only accept numbers out of range.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts, finding_label
from imagegen_conformance.mutation.systematic.rule_finding import broken
from imagegen_conformance.mutation.systematic.string_place import DOCUMENTED
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_REVISION, Revision

__all__ = ["number_mutants"]
Number: TypeAlias = "int | float"
MAX_SAFE: Final = 2**53 - 1
CORRUPTION: Final = "wire.no-corruption"
UNKNOWN_KEYS: Final = "wire.unknown-keys"
OF_LARGE_INTEGERS: Final = frozenset({"wraps-64", "clamps-63"})  # which are the same in every profile
CHANGES_OF_LEGAL_NUMBERS: Final = frozenset({"quotes-integers", "bits"})


class _Test(NamedTuple):
    """A kind of numbers that validation accepts by mistake.

    Attributes:
        name: The beginning of the names of mutants.
        fault: What the mutants accept, with `{field}` for the field.
        rule: The rule that they do not check: `type` or `range`.
        holds: Returns whether a number is of this kind, for the maximum of the field, which is infinite if it has none.
    """

    name: str
    fault: str
    rule: str
    holds: Callable[[Number, float], bool]


def _wrapped(bits: int) -> Callable[[Number, float], bool]:
    return lambda number, maximum: abs(number) < 2.0**1000 and int(number) % 2**bits <= maximum


def _from(low: float, high: float) -> Callable[[Number, float], bool]:
    return lambda number, _: low < number <= high


def _near(epsilon: float) -> Callable[[Number, float], bool]:
    """Return a test of numbers with a fraction that are almost integers in range."""
    return lambda number, maximum: -epsilon < number < maximum + epsilon and abs(number - round(number)) < epsilon


TESTS: Final = (
    _Test("float-above", "accepts {field} above the maximum if it is written with a fraction or an exponent", "range", lambda number, maximum: isinstance(number, float) and number > maximum),
    _Test("float-below", "accepts {field} below the minimum if it is written with a fraction or an exponent", "range", lambda number, _: isinstance(number, float) and number < 0),
    _Test("float-next", "accepts the first {field} above the maximum if it is written with a fraction", "range", lambda number, maximum: isinstance(number, float) and number == maximum + 1),
    _Test("next", "accepts {field} that exceeds the maximum by less than 10", "range", lambda number, maximum: maximum < number < maximum + 10),
    _Test("double", "accepts {field} up to twice the maximum", "range", lambda number, maximum: maximum + 1 < number <= 2 * maximum),
    _Test("three-digits", "accepts {field} with at most three digits", "range", lambda number, maximum: maximum + 1 < number <= 999),
    _Test("small", "accepts {field} from 256 to 65535", "range", _from(255, 65535)),
    _Test("above-16-bits", "accepts {field} beyond 16 bits", "range", _from(65535, 2**31 - 1)),
    _Test("above-31-bits", "accepts {field} beyond 31 bits", "range", _from(2**31 - 1, 2**32)),
    _Test("above-32-bits", "accepts {field} beyond 32 bits", "range", _from(2**32 - 1, MAX_SAFE)),
    _Test("above-53-bits", "accepts {field} beyond 53 bits", "range", _from(MAX_SAFE, 2**63 - 1)),
    _Test("above-63-bits", "accepts {field} beyond 63 bits", "range", _from(2**63 - 1025, math.inf)),
    _Test("above-64-bits", "accepts {field} beyond 64 bits", "range", _from(2**64 - 2049, math.inf)),
    _Test("minus-1", "accepts -1 as {field}", "range", lambda number, _: number == -1),
    _Test("negative", "accepts {field} below -1", "range", lambda number, _: number < -1),
    _Test("negative-large", "accepts {field} below -2147483648", "range", lambda number, _: number < -(2**31)),
    _Test("sign", "ignores the sign of {field}", "range", lambda number, maximum: number < 0 and -number <= maximum),
    *(_Test(f"wrapped-{bits}", f"checks {{field}} after wrapping it around at {bits} bits", "range", _wrapped(bits)) for bits in (8, 16, 32, 64)),
    *(_Test(f"near-{name}", f"accepts {{field}} that differs from an integer by less than {epsilon}", "type", _near(epsilon)) for name, epsilon in (("half", 0.51), ("tenth", 0.11), ("thousandth", 0.0011), ("millionth", 1.1e-6), ("billionth", 1.1e-9))),
    _Test("fraction-inside", "accepts {field} with a fraction within the range", "type", lambda number, maximum: 0 < number < maximum),
    _Test("fraction-above", "accepts {field} with a fraction above the maximum", "type", lambda number, maximum: number > maximum),
    _Test("fraction-below", "accepts {field} with a fraction below the minimum", "type", lambda number, _: number < 0),
    _Test("fraction-tiny", "accepts {field} with a fraction below 0.000001", "type", lambda number, _: 0 < abs(number) < 1e-6),
)  # fmt: skip


class _Conversion(NamedTuple):
    """A change of a number in the output.

    Attributes:
        name: The beginning of the names of mutants.
        fault: What the mutants do, with `{place}` for the place.
        convert: Returns the value that replaces a number.
    """

    name: str
    fault: str
    convert: Callable[[Number], Json]


def _single(number: Number) -> Json:
    """Round a fraction to single precision."""
    if not isinstance(number, float) or abs(number) > 3e38:
        return number
    return struct.unpack("f", struct.pack("f", number))[0]


def _integer_wrapped(bits: int) -> Callable[[Number], Json]:
    offset = 2 ** (bits - 1)
    return lambda number: (number + offset) % 2**bits - offset if isinstance(number, int) else number


def _clamped(limit: int) -> Callable[[Number], Json]:
    return lambda number: max(-limit - 1, min(limit, number)) if isinstance(number, int) else number


def _significant(digits: int) -> Callable[[Number], Json]:
    return lambda number: float(f"{number:.{digits}g}") if isinstance(number, float) else number


def _places(digits: int) -> Callable[[Number], Json]:
    return lambda number: round(number, digits) if isinstance(number, float) else number


def _text_if(condition: Callable[[Number], bool]) -> Callable[[Number], Json]:
    return lambda number: str(number) if condition(number) else number


CONVERSIONS: Final = (
    _Conversion("negates", "drops the sign of negative numbers in {place}", abs),
    _Conversion("quotes-large", "returns integers beyond 53 bits as strings in {place}", _text_if(lambda number: isinstance(number, int) and abs(number) > MAX_SAFE)),
    _Conversion("quotes-integers", "returns integers as strings in {place}", _text_if(lambda number: isinstance(number, int))),
    _Conversion("quotes-fractions", "returns numbers with a fraction as strings in {place}", _text_if(lambda number: isinstance(number, float) and not number.is_integer())),
    _Conversion("quotes-negative", "returns negative numbers as strings in {place}", _text_if(lambda number: number < 0)),
    _Conversion("wraps-8", "wraps integers around at 8 bits in {place}", _integer_wrapped(8)),
    _Conversion("wraps-16", "wraps integers around at 16 bits in {place}", _integer_wrapped(16)),
    _Conversion("wraps-32", "wraps integers around at 32 bits in {place}", _integer_wrapped(32)),
    _Conversion("wraps-64", "wraps integers around at 64 bits in {place}", _integer_wrapped(64)),
    _Conversion("clamps-31", "limits integers to 31 bits in {place}", _clamped(2**31 - 1)),
    _Conversion("clamps-53", "limits integers to 53 bits in {place}", _clamped(MAX_SAFE)),
    _Conversion("clamps-63", "limits integers to 63 bits in {place}", _clamped(2**63 - 1)),
    _Conversion("singles", "rounds numbers to single precision in {place}", _single),
    _Conversion("rounds-6", "rounds numbers to 6 significant digits in {place}", _significant(6)),
    _Conversion("rounds-12", "rounds numbers to 12 significant digits in {place}", _significant(12)),
    _Conversion("rounds-15", "rounds numbers to 15 significant digits in {place}", _significant(15)),
    _Conversion("rounds-2-places", "rounds numbers to 2 decimal places in {place}", _places(2)),
    _Conversion("rounds-10-places", "rounds numbers to 10 decimal places in {place}", _places(10)),
    _Conversion("drops-fractions", "drops fractions in {place}", math.trunc),
    _Conversion("flushes", "replaces subnormal numbers with 0 in {place}", lambda number: 0 if abs(number) < 2.3e-308 else number),
    _Conversion("nulls-large", "returns null for numbers from 1e21 in {place}", lambda number: None if abs(number) >= 1e21 else number),
    _Conversion("bits", "returns the integers 0 and 1 as booleans in {place}", lambda number: bool(number) if isinstance(number, int) and number in {0, 1} else number),
)  # fmt: skip


class _NumberPlace(NamedTuple):
    """A place where numbers may stand.

    Attributes:
        name: The name, as part of the names of mutants.
        text: The place, as part of a sentence.
        find: Returns the objects and arrays that contain the numbers, with the keys or indices.
        requirement: The requirement that a change of an unusual number breaks.
    """

    name: str
    text: str
    find: Callable[[Payload], list[tuple[Json, Json]]]
    requirement: str


def _members(container: Json, keys: list[Json]) -> list[tuple[Json, Json]]:
    return [(container, key) for key in keys if type(container[key]) in {int, float}]


def _field(name: str) -> _NumberPlace:
    return _NumberPlace(name, name, lambda payload: _members(payload, [name] if name in payload else []), CORRUPTION)


def _in_unknown(payload: Payload) -> list[tuple[Json, Json]]:
    return _members(payload, [key for key in payload if key not in DOCUMENTED])


def _nested(payload: Payload) -> list[tuple[Json, Json]]:
    found: list[tuple[Json, Json]] = []
    pending = [value for key, value in payload.items() if key not in DOCUMENTED]
    while pending:
        value = pending.pop()
        if isinstance(value, (dict, list)):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            found += _members(value, keys)
            pending += [value[key] for key in keys]
    return found


def number_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile."""
    build = MutantBuilder(revision, "number × field")
    is_default = revision == DEFAULT_REVISION
    known = set() if is_default else {node.name for node in schema_nodes(DEFAULT_REVISION)}
    nodes = [node for node in schema_nodes(revision) if node.kind == "integer" and node.name not in known]
    for node in nodes:
        yield from (_accepting(build, node, test) for test in TESTS if node.bounds or not _needs_bounds(test))
    places = [_field(node.name) for node in nodes]
    if is_default:
        places += [
            _NumberPlace("unknown-numbers", "unknown keys", _in_unknown, UNKNOWN_KEYS),
            _NumberPlace("nested-numbers", "objects and arrays in unknown keys", _nested, UNKNOWN_KEYS),
        ]
    for place in places:
        for conversion in CONVERSIONS:
            if is_default or conversion.name not in OF_LARGE_INTEGERS:
                yield _converting(build, place, conversion)


def _needs_bounds(test: _Test) -> bool:
    """Return whether no number is of the kind of a test if a field has no maximum."""
    return test.rule == "range" or test.name == "fraction-above"


def _accepting(build: MutantBuilder, node: SchemaNode, test: _Test) -> Mutant:
    rule, revision = f"{node.name}.{test.rule}", build.revision
    maximum = node.bounds[1] if node.bounds else math.inf

    def accepts(error: Error) -> bool:
        number: Json = error[2]
        return type(number) in {int, float} and test.holds(number, maximum)

    def is_affected(facts: PayloadFacts) -> bool:
        return any(map(accepts, facts.findings(revision)[rule]))

    def change(_: Payload, errors: list[Error]) -> list[Error]:
        return [error for error in errors if finding_label(error) != rule or not accepts(error)]

    name, fault = f"takes-{test.name}-number-as-{node.name}", test.fault.format(field=node.name)
    return build.with_errors(name, rule, fault, broken(revision, rule, is_affected), change)


def _converting(build: MutantBuilder, place: _NumberPlace, conversion: _Conversion) -> Mutant:
    convert = conversion.convert

    def is_changed(number: Number) -> bool:
        value = convert(number)
        return isinstance(value, bool) or value != number

    def has_number(facts: PayloadFacts) -> bool:
        return bool(place.find(facts.payload))

    def is_affected(facts: PayloadFacts) -> bool:
        return any(is_changed(container[key]) for container, key in place.find(facts.payload))

    def change(_: Payload, output: Payload) -> None:
        for container, key in place.find(output):
            container[key] = convert(container[key])

    name, fault = f"{conversion.name}-{place.name}", conversion.fault.format(place=place.text)
    domain = Domain(f"number in {place.name}", has_number, is_affected)
    is_legal = place.requirement == CORRUPTION and conversion.name in CHANGES_OF_LEGAL_NUMBERS
    requirement = "wire.round-trip" if is_legal else place.requirement
    return build.with_output(name, requirement, fault, domain, change)
