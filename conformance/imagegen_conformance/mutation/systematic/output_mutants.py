"""Mutants that lose or change the value of a field in a context.

A null may be lost, so that nulls are not affected. A value that a change leaves as it is is not affected either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.context import (
    Context,
    field_contexts,
    model_contexts,
    position_contexts,
    shape_contexts,
)
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_conformance.mutation.systematic.rule_finding import model_families
from imagegen_conformance.mutation.transforms.values import same_type_and_value
from imagegen_reference.revision import DEFAULT_REVISION, Revision
from imagegen_reference.schema_rules import fields_in

__all__ = ["output_mutants"]
LOST: Final = object()
DEFAULTS: Final[dict[str, Json]] = {
    "model": "gpt-image-1",
    "quality": "auto",
    "size": "1024x1024",
    "output_format": "png",
    "output_compression": 100,
    "moderation": "auto",
    "background": "auto",
    "input_fidelity": "low",
    "input_image_mask": {},
    "partial_images": 0,
    "action": "generate",
    "name": "image_generation",
    "description": "",
    "tool_configs": {},
    "complexity": "medium",
    "frame_count": 9,
    "frame_duration_ms": 100,
    "svg": {},
}


class _Change(NamedTuple):
    """A change of the value of a field.

    Attributes:
        name: The beginning of the names of mutants.
        fault: What the mutants do, with `{field}` for the field.
        change: Returns the new value for the field and its value, or LOST.
    """

    name: str
    fault: str
    change: Callable[[str, Json], Any]


def _empty(_: str, value: Json) -> Json:
    return type(value)()


def _convert(_: str, value: Json) -> Json:
    if isinstance(value, str):
        return value.swapcase()
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    return json.dumps(value)


def _truncate(_: str, value: Json) -> Json:
    if isinstance(value, str):
        return value[:-1]
    if isinstance(value, dict):
        return dict(list(value.items())[:-1])
    return value[:-1] if isinstance(value, list) else value


CHANGES: Final = (
    _Change("drops", "drops {field}", lambda *_: LOST),
    _Change("nulls", "returns null as {field}", lambda *_: None),
    _Change("empties", "returns an empty value, zero or false as {field}", _empty),
    _Change("defaults", "returns a default as {field}", lambda field, _: DEFAULTS[field]),
    _Change("converts", "returns {field} in another case, or in another type,", _convert),
    _Change("truncates", "drops the last character or member of {field}", _truncate),
)


def output_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile.

    Each field is lost in each context. The other changes take turns in every second context, so that each change is
    made to each field, but not in each context.
    """
    fields = tuple(fields_in(revision))
    known = frozenset() if revision == DEFAULT_REVISION else frozenset(fields_in(DEFAULT_REVISION))
    nodes = [node for node in schema_nodes(revision) if len(node.path) == 1 and node.kind != "const"]
    beside = list(field_contexts([node.name for node in nodes]))
    shape = [*shape_contexts(fields), *position_contexts(), *_legality_contexts()]
    groups = (
        ("field × field", beside),
        ("field × model", list(model_contexts(model_families(revision)))),
        ("field × shape of the payload", shape),
    )
    for dimension, contexts in groups:
        build = MutantBuilder(revision, dimension)
        for row, node in enumerate(nodes):
            for column, context in enumerate(contexts):
                is_new = node.name not in known or context.name.removeprefix("beside-") not in known
                is_new = is_new and (not known or node.name not in known or context.name.startswith("beside-"))
                if is_new and _has_effect(node, context):
                    yield _changing(build, CHANGES[0], node, context)
                    turn, rest = divmod(row + column, 2)
                    other = CHANGES[1:][turn % (len(CHANGES) - 1)]
                    if rest == 0 and _changes(other, node, context):
                        yield _changing(build, other, node, context)


def _legality_contexts() -> Iterator[Context]:
    yield Context("without-type", "if type is missing", lambda payload, _: "type" not in payload)
    yield Context("beside-wrong-type", "beside a wrong type", lambda payload, _: _has_wrong_type(payload))


def _has_wrong_type(payload: Payload) -> bool:
    return "type" in payload and payload["type"] != "image_generation"


def _has_effect(node: SchemaNode, context: Context) -> bool:
    """Return whether a field can be present in a context. A model is no context of the field `model` if it is omitted."""
    if node.name == "model" and context.name == "without-model":
        return False
    return context.name != f"beside-{node.name}"


def _changes(change: _Change, node: SchemaNode, context: Context) -> bool:
    """Return whether a change can make a difference: an integer has no last member, and a default may be the value."""
    if change.name == "defaults":
        return context.name != f"for-{DEFAULTS[node.name]}"
    return change.name != "truncates" or node.kind != "integer"


def _is_legal(node: SchemaNode, context: Context) -> bool:
    """Return whether payloads with a field in a context are certainly legal, so that they may not be rejected."""
    if context.name in {"beside-unknown-key", "beside-null", "first", "without-type", "beside-wrong-type"}:
        return False
    return node.name != "input_fidelity" or not context.name.startswith("for-gpt-image-2")


def _changing(build: MutantBuilder, change: _Change, node: SchemaNode, context: Context) -> Mutant:
    field, change_value, holds = node.name, change.change, context.holds

    def has_value(facts: PayloadFacts) -> bool:
        return facts.payload.get(field) is not None

    def is_affected(facts: PayloadFacts) -> bool:
        value = facts.payload[field]
        return holds(facts.payload, (field,)) and not same_type_and_value(change_value(field, value), value)

    def change_output(payload: Payload, output: Payload) -> None:
        value = change_value(field, payload[field])
        if value is LOST:
            del output[field]
        else:
            output[field] = value

    fault = f"{change.fault.format(field=field)} {context.clause.format(field=field)}"
    requirement = "wire.round-trip" if _is_legal(node, context) else "wire.no-corruption"
    domain = Domain(f"value of {field}", has_value, is_affected)
    return build.with_output(f"{change.name}-{field}-{context.name}", requirement, fault, domain, change_output)
