"""The published results: the pages are functions of the evidence, which has nothing of the machine that made it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from imagegen_conformance.resources import data_directory
from manifest import load_runs
from published_results import PublishedResults, with_excerpt

CHECKOUT = Path(__file__).parents[2]
RESULTS = PublishedResults(CHECKOUT / "results", [run.name for run in load_runs()])
REMEDY = "run `make matrix-pages`, or `make matrix` after a change of the corpus"
# An absolute path; a server can repeat one of the corpus between backticks.
MACHINE_PATH = re.compile(rb"(?:(?<![\w.-])/(?:work|tmp|root|home|Users|build|opt|usr|var)/|[A-Z]:\\\\)[^\"\\ `]*")


@pytest.fixture(scope="module")
def corpus_text() -> bytes:
    """The content of all files of the corpus, whose payloads contain paths, too."""
    return b"".join(file.read_bytes() for file in sorted(data_directory("fixtures").rglob("*.json")))


def foreign_paths(content: bytes, corpus_text: bytes) -> list[bytes]:
    """Return the paths of a machine that are not those of the corpus. Messages have these in single quotes, too."""
    return [path for path in sorted(set(MACHINE_PATH.findall(content))) if path.rstrip(b"'") not in corpus_text]


def test_every_run_has_evidence():
    assert set(RESULTS.files()) == set(map(RESULTS.evidence, RESULTS.names))


@pytest.mark.slow
def test_pages_are_functions_of_the_evidence():
    matrix = RESULTS.matrix()
    contents = RESULTS.render(matrix)
    for file, content in contents.items():
        assert file.read_bytes() == content.encode("utf-8"), REMEDY
    readme = CHECKOUT / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert with_excerpt(text, contents[RESULTS.table], readme) == text, REMEDY


@pytest.mark.parametrize("name", RESULTS.names)
def test_evidence_has_no_path_of_a_machine(name, corpus_text):
    content = RESULTS.evidence(name).read_bytes()
    assert (content[3], content[4:8]) == (0, b"\0\0\0\0")  # no name and no time
    assert foreign_paths(gzip.decompress(content), corpus_text) == []


def test_page_has_no_path_of_a_machine(corpus_text):
    assert foreign_paths(RESULTS.page.read_bytes(), corpus_text) == []


@pytest.mark.parametrize("path", ["/home/me/project/adapter", "C:\\\\project", "/var/lib/x"])
def test_path_of_a_machine_is_found(path, corpus_text):
    assert foreign_paths(f'{{"message": "at {path}:1"}}'.encode(), corpus_text) == [f"{path}:1".encode()]


@pytest.mark.parametrize("text", ["node gateway/build/server.js", "unknown `/data/x`"])
def test_other_path_is_not_found(text, corpus_text):
    assert foreign_paths(f'{{"message": "{text}"}}'.encode(), corpus_text) == []


def test_page_has_less_than_100_kilobytes_for_each_run():
    assert RESULTS.page.stat().st_size < 100_000 * len(RESULTS.names)
