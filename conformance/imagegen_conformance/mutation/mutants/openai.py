"""Mutants of the default revision of the profile openai.

Most are generated from the plain schema and the model limits. The tables here have what these do not state.
"""

from __future__ import annotations

from typing import Final

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.fields import STANDARD_SIZES
from imagegen_conformance.mutation.generated.limit_mutants import limit_mutants
from imagegen_conformance.mutation.generated.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.generated.schema_mutants import SchemaData, schema_mutants
from imagegen_conformance.mutation.generated.schema_node import schema_nodes
from imagegen_conformance.mutation.generated.wire_mutants import wire_mutants
from imagegen_conformance.mutation.transforms import conditions, errors, model_names, values
from imagegen_conformance.mutation.transforms.errors import rejecting
from imagegen_conformance.mutation.transforms.limit_edits import limits_content
from imagegen_conformance.mutation.transforms.payloads import change_field, crash_if
from imagegen_conformance.mutation.transforms.values import on_strings
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import DEFAULT_REVISION, find_revision

__all__ = ["MUTANTS"]
REVISION: Final = find_revision("openai")
BUILD: Final = MutantBuilder(REVISION)
NODES: Final = schema_nodes(REVISION)
LEGAL: Final = {node.name: node.legal for node in NODES}
MODELS: Final = tuple(model for family in limits_content(REVISION)["families"] for model in family["models"])

SCHEMA_DATA: Final = SchemaData(
    illegal={
        "quality": ("hd", "standard", "ultra"),
        "output_format": ("jpg", "avif"),
        "moderation": ("high", "none"),
        "background": ("white",),
        "input_fidelity": ("medium", "auto"),
        "action": ("variation",),
        "complexity": ("auto", "minimal", "max"),
        "svg.reasoning.effort": ("auto", "ultra"),
    },
    named={
        "model": tuple(model for model in MODELS if model not in limits_in(REVISION).retired),
        "size": (*STANDARD_SIZES, "auto"),
        "svg.model": ("gpt-5",),
    },
    legal_value_rules={
        "input_fidelity": "input_fidelity.known",
        "action": "action.known",
        "model": "model.open",
        "size": "size.open",
    },
    optional_rules={"input_image_mask": "input_image_mask.optional"},
)

# Values that the service applies to omitted values, or that an implementation may assume.
DEFAULTS: Final[dict[tuple[str, ...], Json]] = {
    ("complexity",): "medium",
    ("frame_count",): 9,
    ("frame_duration_ms",): 200,
    ("svg",): {},
    ("svg", "model"): "gpt-5",
    ("svg", "reasoning"): {},
    ("svg", "reasoning", "effort"): "medium",
}

# Fields that are mistaken for required beside a field with this value, or beside any value of it if it is None.
REQUIRED_BESIDE: Final = (
    ("output_format", "gif", "frame_count"),
    ("output_format", "gif", "frame_duration_ms"),
    ("output_format", "svg", "svg"),
    ("frame_count", None, "frame_duration_ms"),
    ("frame_duration_ms", None, "frame_count"),
)

DEPENDENCIES: Final = tuple(
    BUILD.with_errors(
        f"{field}{'' if value is None else f'-{value}'}-needs-{other}",
        "payload.optional",
        f"rejects {field}{'' if value is None else f' {value}'} without {other}",
        rejecting("payload.optional", conditions.has_field_without(field, value, other), f"/{field}"),
    )
    for field, value, other in REQUIRED_BESIDE
)

# Names of models that are mistaken for known ones.
MODEL_NAMES: Final = tuple(
    BUILD.with_validated(f"model-{name}", "size.any-model", fault, change_field("model", on_strings(change)))
    for name, fault, change in (
        (
            "by-prefix",
            "applies limits to every model that begins with a known name",
            model_names.longest_known_prefix(MODELS),
        ),
        (
            "by-prefix-and-hyphen",
            "applies limits to every model that begins with a known name and a hyphen",
            model_names.longest_known_prefix_before_hyphen(MODELS),
        ),
        (
            "contains",
            "applies limits to every model that contains a known name",
            model_names.first_known_inside(MODELS),
        ),
        ("any-case", "applies limits to models in any case", str.lower),
        ("trimmed", "applies limits to models with white space around the name", str.strip),
        ("of-path", "applies limits to the last segment of a path", model_names.last_path_segment),
        (
            "bound-if-unknown",
            "applies the limits of gpt-image-2.5-flare to unknown models",
            model_names.replace_unknown(MODELS, "gpt-image-2.5-flare"),
        ),
    )
)

OTHERS: Final = (
    BUILD.with_validated(
        "crash-integral-float",
        "integer.notation",
        "crashes in validation on an integer that is written with a decimal point",
        crash_if(conditions.has_integral_float),
    ),
    BUILD.with_output(
        "rounds-frame_duration_ms",
        "wire.no-corruption",
        "rounds frame_duration_ms to a multiple of 10",
        change_field("frame_duration_ms", values.round_to_ten),
    ),
    BUILD.with_errors(
        "drops-size.grammar",
        "size.grammar",
        "does not check the rule size.grammar",
        errors.skipping_rule("size.grammar"),
    ),
)

# Generated mutants whose fault the documentation permits.
UNDOCUMENTED: Final = {
    "openai-output_compression.gif-below-101": "100 may or may not be a custom compression, which gif excludes.",
    "openai-output_compression.png-equals-svg": "Nothing is documented about output_compression and svg.",
    "openai-output_compression.gif-equals-svg": "Nothing is documented about output_compression and svg.",
    "openai-partial_images.gif-equals-svg": "Nothing is documented about partial_images and svg.",
}

GENERATED: Final = (
    *wire_mutants(BUILD, NODES, schema_nodes(DEFAULT_REVISION), DEFAULTS),
    *schema_mutants(BUILD, NODES, SCHEMA_DATA),
    *limit_mutants(BUILD, LEGAL),
)

MUTANTS: Final = (
    *(mutant for mutant in GENERATED if mutant.name not in UNDOCUMENTED),
    *DEPENDENCIES,
    *MODEL_NAMES,
    *OTHERS,
)
