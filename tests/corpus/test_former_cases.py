"""A removed or renamed case is reported as such, wherever its id is used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.former_cases import FormerCase, removed_cases
from imagegen_conformance.errors import UsageError

LINES = [
    {"id": "a/b/c", "hash": "0" * 16, "since": "0.1.0"},
    {"id": "a/b/c", "removed": "0.2.0", "reason": "it is a duplicate"},
    {"id": "a/b/cd", "removed": "0.3.0", "reason": "it\n is\u001b"},
    {"id": "a/b/old", "alias": "a/b/new", "since": "0.2.0"},
    {"id": "a/b/new", "hash": "0" * 16, "since": "0.1.0"},
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "case_ids.ndjson").write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("id_", "problem", "hint"),
    [
        ("a/b/c", "the case a/b/c was removed in release 0.2.0 (it is a duplicate)", ""),
        ("a/b/c:wire", "the case a/b/c:wire was removed in release 0.2.0 (it is a duplicate)", ""),
        ("a/b/cd", "the case a/b/cd was removed in release 0.3.0 (it\\n is\\x1b)", ""),
        ("a/b/old", "the case a/b/old was renamed", "Use a/b/new."),
        ("a/b/old:wire", "the case a/b/old:wire was renamed", "Use a/b/new:wire."),
    ],
)
def test_former_case_has_problem_and_hint(root: Path, id_: str, problem: str, hint: str) -> None:
    assert FormerCase.find(root, id_) == (problem, hint)


@pytest.mark.parametrize("id_", ["a/b/new", "a/b/x", "", ":", "a/b/\ud800"])
def test_other_id_has_no_former_case(root: Path, id_: str) -> None:
    assert FormerCase.find(root, id_) is None


@pytest.mark.parametrize("content", [None, b"{", b'"a/b/c"\n', b'{"id":\n"a/b/c"'])
def test_unreadable_registry_has_no_former_cases(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "case_ids.ndjson").write_bytes(content)
    assert FormerCase.find(tmp_path, "a/b/c") is None


def test_corpus_reports_a_removed_case(shipped: Corpus) -> None:
    with pytest.raises(UsageError) as caught:
        shipped.case("size/open/spaces")
    fact = "the case size/open/spaces was removed in release 0.1.0 (a malformed size is a matter of level semantic)"
    assert caught.value.problem == fact
    assert caught.value.hint


def test_removed_cases_have_release_and_reason(root: Path) -> None:
    assert removed_cases(root) == {"a/b/c": "0.2.0 (it is a duplicate)", "a/b/cd": "0.3.0 (it\\n is\\x1b)"}


@pytest.mark.parametrize("content", ["{", "[]\n", '{"removed": "0.2.0"}\n'])
def test_malformed_registry_has_no_removed_cases(tmp_path: Path, content: str) -> None:
    assert removed_cases(tmp_path) == {}
    (tmp_path / "case_ids.ndjson").write_text(content, encoding="utf-8")
    assert removed_cases(tmp_path) == {}
