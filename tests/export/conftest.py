"""Fixtures of the tests of exports."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.export.package import build_package
from imagegen_conformance.export.subset import CorpusSubset


@pytest.fixture(scope="session")
def whole(shipped: Corpus) -> dict[str, bytes]:
    """The files of an export of the whole corpus."""
    return build_package(CorpusSubset(shipped))
