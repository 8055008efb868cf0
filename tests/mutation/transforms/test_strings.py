from __future__ import annotations

import re

import pytest

from imagegen_conformance.mutation.transforms import strings


@pytest.mark.parametrize(
    ("change", "text", "expected"),
    [
        (strings.replace_all(("a", "b"), ("b", "c")), "abd", "ccd"),
        (strings.substitute(r"\s+", " "), "a \n b", "a b"),
        (strings.substitute("A", "x", re.IGNORECASE), "aA", "xx"),
        (strings.substitute(strings.ASTRAL, ""), "a\U0001f600\uffff", "a\uffff"),
        (strings.remove_prefix("ab"), "abab", "ab"),
        (strings.remove_suffix("\n"), "a\n\n", "a\n"),
        (strings.before("."), "a.b.c", "a"),
        (strings.before("."), "abc", "abc"),
        (strings.truncate(2), "abc", "ab"),
        (strings.snake_case, "camelCaseX", "camel_case_x"),
        (strings.normalize("NFC"), "e\u0301", "\u00e9"),
        (strings.normalize("NFD"), "\u00e9", "e\u0301"),
        (strings.normalize("NFKC"), "\uff11", "1"),
        (strings.lower_16_bits, "a\U0001f600", "a\uf600"),
        (strings.ascii_only, "a\u00e9b", "ab"),
        (strings.latin_1_only, "\u00e9\u20ac", "\u00e9?"),
        (strings.misread_as_latin_1, "\u00e9", "\u00c3\u00a9"),
        (strings.misread_as_latin_1, "\ud83d", "\u00ed\u00a0\u00bd"),
        (strings.decode_percent, "%41%zz", "A%zz"),
        (strings.reverse_right_to_left, "a\u05d0", "\u05d0a"),
        (strings.reverse_right_to_left, "ab", "ab"),
    ],
)
def test_string_is_changed(change, text, expected):
    assert change(text) == expected
