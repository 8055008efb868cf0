"""Evidence files that the tests of this folder share."""

from __future__ import annotations

from pathlib import Path

import pytest

from forged_evidence import write_evidence
from imagegen_conformance.corpus.corpus import Corpus


@pytest.fixture
def evidence(tmp_path: Path, small: Corpus) -> Path:
    """Evidence with passes, failures and unsupported cases."""
    return write_evidence(tmp_path / "evidence.ndjson", small)


@pytest.fixture
def short(tmp_path: Path, small: Corpus) -> Path:
    """Evidence of two cases, a pass and a failure."""
    return write_evidence(tmp_path / "short.ndjson", small, "wire/plain")
