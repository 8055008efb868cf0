"""Mutants of level wire: parsers that misread JSON text, or accept text that is not JSON."""

from __future__ import annotations

from imagegen_conformance.mutation.mutant import AdapterFactory, Mutant, with_text_parser
from imagegen_conformance.mutation.transforms import text_parsers

__all__ = ["MUTANTS"]


def _substituting(pattern: str, replacement: str) -> AdapterFactory:
    return with_text_parser(text_parsers.substitute_before((pattern, replacement)))


MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "reads-no-escapes",
        "raw.text",
        "does not decode escapes of code points",
        _substituting(r"\\u", r"\\\\u"),
    ),
    Mutant(
        "reads-no-upper-escapes",
        "raw.text",
        "does not decode escapes with upper-case digits",
        _substituting(r"\\u([0-9]*[A-F])", r"\\\\u\1"),
    ),
    Mutant(
        "reads-no-lower-escapes",
        "raw.text",
        "does not decode escapes with lower-case digits",
        _substituting(r"\\u([0-9A-F]*[a-f])", r"\\\\u\1"),
    ),
    Mutant(
        "reads-no-short-escapes",
        "raw.text",
        "does not decode short escapes",
        _substituting(r"\\([bfnrt])", r"\\\\\1"),
    ),
    Mutant(
        "keeps-slash-escape",
        "raw.text",
        "keeps the backslash of an escaped slash",
        _substituting(r"(?<!\\)\\/", r"\\\\/"),
    ),
    Mutant(
        "halves-backslashes",
        "raw.text",
        "drops escaped backslashes",
        _substituting(r"\\\\", ""),
    ),
    Mutant(
        "splits-pairs",
        "raw.text",
        "drops the second escape of a surrogate pair",
        _substituting(r"(\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}", r"\1"),
    ),
    Mutant(
        "loses-space",
        "raw.text",
        "drops spaces in strings",
        _substituting("[ ]", ""),
    ),
    Mutant(
        "loses-line-feeds",
        "raw.text",
        "rejects text with line feeds",
        _substituting("\\n", "!"),
    ),
    Mutant(
        "no-carriage-returns",
        "raw.text",
        "rejects text with carriage returns",
        _substituting("\\r", "!"),
    ),
    Mutant(
        "no-tabs",
        "raw.text",
        "rejects text with tabs",
        _substituting("\\t", "!"),
    ),
    Mutant(
        "no-space-before",
        "raw.text",
        "rejects text that begins with white space",
        _substituting(r"^\s", "!"),
    ),
    Mutant(
        "no-space-behind",
        "raw.text",
        "rejects text that ends with white space",
        _substituting(r"\s$", "!"),
    ),
    Mutant(
        "wants-space",
        "raw.text",
        "requires white space after a colon",
        _substituting(r'":(?=\S)', '"!'),
    ),
    Mutant(
        "reads-separators",
        "raw.text",
        "drops line and paragraph separators in strings",
        _substituting("[\u2028\u2029]", ""),
    ),
    Mutant(
        "searches-type",
        "raw.text",
        "rejects payloads whose type is written with escapes",
        with_text_parser(text_parsers.require_literal_type),
    ),
    Mutant(
        "exponents-lost",
        "raw.unpredictable",
        "ignores exponents",
        with_text_parser(text_parsers.ignore_exponents),
    ),
    Mutant(
        "fractions-lost",
        "raw.unpredictable",
        "truncates fractions",
        with_text_parser(text_parsers.truncate_fractions),
    ),
    Mutant(
        "reads-nan",
        "raw.unpredictable",
        "parses NaN and infinities as numbers, which cannot be written as JSON",
        with_text_parser(text_parsers.accept_constants),
    ),
    Mutant(
        "fractions-as-text",
        "raw.unpredictable",
        "parses numbers with a point or an exponent as strings",
        with_text_parser(text_parsers.numbers_as_text),
    ),
    Mutant(
        "closes-text",
        "raw.not-json",
        "completes truncated text",
        with_text_parser(text_parsers.complete_truncated_text),
    ),
    Mutant(
        "reads-nothing",
        "raw.not-json",
        "parses text that is not JSON as an empty payload",
        with_text_parser(text_parsers.empty_if_invalid),
    ),
    Mutant(
        "crashes-on-text",
        "raw.not-json",
        "crashes on text that is not JSON",
        with_text_parser(text_parsers.crash_on_invalid_text),
    ),
    Mutant(
        "adds-commas",
        "raw.not-json",
        "adds missing commas",
        _substituting(r'"\s+"', '", "'),
    ),
    Mutant(
        "adds-colons",
        "raw.not-json",
        "adds a missing colon after type",
        _substituting(r'"type"\s+"', '"type": "'),
    ),
    Mutant(
        "crashes-on-duplicates",
        "raw.unpredictable",
        "crashes on duplicate names",
        with_text_parser(text_parsers.crash_on_duplicates),
    ),
    Mutant(
        "collects-duplicates",
        "raw.unpredictable",
        "collects the values of duplicate names in an array",
        with_text_parser(text_parsers.collect_duplicates),
    ),
    Mutant(
        "any-top",
        "wire.no-corruption",
        "parses JSON values that are not objects as an empty payload",
        with_text_parser(text_parsers.empty_unless_object),
    ),
    Mutant(
        "first-of-array",
        "wire.no-corruption",
        "parses the first member of an array as the payload",
        with_text_parser(text_parsers.first_of_array),
    ),
    Mutant(
        "reads-twice",
        "wire.no-corruption",
        "parses the content of a string as the payload",
        with_text_parser(text_parsers.parse_nested_text),
    ),
    Mutant(
        "crashes-on-depth",
        "raw.unpredictable",
        "crashes on deeply nested text",
        with_text_parser(text_parsers.crash_on_depth),
    ),
    Mutant(
        "crashes-beyond-doubles",
        "raw.unpredictable",
        "crashes on numbers that are not finite",
        with_text_parser(text_parsers.crash_beyond_doubles),
    ),
    Mutant(
        "mark-crash",
        "raw.unpredictable",
        "keeps a byte order mark as a part of the first name",
        _substituting('^\ufeff\\{"', '{"\ufeff'),
    ),
    Mutant(
        "nan-to-null",
        "raw.unpredictable",
        "parses NaN and infinities as zero",
        _substituting("NaN|-?Infinity", "0"),
    ),
)
