"""The cases as parametrized tests. The variable `BENCHMARK_FIXTURES` names another corpus than the shipped one."""

import os
from pathlib import Path

import pytest

from baseline_loop import run_case
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus

root = os.environ.get("BENCHMARK_FIXTURES")
cases = Corpus.load(Path(root) if root else None).cases


@pytest.mark.parametrize("case", cases, ids=[case.id for case in cases])
def test_case(case: Case) -> None:
    as_expected, actual = run_case(case)
    assert as_expected, actual
