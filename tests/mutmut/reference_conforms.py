"""A run of the suite, as the test that mutants of the reference should fail: all cases, with reasons and warnings."""

from __future__ import annotations

import importlib
import sys

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.results.result import Result
from imagegen_conformance.runner.execution import execute

CORPUS = Corpus.load()


def test_reference_conforms() -> None:
    # Import the reference again, because code that runs on import is mutated, too.
    for name in [name for name in sys.modules if name.partition(".")[0] == "imagegen_reference"]:
        del sys.modules[name]
    tool = importlib.import_module("imagegen_reference").ImageGenTool
    for result in execute(CORPUS.cases, InProcessConnection(adapter_for(tool), LEVELS)):
        assert result.verdict.result == "pass", result.case.id
        check_reasons(result)


def check_reasons(result: Result) -> None:
    """Check more than the judge, which requires no reasons, and is satisfied by one of the expected reasons."""
    case, observation = result.case, result.observation
    reasons = {(reason["path"], reason["rule"]) for reason in observation.get("reasons", ())}
    # The reference gives a reason for every rejection. A rejection without one comes from an internal error.
    is_unexplained = observation["outcome"] == "rejected" and not reasons
    assert case.level not in {"schema", "semantic"} or not is_unexplained, case.id
    expected = case.expected.reasons if isinstance(case.expected, ExpectedOutcome) else ()
    assert not expected or reasons <= set(expected), case.id
