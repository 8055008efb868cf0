"""The figures in the documents are those of the corpus, the mutants and the benchmarks."""

from __future__ import annotations

import json
import re

import pytest

from documents import CHECKOUT, DOCUMENTS, blocks, prose, read
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.mutation.catalogue import MUTANTS, mutants_of
from imagegen_conformance.mutation.equivalents import EQUIVALENTS

HAND_WRITTEN = sum(not mutant.dimension for mutant in mutants_of("azure").values())

# A number that is followed by one of these words, in prose, is the figure.
FIGURES = {
    r"(?:test )?cases": lambda corpus: len(corpus.cases),
    r"mutants(?! of (?:azure|openai))": lambda _: len(MUTANTS),
    r"hand-written mutants of the default profile": lambda _: HAND_WRITTEN,
    r"mutants of azure": lambda _: HAND_WRITTEN,
    r"requirements": lambda corpus: len(corpus.requirements),
    r"source cases": lambda corpus: len({case.source_id for case in corpus.cases}),
}
# Numbers of cases that are not the size of the corpus.
OTHER_FIGURES = {"docs/benchmarks.md", "benchmarks/README.md", "CHANGELOG.md"}


@pytest.fixture(scope="module")
def corpus():
    return Corpus.load()


@pytest.mark.parametrize("words", FIGURES)
def test_figure_is_current(corpus, words):
    wrong = [
        f"{document}:{line}: {found[0]}"
        for document in DOCUMENTS
        if document not in OTHER_FIGURES
        for line, text in prose(document)
        for found in re.finditer(rf"\b(\d{{3}}|\d{{1,3}},\d{{3}}) {words}\b", text)
        if int(found[1].replace(",", "")) != FIGURES[words](corpus)
    ]
    assert wrong == []


def test_readme_has_each_figure(corpus):
    text = read("README.md")
    assert f"up to {len(corpus.cases):,} test cases" in text
    assert f"each of {len(MUTANTS):,} mutants" in text
    assert f"of the {HAND_WRITTEN} hand-written mutants of the default profile" in text
    assert f"one of {len(corpus.requirements)} requirements" in text
    assert f"{len(EQUIVALENTS)} correct but different implementations fail no `must` case" in text
    assert f"None of {len(EQUIVALENTS)} correct but different implementations" in text


def test_equivalent_mutants_are_counted():
    assert f"all cases on {len(EQUIVALENTS)} of them" in read("docs/explanation/corpus_quality.md")


@pytest.mark.parametrize("document", ["README.md", "docs/explanation/why.md"])
def test_comparison_is_the_measured_one(document):
    """The figure of the alternative is measured by a benchmark, and recorded in its table."""
    (total,) = re.findall(r"^\| all \| (\d+) \| \1 \| (\d+) \|$", read("benchmarks/README.md"), re.MULTILINE)
    assert int(total[0]) == HAND_WRITTEN
    assert re.search(rf"\b{total[1]}\b", read(document))


def test_example_of_a_requirement_is_in_the_corpus():
    (block,) = [block for block in blocks("docs/contributing/add_rule.md") if block.language == "json"]
    content = json.loads((CHECKOUT / "fixtures" / "requirements.json").read_text(encoding="utf-8"))
    assert json.loads(block.text) in content["requirements"]


def test_example_of_a_mutant_is_in_the_catalogue():
    (block,) = [block for block in blocks("docs/contributing/add_mutant.md") if block.language == "python"]
    name, requirement, fault = re.findall(r'^    "([^"]+)",$', block.text, re.MULTILINE)
    assert MUTANTS[name][:3] == (name, requirement, fault)
