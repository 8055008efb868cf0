"""Mutants of level schema, generated from the plain schema of a revision.

For an integer without a documented range, no mutant has a range, because rejection is legal beyond any bound that an
implementation chooses. No mutant rejects unknown keys, which is legal too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.generated.schema_node import Kind, SchemaNode
from imagegen_conformance.mutation.mutant import Mutant
from imagegen_conformance.mutation.transforms import objects, values
from imagegen_conformance.mutation.transforms.errors import (
    accepting_null,
    accepting_value,
    ignoring_errors_at,
    rejecting,
    skipping_rule,
)
from imagegen_conformance.mutation.transforms.paths import (
    change_at,
    drop_values_at,
    lacks_member,
    value_at_is,
    value_at_is_other_than,
)
from imagegen_conformance.mutation.transforms.values import ValueChange, on_strings

__all__ = ["SchemaData", "schema_mutants"]
# The changes of a value before it is validated, by its kind: the end of the name of the mutant, the fault, the change.
VALIDATED_CHANGES: Final[Mapping[Kind, Sequence[tuple[str, str, ValueChange]]]] = {
    "const": (),
    "enum": (
        ("of-one", "accepts an array with one string as {name}", values.single_member),
        ("any-case", "ignores the case of {name}", on_strings(str.lower)),
        ("trimmed", "ignores white space around {name}", on_strings(str.strip)),
    ),
    "integer": (
        ("digits", "accepts a string of digits as {name}", values.int_from_text),
        ("boolean", "accepts a boolean as {name}", values.int_from_bool),
        ("fraction", "truncates a fraction in {name}", values.truncate_fraction),
    ),
    "string": (
        ("of-one", "accepts an array with one string as {name}", values.single_member),
        ("number", "accepts a number as {name}", values.text_from_number),
    ),
    "object": (
        ("array", "accepts an array as {name}", values.empty_object_from_array),
        ("string", "accepts a string as {name}", values.empty_object_from_string),
        ("falsy", "does not check a falsy {name}", values.empty_object_from_falsy),
    ),
}
# Values that are treated as an omitted value: the end of the name of the mutant, and the value.
OMITTED: Final = (("empty", ""), ("false", False))


class SchemaData(NamedTuple):
    """What the mutants need to know besides the plain schema.

    Attributes:
        illegal: Values that are illegal in the revision, and legal elsewhere or likely to be mistaken for legal ones,
            by the name of an enumeration.
        named: Strings that a closed set could consist of, by the name of an open set of strings.
        legal_value_rules: The rules that make values legal, by the name of an enumeration or of an open set, if they
            differ from the rules that make other values illegal.
        optional_rules: The rules that make the members of an object optional, by the name of the object.
    """

    illegal: Mapping[str, Sequence[str]]
    named: Mapping[str, Sequence[str]]
    legal_value_rules: Mapping[str, str]
    optional_rules: Mapping[str, str]


def schema_mutants(build: MutantBuilder, nodes: Sequence[SchemaNode], data: SchemaData) -> Iterator[Mutant]:
    """Yield the mutants of level schema."""
    for rule in ("payload.type", "type.required", *(rule for node in nodes for rule in node.rules)):
        yield build.with_errors(f"drops-{rule}", rule, f"does not check the rule {rule}", skipping_rule(rule))
    for node in nodes:
        yield build.with_errors(
            f"ignores-{node.name}",
            node.rule,
            f"does not check {node.name} or its members at all",
            ignoring_errors_at(node.pointer),
        )
        yield from _nullability(build, node)
        yield from _legal_values(build, node, data)
        yield from _ranges(build, node)
        yield from _coercions(build, node)
        yield from _members(build, node, data)


def _nullability(build: MutantBuilder, node: SchemaNode) -> Iterator[Mutant]:
    if node.is_nullable:
        condition = value_at_is(node.path, None)
        yield build.that_rejects(f"{node.name}-refuses-null", node.rule, f"rejects null as {node.name}", condition)
    elif node.kind != "const":  # a null there breaks the rule about the constant
        fault = f"accepts null at {node.pointer}"
        yield build.with_errors(f"null-{node.name}", "null.refused", fault, accepting_null(node.pointer))


def _legal_values(build: MutantBuilder, node: SchemaNode, data: SchemaData) -> Iterator[Mutant]:
    """Yield mutants that reject a legal value, or accept an illegal one."""
    legal_rule = data.legal_value_rules.get(node.name, node.rule)
    for value in (*(node.legal if node.kind == "enum" else ()), *data.named.get(node.name, ())):
        condition, fault = value_at_is(node.path, value), f"rejects {node.name} {value}"
        yield build.that_rejects(f"{node.name}-refuses-{value}", legal_rule, fault, condition, node.rule)
    for value in data.illegal.get(node.name, ()):
        mutation = accepting_value(node.pointer[1:], value)
        yield build.with_errors(f"{node.name}-takes-{value}", node.rule, f"accepts {node.name} {value}", mutation)
    if node.name in data.named:
        condition = value_at_is_other_than(node.path, data.named[node.name])
        fault = f"rejects every other {node.name} than the named ones"
        yield build.that_rejects(f"{node.name}-closed", legal_rule, fault, condition, node.rule)


def _ranges(build: MutantBuilder, node: SchemaNode) -> Iterator[Mutant]:
    """Yield mutants in which a bound is one step lower or higher."""
    if node.bounds is None:
        return
    rule, (minimum, maximum) = f"{node.name}.range", node.bounds
    for bound in (minimum, maximum):
        condition, fault = value_at_is(node.path, bound), f"rejects the bound {bound} of {node.name}"
        yield build.that_rejects(f"{node.name}-refuses-{bound}", rule, fault, condition)
    for value in (minimum - 1, maximum + 1):
        mutation = accepting_value(node.pointer[1:], value)
        yield build.with_errors(f"{node.name}-takes-{value}", rule, f"accepts {node.name} {value}", mutation)


def _coercions(build: MutantBuilder, node: SchemaNode) -> Iterator[Mutant]:
    """Yield mutants that convert a value before they validate it."""
    for ending, fault, change in VALIDATED_CHANGES[node.kind]:
        text = fault.format(name=node.name)
        yield build.with_validated(f"{node.name}-{ending}", node.rule, text, change_at(node.path, change))
    if node.kind == "enum":
        for ending, value in OMITTED:
            text = f"treats {node.name} as omitted if it is {'empty' if value == '' else 'false'}"
            change = drop_values_at(node.path, _equal_to(value))
            yield build.with_validated(f"{node.name}-{ending}", node.rule, text, change)


def _equal_to(expected: Json) -> values.ValueChange:
    return lambda value: values.same_type_and_value(value, expected)


def _members(build: MutantBuilder, node: SchemaNode, data: SchemaData) -> Iterator[Mutant]:
    """Yield mutants that do not check the members of an object, or require them."""
    if node.kind != "object":
        return
    name, rule = node.name, data.optional_rules.get(node.name, node.rule)
    change = change_at(node.path, values.object_to_empty)
    fault = f"does not check the members of {name}"
    yield build.with_validated(f"{name}-shallow", node.members[0].rule, fault, change)
    if len(node.members) > 1:
        change = change_at(node.path, _on_object(objects.first_member))
        fault = f"checks only the first member of {name}"
        yield build.with_validated(f"{name}-first", node.members[-1].rule, fault, change)
    condition = value_at_is(node.path, {})
    yield build.that_rejects(f"{name}-not-empty", rule, f"rejects an empty {name}", condition, node.rule)
    for member in node.members:
        condition = lacks_member(node.path, member.path[-1])
        mutation = rejecting(node.rule, condition, node.pointer)
        fault = f"rejects a {name} without {member.path[-1]}"
        yield build.with_errors(f"{name}-needs-{member.path[-1]}", rule, fault, mutation)


def _on_object(change: ValueChange) -> ValueChange:
    return lambda value: change(value) if isinstance(value, dict) else value
