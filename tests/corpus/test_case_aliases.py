"""The current ids of renamed cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.case_aliases import CaseAliases

LINES = [
    {"id": "a/b/oldest", "alias": "a/b/old", "since": "0.1.0"},
    {"id": "a/b/old", "alias": "a/b/new", "since": "0.2.0"},
    {"id": "a/b/new", "hash": "0" * 16, "since": "0.1.0"},
    {"id": "a/b/back", "alias": "a/b/new", "since": "0.1.0"},
    {"id": "a/b/back", "hash": "0" * 16, "since": "0.2.0"},
    {"id": "a/b/x", "alias": "a/b/y", "since": "0.1.0"},
    {"id": "a/b/y", "alias": "a/b/x", "since": "0.1.0"},
]


@pytest.fixture
def aliases(tmp_path: Path) -> CaseAliases:
    (tmp_path / "case_ids.ndjson").write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return CaseAliases.load(tmp_path)


@pytest.mark.parametrize(
    ("id_", "current"),
    [
        ("a/b/old", "a/b/new"),
        ("a/b/oldest", "a/b/new"),
        ("a/b/old:wire", "a/b/new:wire"),
        ("a/b/old:auto:jpeg:wire", "a/b/new:auto:jpeg:wire"),
        ("a/b/new", "a/b/new"),
        ("a/b/back", "a/b/back"),
        ("a/b/unknown:wire", "a/b/unknown:wire"),
        ("", ""),
        (":", ":"),
    ],
)
def test_aliases_are_followed(aliases: CaseAliases, id_: str, current: str) -> None:
    assert aliases.current_id(id_) == current


def test_circular_aliases_end(aliases: CaseAliases) -> None:
    assert aliases.current_id("a/b/x") == "a/b/x"


@pytest.mark.parametrize("content", [None, b"{", b'"a/b/c"\n', b'{"id": ["a"]}\n'])
def test_unreadable_registry_has_no_aliases(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "case_ids.ndjson").write_bytes(content)
    assert CaseAliases.load(tmp_path) == CaseAliases()
