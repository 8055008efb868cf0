"""Mutants of level wire, generated from the plain schema of a revision.

The rules of level wire are the same in all revisions. Other mutants break them for the values that the default revision
of the default profile describes, so that these mutants break most of them only for further values. No mutant drops a
null or rejects an illegal value when it parses a payload, because both are legal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.generated.schema_node import Kind, SchemaNode
from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.transforms import values
from imagegen_conformance.mutation.transforms.paths import add_at, change_at, drop_at, drop_values_at, value_at_is
from imagegen_conformance.mutation.transforms.payloads import drop_fields
from imagegen_conformance.mutation.transforms.values import ValueChange, on_strings

__all__ = ["wire_mutants"]
ROUND_TRIP: Final = "wire.round-trip"
CORRUPTION: Final = "wire.no-corruption"
FALSY: Final = "wire.falsy-survives"
MAX_INTEGER: Final = 2**128  # beyond the integers in the cases
# The changes of a value, by its kind: the beginning of the name of the mutant, the requirement, the fault, the change.
CHANGES: Final[Mapping[Kind, Sequence[tuple[str, str, str, ValueChange]]]] = {
    "const": (),
    "enum": (
        ("folds", CORRUPTION, "converts {name} to lower case", on_strings(str.lower)),
        ("trims", CORRUPTION, "trims white space from {name}", on_strings(str.strip)),
    ),
    "integer": (
        ("converts-digits-to", CORRUPTION, "converts a string of digits to an integer {name}", values.int_from_digits),
        ("converts-booleans-to", CORRUPTION, "converts a boolean to an integer {name}", values.int_from_bool),
        ("truncates", CORRUPTION, "truncates a fraction in {name}", values.truncate_fraction),
        ("writes-text-as", ROUND_TRIP, "converts {name} to a string", values.text_from_int),
        ("wraps", CORRUPTION, "wraps {name} around at 32 bits", values.wrap_int(32)),
    ),
    "string": (
        ("trims", "wire.strings", "trims white space from {name}", on_strings(str.strip)),
        ("converts-numbers-to", CORRUPTION, "converts a number to a string {name}", values.text_from_number),
    ),
    "object": (
        ("empties", ROUND_TRIP, "returns an empty {name}", values.object_to_empty),
        ("nulls-empty", FALSY, "returns null instead of an empty {name}", values.empty_object_to_null),
        ("reads-pairs-as", CORRUPTION, "converts an array of pairs to an object {name}", values.object_from_pairs),
        ("reads-text-as", CORRUPTION, "converts JSON text to an object {name}", values.object_from_json),
        ("replaces-null", "wire.null", "returns an empty object instead of {name} null", values.replace_null({})),
    ),
}


def wire_mutants(
    build: MutantBuilder,
    nodes: Sequence[SchemaNode],
    other_nodes: Sequence[SchemaNode],
    defaults: Mapping[tuple[str, ...], Json],
) -> Iterator[Mutant]:
    """Yield the mutants of level wire.

    Args:
        build: The builder of mutants.
        nodes: The values that the plain schema of the revision describes.
        other_nodes: The values that the default revision of the default profile describes.
        defaults: The values that the service applies to omitted values, or that an implementation may assume, by their
            paths.
    """
    others = {node.path: node for node in other_nodes}
    for node in nodes:
        if node.kind != "const":
            fault = f"drops {node.name} from the output"
            yield build.with_output(f"loses-{node.name}", ROUND_TRIP, fault, drop_at(node.path))
        if node.path in others:
            yield from _new_values(build, node, [value for value in node.legal if value not in others[node.path].legal])
        else:
            yield from _conversions(build, node)
            yield from _integers(build, node, defaults.get(node.path))
            yield from _objects(build, node)
    fault = "drops the fields that the other profile lacks"
    new_fields = [node.name for node in nodes if node.path not in others and len(node.path) == 1]
    yield build.with_output("loses-newer", ROUND_TRIP, fault, drop_fields(*new_fields))
    for path, default in defaults.items():
        name, change = ".".join(path), add_at(path, default)
        fault = f"adds {name} to the output if it is omitted"
        yield build.with_output(f"writes-{name}", "wire.omitted-stays-omitted", fault, change)


def _new_values(build: MutantBuilder, node: SchemaNode, new: Sequence[str]) -> Iterator[Mutant]:
    """Yield mutants that do not know a value of an enumeration."""
    for value in new:
        name, fault = f"parses-no-{node.name}-{value}", f"rejects {node.name} {value} when it is parsed"
        yield build.that_cannot_parse(name, ROUND_TRIP, fault, value_at_is(node.path, value))
        fault = f"returns {node.name} {node.legal[0]} instead of {value}"
        change = change_at(node.path, _replacing(value, node.legal[0]))
        yield build.with_output(f"replaces-{node.name}-{value}", ROUND_TRIP, fault, change)


def _conversions(build: MutantBuilder, node: SchemaNode) -> Iterator[Mutant]:
    for beginning, requirement, fault, change in CHANGES[node.kind]:
        text = fault.format(name=node.name)
        yield build.with_output(f"{beginning}-{node.name}", requirement, text, change_at(node.path, change))


def _integers(build: MutantBuilder, node: SchemaNode, default: Json) -> Iterator[Mutant]:
    """Yield mutants that drop a zero, or replace integers on one side of the default."""
    if node.kind != "integer":
        return
    change = drop_values_at(node.path, _is_zero)
    yield build.with_output(f"loses-{node.name}-0", FALSY, f"drops {node.name} 0", change)
    for side, bounds in (("below", (default, MAX_INTEGER)), ("above", (-MAX_INTEGER, default))):
        change = change_at(node.path, values.clamp_int(*bounds))
        fault = f"returns the default {default} instead of a {node.name} {side} it"
        yield build.with_output(f"replaces-{node.name}-{side}-{default}", CORRUPTION, fault, change)


def _replacing(old: Json, new: Json) -> ValueChange:
    return lambda value: new if values.same_type_and_value(value, old) else value


def _is_zero(value: Json) -> bool:
    return values.same_type_and_value(value, 0)


def _objects(build: MutantBuilder, node: SchemaNode) -> Iterator[Mutant]:
    """Yield mutants that drop an empty object, or unknown members of an object."""
    if node.kind != "object":
        return
    change = drop_values_at(node.path, _is_empty_object)
    yield build.with_output(f"loses-empty-{node.name}", FALSY, f"drops an empty {node.name}", change)
    known = tuple(member.path[-1] for member in node.members)
    fault = f"drops the unknown members of {node.name}"
    change = change_at(node.path, _keeping(known))
    yield build.with_output(f"loses-unknown-of-{node.name}", "wire.unknown-keys", fault, change)
    fault = f"returns an empty string instead of a null in {node.name}"
    change = change_at(node.path, _fill_nulls)
    yield build.with_output(f"fills-nulls-of-{node.name}", "wire.null", fault, change)


def _is_empty_object(value: Json) -> bool:
    return isinstance(value, dict) and not value


def _fill_nulls(value: Json) -> Json:
    return {name: "" if item is None else item for name, item in value.items()} if isinstance(value, dict) else value


def _keeping(names: Sequence[str]) -> ValueChange:
    return lambda value: {name: value[name] for name in value if name in names} if isinstance(value, dict) else value
