"""Equivalent mutants: correct implementations that differ from the reference, and that no case may fail."""

from __future__ import annotations

from typing import Final

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.mutation import equivalent_adapters as adapters
from imagegen_conformance.mutation import equivalent_validators as validators
from imagegen_conformance.mutation.equivalent import STRICT, VALIDATION, WIRE, Equivalent
from imagegen_conformance.mutation.equivalent_choices import CHOICES
from imagegen_conformance.mutation.equivalents_openai import OPENAI_EQUIVALENTS
from imagegen_conformance.mutation.mutant import (
    mutate_errors,
    validating,
    with_members,
    with_text_parser,
)
from imagegen_conformance.mutation.transforms import text_parsers

__all__ = ["EQUIVALENTS", "Equivalent", "equivalents_of"]

EQUIVALENTS: Final[tuple[Equivalent, ...]] = (
    Equivalent(
        "reference",
        "does not differ",
        LEVELS,
        with_members(),
    ),
    Equivalent(
        "dict-subclass",
        "is a subclass of dict",
        ("wire", "object"),
        adapters.dict_tool,
    ),
    Equivalent(
        "dataclass",
        "stores documented fields and unknown keys apart, and returns them in another order",
        WIRE,
        adapters.RecordAdapter,
    ),
    Equivalent(
        "frozen",
        "parses a payload to an immutable object without order",
        ("wire", "schema"),
        adapters.FrozenAdapter,
    ),
    Equivalent(
        "popitem-first",
        "removes the first item in popitem",
        LEVELS,
        with_members(popitem=adapters.popitem_first),
    ),
    Equivalent(
        "sorted",
        "sorts the keys of the output",
        LEVELS,
        with_members(as_dict=adapters.sorted_as_dict),
    ),
    Equivalent(
        "terse",
        "returns false from validation, without reasons",
        VALIDATION,
        validating(adapters.validate_without_reasons),
    ),
    Equivalent(
        "first-error",
        "reports only the first error",
        VALIDATION,
        mutate_errors(adapters.first_error),
    ),
    Equivalent(
        "known-only",
        "rejects unknown keys",
        WIRE,
        adapters.parsing(adapters.reject_unknown, *WIRE),
    ),
    Equivalent(
        "known-everywhere",
        "rejects unknown keys, of a mask too",
        VALIDATION,
        validating(adapters.validate_documented_members),
    ),
    Equivalent(
        "nulls-left-out",
        "drops nulls",
        WIRE,
        adapters.parsing(adapters.drop_nulls, *WIRE),
    ),
    Equivalent(
        "no-nulls",
        "rejects nulls, except of input_fidelity",
        WIRE,
        adapters.parsing(adapters.reject_nulls, *WIRE),
    ),
    Equivalent(
        "strict",
        "rejects illegal payloads when they are parsed",
        ("wire", *VALIDATION),
        adapters.parsing(adapters.reject_illegal, "wire", *VALIDATION),
    ),
    Equivalent(
        "pass-through",
        "returns every object unchanged",
        WIRE,
        adapters.parsing(adapters.pass_through, *WIRE),
    ),
    Equivalent(
        "whole-numbers",
        "rejects integers with a decimal point",
        VALIDATION,
        validating(adapters.validate_integers_without_point),
    ),
    Equivalent(
        "no-duplicates",
        "rejects duplicate names",
        WIRE,
        with_text_parser(adapters.reject_duplicates),
    ),
    Equivalent(
        "first-of-duplicates",
        "keeps the first value of a duplicate name",
        WIRE,
        with_text_parser(adapters.first_of_duplicates),
    ),
    Equivalent(
        "fractions-refused",
        "rejects numbers with a point or an exponent in a text",
        WIRE,
        with_text_parser(text_parsers.reject_floats),
    ),
    Equivalent(
        "reads-doubles",
        "parses integers in a text as doubles",
        WIRE,
        with_text_parser(text_parsers.ints_as_floats),
    ),
    Equivalent(
        "reads-53-bits",
        "parses integers of more than 53 bits in a text as doubles",
        WIRE,
        with_text_parser(text_parsers.long_ints_as_floats),
    ),
    Equivalent(
        "reads-other-doubles",
        "parses a number with many digits or a large exponent as a double near the nearest one",
        WIRE,
        with_text_parser(text_parsers.other_doubles),
    ),
    Equivalent(
        "reads-python",
        "accepts Python literals",
        WIRE,
        with_text_parser(text_parsers.python_literal),
    ),
    Equivalent(
        "reads-prefix",
        "ignores text after the payload",
        WIRE,
        with_text_parser(text_parsers.ignore_trailing_text),
    ),
    Equivalent(
        "characters-limited",
        "rejects strings with control characters and other invisible characters",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_special_characters), *STRICT),
    ),
    Equivalent(
        "lengths-limited",
        "rejects long strings, except the URL of a mask",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_long_strings), *STRICT),
    ),
    Equivalent(
        "prototypes-rejected",
        "rejects keys that are the names of prototypes in JavaScript",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_prototype_names), *STRICT),
    ),
    Equivalent(
        "default-model-gpt-image-1",
        "applies the limits of gpt-image-1 if the model is omitted",
        VALIDATION,
        mutate_errors(validators.validate_with_default_model("gpt-image-1")),
    ),
    Equivalent(
        "default-model-gpt-image-2",
        "applies the limits of gpt-image-2 if the model is omitted",
        VALIDATION,
        mutate_errors(validators.validate_with_default_model("gpt-image-2")),
    ),
    Equivalent(
        "null-as-wrong-type",
        "reports the rule about the values of the field for a null",
        VALIDATION,
        mutate_errors(validators.name_field_rules),
    ),
    Equivalent(
        "dependent-fields",
        "also reports fields that depend on an illegal output format",
        VALIDATION,
        mutate_errors(validators.report_dependent_fields),
    ),
    *CHOICES,
    *OPENAI_EQUIVALENTS,
)


def equivalents_of(profile: str) -> list[Equivalent]:
    """Return the equivalent mutants of a profile."""
    return [equivalent for equivalent in EQUIVALENTS if equivalent.profile == profile]
