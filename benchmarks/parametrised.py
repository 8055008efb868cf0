"""The same cases as parametrised tests; `BENCHMARK_FIXTURES` names a replica of the corpus to take instead."""

import os
from pathlib import Path

import pytest

from bare import ask
from imagegen_conformance.cases import Case
from imagegen_conformance.corpus import Corpus

root = os.environ.get("BENCHMARK_FIXTURES")
cases = Corpus.load(Path(root) if root else None).cases


@pytest.mark.parametrize("case", cases, ids=[case.id for case in cases])
def test_case(case: Case) -> None:
    as_expected, seen = ask(case)
    assert as_expected, seen
