"""Fixtures of the tests of exports."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset

PackageOf: TypeAlias = Callable[..., dict[str, bytes]]


@pytest.fixture(scope="session")
def package_of() -> PackageOf:
    """Return a function `package_of(profile, revision, *levels)` that returns the files of an export, built once."""

    @cache
    def build(profile: str | None = None, revision: str | None = None, *levels: str) -> dict[str, bytes]:
        return build_package(CorpusSubset(Corpus.load(None, (), profile, revision), levels))

    return build


@pytest.fixture(scope="session")
def whole(package_of: PackageOf) -> dict[str, bytes]:
    """The files of an export of all levels, in the default revision."""
    return package_of()


@pytest.fixture(scope="session")
def corpora(shipped: Corpus) -> dict[Revision, Corpus]:
    """The corpus of the suite in each revision."""
    revisions = shipped.profiles.revisions
    return {revision: Corpus.load(None, (), revision.profile, revision.name) for revision in revisions}


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
