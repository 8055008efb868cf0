"""The prose of the project: no misspelled words, and no phrases that docs/contributing/style.md excludes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from documents import CHECKOUT
from language import FOLDERS, Text, hits_in, phrases_in, texts_of

# Names of the project, and payloads that are misspelled on purpose.
WORDS = ("deriver", "nin")
PATHS = ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md", ".github", "docs")
SOURCES = ("conformance", "reference_impl", "implementations", "benchmarks", "examples", "action", "action.yml")
DATA = ("fixtures/requirements.json", "fixtures/model_limits.json", "fixtures/redundant_cases.json", "schemas")
SKIPPED = "package-lock.json,Cargo.lock,*.sum,node_modules,target,dist,__pycache__"


def test_words_are_spelled_correctly():
    command = [sys.executable, "-m", "codespell_lib", "--skip", SKIPPED, "--ignore-words-list", ",".join(WORDS)]
    # In a regular expression and in a shortened output, the beginning or the end of a word may be missing.
    command += ["--ignore-regex", r"\[[A-Z][a-z]\]\w+|\w+\.\.\."]
    done = subprocess.run(
        [*command, *PATHS, *SOURCES, *DATA], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


def test_descriptions_of_cases_are_spelled_correctly(tmp_path):
    """Only the prose of the cases: their payloads contain near misses of words."""
    lines = [text.text for file in sorted((CHECKOUT / "fixtures" / "cases").rglob("*.json")) for text in texts_of(file)]
    prose = tmp_path / "descriptions.txt"
    prose.write_text("\n".join(lines).encode("utf-8", "backslashreplace").decode(), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "codespell_lib",
        "--ignore-regex",
        r'"[^"]*"',
        "--ignore-words-list",
        ",".join(WORDS),
    ]
    done = subprocess.run([*command, str(prose)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("folder", FOLDERS)
def test_prose_has_no_forbidden_phrase(folder):
    assert list(map(str, hits_in(folder))) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Who tells no warnings is not judged.",
        "It ends. What is not announced is an error.",
        "every step as told",
        "a payload is given back as it came",
        "it refused the payload",
        "mend the file",
        "the case is good for nothing",
        "asked in other words",
        "so too",
        "whoever reads it",
        "the wanted value",
        "the behaviour of normalised values",
        "the value is given back",
        "rejected all the same",
        "this is no kind of archive",
        "asked in other\n    words",
    ],
)
def test_forbidden_phrase_is_found(sentence):
    assert list(phrases_in(Text("x.md", 1, sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "What it finds",
        "What is a level?",
        "the rule `null.refused`",
        "The behavior of normalized values is what the case expects.",
        "The argument is the id null.refused of a requirement.",
        "whole",
    ],
)
def test_other_phrase_is_not_found(sentence):
    assert list(phrases_in(Text("x.md", 1, sentence))) == []


def test_hit_names_the_line():
    (hit,) = phrases_in(Text("x.py", 10, "A first line.\nThe wanted value."))
    assert str(hit) == "x.py:11: 'wanted': write expected"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.md", "A line.\n\n```text\ncode\n```\n", [(1, "A line."), (2, "")]),
        (
            "x.py",
            '"""A docstring."""\n# A comment.\nx = "one two"\n',
            [(2, "A comment."), (1, "A docstring."), (3, "one two")],
        ),
        ("x.py", "# A comment\n# in two lines.\n\n# Another.\n", [(1, "A comment\nin two lines."), (4, "Another.")]),
        ("x.py", 'x = f"{y} refused"\n', [(1, "… refused")]),
        ("x.json", '{"a": 1,\n "description": "A fact"}', [(2, "A fact")]),
        ("x.bin", "", []),
    ],
)
def test_prose_of_a_file_is_found(tmp_path, monkeypatch, name, content, expected):
    (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr("language.CHECKOUT", tmp_path)
    monkeypatch.setattr("documents.CHECKOUT", tmp_path)
    assert [text[1:] for text in texts_of(tmp_path / name)] == expected
