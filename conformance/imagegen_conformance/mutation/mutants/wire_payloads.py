"""Mutants of level wire: fields that are dropped, added, converted or truncated between input and output."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.mutation.fields import (
    DEFAULTS,
    DEPRECATED_FIELDS,
    ENUMS,
    INTEGER_FIELDS,
    MASK_FIELDS,
    OPTIONAL_FIELDS,
    STANDARD_SIZES,
    TOOL_CONFIG_FIELDS,
)
from imagegen_conformance.mutation.mutant import (
    AdapterFactory,
    Condition,
    Mutant,
    mutate_constructor_input,
    mutate_output,
    with_members,
)
from imagegen_conformance.mutation.transforms import (
    adapters,
    conditions,
    objects,
    payloads,
    serialization,
    sizes,
    strings,
    values,
)
from imagegen_conformance.mutation.transforms.payloads import (
    change_deep,
    change_field,
    change_fields,
    change_object,
    change_tool_configs,
    change_unknown,
    change_values,
    drop_fields,
    keep_keys,
    rename_keys,
    set_defaults,
    set_field,
)
from imagegen_conformance.mutation.transforms.strings import normalize, replace_all, substitute
from imagegen_conformance.mutation.transforms.values import on_strings, replace_null

__all__ = ["MUTANTS"]
MASK: Final = "input_image_mask"
CONFIGS: Final = "tool_configs"
# The fields of the first revision, which the mutant writes-nulls knows, in its order.
FIRST_FIELDS: Final = (
    "model",
    "quality",
    "size",
    "output_format",
    "output_compression",
    "moderation",
    "background",
    "input_fidelity",
    "input_image_mask",
    "partial_images",
    "action",
)
# The value that replaces the unknown values of an enumeration, in the order of the mutants.
REPLACEMENTS: Final = {
    "quality": "auto",
    "output_format": "png",
    "moderation": "auto",
    "background": "auto",
    "action": "auto",
    "input_fidelity": "low",
}


DROPPED: Final = (
    *(
        Mutant(
            f"loses-{field}",
            "wire.round-trip",
            f"drops {field} from the output",
            mutate_output(drop_fields(field)),
        )
        for field in OPTIONAL_FIELDS
    ),
    Mutant(
        "loses-unknown",
        "wire.unknown-keys",
        "drops unknown keys",
        mutate_output(keep_keys(conditions.is_documented_key)),
    ),
    Mutant(
        "loses-unknown-of-mask",
        "wire.unknown-keys",
        "drops unknown keys of a mask",
        mutate_output(change_object(MASK, objects.only_members(*MASK_FIELDS))),
    ),
    Mutant(
        "loses-unknown-of-configs",
        "wire.unknown-keys",
        "drops unknown keys of tool configurations",
        mutate_output(change_tool_configs(objects.only_members(*TOOL_CONFIG_FIELDS))),
    ),
    Mutant(
        "loses-unknown-values",
        "wire.unknown-keys",
        "replaces the values of unknown keys with null",
        mutate_output(change_unknown(values.to_null)),
    ),
    Mutant(
        "loses-unknown-objects",
        "wire.unknown-keys",
        "empties objects that are values of unknown keys",
        mutate_output(change_unknown(values.object_to_empty)),
    ),
    Mutant(
        "loses-private",
        "wire.unknown-keys",
        "drops keys that begin with an underscore or a dollar sign",
        mutate_output(keep_keys(conditions.is_public_key)),
    ),
    Mutant(
        "loses-empty-key",
        "wire.unknown-keys",
        "drops the empty key",
        mutate_output(keep_keys(bool)),
    ),
    Mutant(
        "loses-dunder",
        "wire.unknown-keys",
        "drops keys that have a special meaning in JavaScript or Python",
        mutate_output(keep_keys(conditions.is_ordinary_key)),
    ),
    Mutant(
        "loses-newer",
        "wire.round-trip",
        "drops the fields that a later revision introduced",
        mutate_output(drop_fields(*DEPRECATED_FIELDS)),
    ),
    Mutant(
        "folds-keys",
        "wire.unknown-keys",
        "converts keys to lower case",
        mutate_output(rename_keys(str.lower)),
    ),
    Mutant(
        "camels-keys",
        "wire.unknown-keys",
        "converts keys from camel case to snake case",
        mutate_constructor_input(rename_keys(strings.snake_case)),
    ),
    Mutant(
        "trims-keys",
        "wire.unknown-keys",
        "trims white space from keys",
        mutate_output(rename_keys(str.strip)),
    ),
    Mutant(
        "normalises-keys",
        "wire.unknown-keys",
        "normalizes keys to Unicode form NFC",
        mutate_output(rename_keys(normalize("NFC"))),
    ),
    Mutant(
        "hyphens-keys",
        "wire.unknown-keys",
        "replaces hyphens in keys with underscores",
        mutate_output(rename_keys(replace_all(("-", "_")))),
    ),
    Mutant(
        "splits-keys",
        "wire.unknown-keys",
        "cuts keys before the first dot",
        mutate_output(rename_keys(strings.before("."))),
    ),
    Mutant(
        "loses-zero",
        "wire.falsy-survives",
        "drops fields with the value 0",
        mutate_output(payloads.drop_values(0)),
    ),
    Mutant(
        "loses-false",
        "wire.falsy-survives",
        "drops fields with the value false",
        mutate_output(payloads.drop_values(False)),
    ),
    Mutant(
        "loses-empty-string",
        "wire.falsy-survives",
        "drops fields with an empty string",
        mutate_output(payloads.drop_values("")),
    ),
    Mutant(
        "loses-falsy",
        "wire.falsy-survives",
        "drops fields with a falsy value",
        mutate_output(payloads.keep_values(bool)),
    ),
    Mutant(
        "loses-empty-object",
        "wire.falsy-survives",
        "drops fields with an empty object",
        mutate_output(payloads.drop_values({})),
    ),
    Mutant(
        "loses-empty-array",
        "wire.no-corruption",
        "drops fields with an empty array",
        mutate_output(payloads.drop_values([])),
    ),
    Mutant(
        "empty-object-null",
        "wire.falsy-survives",
        "converts empty objects to null",
        mutate_output(change_values(values.empty_object_to_null)),
    ),
    Mutant(
        "loses-falsy-inside",
        "wire.falsy-survives",
        "drops falsy members of nested objects",
        mutate_output(change_deep(values.drop_falsy_members)),
    ),
    Mutant(
        "shares-output",
        "wire.round-trip",
        "returns the same output again for an equal payload",
        with_members(as_dict=serialization.as_dict_shared),
    ),
    Mutant(
        "empties-mask",
        "wire.round-trip",
        "returns an empty mask",
        mutate_output(change_object(MASK, objects.empty_object)),
    ),
    Mutant(
        "empties-configs",
        "wire.round-trip",
        "returns empty tool configurations",
        mutate_output(change_tool_configs(objects.empty_object)),
    ),
    Mutant(
        "loses-second-config",
        "wire.round-trip",
        "returns only the first tool configuration",
        mutate_output(change_object(CONFIGS, objects.first_member)),
    ),
    Mutant(
        "loses-configs-with-other-names",
        "wire.round-trip",
        "drops tool configurations whose names are not words in lowercase, or are names of fields or members",
        mutate_output(change_object(CONFIGS, objects.keep_members(conditions.is_plain_name))),
    ),
    Mutant(
        "configs-to-identifiers",
        "wire.round-trip",
        "replaces the characters of the names of tool configurations that an identifier cannot contain",
        mutate_output(change_object(CONFIGS, objects.rename_members(substitute("[^A-Za-z0-9]", "_")))),
    ),
    Mutant(
        "configs-to-pointers",
        "wire.round-trip",
        "escapes the names of tool configurations as in JSON Pointers",
        mutate_output(change_object(CONFIGS, objects.rename_members(replace_all(("~", "~0"), ("/", "~1"))))),
    ),
    Mutant(
        "loses-pin-false",
        "wire.falsy-survives",
        "drops pin from a tool configuration if it is false",
        mutate_output(change_tool_configs(objects.drop_member_if("pin", values.is_falsy))),
    ),
)

ADDED: Final = (
    *(
        Mutant(
            f"writes-{field}",
            "wire.omitted-stays-omitted",
            f"adds the default of {field} if the field is omitted",
            mutate_output(set_defaults({field: default})),
        )
        for field, default in DEFAULTS.items()
    ),
    Mutant(
        "writes-nulls",
        "wire.omitted-stays-omitted",
        "returns omitted fields as null",
        mutate_output(set_defaults(dict.fromkeys(FIRST_FIELDS))),
    ),
    Mutant(
        "writes-fidelity-null",
        "wire.omitted-stays-omitted",
        "returns an omitted input_fidelity as null",
        mutate_output(set_defaults({"input_fidelity": None})),
    ),
    Mutant(
        "writes-file-id",
        "wire.round-trip",
        "adds a file_id of null to a mask",
        mutate_output(change_object(MASK, objects.add_member("file_id", None))),
    ),
    Mutant(
        "writes-pin",
        "wire.round-trip",
        "adds a pin of false to tool configurations",
        mutate_output(change_tool_configs(objects.add_member("pin", False))),
    ),
    Mutant(
        "writes-n",
        "wire.round-trip",
        "adds the number of images",
        mutate_output(set_defaults({"n": 1})),
    ),
    Mutant(
        "writes-default-for-null",
        "wire.null",
        "replaces null with the default of the field",
        mutate_output(payloads.replace_nulls(DEFAULTS)),
    ),
    Mutant(
        "writes-compression-of-format",
        "wire.round-trip",
        "adds output_compression if output_format is webp",
        mutate_output(
            payloads.change_if(
                conditions.field_is("output_format", "webp"),
                set_defaults({"output_compression": 100}),
            )
        ),
    ),
    Mutant(
        "writes-format-of-background",
        "wire.round-trip",
        "adds output_format if the background is transparent",
        mutate_output(
            payloads.change_if(
                conditions.field_is("background", "transparent"),
                set_defaults({"output_format": "png"}),
            )
        ),
    ),
)


CONVERTED_SCALARS: Final = (
    Mutant(
        "digits-to-integers",
        "wire.no-corruption",
        "converts strings of digits in integer fields to integers",
        mutate_output(change_fields(INTEGER_FIELDS, values.int_from_digits)),
    ),
    Mutant(
        "digits-anywhere",
        "wire.no-corruption",
        "converts strings of digits to integers at any depth",
        mutate_output(change_deep(values.int_from_short_digits)),
    ),
    Mutant(
        "booleans-to-integers",
        "wire.no-corruption",
        "converts booleans in documented fields to integers",
        mutate_output(payloads.change_known(values.int_from_bool)),
    ),
    Mutant(
        "booleans-anywhere",
        "wire.no-corruption",
        "converts booleans to integers at any depth",
        mutate_output(change_deep(values.int_from_bool)),
    ),
    Mutant(
        "bits-to-booleans",
        "wire.no-corruption",
        "converts 0 and 1 to booleans",
        mutate_output(change_deep(values.bool_from_bit)),
    ),
    Mutant(
        "pin-by-truth",
        "wire.no-corruption",
        "converts pin to a boolean by its truth value",
        mutate_output(change_tool_configs(objects.change_member("pin", bool))),
    ),
    Mutant(
        "words-to-booleans",
        "wire.no-corruption",
        "converts the strings true and false to booleans",
        mutate_output(change_deep(values.bool_from_word)),
    ),
    Mutant(
        "words-to-null",
        "wire.no-corruption",
        "converts the strings null and None to null",
        mutate_output(change_deep(values.null_from_word)),
    ),
    Mutant(
        "integers-to-strings",
        "wire.no-corruption",
        "converts integers to strings",
        mutate_output(change_values(values.text_from_int)),
    ),
    Mutant(
        "scalars-to-strings",
        "wire.no-corruption",
        "converts numbers and booleans in string fields to strings",
        mutate_output(change_fields(("name", "description", "model", "size", "quality"), values.text_from_scalar)),
    ),
    Mutant(
        "fractions-cut",
        "wire.no-corruption",
        "truncates fractions in documented fields",
        mutate_output(payloads.change_known(values.truncate_fraction)),
    ),
    Mutant(
        "fractions-rounded",
        "wire.no-corruption",
        "rounds fractions to six decimal places",
        mutate_output(change_deep(values.round_fraction)),
    ),
    Mutant(
        "numbers-to-doubles",
        "as_dict.items",
        "converts integers to doubles",
        mutate_output(change_deep(values.float_from_int)),
    ),
    Mutant(
        "numbers-clamped",
        "wire.no-corruption",
        "clamps output_compression to its range",
        mutate_output(change_field("output_compression", values.clamp_int(0, 100))),
    ),
    Mutant(
        "partial-clamped",
        "wire.no-corruption",
        "clamps partial_images to its range",
        mutate_output(change_field("partial_images", values.clamp_int(0, 3))),
    ),
    *(
        Mutant(
            f"numbers-wrap-at-{bits}-bits",
            "wire.no-corruption",
            f"wraps integers around at {bits} bits",
            mutate_output(change_deep(values.wrap_int(bits))),
        )
        for bits in (32, 64)
    ),
    Mutant(
        "numbers-capped",
        "wire.no-corruption",
        "clamps integers to the range of 64 bits",
        mutate_output(change_deep(values.clamp_int(-(2**63), 2**63 - 1))),
    ),
)

CONVERTED_CONTAINERS: Final = (
    Mutant(
        "one-to-array",
        "wire.no-corruption",
        "converts a model to an array with one string",
        mutate_output(change_field("model", values.array_from_string)),
    ),
    Mutant(
        "array-to-one",
        "wire.no-corruption",
        "converts an array with one member to this member",
        mutate_output(change_deep(values.single_member)),
    ),
    Mutant(
        "arrays-to-objects",
        "wire.no-corruption",
        "converts arrays to objects",
        mutate_output(change_values(values.object_from_array)),
    ),
    Mutant(
        "arrays-sorted",
        "wire.no-corruption",
        "sorts arrays",
        mutate_output(change_deep(values.sort_array)),
    ),
    Mutant(
        "arrays-unique",
        "wire.no-corruption",
        "drops repeated members of arrays",
        mutate_output(change_deep(values.deduplicate_array)),
    ),
    Mutant(
        "objects-to-strings",
        "wire.no-corruption",
        "converts objects and arrays that are values of unknown keys to JSON text",
        mutate_output(change_unknown(values.json_from_container)),
    ),
    Mutant(
        "mask-of-url",
        "wire.no-corruption",
        "converts a string to a mask with this URL",
        mutate_output(change_field(MASK, values.mask_from_url)),
    ),
    Mutant(
        "pairs-to-configs",
        "wire.no-corruption",
        "converts an array of tool configurations to an object",
        mutate_constructor_input(change_field(CONFIGS, values.object_from_array)),
    ),
    Mutant(
        "falsy-configs",
        "wire.no-corruption",
        "converts falsy tool_configs to an empty object",
        mutate_constructor_input(change_field(CONFIGS, values.empty_object_from_falsy)),
    ),
)

CONVERTED_NULLS: Final = (
    Mutant(
        "null-to-empty",
        "wire.null",
        "converts nulls to empty strings",
        mutate_output(change_values(replace_null(""))),
    ),
    Mutant(
        "null-to-word",
        "wire.null",
        "converts nulls to the string null",
        mutate_output(change_values(replace_null("null"))),
    ),
    Mutant(
        "null-to-object",
        "wire.null",
        "converts null in object fields to an empty object",
        mutate_constructor_input(change_fields((MASK, CONFIGS), replace_null({}))),
    ),
    Mutant(
        "null-members-lost",
        "wire.unknown-keys",
        "drops nulls in arrays",
        mutate_output(change_deep(values.drop_nulls_from_array)),
    ),
    Mutant(
        "null-to-zero",
        "wire.null",
        "converts null in integer fields to zero",
        mutate_output(change_fields(INTEGER_FIELDS, replace_null(0))),
    ),
    Mutant(
        "null-to-false",
        "wire.null",
        "converts a pin of null to false",
        mutate_output(change_tool_configs(objects.change_member("pin", replace_null(False)))),
    ),
)

CONVERTED_ENUMS: Final = tuple(
    mutant
    for field, replacement in REPLACEMENTS.items()
    for mutant in (
        Mutant(
            f"replaces-{field}",
            "wire.no-corruption",
            f"replaces unknown values of {field} with {replacement}",
            mutate_output(change_field(field, values.replace_unless_known(ENUMS[field], replacement))),
        ),
        Mutant(
            f"folds-{field}",
            "wire.no-corruption",
            f"converts {field} to lower case",
            mutate_output(change_field(field, on_strings(str.lower))),
        ),
    )
)

CONVERTED_NAMES: Final = (
    Mutant(
        "aliases-format",
        "wire.no-corruption",
        "converts jpg to jpeg",
        mutate_output(change_field("output_format", values.jpeg_from_alias)),
    ),
    Mutant(
        "snaps-size",
        "wire.no-corruption",
        "replaces sizes that are not standard with 1024x1024",
        mutate_output(change_field("size", on_strings(sizes.standard_size))),
    ),
    Mutant(
        "rounds-size",
        "wire.no-corruption",
        "rounds the edges of a size to multiples of 16",
        mutate_output(change_field("size", on_strings(sizes.round_edges))),
    ),
    Mutant(
        "reads-size",
        "wire.no-corruption",
        "parses the edges of a size as integers and formats them again",
        mutate_output(change_field("size", on_strings(sizes.rewrite_edges))),
    ),
    Mutant(
        "folds-size",
        "wire.no-corruption",
        "converts a size to lower case",
        mutate_output(change_field("size", on_strings(str.lower))),
    ),
    Mutant(
        "folds-model",
        "wire.strings",
        "converts a model to lower case",
        mutate_output(change_field("model", on_strings(str.lower))),
    ),
    Mutant(
        "undates-model",
        "wire.strings",
        "removes the date from a model",
        mutate_output(change_field("model", on_strings(substitute(r"-\d{4}-\d\d-\d\d$", "")))),
    ),
)


def _mutate_strings(change: strings.StringChange) -> AdapterFactory:
    return mutate_output(payloads.change_strings(change))


STRINGS: Final = (
    Mutant(
        "trims",
        "wire.strings",
        "trims white space from strings",
        _mutate_strings(str.strip),
    ),
    Mutant(
        "trims-right",
        "wire.strings",
        "trims white space after strings",
        _mutate_strings(str.rstrip),
    ),
    Mutant(
        "trims-left",
        "wire.strings",
        "trims white space before strings",
        _mutate_strings(str.lstrip),
    ),
    Mutant(
        "trims-line-feed",
        "wire.strings",
        "removes a line feed at the end of strings",
        _mutate_strings(strings.remove_suffix("\n")),
    ),
    Mutant(
        "folds-space",
        "wire.strings",
        "collapses white space in strings to single spaces",
        _mutate_strings(substitute(r"\s+", " ")),
    ),
    Mutant(
        "folds-line-ends",
        "wire.strings",
        "converts carriage returns to line feeds",
        _mutate_strings(replace_all(("\r\n", "\n"), ("\r", "\n"))),
    ),
    Mutant(
        "tabs-to-spaces",
        "wire.strings",
        "converts tabs to spaces",
        _mutate_strings(replace_all(("\t", " "))),
    ),
    Mutant(
        "composes",
        "wire.strings",
        "normalizes strings to Unicode form NFC",
        _mutate_strings(normalize("NFC")),
    ),
    Mutant(
        "decomposes",
        "wire.strings",
        "normalizes strings to Unicode form NFD",
        _mutate_strings(normalize("NFD")),
    ),
    Mutant(
        "compatible",
        "wire.strings",
        "normalizes strings to Unicode form NFKC",
        _mutate_strings(normalize("NFKC")),
    ),
    Mutant(
        "folds-case",
        "wire.strings",
        "folds the case of strings",
        _mutate_strings(str.casefold),
    ),
    Mutant(
        "upper-case",
        "wire.strings",
        "converts strings to upper case",
        _mutate_strings(str.upper),
    ),
    Mutant(
        "drops-astral",
        "wire.strings",
        "drops characters beyond 16 bits",
        _mutate_strings(substitute(strings.ASTRAL, "")),
    ),
    Mutant(
        "astral-truncated",
        "wire.strings",
        "keeps only the lower 16 bits of each code point",
        _mutate_strings(strings.lower_16_bits),
    ),
    Mutant(
        "replaces-astral",
        "wire.strings",
        "replaces characters beyond 16 bits with U+FFFD",
        _mutate_strings(substitute(strings.ASTRAL, "\ufffd")),
    ),
    Mutant(
        "drops-non-ascii",
        "wire.strings",
        "drops characters that are not ASCII",
        _mutate_strings(strings.ascii_only),
    ),
    Mutant(
        "questions-non-latin",
        "wire.strings",
        "replaces characters that are not Latin-1 with question marks",
        _mutate_strings(strings.latin_1_only),
    ),
    Mutant(
        "mojibake",
        "wire.strings",
        "decodes UTF-8 as Latin-1",
        _mutate_strings(strings.misread_as_latin_1),
    ),
    Mutant(
        "cuts-at-nul",
        "wire.strings",
        "cuts strings before a NUL character",
        _mutate_strings(strings.before("\x00")),
    ),
    Mutant(
        "drops-nul",
        "wire.strings",
        "drops NUL characters",
        _mutate_strings(replace_all(("\x00", ""))),
    ),
    Mutant(
        "drops-control",
        "wire.strings",
        "drops control characters",
        _mutate_strings(substitute(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", "")),
    ),
    Mutant(
        "drops-invisible",
        "wire.strings",
        "drops characters without width",
        _mutate_strings(substitute("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]", "")),
    ),
    Mutant(
        "drops-mark",
        "wire.strings",
        "drops a byte order mark at the start of strings",
        _mutate_strings(strings.remove_prefix("\ufeff")),
    ),
    Mutant(
        "plain-spaces",
        "wire.strings",
        "converts spaces of any kind to U+0020",
        _mutate_strings(substitute("[\u00a0\u2000-\u200a\u202f\u3000]", " ")),
    ),
    Mutant(
        "plain-quotes",
        "wire.strings",
        "converts typographic quotes to straight ones",
        _mutate_strings(replace_all(("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))),
    ),
    Mutant(
        "separators",
        "wire.strings",
        "converts line and paragraph separators to line feeds",
        _mutate_strings(replace_all(("\u2028", "\n"), ("\u2029", "\n"))),
    ),
    Mutant(
        "escapes-markup",
        "wire.strings",
        "escapes markup in strings",
        _mutate_strings(replace_all(("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))),
    ),
    Mutant(
        "unescapes-markup",
        "wire.strings",
        "decodes escaped markup in strings",
        _mutate_strings(replace_all(("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))),
    ),
    Mutant(
        "unescapes-percent",
        "wire.strings",
        "decodes percent escapes in strings",
        _mutate_strings(strings.decode_percent),
    ),
    Mutant(
        "plus-to-space",
        "wire.strings",
        "converts plus signs to spaces",
        _mutate_strings(replace_all(("+", " "))),
    ),
    Mutant(
        "unescapes-backslash",
        "wire.strings",
        "decodes backslash escapes a second time",
        _mutate_strings(replace_all(("\\n", "\n"), ("\\u0041", "A"), ("\\\\", "\\"))),
    ),
    Mutant(
        "escapes-quotes",
        "wire.strings",
        "adds a backslash before double quotes",
        _mutate_strings(replace_all(('"', '\\"'))),
    ),
    Mutant(
        "expands-variables",
        "wire.strings",
        "expands shell variables, which are unset",
        _mutate_strings(substitute(r"\$\{?\w+\}?", "")),
    ),
    Mutant(
        "formats-braces",
        "wire.strings",
        "converts double braces to single ones",
        _mutate_strings(replace_all(("{{", "{"), ("}}", "}"))),
    ),
    *(
        Mutant(
            f"cuts-at-{length}",
            "wire.strings",
            f"cuts strings after {length} characters",
            _mutate_strings(strings.truncate(length)),
        )
        for length in (64, 255, 1000, 4096)
    ),
    Mutant(
        "reverses-bidirectional",
        "wire.strings",
        "reverses strings with right-to-left characters",
        _mutate_strings(strings.reverse_right_to_left),
    ),
)

TYPES: Final = (
    Mutant(
        "type-lost",
        "wire.type-written",
        "drops type from the output",
        mutate_output(drop_fields("type")),
    ),
    Mutant(
        "type-renamed",
        "wire.type-written",
        "returns type as tool_type",
        mutate_output(payloads.rename_field("type", "tool_type")),
    ),
    Mutant(
        "type-other",
        "wire.type-written",
        "returns a type with a hyphen",
        mutate_output(set_field("type", "image-generation")),
    ),
    Mutant(
        "type-null",
        "wire.type-written",
        "returns type as null",
        mutate_output(set_field("type", None)),
    ),
    Mutant(
        "type-missing-quality-lost",
        "wire.type-written",
        "drops quality from a payload whose type is missing",
        mutate_constructor_input(payloads.change_if(conditions.lacks_type, drop_fields("quality"))),
    ),
    Mutant(
        "order-decides",
        "wire.key-order",
        "drops the keys that precede type",
        mutate_constructor_input(payloads.drop_fields_before_type),
    ),
    Mutant(
        "order-first",
        "wire.key-order",
        "rejects payloads that begin with another key than type",
        mutate_constructor_input(payloads.reject_if(conditions.type_follows_other_key)),
    ),
    Mutant(
        "order-sorted",
        "wire.key-order",
        "rejects payloads with sorted keys",
        mutate_constructor_input(payloads.reject_if(conditions.has_keys_in_order)),
    ),
)

# Faults that an implementation shows only beside certain values, although it supports each of the fields.
PARTICULAR_VALUES: Final = (
    Mutant(
        "dates-without-midnight",
        "wire.strings",
        "drops the time from a date and time at midnight in description",
        mutate_output(change_field("description", on_strings(substitute(r"T00:00:00Z$", "")))),
    ),
    Mutant(
        "name-to-identifier",
        "wire.strings",
        "replaces the characters of name that an identifier cannot contain",
        mutate_output(change_field("name", on_strings(substitute(r"\W", "_")))),
    ),
    Mutant(
        "unknown-null-of-mask",
        "wire.unknown-keys",
        "returns a null of an unknown key of a mask as an empty string",
        mutate_output(change_object(MASK, objects.change_unknown_members(MASK_FIELDS, replace_null("")))),
    ),
    Mutant(
        "jpeg-not-streamed",
        "wire.round-trip",
        "drops partial_images beside output_format jpeg",
        mutate_output(payloads.change_if(conditions.field_is("output_format", "jpeg"), drop_fields("partial_images"))),
    ),
    Mutant(
        "jpeg-compressed",
        "wire.omitted-stays-omitted",
        "writes the default of output_compression beside output_format jpeg",
        mutate_output(
            payloads.change_if(conditions.field_is("output_format", "jpeg"), set_defaults({"output_compression": 100}))
        ),
    ),
    Mutant(
        "partial-two-lost",
        "wire.round-trip",
        "drops partial_images 2",
        mutate_output(payloads.omit_field("partial_images", 2)),
    ),
)

STATE: Final = (
    Mutant(
        "remembers",
        "wire.no-corruption",
        "adds the quality of an earlier payload",
        mutate_output(payloads.remember_field("quality"), has_memory=True),
    ),
)


def _rejecting(condition: Condition) -> AdapterFactory:
    return mutate_constructor_input(payloads.reject_if(condition))


REJECTIONS: Final = (
    Mutant(
        "mask-order",
        "wire.key-order",
        "rejects masks in which image_url follows file_id",
        _rejecting(conditions.mask_begins_with_file_id),
    ),
    Mutant(
        "parses-nothing",
        "wire.round-trip",
        "rejects every payload",
        _rejecting(conditions.always),
    ),
    Mutant(
        "refuses-bare",
        "wire.omitted-stays-omitted",
        "rejects a payload with no field except type",
        _rejecting(conditions.has_only("type")),
    ),
    Mutant(
        "refuses-deprecated",
        "wire.round-trip",
        "rejects payloads with deprecated fields",
        _rejecting(conditions.has_any(*DEPRECATED_FIELDS)),
    ),
    Mutant(
        "refuses-new-models",
        "wire.round-trip",
        "rejects all models except gpt-image-1 and gpt-image-1-mini",
        _rejecting(conditions.field_is_other_than("model", ("gpt-image-1", "gpt-image-1-mini"))),
    ),
    Mutant(
        "refuses-moderation-low",
        "wire.round-trip",
        "rejects a moderation of low",
        _rejecting(conditions.field_is("moderation", "low")),
    ),
    Mutant(
        "refuses-any-size",
        "wire.round-trip",
        "rejects sizes that are not standard",
        _rejecting(conditions.field_is_other_than("size", ("auto", *STANDARD_SIZES))),
    ),
    Mutant(
        "refuses-mask",
        "wire.round-trip",
        "rejects payloads with a mask",
        _rejecting(conditions.has_any(MASK)),
    ),
    Mutant(
        "refuses-long",
        "wire.strings",
        "rejects strings of more than 1000 characters",
        _rejecting(conditions.has_long_string),
    ),
    Mutant(
        "refuses-non-ascii",
        "wire.strings",
        "rejects strings that are not ASCII",
        _rejecting(conditions.has_non_ascii_string),
    ),
    Mutant(
        "refuses-empty-text",
        "wire.falsy-survives",
        "rejects empty strings",
        _rejecting(conditions.has_empty_string),
    ),
)


def _crashing(condition: Condition) -> AdapterFactory:
    return mutate_constructor_input(payloads.crash_if(condition))


CRASHES: Final = (
    Mutant(
        "wire-crash-null",
        "wire.null",
        "crashes on a null",
        _crashing(conditions.has_null),
    ),
    Mutant(
        "wire-crash-unknown",
        "wire.unknown-keys",
        "crashes on an unknown key",
        _crashing(conditions.has_unknown_key),
    ),
    Mutant(
        "wire-crash-empty",
        "wire.type-written",
        "crashes on an empty object",
        _crashing(conditions.is_empty),
    ),
    Mutant(
        "wire-crash-surrogate",
        "raw.unpredictable",
        "crashes on a lone surrogate",
        _crashing(conditions.has_lone_surrogate),
    ),
    Mutant(
        "wire-crash-long-integer",
        "wire.no-corruption",
        "crashes on integers beyond 64 bits",
        _crashing(conditions.has_int_from(2**63)),
    ),
    Mutant(
        "wire-crash-type",
        "wire.no-corruption",
        "crashes on an object or array in a string field",
        _crashing(conditions.field_is_container("quality", "model", "size", "name")),
    ),
)

MUTANTS: tuple[Mutant, ...] = (
    *DROPPED,
    *ADDED,
    *CONVERTED_SCALARS,
    *CONVERTED_CONTAINERS,
    *CONVERTED_NULLS,
    *CONVERTED_ENUMS,
    *CONVERTED_NAMES,
    *STRINGS,
    *TYPES,
    *PARTICULAR_VALUES,
    *STATE,
    *REJECTIONS,
    *CRASHES,
    Mutant(
        "gives-null",
        "wire.round-trip",
        "returns null for every payload",
        adapters.null_output,
    ),
)
