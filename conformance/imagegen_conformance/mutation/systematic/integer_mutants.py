"""Mutants that are wrong for one value of an integer field only.

They stand for arithmetic with fractions (29 of 100 becomes 28), for comparisons of digits, and for incomplete tables. A
range with more than 256 values has too many of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.context import value_context
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_conformance.mutation.systematic.rule_finding import legal
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_REVISION, Revision

__all__ = ["integer_mutants"]
MAX_VALUES: Final = 256


def integer_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile."""
    build = MutantBuilder(revision, "integer × field")
    known = set() if revision == DEFAULT_REVISION else {node.name for node in schema_nodes(DEFAULT_REVISION)}
    for node in schema_nodes(revision):
        if node.kind == "integer" and node.bounds and node.name not in known:
            least, most = node.bounds
            for value in range(least, most + 1) if most - least < MAX_VALUES else ():
                yield _changing(build, node, value)
                yield _rejecting(build, node, value)


def _changing(build: MutantBuilder, node: SchemaNode, value: int) -> Mutant:
    other = value - 1 if value else 1

    def change(_: Payload, output: Payload) -> None:
        output[node.name] = other

    name, fault = f"changes-{node.name}-{value}", f"returns {other} for the {node.name} {value}"
    has_field = f"{node.name} in a payload"
    domain = Domain(has_field, lambda facts: node.name in facts.payload, _has_value(node, value))
    return build.with_output(name, "wire.no-corruption", fault, domain, change)


def _rejecting(build: MutantBuilder, node: SchemaNode, value: int) -> Mutant:
    rule = f"{node.name}.range"
    error: Error = (node.pointer, rule, value, "another integer")
    domain = legal(build.revision, node.name, _has_value(node, value))
    return build.with_errors(
        f"rejects-{node.name}-{value}",
        rule,
        f"rejects the {node.name} {value}",
        domain,
        lambda _, errors: [*errors, error],
    )


def _has_value(node: SchemaNode, value: int) -> Callable[[PayloadFacts], bool]:
    holds = value_context(node.name, value).holds
    return lambda facts: holds(facts.payload, (node.name,))
