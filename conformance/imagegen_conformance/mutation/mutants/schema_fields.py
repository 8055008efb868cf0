"""Mutants of level schema: checks of types, enumerations, ranges and required fields."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.fields import (
    DEPRECATED_FIELDS,
    ENUMS,
    INTEGER_FIELDS,
    NESTED_TYPE_RULES,
    OPTIONAL_FIELDS,
    RANGES,
    STANDARD_SIZES,
    STRING_FIELDS,
)
from imagegen_conformance.mutation.mutant import Mutant, mutate_errors, mutate_validated_payload, validating
from imagegen_conformance.mutation.transforms import conditions, errors, objects, payloads, validators, values
from imagegen_conformance.mutation.transforms.conditions import field_is
from imagegen_conformance.mutation.transforms.errors import (
    accepting_null,
    accepting_value,
    rejecting,
    reporting,
    skipping_rule,
    wrapping_range,
)
from imagegen_conformance.mutation.transforms.payloads import (
    change_field,
    change_object,
    change_tool_configs,
    omit_field,
)
from imagegen_conformance.mutation.transforms.strings import replace_all, truncate
from imagegen_conformance.mutation.transforms.validators import crash_on_objects
from imagegen_conformance.mutation.transforms.values import on_strings

__all__ = ["MUTANTS"]
MASK: Final = "input_image_mask"
CONFIGS: Final = "tool_configs"
# Values of enumerations that other APIs, models or versions accept.
ILLEGAL_VALUES: Final = {
    "quality": ("hd", "standard", "xhigh", "max"),
    "output_format": ("jpg", "gif"),
    "moderation": ("high", "none"),
    "background": ("white",),
    "input_fidelity": ("medium", "auto"),
    "action": ("variation",),
}
# The requirement that makes the legal values legal, if it is not the requirement that makes other values illegal.
KNOWN_VALUES_RULES: Final = {"input_fidelity": "input_fidelity.known", "action": "action.known"}
RULES: Final = (
    "payload.type",
    "type.required",
    "type.value",
    "input_image_mask.type",
    "tool_configs.type",
    "tool_configs.member.type",
    *NESTED_TYPE_RULES.values(),
    *(f"{field}.type" for field in (*STRING_FIELDS, *INTEGER_FIELDS)),
    *(f"{field}.range" for field in INTEGER_FIELDS),
    *(f"{field}.value" for field in ENUMS),
)
# JSON Pointers of the places that cannot be null; `*` stands for the name of a tool configuration.
NOT_NULL: Final = (
    *(f"/{field}" for field in OPTIONAL_FIELDS if field != "input_fidelity"),
    *NESTED_TYPE_RULES,
    "/tool_configs/*",
)
MODELS: Final = ("dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-2")
SIZES: Final = (*STANDARD_SIZES, "auto")


def _null_name(pointer: str) -> str:
    """Return the last part of the name of the mutant that accepts null at a place."""
    return pointer.strip("/").replace("/", ".").replace("*", "member")


ENUMERATIONS: Final = (
    *(
        mutant
        for field, legal_values in ENUMS.items()
        for mutant in (
            *(
                Mutant(
                    f"{field}-refuses-{value}",
                    KNOWN_VALUES_RULES.get(field, f"{field}.value"),
                    f"rejects {field} {value}",
                    mutate_errors(rejecting(f"{field}.value", field_is(field, value))),
                )
                for value in legal_values
            ),
            *(
                Mutant(
                    f"{field}-takes-{value}",
                    f"{field}.value",
                    f"accepts {field} {value}",
                    mutate_errors(accepting_value(field, value)),
                )
                for value in ILLEGAL_VALUES[field]
            ),
        )
    ),
    Mutant(
        "input_fidelity-refuses-null",
        "input_fidelity.value",
        "rejects null as input_fidelity",
        mutate_errors(rejecting("input_fidelity.value", field_is("input_fidelity", None))),
    ),
)

RANGE_CHECKS: Final = tuple(
    mutant
    for field, (minimum, maximum) in RANGES.items()
    for mutant in (
        *(
            Mutant(
                f"{field}-refuses-{bound}",
                f"{field}.range",
                f"rejects the bound {bound} of {field}",
                mutate_errors(rejecting(f"{field}.range", field_is(field, bound))),
            )
            for bound in (minimum, maximum)
        ),
        *(
            Mutant(
                f"{field}-takes-{value}",
                f"{field}.range",
                f"accepts {field} {value}",
                mutate_errors(accepting_value(field, value)),
            )
            for value in (minimum - 1, maximum + 1)
        ),
        *(
            Mutant(
                f"{field}-wraps-at-{bits}-bits",
                f"{field}.range",
                f"wraps {field} around at {bits} bits before its range is checked",
                mutate_errors(wrapping_range(f"{field}.range", bits, maximum)),
            )
            for bits in (8, 16, 32, 64)
        ),
    )
)

SKIPPED_CHECKS: Final = (
    *(
        Mutant(
            f"drops-{rule}",
            rule,
            f"does not check the rule {rule}",
            mutate_errors(skipping_rule(rule)),
        )
        for rule in RULES
    ),
    *(
        Mutant(
            f"null-{_null_name(pointer)}",
            "null.refused",
            f"accepts null at {pointer}",
            mutate_errors(accepting_null(pointer)),
        )
        for pointer in NOT_NULL
    ),
)

COERCED_NUMBERS: Final = tuple(
    mutant
    for field in INTEGER_FIELDS
    for mutant in (
        Mutant(
            f"{field}-digits",
            f"{field}.type",
            f"accepts a string of digits as {field}",
            mutate_validated_payload(change_field(field, values.int_from_text)),
        ),
        Mutant(
            f"{field}-boolean",
            f"{field}.type",
            f"accepts a boolean as {field}",
            mutate_validated_payload(change_field(field, values.int_from_bool)),
        ),
        Mutant(
            f"{field}-fraction",
            f"{field}.type",
            f"truncates a fraction in {field}",
            mutate_validated_payload(change_field(field, values.truncate_fraction)),
        ),
    )
)

COERCED_STRINGS: Final = (
    *(
        Mutant(
            f"{field}-of-one",
            rule,
            f"accepts an array with one string as {field}",
            mutate_validated_payload(change_field(field, values.single_member)),
        )
        for field, rule in (
            *((field, f"{field}.type") for field in STRING_FIELDS),
            *((field, f"{field}.value") for field in ENUMS),
        )
    ),
    *(
        Mutant(
            f"{field}-number",
            f"{field}.type",
            f"accepts a number as {field}",
            mutate_validated_payload(change_field(field, values.text_from_number)),
        )
        for field in STRING_FIELDS
    ),
    *(
        mutant
        for field in ENUMS
        for mutant in (
            Mutant(
                f"{field}-any-case",
                f"{field}.value",
                f"ignores the case of {field}",
                mutate_validated_payload(change_field(field, on_strings(str.lower))),
            ),
            Mutant(
                f"{field}-trimmed",
                f"{field}.value",
                f"ignores white space around {field}",
                mutate_validated_payload(change_field(field, on_strings(str.strip))),
            ),
            Mutant(
                f"{field}-empty",
                f"{field}.value",
                f"treats an empty {field} as omitted",
                mutate_validated_payload(omit_field(field, "")),
            ),
            Mutant(
                f"{field}-false",
                f"{field}.value",
                f"treats {field} false as omitted",
                mutate_validated_payload(omit_field(field, False)),
            ),
        )
    ),
    Mutant(
        "type-any-case",
        "type.value",
        "ignores the case of type",
        mutate_validated_payload(change_field("type", on_strings(str.lower))),
    ),
    Mutant(
        "type-trimmed",
        "type.value",
        "ignores white space around type",
        mutate_validated_payload(change_field("type", on_strings(str.strip))),
    ),
    Mutant(
        "type-hyphen",
        "type.value",
        "accepts a hyphen instead of the underscore in type",
        mutate_validated_payload(change_field("type", on_strings(replace_all(("-", "_"))))),
    ),
    Mutant(
        "type-prefix",
        "type.value",
        "accepts a type that continues after image_generation",
        mutate_validated_payload(change_field("type", on_strings(truncate(16)))),
    ),
    Mutant(
        "falsy-unchecked",
        "quality.value",
        "does not check falsy values",
        mutate_validated_payload(payloads.keep_values(bool)),
    ),
)

COERCED_OBJECTS: Final = (
    Mutant(
        "mask-list",
        "input_image_mask.type",
        "accepts an array as a mask",
        mutate_validated_payload(change_field(MASK, values.empty_object_from_array)),
    ),
    Mutant(
        "mask-url",
        "input_image_mask.type",
        "accepts a string as the URL of a mask",
        mutate_validated_payload(change_field(MASK, values.mask_from_url)),
    ),
    Mutant(
        "configs-list",
        "tool_configs.type",
        "accepts an array as tool_configs",
        mutate_validated_payload(change_field(CONFIGS, values.empty_object_from_array)),
    ),
    Mutant(
        "configs-falsy",
        "tool_configs.type",
        "does not check falsy tool_configs",
        mutate_validated_payload(omit_field(CONFIGS, False, 0, "", [])),
    ),
    Mutant(
        "configs-first",
        "tool_configs.member.type",
        "checks only the first tool configuration",
        mutate_validated_payload(change_object(CONFIGS, objects.first_member)),
    ),
    Mutant(
        "configs-shallow",
        "tool_configs.pin.type",
        "does not check the members of tool configurations",
        mutate_validated_payload(change_tool_configs(objects.empty_object)),
    ),
    Mutant(
        "mask-first",
        "input_image_mask.file_id.type",
        "checks only the first member of a mask",
        mutate_validated_payload(change_object(MASK, objects.first_member)),
    ),
    Mutant(
        "pin-words",
        "tool_configs.pin.type",
        "accepts true, false, yes and no as strings for pin",
        mutate_validated_payload(change_tool_configs(objects.drop_member_if("pin", values.is_boolean_word))),
    ),
    Mutant(
        "pin-bit",
        "tool_configs.pin.type",
        "accepts 0 and 1 for pin",
        mutate_validated_payload(change_tool_configs(objects.drop_member_if("pin", values.is_bit))),
    ),
)

OPEN_SETS: Final = (
    Mutant(
        "model-closed",
        "model.open",
        "rejects unknown models",
        mutate_errors(rejecting("model.type", conditions.field_is_other_than("model", MODELS))),
    ),
    *(
        Mutant(
            f"model-refuses-{model}",
            "model.open",
            f"rejects {model}",
            mutate_errors(rejecting("model.type", field_is("model", model))),
        )
        for model in MODELS
    ),
    *(
        Mutant(
            f"size-refuses-{size}",
            "size.open",
            f"rejects the size {size}",
            mutate_errors(rejecting("size.type", field_is("size", size))),
        )
        for size in SIZES
    ),
    Mutant(
        "model-empty",
        "model.open",
        "rejects an empty model",
        mutate_errors(rejecting("model.type", field_is("model", ""))),
    ),
    Mutant(
        "size-closed",
        "size.open",
        "rejects all sizes except the standard sizes and auto",
        mutate_errors(rejecting("size.type", conditions.field_is_other_than("size", SIZES))),
    ),
)

OVERLY_STRICT: Final = (
    Mutant(
        "mask-needs-file",
        "input_image_mask.optional",
        "rejects a mask without file_id",
        mutate_errors(rejecting("input_image_mask.type", conditions.mask_lacks_file_id)),
    ),
    Mutant(
        "mask-not-both",
        "input_image_mask.optional",
        "rejects a mask with both file_id and image_url",
        mutate_errors(rejecting("input_image_mask.type", conditions.mask_has_both)),
    ),
    Mutant(
        "mask-not-empty",
        "input_image_mask.optional",
        "rejects a mask without members",
        mutate_errors(rejecting("input_image_mask.type", field_is(MASK, {}))),
    ),
    Mutant(
        "type-not-alone",
        "payload.optional",
        "rejects a payload with no field except type",
        mutate_errors(rejecting("payload.optional", conditions.has_only("type"), "")),
    ),
    *(
        Mutant(
            f"{field}-not-alone",
            "payload.optional",
            f"rejects a payload with no field except type and {field}",
            mutate_errors(rejecting("payload.optional", conditions.has_only("type", field), "")),
        )
        for field in ("model", "quality", "size")
    ),
    Mutant(
        "type-first",
        "type.required",
        "requires type as the first key",
        mutate_errors(rejecting("type.value", conditions.type_is_not_first)),
    ),
    *(
        Mutant(
            f"{field}-gone",
            "deprecated.legal",
            f"rejects {field} because it is deprecated",
            mutate_errors(rejecting(f"{field}.type", conditions.has_any(field))),
        )
        for field in DEPRECATED_FIELDS
    ),
    *(
        Mutant(
            f"{field}-not-empty",
            f"{field}.type",
            f"rejects an empty {field}",
            mutate_errors(rejecting(f"{field}.type", field_is(field, ""))),
        )
        for field in ("name", "description")
    ),
)

# The verdicts of these mutants are correct, but their reasons are not.
WRONG_REASONS: Final = (
    Mutant(
        "reasons-at-top",
        "quality.value",
        "reports every error at the root of the payload",
        mutate_errors(reporting(errors.at_root)),
    ),
    Mutant(
        "reasons-of-field",
        "input_image_mask.file_id.type",
        "reports errors inside a field at the field",
        mutate_errors(reporting(errors.at_field)),
    ),
    Mutant(
        "reasons-generic",
        "output_compression.range",
        "reports every error as a violation of payload.type",
        mutate_errors(reporting(errors.as_payload_type_error)),
    ),
    Mutant(
        "reasons-unescaped",
        "tool_configs.member.type",
        "does not escape the tokens of JSON Pointers",
        mutate_errors(reporting(errors.with_unescaped_pointer)),
    ),
    Mutant(
        "reasons-without-empty",
        "tool_configs.member.type",
        "drops empty tokens of JSON Pointers",
        mutate_errors(reporting(errors.without_empty_tokens)),
    ),
    Mutant(
        "null-by-type",
        "null.refused",
        "reports a null as a violation of quality.value",
        mutate_errors(reporting(errors.null_as_wrong_quality)),
    ),
)

CRASHES: Final = (
    Mutant(
        "crash-not-an-object",
        "payload.type",
        "crashes in validation on payloads that are not objects",
        validating(validators.crash_unless_object),
    ),
    Mutant(
        "crash-no-type",
        "type.required",
        "crashes in validation if type is missing",
        validating(crash_on_objects(conditions.lacks_type)),
    ),
    Mutant(
        "crash-null",
        "null.refused",
        "crashes in validation on a null",
        validating(crash_on_objects(conditions.has_null)),
    ),
    Mutant(
        "crash-array",
        "quality.value",
        "crashes in validation on an array",
        validating(crash_on_objects(conditions.has_array)),
    ),
    Mutant(
        "crash-long-integer",
        "output_compression.range",
        "crashes in validation on integers of more than 64 bits",
        validating(crash_on_objects(conditions.has_int_from(2**64))),
    ),
    Mutant(
        "crash-integral-float",
        "integer.notation",
        "crashes in validation on an integer that is written with a decimal point",
        validating(crash_on_objects(conditions.has_integral_float)),
    ),
    Mutant(
        "crash-unknown",
        "type.required",
        "crashes in validation on an unknown key",
        validating(crash_on_objects(conditions.has_unknown_key)),
    ),
)

MUTANTS: tuple[Mutant, ...] = (
    *ENUMERATIONS,
    *RANGE_CHECKS,
    *SKIPPED_CHECKS,
    *COERCED_NUMBERS,
    *COERCED_STRINGS,
    *COERCED_OBJECTS,
    *OPEN_SETS,
    *OVERLY_STRICT,
    *WRONG_REASONS,
    *CRASHES,
    Mutant(
        "refuses-everything",
        "quality.value",
        "rejects every payload",
        validating(validators.reject_everything),
    ),
    Mutant(
        "accepts-everything",
        "quality.value",
        "accepts every payload",
        validating(validators.accept_everything),
    ),
    Mutant(
        "accepts-falsy",
        "payload.type",
        "accepts falsy payloads that are not objects",
        mutate_errors(errors.accepting_falsy),
    ),
)
