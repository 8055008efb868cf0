"""The corpus in the profile openai."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus


@pytest.fixture(scope="session")
def shipped_openai() -> Corpus:
    """Return the corpus of the suite in the default revision of openai."""
    return Corpus.load(profile="openai")
