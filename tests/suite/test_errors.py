from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance import errors
from imagegen_conformance.errors import ConformanceError


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ({}, "it is wrong"),
        ({"mend": "correct it"}, "it is wrong; correct it"),
        ({"file": Path("a.json")}, "a.json: it is wrong"),
        ({"file": "a.json", "place": "/x"}, "a.json /x: it is wrong"),
        ({"place": "/x", "mend": "correct it"}, "/x: it is wrong; correct it"),
        ({"file": "a\nb.json", "mend": "correct\rit"}, "a b.json: it is wrong; correct it"),
    ],
)
def test_line(parts, line: str) -> None:
    assert str(ConformanceError("it is wrong", **parts)) == line


def test_exit_codes() -> None:
    kinds = (getattr(errors, name) for name in errors.__all__ if name.endswith("Error"))
    codes = {kind.__name__: kind.exit_code for kind in kinds}
    assert codes.pop("ImplementationError") == 3
    assert set(codes.values()) == {2}


@pytest.mark.parametrize(
    ("word", "hint"),
    [("quality/values/lo", "did you mean quality/values/low?"), ("zzz", "see the list"), ("", "see the list")],
)
def test_nearest_words_are_named_where_there_are_some(word: str, hint: str) -> None:
    assert errors.nearest(word, ["quality/values/low", "size"], "see the list") == hint
