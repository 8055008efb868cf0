"""Options of front ends: their parsers, and suggestions for unknown words."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from imagegen_conformance.runner.option import (
    Option,
    add_option,
    choice_of,
    file_path,
    integer,
    looks_like_program,
    non_negative_int,
    positive_int,
    positive_seconds,
    quote_command,
    suggest,
    suggest_option,
)


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (integer, "-3", -3),
        (positive_int, "1", 1),
        (non_negative_int, "0", 0),
        (positive_seconds, "0.5", 0.5),
        (choice_of(("must", "should")), "must", "must"),
        (file_path, "a/b.json", Path("a/b.json")),
    ],
)
def test_valid_value_is_parsed(parse, text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "texts", "message"),
    [
        (integer, ("x", "1.5", ""), "is not an integer. Give a whole number."),
        (positive_int, ("0", "-1", "1.5", "many", ""), "is not a positive integer. Give a whole number of at least 1."),
        (non_negative_int, ("-1", "1.5", "many", ""), "is not a non-negative integer. Give a whole number of at least 0."),
        (positive_seconds, ("0", "-1", "nan", "inf", "soon", ""), "is not a duration. Give a number of seconds above 0."),
    ],
)  # fmt: skip
def test_invalid_value_is_an_error(parse, texts: tuple[str, ...], message: str) -> None:
    for text in texts:
        with pytest.raises(argparse.ArgumentTypeError) as error:
            parse(text)
        assert str(error.value) == f"{text!r} {message}"


@pytest.mark.parametrize(
    ("text", "hint"), [("model", "Did you mean object?"), ("wires", "Did you mean wire?"), ("x", "Choose from wire, object.")]
)  # fmt: skip
def test_unknown_choice_is_an_error_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as error:
        choice_of(("wire", "object"))(text)
    assert str(error.value) == f"unknown value {text!r}. {hint}"


def test_empty_path_is_an_error() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"^the path is empty\. Name a file\.$"):
        file_path("")


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--level", "wire,object", "'wire,object' is a list of values. Repeat the option: --level wire --level object"),
        ("--level", "wire,x", "unknown value 'wire,x'. "),
        ("", "wire,object", "unknown value 'wire,object'. "),
    ],
)
def test_list_of_choices_is_an_error_that_names_the_option(option: str, text: str, message: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError) as error:
        choice_of(("wire", "object"), option)(text)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("command", "quoted"), [("perl a.pl", '"perl a.pl"'), ("a '$b'", "'a '\"'\"'$b'\"'\"''"), ('a "b"', "'a \"b\"'")]
)
def test_command_is_quoted_as_one_word(command: str, quoted: str) -> None:
    assert quote_command(command) == quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("perl adapter.pl", True),
        ("java -cp a:b Main", True),
        ("adapter.mjs", True),
        ("./adapter", True),
        ("", False),
        (" ", False),
        ("mine", False),
        ("mine.tool", False),
        ("tests/adapter.py", False),
        ("./adapter:Name", False),
        ("package.js:Name", False),
    ],
)
def test_program_is_distinguished_from_the_path_of_an_object(text: str, expected: bool) -> None:
    assert looks_like_program(text) is expected


def test_synonym_is_suggested_only_if_it_is_known() -> None:
    assert suggest("deadline", ["timeout", "repeat"], "") == "Did you mean timeout?"
    assert suggest("deadline", ["repeat"], "Nothing is similar.") == "Nothing is similar."


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        ("--imagegen-expected=file", "Did you mean --imagegen-expected-failures?"),
        ("--imagegen-strength", "Did you mean --imagegen-fail-on?"),
        ("--imagegen-evidences", "Did you mean --imagegen-evidence?"),
        ("--no-imagegen-evidences", "Did you mean --imagegen-evidence?"),
        ("--imagegen-failures", "Did you mean --imagegen-expected-failures?"),
        ("--imagegen-zzz", "Run pytest --help."),
    ],
)
def test_suggested_option_has_the_prefix(option: str, hint: str) -> None:
    names = ["expected-failures", "fail-on", "evidence"]
    assert suggest_option(option, names, "Run pytest --help.", "imagegen-") == hint


def parsed(option: Option, *arguments: str) -> object:
    parser = argparse.ArgumentParser()
    add_option(parser.add_argument, option, "x-")
    return getattr(parser.parse_args(arguments), f"x_{option.attribute}")


def test_value_option_is_none_without_the_option() -> None:
    option = Option("how-many", "", "", "1", positive_int)
    assert (parsed(option), parsed(option, "--x-how-many", "2")) == (None, 2)


def test_repeatable_option_is_a_list() -> None:
    option = Option("word", "", "", kind="repeatable")
    assert (parsed(option), parsed(option, "--x-word", "a", "--x-word", "b")) == ([], ["a", "b"])


def test_flag_is_a_truth_value() -> None:
    option = Option("fast", "", "", kind="flag")
    assert (parsed(option), parsed(option, "--x-fast")) == (False, True)


def test_switch_has_a_negative_form_and_is_none_without_the_option() -> None:
    option = Option("fast", "", "", kind="switch")
    assert (parsed(option), parsed(option, "--x-fast"), parsed(option, "--no-x-fast")) == (None, True, False)


def test_changes_replace_keywords_of_the_option() -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_option(parser.add_argument, Option("file", "", ""), required=True)
    (action,) = (action for action in parser._actions if action.dest == "file")
    assert action.required


def test_help_states_choices_and_default() -> None:
    parser = argparse.ArgumentParser(prog="p")
    add_option(parser.add_argument, Option("fail-on", "", "threshold", "must", choices=("must", "should")))
    assert " ".join(parser.format_help().split()).endswith("--fail-on {must,should} threshold (default: must)")
