"""The recording of outputs: the wildcards of the documents are kept."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

with_wildcards = runpy.run_path(str(Path(__file__).with_name("record.py")))["with_wildcards"]


@pytest.mark.parametrize(
    ("shown", "line", "expected"),
    [
        ("1 case; [...]", "1 case; 5 files", "1 case; [...]"),
        ("3 cases; [...]", "4 cases; 5 files", "4 cases; [...]"),
        ("plain: [...] bytes", "plain: 70 bytes", "plain: [...] bytes"),
        ("plain: [...] bytes", "strict, plain: 70 bytes", "strict, plain: [...] bytes"),
        ("[...]/a.json: 1 entry", "x/y/a.json: 2 entries", "[...]/a.json: 2 entries"),
        ("a [...] b [...] c", "a 1 b 2 c d", "a [...] b [...] c d"),
        ("1 case; [...]", "another line", "another line"),
        ("1 case", "2 cases", "2 cases"),
    ],
)
def test_wildcards_are_kept_between_the_same_words(shown, line, expected):
    assert with_wildcards(shown, line) == expected
