"""Mutants of level semantic: limits, the grammar of sizes, and the models that limits apply to."""

from __future__ import annotations

import re
from typing import Final

from imagegen_conformance.mutation.fields import DEPRECATED_FIELDS
from imagegen_conformance.mutation.mutant import (
    AdapterFactory,
    Mutant,
    mutate_errors,
    mutate_validated_payload,
    validating,
)
from imagegen_conformance.mutation.transforms import (
    conditions,
    errors,
    limit_edits,
    model_names,
    payloads,
    sizes,
    validators,
)
from imagegen_conformance.mutation.transforms.errors import accepting_sizes, rejecting, skipping_rule
from imagegen_conformance.mutation.transforms.limit_edits import (
    KNOWN_MODELS,
    MODEL_LIMITS,
    family_limit,
    with_edited_limits,
)
from imagegen_conformance.mutation.transforms.payloads import change_field
from imagegen_conformance.mutation.transforms.sizes import SizeCondition
from imagegen_conformance.mutation.transforms.strings import StringChange, normalize, remove_suffix, substitute
from imagegen_conformance.mutation.transforms.validators import crash_on_objects
from imagegen_conformance.mutation.transforms.values import on_strings

__all__ = ["MUTANTS"]
MULTIPLE: Final = "size.gpt-image-2.multiple-of-16"
EDGE: Final = "size.gpt-image-2.edge"
RATIO: Final = "size.gpt-image-2.ratio"
MAXIMUM: Final = "size.gpt-image-2.maximum"
MINIMUM: Final = "size.gpt-image-2.minimum"
EXPERIMENTAL: Final = "size.gpt-image-2.experimental"
ANY_RESOLUTION: Final = "size.gpt-image-2.any-resolution"
TRANSPARENCY: Final = "background.transparent-format"
COMPRESSION: Final = "output_compression.png"
FIDELITY: Final = "input_fidelity.model"
RULES: Final = (
    "size.grammar",
    "size.auto",
    "size.gpt-image-1",
    "size.dall-e-2",
    "size.dall-e-3",
    MULTIPLE,
    RATIO,
    MAXIMUM,
    MINIMUM,
    EDGE,
    TRANSPARENCY,
    COMPRESSION,
    FIDELITY,
)
FAMILIES: Final = {family["family"]: family for family in MODEL_LIMITS["families"]}
# A size that another model supports, for each family with a list of sizes.
OTHER_SIZES: Final = {
    "gpt-image-1": "512x512",
    "gpt-image-1-mini": "1792x1024",
    "dall-e-2": "1536x1024",
    "dall-e-3": "1536x1024",
}


def _adding(kind: str, key: str, amount: int) -> AdapterFactory:
    return with_edited_limits(limit_edits.add_to_limit("gpt-image-2", kind, key, amount))


def _accepting(rule: str, condition: SizeCondition) -> AdapterFactory:
    return mutate_errors(accepting_sizes(rule, condition))


def _rejecting(rule: str, condition: SizeCondition) -> AdapterFactory:
    return mutate_errors(rejecting(rule, sizes.of_gpt_image_2(condition)))


def _reading_model(change: StringChange) -> AdapterFactory:
    return mutate_validated_payload(change_field("model", on_strings(change)))


def _reading_size(change: StringChange) -> AdapterFactory:
    return mutate_validated_payload(change_field("size", on_strings(change)))


def _sizes_rule(family: str) -> str:
    """Return the rule that a size outside the list of a family violates."""
    return f"size.{family.removesuffix('-mini')}"


def _listed_size_rule(family: str) -> str:
    """Return the rule that makes the sizes in the list of a family legal."""
    return "size.gpt-image.standard" if family.startswith("gpt") else _sizes_rule(family)


def _explicit_size_rule(family: str) -> str:
    """Return a rule about the explicit sizes of a family."""
    return MULTIPLE if family == "gpt-image-2" else _sizes_rule(family)


def _auto_fault(family: str) -> str:
    verb = "rejects" if family_limit(MODEL_LIMITS, family, "auto")["legal"] else "accepts"
    return f"{verb} size auto for {family}"


BOUNDS: Final = (
    Mutant(
        "step-of-8",
        MULTIPLE,
        "accepts edges that are multiples of 8",
        _adding("multiple", "of", -8),
    ),
    Mutant(
        "step-of-32",
        MULTIPLE,
        "requires edges that are multiples of 32",
        _adding("multiple", "of", 16),
    ),
    Mutant(
        "step-of-4",
        MULTIPLE,
        "accepts edges that are multiples of 4",
        _adding("multiple", "of", -12),
    ),
    Mutant(
        "step-of-64",
        MULTIPLE,
        "requires edges that are multiples of 64",
        _adding("multiple", "of", 48),
    ),
    Mutant(
        "edge-exclusive",
        EDGE,
        "rejects an edge of exactly 3840 pixels",
        _adding("edge", "maximum", -1),
    ),
    Mutant(
        "edge-one-step-more",
        EDGE,
        "accepts an edge of 3856 pixels",
        _adding("edge", "maximum", 16),
    ),
    Mutant(
        "edge-4096",
        EDGE,
        "accepts an edge of 4096 pixels",
        _adding("edge", "maximum", 256),
    ),
    Mutant(
        "ratio-of-2",
        RATIO,
        "rejects edges that differ by a factor of more than 2",
        _adding("ratio", "maximum", -1),
    ),
    Mutant(
        "ratio-of-4",
        RATIO,
        "accepts edges that differ by a factor of 4",
        _adding("ratio", "maximum", 1),
    ),
    Mutant(
        "pixels-exclusive",
        MAXIMUM,
        "rejects exactly 8,294,400 pixels",
        _adding("pixels", "maximum", -1),
    ),
    Mutant(
        "pixels-next",
        MAXIMUM,
        "accepts 8,297,472 pixels, which is the next possible number",
        _adding("pixels", "maximum", 3072),
    ),
    Mutant(
        "pixels-of-4096x2160",
        MAXIMUM,
        "accepts as many pixels as 4096x2160 has",
        _adding("pixels", "maximum", 552_960),
    ),
    Mutant(
        "pixels-few-exclusive",
        MINIMUM,
        "rejects exactly 655,360 pixels",
        _adding("pixels", "minimum", 1),
    ),
    Mutant(
        "pixels-few-next",
        MINIMUM,
        "accepts 654,336 pixels, which is the next possible number",
        _adding("pixels", "minimum", -1024),
    ),
    Mutant(
        "pixels-few-of-1024",
        MINIMUM,
        "requires as many pixels as 1024x1024 has",
        _adding("pixels", "minimum", 393_216),
    ),
    Mutant(
        "experimental-inclusive",
        EXPERIMENTAL,
        "warns about exactly as many pixels as 2560x1440 has",
        _adding("experimental", "above", -1),
    ),
    Mutant(
        "experimental-late",
        EXPERIMENTAL,
        "does not warn about the first size with more pixels than 2560x1440",
        _adding("experimental", "above", 1536),
    ),
)

EDGES: Final = (
    Mutant(
        "step-of-width",
        MULTIPLE,
        "checks only whether the width is a multiple of 16",
        _accepting(MULTIPLE, sizes.width_is_multiple),
    ),
    Mutant(
        "step-of-height",
        MULTIPLE,
        "checks only whether the height is a multiple of 16",
        _accepting(MULTIPLE, sizes.height_is_multiple),
    ),
    Mutant(
        "step-of-either",
        MULTIPLE,
        "accepts a size if one edge is a multiple of 16",
        _accepting(MULTIPLE, sizes.edge_is_multiple),
    ),
    Mutant(
        "step-of-area",
        MULTIPLE,
        "accepts a size if the number of pixels is a multiple of 256",
        _accepting(MULTIPLE, sizes.area_is_multiple),
    ),
    Mutant(
        "edge-of-width",
        EDGE,
        "limits only the width",
        _accepting(EDGE, sizes.width_at_most(3840)),
    ),
    Mutant(
        "edge-of-height",
        EDGE,
        "limits only the height",
        _accepting(EDGE, sizes.height_at_most(3840)),
    ),
    Mutant(
        "edge-of-shorter",
        EDGE,
        "limits only the shorter edge",
        _accepting(EDGE, sizes.shorter_edge_at_most(3840)),
    ),
    Mutant(
        "ratio-landscape",
        RATIO,
        "does not check the ratio of portrait sizes",
        _accepting(RATIO, sizes.is_portrait),
    ),
    Mutant(
        "ratio-portrait",
        RATIO,
        "does not check the ratio of landscape sizes",
        _accepting(RATIO, sizes.is_landscape),
    ),
    Mutant(
        "ratio-of-whole-numbers",
        RATIO,
        "truncates the ratio to an integer",
        _accepting(RATIO, sizes.integer_ratio_at_most(3)),
    ),
    Mutant(
        "ratio-rounded",
        RATIO,
        "rounds the ratio to one decimal place",
        _accepting(RATIO, sizes.rounded_ratio_at_most(3)),
    ),
    Mutant(
        "ratio-exclusive",
        RATIO,
        "rejects a ratio of exactly 3",
        _rejecting(RATIO, sizes.ratio_is_exactly(3)),
    ),
    Mutant(
        "portrait-refused",
        ANY_RESOLUTION,
        "rejects portrait sizes",
        _rejecting(ANY_RESOLUTION, sizes.is_portrait),
    ),
    Mutant(
        "square-refused",
        ANY_RESOLUTION,
        "rejects squares with edges of more than 1024 pixels",
        _rejecting(ANY_RESOLUTION, sizes.is_large_square),
    ),
    Mutant(
        "box-of-4k",
        MAXIMUM,
        "rejects sizes that do not fit into 3840x2160",
        _rejecting(MAXIMUM, sizes.is_outside_of_box),
    ),
    Mutant(
        "experimental-refused",
        EXPERIMENTAL,
        "rejects sizes with more pixels than 2560x1440",
        _rejecting(EXPERIMENTAL, sizes.pixels_above(3_686_400)),
    ),
    Mutant(
        "only-standard",
        ANY_RESOLUTION,
        "rejects all sizes of gpt-image-2 except the standard sizes",
        _rejecting(ANY_RESOLUTION, sizes.is_not_standard),
    ),
)

LISTS: Final = (
    *(
        mutant
        for family, other in OTHER_SIZES.items()
        for mutant in (
            *(
                Mutant(
                    f"{family}-refuses-{size}",
                    _listed_size_rule(family),
                    f"rejects {size} for {family}",
                    with_edited_limits(limit_edits.remove_size(family, size)),
                )
                for size in family_limit(MODEL_LIMITS, family, "sizes")["sizes"]
            ),
            Mutant(
                f"{family}-takes-{other}",
                _sizes_rule(family),
                f"accepts {other} for {family}",
                with_edited_limits(limit_edits.add_size(family, other)),
            ),
        )
    ),
    *(
        Mutant(
            f"{family}-auto",
            "size.auto",
            _auto_fault(family),
            with_edited_limits(limit_edits.invert_auto(family)),
        )
        for family in FAMILIES
    ),
    *(
        Mutant(
            f"{model}-unknown",
            _explicit_size_rule(family),
            f"does not know {model}, and accepts every size for it",
            with_edited_limits(limit_edits.remove_model(family, model)),
        )
        for family, content in FAMILIES.items()
        for model in content["models"]
    ),
)

FORMATS: Final = (
    Mutant(
        "transparent-not-png",
        TRANSPARENCY,
        "rejects a transparent background with png",
        with_edited_limits(limit_edits.remove_format("background", "png")),
    ),
    Mutant(
        "transparent-not-webp",
        TRANSPARENCY,
        "rejects a transparent background with webp",
        with_edited_limits(limit_edits.remove_format("background", "webp")),
    ),
    Mutant(
        "opaque-not-jpeg",
        TRANSPARENCY,
        "rejects an opaque background with jpeg",
        with_edited_limits(limit_edits.set_in_field_limit("background", "equals", "opaque")),
    ),
    Mutant(
        "auto-not-jpeg",
        TRANSPARENCY,
        "rejects background auto with jpeg",
        with_edited_limits(limit_edits.set_in_field_limit("background", "equals", "auto")),
    ),
    Mutant(
        "compression-not-webp",
        COMPRESSION,
        "rejects output_compression with webp",
        with_edited_limits(limit_edits.exclude_format("output_compression", "webp")),
    ),
    Mutant(
        "compression-not-jpeg",
        COMPRESSION,
        "rejects output_compression with jpeg",
        with_edited_limits(limit_edits.exclude_format("output_compression", "jpeg")),
    ),
    Mutant(
        "compression-99",
        COMPRESSION,
        "accepts output_compression 99 with png",
        with_edited_limits(limit_edits.set_in_field_limit("output_compression", "below", 99)),
    ),
    Mutant(
        "compression-100",
        COMPRESSION,
        "rejects output_compression 100 with png",
        with_edited_limits(limit_edits.set_in_field_limit("output_compression", "below", 101)),
    ),
    Mutant(
        "compression-with-png",
        COMPRESSION,
        "rejects every output_compression beside output_format png",
        mutate_errors(rejecting(COMPRESSION, conditions.is_compressed_png)),
    ),
    Mutant(
        "compression-0",
        COMPRESSION,
        "rejects only output_compression 0 with png",
        with_edited_limits(limit_edits.set_in_field_limit("output_compression", "below", 1)),
    ),
    Mutant(
        "format-by-default",
        TRANSPARENCY,
        "rejects a transparent background if output_format is omitted",
        mutate_errors(rejecting(TRANSPARENCY, conditions.is_transparent_without_format)),
    ),
    Mutant(
        "compression-by-default",
        COMPRESSION,
        "does not check output_compression if output_format is omitted",
        mutate_validated_payload(
            payloads.change_if(conditions.is_compressed_without_format, payloads.drop_fields("output_compression"))
        ),
    ),
)

FEATURES: Final = (
    Mutant(
        "gpt-image-2-fidelity",
        FIDELITY,
        "accepts input_fidelity for gpt-image-2",
        with_edited_limits(limit_edits.set_in_limit("gpt-image-2", {"field": "input_fidelity"}, "support", "full")),
    ),
    Mutant(
        "gpt-image-1-mini-fidelity",
        FIDELITY,
        "accepts every input_fidelity for gpt-image-1-mini",
        with_edited_limits(
            limit_edits.set_in_limit("gpt-image-1-mini", {"field": "input_fidelity"}, "values", ["low", "high"])
        ),
    ),
    Mutant(
        "gpt-image-1-mini-no-fidelity",
        FIDELITY,
        "rejects every input_fidelity for gpt-image-1-mini",
        with_edited_limits(limit_edits.set_in_limit("gpt-image-1-mini", {"field": "input_fidelity"}, "values", [])),
    ),
    Mutant(
        "gpt-image-1-fidelity",
        FIDELITY,
        "rejects input_fidelity for gpt-image-1",
        with_edited_limits(limit_edits.set_in_limit("gpt-image-1", {"field": "input_fidelity"}, "support", "none")),
    ),
    Mutant(
        "fidelity-null",
        FIDELITY,
        "rejects an input_fidelity of null for gpt-image-2",
        mutate_errors(rejecting(FIDELITY, conditions.is_gpt_image_2_with_null_fidelity)),
    ),
    Mutant(
        "preview-silent",
        "background.transparent-preview",
        "does not warn about a transparent background for gpt-image-2",
        with_edited_limits(limit_edits.set_in_limit("gpt-image-2", {"field": "background"}, "support", "full")),
    ),
    Mutant(
        "experimental-silent",
        EXPERIMENTAL,
        "does not warn about experimental sizes",
        with_edited_limits(limit_edits.set_in_limit("gpt-image-2", {"kind": "experimental"}, "above", 10**9)),
    ),
    Mutant(
        "deprecated-silent",
        "deprecated.warning",
        "does not warn about deprecated fields",
        with_edited_limits(limit_edits.remove_deprecations),
    ),
    *(
        Mutant(
            f"{field}-silent",
            "deprecated.warning",
            f"does not warn about {field}",
            with_edited_limits(limit_edits.remove_deprecated_field(field)),
        )
        for field in DEPRECATED_FIELDS
    ),
    Mutant(
        "everything-deprecated",
        "deprecated.warning",
        "warns about quality as deprecated",
        with_edited_limits(limit_edits.add_deprecated_field("quality")),
    ),
)

MODEL_NAMES: Final = (
    Mutant(
        "model-by-prefix",
        "size.any-model",
        "applies limits to every model that begins with a known name",
        _reading_model(model_names.longest_known_prefix(KNOWN_MODELS)),
    ),
    Mutant(
        "model-by-prefix-and-hyphen",
        "size.any-model",
        "applies limits to every model that begins with a known name and a hyphen",
        _reading_model(model_names.longest_known_prefix_before_hyphen(KNOWN_MODELS)),
    ),
    Mutant(
        "model-any-case",
        "size.any-model",
        "applies limits to models in any case",
        _reading_model(str.lower),
    ),
    Mutant(
        "model-trimmed",
        "size.any-model",
        "applies limits to models with white space around the name",
        _reading_model(str.strip),
    ),
    Mutant(
        "model-contains",
        "size.any-model",
        "applies limits to every model that contains a known name",
        _reading_model(model_names.first_known_inside(KNOWN_MODELS)),
    ),
    Mutant(
        "model-dot-any",
        "size.any-model",
        "treats the dot in gpt-image-1.5 as any character",
        _reading_model(model_names.match_dot_as_any_character),
    ),
    Mutant(
        "model-of-path",
        "size.any-model",
        "applies limits to the last segment of a path",
        _reading_model(model_names.last_path_segment),
    ),
    Mutant(
        "model-empty-default",
        "size.any-model",
        "applies the limits of gpt-image-1 to an empty model",
        _reading_model(model_names.default_if_empty),
    ),
    Mutant(
        "unknown-model-bound",
        "size.any-model",
        "applies the limits of gpt-image-2 to unknown models",
        _reading_model(model_names.replace_unknown(KNOWN_MODELS, "gpt-image-2")),
    ),
)

GRAMMAR: Final = (
    Mutant(
        "size-trimmed",
        "size.grammar",
        "accepts white space around a size",
        _reading_size(str.strip),
    ),
    Mutant(
        "size-line-feed",
        "size.grammar",
        "accepts a line feed after a size",
        _reading_size(remove_suffix("\n")),
    ),
    Mutant(
        "size-any-case",
        "size.grammar",
        "ignores the case of a size",
        _reading_size(str.lower),
    ),
    Mutant(
        "size-casefold",
        "size.grammar",
        "folds the case of a size",
        _reading_size(str.casefold),
    ),
    Mutant(
        "size-capital",
        "size.grammar",
        "accepts an upper-case X",
        _reading_size(substitute("X", "x")),
    ),
    Mutant(
        "size-auto-any-case",
        "size.grammar",
        "ignores the case of auto",
        _reading_size(substitute("(?i:auto)", "auto")),
    ),
    Mutant(
        "size-spaces",
        "size.grammar",
        "accepts spaces around the x",
        _reading_size(substitute(" *x *", "x")),
    ),
    Mutant(
        "size-no-spaces",
        "size.grammar",
        "ignores white space anywhere in a size",
        _reading_size(substitute(r"\s", "")),
    ),
    Mutant(
        "size-leading-zeros",
        "size.grammar",
        "accepts leading zeros",
        _reading_size(substitute(r"\b0+(?=\d)|(?<=x)0+(?=\d)", "", re.ASCII)),
    ),
    Mutant(
        "size-plus",
        "size.grammar",
        "accepts a plus sign",
        _reading_size(substitute(r"\+(?=\d)", "")),
    ),
    Mutant(
        "size-minus",
        "size.grammar",
        "ignores a minus sign",
        _reading_size(substitute(r"-(?=\d)", "")),
    ),
    Mutant(
        "size-underscores",
        "size.grammar",
        "accepts underscores between digits",
        _reading_size(substitute(r"(?<=\d)_(?=\d)", "")),
    ),
    Mutant(
        "size-commas",
        "size.grammar",
        "accepts commas between digits",
        _reading_size(substitute(r"(?<=\d),(?=\d)", "")),
    ),
    Mutant(
        "size-times",
        "size.grammar",
        "accepts a multiplication sign instead of the x",
        _reading_size(substitute("\u00d7", "x")),
    ),
    Mutant(
        "size-star",
        "size.grammar",
        "accepts an asterisk instead of the x",
        _reading_size(substitute(r"\*", "x")),
    ),
    Mutant(
        "size-comma",
        "size.grammar",
        "accepts a comma instead of the x",
        _reading_size(substitute(",", "x")),
    ),
    Mutant(
        "size-colon",
        "size.grammar",
        "accepts a colon instead of the x",
        _reading_size(substitute(":", "x")),
    ),
    Mutant(
        "size-by",
        "size.grammar",
        "accepts a hyphen or a word instead of the x",
        _reading_size(substitute("-| by ", "x")),
    ),
    Mutant(
        "size-units",
        "size.grammar",
        "ignores units",
        _reading_size(substitute("px|pixels", "")),
    ),
    Mutant(
        "size-decimals",
        "size.grammar",
        "ignores a fraction of zero",
        _reading_size(substitute(r"\.0+(?!\d)", "")),
    ),
    Mutant(
        "size-exponents",
        "size.grammar",
        "accepts exponents",
        _reading_size(sizes.expand_exponents),
    ),
    Mutant(
        "size-tail",
        "size.grammar",
        "ignores text after a size",
        _reading_size(substitute("^([1-9][0-9]*x[1-9][0-9]*).*", r"\1", re.DOTALL)),
    ),
    Mutant(
        "size-head",
        "size.grammar",
        "ignores text before a size",
        _reading_size(substitute(".*?([1-9][0-9]*x[1-9][0-9]*)$", r"\1", re.DOTALL)),
    ),
    Mutant(
        "size-third",
        "size.grammar",
        "ignores a third edge",
        _reading_size(substitute(r"^(\d+x\d+)x\d+$", r"\1", re.ASCII)),
    ),
    Mutant(
        "size-double-x",
        "size.grammar",
        "accepts several x between the edges",
        _reading_size(substitute("x+", "x")),
    ),
    Mutant(
        "size-square",
        "size.grammar",
        "accepts a single number as a square",
        _reading_size(substitute("^([1-9][0-9]*)x?$", r"\1x\1")),
    ),
    Mutant(
        "size-missing-edge",
        "size.grammar",
        "uses the height as a missing width",
        _reading_size(substitute("^x([1-9][0-9]*)$", r"\1x\1")),
    ),
    Mutant(
        "size-ratio",
        "size.grammar",
        "accepts a ratio as a size",
        _reading_size(substitute(r"^\d+:\d+$", "1024x1024")),
    ),
    Mutant(
        "size-names",
        "size.grammar",
        "accepts names of sizes",
        _reading_size(
            substitute(
                "^(square|landscape|portrait|large|medium|small|hd|4k|2k|1080p|full)$",
                "auto",
                re.IGNORECASE,
            )
        ),
    ),
    Mutant(
        "size-empty",
        "size.grammar",
        "treats an empty size as auto",
        _reading_size(substitute("^$", "auto")),
    ),
    Mutant(
        "size-quotes",
        "size.grammar",
        "ignores quotes in a size",
        _reading_size(substitute("[\"']", "")),
    ),
    Mutant(
        "size-control",
        "size.grammar",
        "ignores control characters in a size",
        _reading_size(substitute(r"[\x00-\x1f\x7f]", "")),
    ),
    Mutant(
        "size-invisible",
        "size.grammar",
        "ignores invisible characters in a size",
        _reading_size(substitute("[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\u00a0]", "")),
    ),
    Mutant(
        "size-zero",
        "size.grammar",
        "accepts an edge of zero",
        _reading_size(substitute(r"\b0(?=x)|(?<=x)0$", "16")),
    ),
    Mutant(
        "size-digits-of-any-script",
        "size.grammar",
        "accepts digits of any script",
        _reading_size(sizes.digits_of_any_script),
    ),
    Mutant(
        "size-compatibility",
        "size.grammar",
        "normalizes a size to Unicode form NFKC",
        _reading_size(normalize("NFKC")),
    ),
    Mutant(
        "size-python-integers",
        "size.grammar",
        "parses edges with the function int of Python",
        _reading_size(sizes.edges_read_by_int),
    ),
    Mutant(
        "size-of-bases",
        "size.grammar",
        "accepts hexadecimal, octal and binary numbers",
        _reading_size(sizes.edges_in_other_bases),
    ),
    Mutant(
        "size-auto-among",
        "size.grammar",
        "accepts auto instead of one edge",
        _reading_size(sizes.auto_as_edge),
    ),
)

EXTREME_SIZES: Final = (
    *(
        Mutant(
            f"size-wraps-at-{bits}-bits",
            EDGE,
            f"wraps edges around at {bits} bits",
            mutate_validated_payload(sizes.wrap_edges(bits)),
        )
        for bits in (16, 32, 64)
    ),
    Mutant(
        "size-area-wraps",
        EDGE,
        "wraps the number of pixels around at 32 bits, and does not limit edges",
        mutate_errors(
            accepting_sizes(MAXIMUM, sizes.area_wraps_to_at_most(8_294_400)),
            limit_edits.edited_limits(
                limit_edits.set_in_limit("gpt-image-2", {"kind": "edge"}, "maximum", 10**9),
            ),
        ),
    ),
    Mutant(
        "size-long-refused",
        "size.any-model",
        "rejects edges of five or more digits for any model",
        mutate_errors(rejecting("size.grammar", sizes.has_size_matching(r"\d{5}"))),
    ),
    Mutant(
        "size-short-refused",
        "size.any-model",
        "rejects edges of one digit for any model",
        mutate_errors(rejecting("size.grammar", sizes.has_size_matching(r"\b\dx|x\d\b"))),
    ),
    Mutant(
        "size-crash",
        "size.grammar",
        "crashes in validation on a malformed size",
        validating(crash_on_objects(sizes.has_malformed_size)),
    ),
    Mutant(
        "size-crash-long",
        "size.any-model",
        "crashes in validation on edges of thousands of digits",
        validating(crash_on_objects(sizes.has_size_longer_than(4000))),
    ),
)

CHECKS: Final = (
    *(
        Mutant(
            f"drops-{rule}",
            rule,
            f"does not check the rule {rule}",
            mutate_errors(skipping_rule(rule)),
        )
        for rule in RULES
    ),
    Mutant(
        "schema-only",
        "size.grammar",
        "does not check rules that relate several fields",
        validating(validators.check_schema_only),
    ),
    Mutant(
        "combinations-refused",
        "payload.combinations",
        "rejects payloads with many fields",
        mutate_errors(rejecting("payload.combinations", conditions.has_many_fields, "")),
    ),
    Mutant(
        "reason-of-size",
        RATIO,
        "reports violations of size limits as violations of size.grammar",
        mutate_errors(errors.reporting(errors.size_error_as_grammar_error)),
    ),
)

MUTANTS: tuple[Mutant, ...] = (
    *BOUNDS,
    *EDGES,
    *LISTS,
    *FORMATS,
    *FEATURES,
    *MODEL_NAMES,
    *GRAMMAR,
    *EXTREME_SIZES,
    *CHECKS,
)
