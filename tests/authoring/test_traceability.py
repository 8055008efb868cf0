"""Traceability: every sentence has requirements or an exclusion, and every requirement has cases or an exclusion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError


def problems(root: Path) -> list[str]:
    return list(Traceability.from_corpus(Corpus.load(root)).problems())


def test_complete_corpus_has_no_problems(root: Path) -> None:
    lines, missing = Traceability.from_corpus(Corpus.load(root)).report()
    assert missing == []
    assert lines[0] == "page: sentence -> requirements"
    assert "  all 0: (a signature)" in lines
    assert "  all 4: quality.value" in lines
    assert "requirement -> cases" in lines
    assert "  quality.value [schema, must]: 3 cases" in lines
    summary, _, cases = lines[-1].rpartition(", ")
    assert summary == "8 sentences (1 excluded), 7 requirements (0 excluded)"
    assert cases == f"{len(Corpus.load(root).cases)} cases"


def test_sentence_without_requirement_is_marked_in_the_report(root: Path, edit) -> None:
    edit(root / "specification_index.json", lambda index: index["exclusions"].clear())
    assert "  all 0: MISSING" in Traceability.from_corpus(Corpus.load(root)).report()[0]


def change_requirement(index: int, **change):
    return "requirements.json", lambda content: content["requirements"][index].update(change)


def change_source(index: int, **change):
    return "requirements.json", lambda content: content["requirements"][index]["sources"][0].update(change)


def remove_sentences(content) -> None:
    del content["requirements"][3]["sources"][0]["sentences"]


FAULTS = {
    "sentence without requirement": (
        ("specification_index.json", lambda index: index["sections"][0].update(sentences=8)),
        "sentence all 8 has no requirement. Add one, or add an exclusion to specification_index.json.",
    ),
    "signature without exclusion": (
        ("specification_index.json", lambda index: index["exclusions"].clear()),
        "sentence all 0 has no requirement. Add one, or add an exclusion to specification_index.json.",
    ),
    "sentence with requirement and exclusion": (
        ("specification_index.json", lambda index: index["exclusions"][0]["sentences"].append(4)),
        "sentence all 4 has requirements and an exclusion. Remove one of the two.",
    ),
    "exclusion of an unknown sentence": (
        ("specification_index.json", lambda index: index["exclusions"][0]["sentences"].append(99)),
        "sentence all 99 does not exist. Correct the exclusion in specification_index.json.",
    ),
    "unknown sentence": (
        change_source(3, sentences=[4, 77]),
        "sentence all 77 does not exist. Correct quality.value.",
    ),
    "unknown section": (
        change_source(3, section="none"),
        "sentence none 4 does not exist. Correct quality.value.",
    ),
    "unknown document": (
        change_source(3, document="book"),
        "quality.value cites the unknown document book. Add it to the documents of requirements.json.",
    ),
    "source without sentence": (
        ("requirements.json", remove_sentences),
        "quality.value cites all without a sentence. Name the sentences.",
    ),
    "requirement with cases and exclusion": (
        change_requirement(3, exclusion="too hard"),
        "quality.value has cases and an exclusion. Remove the exclusion.",
    ),
    "requirement without case": (
        ("cases/model/items.json", lambda content: content["cases"].pop()),
        "item.popitem has no case that an implementation can fail. Add one, or state an exclusion.",
    ),
    "requirement with a case that permits everything": (
        ("cases/size/types.json", lambda content: content["cases"].pop(0)),
        "size.type has no case that an implementation can fail. Add one, or state an exclusion.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_missing_or_invalid_link_is_a_problem(root: Path, edit, name: str) -> None:
    (file, change), problem = FAULTS[name]
    edit(root / file, change)
    assert problem in problems(root)


def test_either_case_with_outputs_can_fail(root: Path, edit) -> None:
    edit(root / "cases/wire/texts.json", lambda content: [case.update(expected="either") for case in content["cases"]])
    assert problems(root) == []


def test_requirement_with_exclusion_needs_no_case(root: Path, edit) -> None:
    edit(root / "cases/model/items.json", lambda content: content["cases"].pop())
    exclusion = "No observable behavior depends on it."
    edit(root / "requirements.json", lambda content: content["requirements"][6].update(exclusion=exclusion))
    assert problems(root) == []
    lines, _ = Traceability.from_corpus(Corpus.load(root)).report()
    assert f"  item.popitem [object, may]: ({exclusion})" in lines


@pytest.mark.parametrize("index", [{}, [], None, {"sections": 1}, {"sections": [{}], "exclusions": []}])
def test_malformed_index_is_rejected(root: Path, index) -> None:
    (root / "specification_index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"specification_index\.json: this is not an index of sentences"):
        Traceability.from_corpus(Corpus.load(root))


def test_missing_index_is_rejected(root: Path) -> None:
    (root / "specification_index.json").unlink()
    with pytest.raises(CorpusError, match=r"specification_index\.json: "):
        Traceability.from_corpus(Corpus.load(root))
