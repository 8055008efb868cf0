"""Mutants that reject a legal value in a context, when they validate a payload or when they parse it.

Some faults have no effect, or are legal, so that they are not generated:

* a field is no context of itself;
* a payload that the reference rejects is rejected anyway, so that only legal payloads are affected;
* fields that only some models support may be rejected if the model is omitted;
* fields that need different formats or models, such as frame_count and svg, are never legal together;
* a value that a model does not support, or may not support, may be rejected for this model: input_fidelity for
  gpt-image-2, gpt-image-1-mini and the models of dall-e, and everything beside a size for the models of dall-e, whose
  parameters no document relates to this tool;
* a model that is unknown may be rejected by a name that an implementation does not expect, but not because of another
  field, so that only the named models have mutants;
* nulls and unknown keys may be rejected, so that they are no contexts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.context import Context, field_contexts, model_contexts, position_contexts
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.rule_finding import legal, model_families
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_REVISION, Revision

__all__ = ["legality_mutants"]
COMBINATIONS: Final = "payload.combinations"
STANDARD_SIZES: Final = ("1024x1024", "1024x1536", "1536x1024")
ANIMATION: Final = ("frame_count", "frame_duration_ms")  # fields of the format gif
FORMAT_FIELDS: Final = (*ANIMATION, "svg")
# Fields that an implementation may reject for a family of models.
UNCERTAIN: Final = {
    "gpt-image-1": frozenset(FORMAT_FIELDS),
    "gpt-image-1-mini": frozenset({"input_fidelity", *FORMAT_FIELDS}),
    "gpt-image-2": frozenset({"input_fidelity", "background", *FORMAT_FIELDS}),
    "gpt-image-2.5": frozenset(FORMAT_FIELDS),
}
UNCERTAIN_WITHOUT_MODEL: Final = frozenset({"input_fidelity", *FORMAT_FIELDS})
# Fields, or values of fields, beside which another field is illegal, or may be: they need different formats or models.
EXCLUDED: Final = {
    **dict.fromkeys(("input_fidelity", "input_fidelity-high", "input_fidelity-low"), frozenset(FORMAT_FIELDS)),
    **dict.fromkeys(("quality-xhigh", "quality-max"), frozenset({*FORMAT_FIELDS, "complexity"})),
    **dict.fromkeys(("output_format-png", "output_format-webp", "output_format-jpeg"), frozenset(FORMAT_FIELDS)),
    **dict.fromkeys(("output_compression-0", "background-transparent"), frozenset(FORMAT_FIELDS)),
    **dict.fromkeys(ANIMATION, frozenset({"svg", "input_fidelity", "input_image_mask"})),
    "output_format-gif": frozenset({"svg"}),
    "output_format-svg": frozenset(ANIMATION),
    "input_image_mask": frozenset(ANIMATION),
    "partial_images-3": frozenset(ANIMATION),
    "svg": frozenset({*ANIMATION, "input_fidelity"}),
}


class _LegalValue(NamedTuple):
    """A kind of legal values of a field.

    Attributes:
        name: The field, and the value if it is a certain one, as part of the name of a mutant.
        text: The field and the value, as part of a sentence.
        field: The field.
        matches: Returns whether a value of the field is of this kind.
    """

    name: str
    text: str
    field: str
    matches: Callable[[Json], bool]


def legality_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile."""
    nodes = [node for node in schema_nodes(revision) if len(node.path) == 1 and node.kind != "const"]
    known = set() if revision == DEFAULT_REVISION else {node.name for node in schema_nodes(DEFAULT_REVISION)}
    beside = list(field_contexts([node.name for node in nodes]))
    models = [context for context in model_contexts(model_families(revision)) if context.name != "for-other-models"]
    for dimension, contexts in (("legality × field", beside), ("legality × model", models)):
        build = MutantBuilder(revision, dimension)
        for node in nodes:
            for context in contexts:
                is_new = node.name not in known or context.name.partition("-")[2] not in known
                if is_new and _has_effect(node, context, known):
                    yield from _rejecting(build, node, context)
    build = MutantBuilder(revision, "legality × position")
    for node in (node for node in nodes if node.name not in known):
        for context in position_contexts():
            yield from _rejecting(build, node, context)


def _has_effect(node: SchemaNode, context: Context, known: set[str]) -> bool:
    kind, _, subject = context.name.partition("-")
    if kind == "beside":
        return subject != node.name
    if node.name == "model" or (context.name == "without-model" and node.name in UNCERTAIN_WITHOUT_MODEL):
        return False
    if kind == "for" and known and node.name in known:  # the models of other profiles have the same limits
        return False
    return not subject.startswith("dall-e-") and node.name not in UNCERTAIN.get(subject, ())


def _legal_values(node: SchemaNode) -> Iterator[_LegalValue]:
    listed: Sequence[Json] = node.legal
    if node.name == "size":
        listed = (*STANDARD_SIZES, "auto")
    elif node.bounds is not None:
        listed = node.bounds
    for value in listed:
        yield _LegalValue(f"{node.name}-{value}", f"{node.name} {value}", node.name, _equal_to(value))


def _equal_to(expected: Json) -> Callable[[Json], bool]:
    return lambda value: type(value) is type(expected) and value == expected


def _rejecting(build: MutantBuilder, node: SchemaNode, context: Context) -> Iterator[Mutant]:
    any_value = _LegalValue(node.name, node.name, node.name, lambda value: value is not None)
    other = context.name.removeprefix("beside-")
    if other in EXCLUDED.get(node.name, ()):
        return
    clause = context.clause.format(field=node.name)
    name, fault = f"cannot-parse-{any_value.name}-{context.name}", f"rejects {any_value.text} {clause} in parsing"
    is_combination = context.name.startswith(("beside-", "for-"))
    requirement = "wire.key-order" if context.name == "first" else "wire.round-trip"
    yield build.that_cannot_parse(name, requirement, fault, _legal_in(build.revision, any_value, context))
    requirement = COMBINATIONS if is_combination else node.rule
    values = list(_legal_values(node)) if context.name.startswith("beside") else []
    for value in (value for value in values or [any_value] if other not in EXCLUDED.get(value.name, ())):
        error: Error = (f"/{node.name}", requirement, None, "another payload")
        yield build.with_errors(
            f"rejects-{value.name}-{context.name}",
            requirement,
            f"rejects {value.text} {clause}",
            _legal_in(build.revision, value, context),
            _adding(error),
        )


def _legal_in(revision: Revision, value: _LegalValue, context: Context) -> Domain:
    field, matches, holds = value.field, value.matches, context.holds
    return legal(revision, field, lambda facts: matches(facts.payload[field]) and holds(facts.payload, (field,)))


def _adding(error: Error) -> Callable[[Payload, list[Error]], list[Error]]:
    return lambda _, errors: [*errors, error]
