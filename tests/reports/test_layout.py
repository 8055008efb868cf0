from __future__ import annotations

import pytest

from imagegen_conformance.reports.layout import NO_BREAK_SPACE, count, enumeration, field, levels, verb, wrap

WORDS = " ".join(["word"] * 30)


def test_lines_have_at_most_80_columns() -> None:
    lines = wrap(WORDS, "  ", "    ")
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("  word")
    assert lines[1].startswith("    word")


def test_further_lines_have_the_indentation_of_the_first_by_default() -> None:
    assert [line[:3] for line in wrap(WORDS, "  ")] == ["  w", "  w"]


def test_line_breaks_of_the_text_are_kept() -> None:
    assert wrap("a\nb", "- ", "  ") == ["- a", "  b"]


@pytest.mark.parametrize("word", ["/a/path-with-hyphens" * 9, "imagegen-conformance:run" * 9])
def test_long_word_is_not_broken(word: str) -> None:
    assert wrap(f"see {word} there", hanging="  ") == ["see", f"  {word}", "  there"]


def test_long_json_is_broken_without_loss() -> None:
    string = '"' + "0123456789" * 20 + '"'
    lines = wrap(f"sent {string} twice", "  ")
    assert max(map(len, lines)) <= 80
    assert "".join(line[2:] for line in lines[1:]) == f"{string} twice"


def test_no_break_space_is_shown_as_a_space() -> None:
    text = f"{'x' * 70} {'y' * 5}{NO_BREAK_SPACE}{'z' * 5}"
    assert wrap(text) == ["x" * 70, "yyyyy zzzzz"]


def test_field_has_its_further_lines_below_the_first() -> None:
    first, second, third = field("case", WORDS)
    assert first.startswith("  case      word")
    assert second.startswith("            word")
    assert third.startswith("            word")


def test_command_is_not_wrapped() -> None:
    assert field("rerun", WORDS, "", wrapped=False) == [f"rerun     {WORDS}"]


def test_words_depend_on_the_number() -> None:
    assert [count(number, "case") for number in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert [verb(number, "is") for number in (0, 1, 2)] == ["are", "is", "are"]
    assert levels(["wire"]) == "level wire"
    assert levels(["wire", "object", "schema"]) == "levels wire, object and schema"
    assert enumeration(["one"]) == "one"


def test_quoted_pointer_is_not_broken() -> None:
    assert wrap(f'{"x" * 70} at "/a b c d " and more') == [f"{'x' * 70} at", '"/a b c d " and more']
