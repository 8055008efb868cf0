from __future__ import annotations

import pytest

from imagegen_conformance.jsonlib.values import loads
from imagegen_conformance.mutation.transforms import text_parsers
from imagegen_conformance.mutation.transforms.values import same_type_and_value


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (text_parsers.substitute_before(("a", "b"), ("b", "c")), '"ab"', "cc"),
        (text_parsers.ints_as_floats, "1", 1.0),
        (text_parsers.long_ints_as_floats, "9007199254740992", 9007199254740992.0),
        (text_parsers.long_ints_as_floats, "9007199254740991", 9007199254740991),
        (text_parsers.ignore_exponents, "1.5e3", 1.5),
        (text_parsers.truncate_fractions, "1.9", 1),
        (text_parsers.truncate_fractions, "1e300", 1e300),
        (text_parsers.other_doubles, "9007199254740993.0", 9007199254740998.0),
        (text_parsers.other_doubles, "2.50", 2.5),
        (text_parsers.reject_floats, "1", 1),
        (text_parsers.numbers_as_text, "1.50", "1.50"),
        (text_parsers.crash_beyond_doubles, "1e300", 1e300),
        (text_parsers.ignore_trailing_text, " {} x", {}),
        (text_parsers.complete_truncated_text, '{"a": "b', {"a": "b"}),
        (text_parsers.complete_truncated_text, '{"a', {"a": None}),
        (text_parsers.empty_if_invalid, "{", {}),
        (text_parsers.empty_if_invalid, "[]", []),
        (text_parsers.crash_on_invalid_text, "[]", []),
        (text_parsers.python_literal, "{'a': None}", {"a": None}),
        (text_parsers.python_literal, "null", None),
        (text_parsers.crash_on_duplicates, '{"a": 1}', {"a": 1}),
        (text_parsers.collect_duplicates, '{"a": 1, "a": 2, "b": 3}', {"a": [1, 2], "b": 3}),
        (text_parsers.empty_unless_object, "[1]", {}),
        (text_parsers.empty_unless_object, '{"a": 1}', {"a": 1}),
        (text_parsers.first_of_array, "[1, 2]", 1),
        (text_parsers.first_of_array, "[]", []),
        (text_parsers.parse_nested_text, '"{}"', {}),
        (text_parsers.parse_nested_text, "1", 1),
        (text_parsers.crash_on_depth, "[" * 20 + "]" * 20, loads("[" * 20 + "]" * 20)),
        (text_parsers.require_literal_type, '{"type": "image_generation"}', {"type": "image_generation"}),
        (text_parsers.require_literal_type, '{"type": "\\u0069"}', {"type": "i"}),
    ],
)
def test_text_is_parsed(parse, text, expected):
    assert same_type_and_value(parse(text), expected)


@pytest.mark.parametrize(
    ("parse", "text", "exception"),
    [
        (text_parsers.substitute_before(("1", "x")), "1", ValueError),
        (text_parsers.reject_floats, "1.5", ValueError),
        (text_parsers.ints_as_floats, "1" * 400, ValueError),
        (text_parsers.long_ints_as_floats, "1" * 400, ValueError),
        (text_parsers.other_doubles, "1e400", ValueError),
        (text_parsers.truncate_fractions, "1e400", ValueError),
        (text_parsers.accept_constants, "1e400", ValueError),
        (text_parsers.crash_beyond_doubles, "1e999", RuntimeError),
        (text_parsers.crash_beyond_doubles, "NaN", RuntimeError),
        (text_parsers.complete_truncated_text, "x", ValueError),
        (text_parsers.crash_on_invalid_text, "{", RuntimeError),
        (text_parsers.python_literal, "x y", ValueError),
        (text_parsers.crash_on_duplicates, '{"a": 1, "a": 1}', RuntimeError),
        (text_parsers.empty_unless_object, "{", ValueError),
        (text_parsers.first_of_array, "[", ValueError),
        (text_parsers.parse_nested_text, '"{"', ValueError),
        (text_parsers.crash_on_depth, "[" * 30 + "]" * 30, RuntimeError),
        (text_parsers.crash_on_depth, '{"a": ' * 30 + "1" + "}" * 30, RuntimeError),
        (text_parsers.crash_on_depth, "[" + ",".join(["{}"] * 61) + "]", RuntimeError),
        (text_parsers.require_literal_type, '{"type": "\\u0069mage_generation"}', ValueError),
    ],
)
def test_text_is_not_parsed(parse, text, exception):
    with pytest.raises(exception):
        parse(text)


@pytest.mark.parametrize(
    "parse",
    [
        text_parsers.collect_duplicates,
        text_parsers.crash_on_duplicates,
        text_parsers.ignore_exponents,
        text_parsers.ignore_trailing_text,
        text_parsers.ints_as_floats,
        text_parsers.long_ints_as_floats,
        text_parsers.numbers_as_text,
        text_parsers.other_doubles,
        text_parsers.reject_floats,
        text_parsers.truncate_fractions,
    ],
)
@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
def test_parser_with_another_fault_rejects_constants(parse, token):
    with pytest.raises(ValueError, match=f"unsupported number {token}"):
        parse(f'{{"a": {token}}}')


def test_constants_are_numbers_for_the_parser_that_accepts_them():
    parsed = text_parsers.accept_constants("[NaN, Infinity, 1.5]")
    assert [repr(number) for number in parsed] == ["nan", "inf", "1.5"]
