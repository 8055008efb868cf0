"""Fixtures of the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.revisions import load_revisions
from imagegen_conformance.export.case_revisions import CaseRevisions
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset
from small_corpus import write

PackageOf: TypeAlias = Callable[..., dict[str, bytes]]
SubsetOf: TypeAlias = Callable[..., CorpusSubset]


@pytest.fixture(scope="session")
def package_of(subset_of: SubsetOf) -> PackageOf:
    """Return a function `package_of(profile, revision, *levels)` that returns the files of an export, built once."""

    @cache
    def build(profile: str | None = None, revision: str | None = None, *levels: str) -> dict[str, bytes]:
        return build_package(subset_of(profile, revision, *levels))

    return build


@pytest.fixture(scope="session")
def subset_of() -> SubsetOf:
    """Return a function `subset_of(profile, revision, *levels)` that returns a subset of the corpus of the suite."""
    case_revisions: list[CaseRevisions] = []  # the same for all subsets; it takes long to compute

    def make(profile: str | None = None, revision: str | None = None, *levels: str) -> CorpusSubset:
        subset = CorpusSubset(Corpus.load(None, (), profile, revision), levels)
        case_revisions[:] = case_revisions or [subset.case_revisions]
        subset.case_revisions = case_revisions[0]
        return subset

    return make


@pytest.fixture(scope="session")
def whole(package_of: PackageOf) -> dict[str, bytes]:
    """The files of an export of all levels, in the default revision."""
    return package_of()


@pytest.fixture(scope="session")
def corpora(shipped: Corpus) -> dict[Revision, Corpus]:
    """The corpus of the suite in each revision."""
    return {corpus.revision: corpus for corpus in load_revisions(shipped, shipped.profiles.revisions)}


@pytest.fixture
def ranges(small: Corpus, edit) -> Corpus:
    """The small corpus with a case that expects something else since azure 2.8, and a requirement of azure only."""

    def limit_pop_to_azure(content) -> None:
        next(entry for entry in content["requirements"] if entry["id"] == "item.pop")["profiles"] = {"azure": {}}

    def change_huge(content) -> None:
        source_case = next(entry for entry in content["cases"] if entry["name"] == "huge")
        other = {"profiles": {"azure": {"since": "2.8"}}, "kind": "either", "requirement": "quality.value"}
        source_case |= {"profiles": {"azure": {"until": "2.8"}}, "other_expectations": [other]}

    edit(small.root / "requirements.json", limit_pop_to_azure)
    edit(small.root / "cases/quality/values.json", change_huge)
    return Corpus.load(small.root)


@pytest.fixture
def parametrized(small: Corpus, root: Path) -> Corpus:
    """The small corpus with two parametrized cases: `a` at the levels schema and wire, `b` with a long text at wire."""
    elements = {
        "qualities": [
            {"name": "low", "text": "a value", "value": "low", "requirement": "quality.value"},
            {"name": "plain", "text": "a text", "value": "plain", "requirement": "wire.no-corruption"},
        ],
        "texts": [{"name": "long", "text": "a long text", "value": {"$repeat": ["head", 1, "x", 5000]}}],
    }
    either = {"kind": "either", "rationale": "The specification does not mention it."}
    cases = [
        {
            **either,
            "name": "a",
            "each": {"quality": "qualities"},
            "description": "quality is ${quality.text}",
            "requirement": "${quality.requirement}",
            "payload": {"type": "image_generation", "quality": "${quality.value}"},
        },
        {
            **either,
            "name": "b",
            "each": {"text": "texts"},
            "description": "an unknown key is ${text.text}",
            "requirement": "wire.no-corruption",
            "payload": {"type": "image_generation", "hue": "${text.value}", "${text.value}": 1},
        },
    ]
    for name, items in elements.items():
        write(root / "dimensions" / f"{name}.json", {"summary": name, "elements": items})
    write(root / "cases/values/more.json", {"topic": "more values", "cases": cases})
    corpus = Corpus.load(small.root)
    IdRegistry.load(root).register(corpus, "0.1.0", None)
    return corpus
