"""No case of strength must fails an implementation that is correct, however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from correct_implementations import IMPLEMENTATIONS
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.runner.execution import execute


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_correct_implementation_fails_no_case(name: str, shipped: Corpus) -> None:
    implementation, levels = IMPLEMENTATIONS[name]
    cases = [case for case in shipped.cases if case.level in levels and case.strength == "must"]
    results: Any = execute(cases, InProcessConnection(adapter_for(implementation), levels))
    failures = [
        f"{result.case.id}: {result.verdict.failure} {result.observation.get('message', '')}"
        for result in results
        if result.verdict.result not in {"pass", "not-applicable"} and result.strength == "must"
    ]
    assert failures == []
