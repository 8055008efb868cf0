from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.traceability import Traceability


def problems(root: Path) -> list[str]:
    return list(Traceability.of(Corpus.load(root)).problems())


def test_a_whole_corpus_misses_nothing(root: Path) -> None:
    lines, missing = Traceability.of(Corpus.load(root)).report()
    assert missing == []
    assert "  all 0: (a signature)" in lines
    assert "  all 4: quality.value" in lines
    assert "  quality.value [schema, must]: 3 cases" in lines
    assert lines[-1].startswith("8 sentences, 1 of them excluded; 7 requirements, 0 of them without cases")


def of_requirement(index: int, **change):
    return "requirements.json", lambda head: head["requirements"][index].update(change)


def of_source(index: int, **change):
    return "requirements.json", lambda head: head["requirements"][index]["sources"][0].update(change)


def without_sentences(head) -> None:
    del head["requirements"][3]["sources"][0]["sentences"]


FAULTS = [
    (
        ("specification.json", lambda index: index["sections"][0].update(sentences=8)),
        "sentence all 8 has no requirement; add one, or an exclusion",
    ),
    (("specification.json", lambda index: index["exclusions"].clear()), "sentence all 0 has no requirement"),
    (
        ("specification.json", lambda index: index["exclusions"][0]["sentences"].append(4)),
        "sentence all 4 has requirements and an exclusion; drop one of the two",
    ),
    (
        ("specification.json", lambda index: index["exclusions"][0]["sentences"].append(99)),
        "there is no sentence all 99; correct who cites it",
    ),
    (of_source(3, sentences=[4, 77]), "there is no sentence all 77; correct who cites it"),
    (of_source(3, section="none"), "there is no sentence none 4"),
    (of_source(3, document="book"), "quality.value cites book, which is no document; add it to requirements.json"),
    (("requirements.json", without_sentences), "quality.value cites all without a sentence; name the sentences"),
    (of_requirement(3, exclusion="too hard"), "quality.value has cases and an exclusion; drop the exclusion"),
    (
        ("cases/wire/texts.json", lambda content: [case.update(expect="either") for case in content["cases"]]),
        None,  # the outputs of one of the two still bind
    ),
    (
        ("cases/model/items.json", lambda content: content["cases"].pop()),
        "item.popitem has no case that fails who ignores it; write one, or state an exclusion",
    ),
    (
        ("cases/size/types.json", lambda content: content["cases"].pop(0)),
        "size.type has no case that fails who ignores it",
    ),
]


@pytest.mark.parametrize(("fault", "line"), FAULTS)
def test_a_broken_link_is_found(root: Path, edit, fault, line: str | None) -> None:
    name, change = fault
    edit(root / name, change)
    found = problems(root)
    if line is None:
        assert found == []
    else:
        assert any(problem.startswith(line) for problem in found), found


def test_an_exclusion_stands_for_cases(root: Path, edit) -> None:
    edit(root / "cases/model/items.json", lambda content: content["cases"].pop())
    edit(root / "requirements.json", lambda head: head["requirements"][6].update(exclusion="nobody can tell"))
    assert problems(root) == []


@pytest.mark.parametrize("index", [{}, [], None, {"sections": 1}, {"sections": [{}], "exclusions": []}])
def test_an_index_of_another_shape_is_refused(root: Path, edit, index) -> None:
    def replace(content) -> None:
        content.clear()
        content.update(index if isinstance(index, dict) else {})

    edit(root / "specification.json", replace)
    with pytest.raises(CorpusError, match=r"specification\.json: it has not the shape of an index"):
        Traceability.of(Corpus.load(root))


def test_a_missing_index_is_named(root: Path) -> None:
    (root / "specification.json").unlink()
    with pytest.raises(CorpusError, match=r"specification\.json: there is no such file"):
        Traceability.of(Corpus.load(root))
