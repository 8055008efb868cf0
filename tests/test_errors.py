from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance import errors
from imagegen_conformance.errors import ConformanceError, CorpusError


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({}, "it is wrong"),
        ({"hint": "Correct it."}, "it is wrong. Correct it."),
        ({"file": Path("a.json")}, "a.json: it is wrong"),
        ({"file": "a.json", "location": "/x"}, "a.json /x: it is wrong"),
        ({"location": "/x", "hint": "Correct it."}, "/x: it is wrong. Correct it."),
        ({"file": "a\nb.json", "hint": "Correct\rit."}, "a b.json: it is wrong. Correct it."),
        ({"hint": "\x1b[31mred\x00\ud800"}, "it is wrong. \\x1b[31mred\\x00\\ud800"),
    ],
)
def test_message_is_place_problem_and_hint_on_one_line(parts, message: str) -> None:
    assert str(ConformanceError("it is wrong", **parts)) == message


def test_errors_of_the_implementation_the_service_and_the_output_exit_with_3_and_others_with_2() -> None:
    types = (getattr(errors, name) for name in errors.__all__ if name.endswith("Error"))
    codes = {type_.__name__: type_.exit_code for type_ in types}
    assert codes.pop("ImplementationError") == codes.pop("ServiceError") == codes.pop("OutputError") == 3
    assert set(codes.values()) == {2}


@pytest.mark.parametrize(
    ("exception", "cause"),
    [
        (KeyError("name"), "the key 'name' is missing"),
        (ValueError("a step has at most one expectation"), "a step has at most one expectation"),
    ],
)
def test_invalid_shape_error_names_cause_and_schema(exception: Exception, cause: str) -> None:
    error = errors.invalid_shape_error(exception, "a case", "cases", Path("a.json"), "/cases/0")
    assert isinstance(error, CorpusError)
    assert str(error) == f"a.json /cases/0: this is not a case ({cause}). See schemas/cases.schema.json."


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("quality/values/lo", "Did you mean quality/values/low or quality/values/high?"),
        ("siz", "Did you mean size?"),
        ("output", "Did you mean wrong-output?"),
        ("steps", "Did you mean wrong-step?"),
        ("sz", "Did you mean size?"),
        ("s", "See the list."),
        ("zzz", "See the list."),
        ("", "See the list."),
    ],
)
def test_hint_names_similar_words_if_there_are_any(word: str, hint: str) -> None:
    assert (
        errors.did_you_mean(
            word, ["quality/values/high", "quality/values/low", "size", "wrong-step", "wrong-output"], "See the list."
        )
        == hint
    )
