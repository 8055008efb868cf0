"""Traceability: every sentence has requirements or an exclusion, and every requirement has cases or an exclusion."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from imagegen_conformance.authoring.support import MUST_SUPPORT, support_of
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
    assert "  quality.value [schema, must]: 3 cases; sources: specification" in lines
    assert "  item.pop [object, must]: 1 case; sources: specification" in lines
    counts = "7 specification, 0 RFC 8259, 0 definition of the level, 0 other documentation, 0 measurement"
    assert lines[-4:-1] == [
        "sentences with requirements that have cases: 7",
        "requirements that permit acceptance and rejection: 0",
        f"requirements by strongest source: {counts}",
    ]
    summary, _, cases = lines[-1].rpartition(", ")
    assert summary == "8 sentences (1 excluded), 7 requirements (0 excluded)"
    assert cases == f"{len(Corpus.load(root).cases)} cases"


def test_sentence_without_requirement_is_marked_in_the_report(root: Path, edit) -> None:
    edit(root / "specification_index.json", lambda index: index["exclusions"].clear())
    assert "  all 0: MISSING" in Traceability.from_corpus(Corpus.load(root)).report()[0]


@pytest.mark.parametrize(("profile", "revision"), [("azure", "2.8"), ("openai", None)])
def test_sentences_of_another_revision_are_not_reported(root: Path, edit, profile: str, revision: str | None) -> None:
    edit(root / "specification_index.json", lambda index: index["exclusions"].clear())
    corpus = Corpus.load(root, (), profile, revision)
    lines, missing = Traceability.from_corpus(corpus).report()
    assert missing == []
    problem = f"its sentences are not compared with the requirements of {corpus.revision}"
    assert lines[:3] == [f"page states azure 2.3: {problem}", "", "requirement -> cases"]
    assert not any("MISSING" in line or "sentences with" in line for line in lines)
    assert lines[-1] == f"7 requirements (0 excluded), {len(corpus.cases)} cases"


@pytest.mark.parametrize(("document", "revision"), [("page", "2.4"), ("book", "2.3")])
def test_index_of_an_unknown_revision_is_an_error(root: Path, edit, document: str, revision: str) -> None:
    edit(root / "specification_index.json", lambda index: index.update(document=document, revision=revision))
    message = f"specification_index.json /revision: no profile has the document {document} and the revision {revision}"
    with pytest.raises(CorpusError, match=re.escape(f"{message}. Name one of profiles.json.")):
        Traceability.from_corpus(Corpus.load(root))


def change_requirement(index: int, **change):
    return "requirements.json", lambda content: content["requirements"][index].update(change)


def change_source(index: int, **change):
    return "requirements.json", lambda content: content["requirements"][index]["sources"][0].update(change)


def remove_sentences(content) -> None:
    del content["requirements"][3]["sources"][0]["sentences"]


UNSUPPORTED_MUST = (
    "has strength must in azure 2.3, but cites none of page, rfc8259, levels. "
    "Cite one of them, or set its strength to should."
)

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
        "quality.value has 3 cases and an exclusion. Remove the exclusion.",
    ),
    "requirement with one case and exclusion": (
        change_requirement(6, exclusion="too hard"),
        "item.popitem has 1 case and an exclusion. Remove the exclusion.",
    ),
    "requirement without case": (
        ("cases/model/items.json", lambda content: content["cases"].pop()),
        "item.popitem has no case in azure 2.3. Add a case that holds there, correct `profiles`, or state an exclusion.",
    ),
    "must from a document that is not enough": (
        ("requirements.json", lambda content: rest_on(content, 3, "measured")),
        f"quality.value {UNSUPPORTED_MUST}",
    ),
}


def rest_on(content, index: int, *documents: str) -> None:
    """Replace the sources of a requirement by sections of other documents."""
    content["documents"] |= {document: {"title": document} for document in documents}
    sources = [{"document": document, "section": "1"} for document in documents]
    content["requirements"][index]["sources"] = sources


@pytest.mark.parametrize("name", FAULTS)
def test_missing_or_invalid_link_is_a_problem(root: Path, edit, name: str) -> None:
    (file, change), problem = FAULTS[name]
    edit(root / file, change)
    assert problem in problems(root)


def test_exclusion_of_a_requirement_whose_cases_permit_everything_is_a_problem(root: Path, edit) -> None:
    edit(root / "cases/size/types.json", lambda content: content["cases"].pop(0))
    edit(root / "requirements.json", lambda content: content["requirements"][4].update(exclusion="Both are legal."))
    assert problems(root) == ["size.type has 1 case and an exclusion. Remove the exclusion."]


def test_requirement_whose_cases_permit_everything_is_marked_in_the_report(root: Path, edit) -> None:
    edit(root / "cases/size/types.json", lambda content: content["cases"].pop(0))
    lines, missing = Traceability.from_corpus(Corpus.load(root)).report()
    assert missing == []
    line = "  size.type [schema, should]: 1 case (acceptance and rejection are permitted); sources: specification"
    assert line in lines
    assert "requirements that permit acceptance and rejection: 1" in lines


@pytest.mark.parametrize("document", ["page", "rfc8259", "levels"])
def test_must_can_rest_on_the_specification_rfc_8259_or_the_level(root: Path, edit, document: str) -> None:
    def change(content) -> None:
        if document != "page":
            rest_on(content, 3, "measured", document)

    edit(root / "requirements.json", change)
    assert not [problem for problem in problems(root) if problem.startswith("quality.value")]


@pytest.mark.parametrize(("index", "strength"), [(4, "should"), (6, "may")])
def test_weaker_strength_can_rest_on_any_document(root: Path, edit, index: int, strength: str) -> None:
    edit(root / "requirements.json", lambda content: rest_on(content, index, "measured", "book"))
    corpus = Corpus.load(root)
    requirement = list(corpus.requirements.values())[index]
    assert requirement.strength == strength
    assert not [problem for problem in problems(root) if problem.startswith(requirement.id)]
    assert Traceability.from_corpus(corpus).support(requirement) == ("other documentation", "measurement")


def test_sources_of_the_report_are_sorted_by_strength(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda content: rest_on(content, 3, "measured", "book", "levels", "rfc8259"))
    lines, _ = Traceability.from_corpus(Corpus.load(root)).report()
    sources = "RFC 8259, definition of the level, other documentation, measurement"
    assert f"  quality.value [schema, must]: 3 cases; sources: {sources}" in lines


def test_sentence_of_a_requirement_without_cases_is_not_counted_as_covered(root: Path, edit) -> None:
    edit(root / "cases/model/items.json", lambda content: content["cases"].pop())
    edit(
        root / "requirements.json", lambda content: content["requirements"][6].update(exclusion="No case can check it.")
    )
    lines, _ = Traceability.from_corpus(Corpus.load(root)).report()
    assert "sentences with requirements that have cases: 6" in lines


def test_shipped_must_requirements_rest_on_what_must_means(shipped: Corpus) -> None:
    specification = Traceability.from_corpus(shipped).document
    for requirement in shipped.requirements.values():
        if requirement.strength == "must":
            assert set(support_of(requirement, specification)) & set(MUST_SUPPORT), requirement.id


def test_shipped_requirement_about_notation_has_cases_and_no_exclusion(shipped: Corpus) -> None:
    traceability = Traceability.from_corpus(shipped)
    notation = shipped.requirements["integer.notation"]
    assert notation.exclusion is None
    assert traceability.is_permission(notation)
    assert len(traceability.cases[notation.id]) >= 7


# Sentences that were cited for requirements which they do not support.
UNSUPPORTED = {
    "wire.round-trip": "as_dict",
    "wire.falsy-survives": "as_dict",
    "wire.strings": "as_dict",
    "wire.omitted-stays-omitted": "variables",
    "update.keywords": "methods.update",
    "size.gpt-image-1": "variables.size",
}


@pytest.mark.parametrize("id_", UNSUPPORTED)
def test_shipped_requirement_cites_no_sentence_about_something_else(shipped: Corpus, id_: str) -> None:
    assert not [source for source in shipped.requirements[id_].sources if UNSUPPORTED[id_] in source.section]


@pytest.mark.parametrize("part", ["variables", "attributes"])
def test_shipped_optional_mask_is_a_requirement(shipped: Corpus, part: str) -> None:
    traceability = Traceability.from_corpus(shipped)
    sentence = (f"{part}.input_image_mask", 1)
    assert sentence not in traceability.exclusions
    assert [requirement.id for requirement in traceability.requirements[sentence]] == ["payload.optional"]
    assert traceability.has_cases(sentence)


def test_either_case_with_outputs_is_no_permission(root: Path, edit) -> None:
    edit(root / "cases/wire/texts.json", lambda content: content["cases"].pop())
    edit(root / "cases/wire/texts.json", lambda content: content["cases"][0].update(expected="either"))
    corpus = Corpus.load(root)
    assert problems(root) == []
    assert not Traceability.from_corpus(corpus).is_permission(corpus.requirements["wire.text"])


def test_requirement_with_exclusion_needs_no_case(root: Path, edit) -> None:
    edit(root / "cases/model/items.json", lambda content: content["cases"].pop())
    exclusion = "No observable behavior depends on it."
    edit(root / "requirements.json", lambda content: content["requirements"][6].update(exclusion=exclusion))
    assert problems(root) == []
    lines, _ = Traceability.from_corpus(Corpus.load(root)).report()
    assert f"  item.popitem [object, may]: 0 cases ({exclusion}); sources: specification" in lines


@pytest.mark.parametrize("index", [{}, [], None, {"sections": 1}, {"sections": [{}], "exclusions": []}])
def test_malformed_index_is_rejected(root: Path, index) -> None:
    (root / "specification_index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"specification_index\.json: this is not an index of sentences"):
        Traceability.from_corpus(Corpus.load(root))


def test_missing_index_is_rejected(root: Path) -> None:
    (root / "specification_index.json").unlink()
    with pytest.raises(CorpusError, match=r"specification_index\.json: "):
        Traceability.from_corpus(Corpus.load(root))
