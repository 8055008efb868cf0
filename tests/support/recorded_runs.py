"""Evidence of runs with chosen observations, written without an implementation."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record
from imagegen_conformance.results.expected_failures import ExpectedFailures, undetectable_failures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally

NO_FAILURES = ExpectedFailures()


def write_run(  # noqa: PLR0913 - each property of a run is an argument
    file: Path,
    corpus: Corpus,
    observe: Callable[[Case], Observation],
    *,
    patterns: Sequence[str] = (),
    levels: tuple[Level, ...] = ("wire", "schema"),
    fail_on: Strength = "must",
    listed: ExpectedFailures = NO_FAILURES,
    run_errors: Sequence[str] = (),
    variants: bool = False,
    repeat: int = 1,
    name: str = "mine:tool",
) -> Path:
    """Write the evidence of a run in which `observe` returns the observation of each case."""
    identity = Identity(name, "1.0", "Python", "function", levels)
    selection = Selection(patterns=tuple(patterns))
    cases = corpus.in_run_order(corpus.select(selection))
    settings = RunSettings(fail_on, variants, repeat)
    writer = EvidenceWriter(file, header_record(corpus, identity, selection, settings, len(cases)))
    listed = listed._replace(undetectable=undetectable_failures(variants=variants, repeat=repeat))
    tally = Tally(listed, fail_on, levels, corpus.prerequisites)
    for case in cases:
        result = Result.judge(case, observe(case))
        tally.add(result)
        writer.add(result, listed.entries.get(case.id), tally.blocked.get(case.id))
    tally.run_errors += run_errors
    writer.close(tally.exit_code, tally.run_errors)
    return file


def passing(case: Case) -> Observation:
    """Return an observation with which a case passes."""
    expected = case.expected
    if case.request.operation == "call":
        return {"outcome": "unsupported"}
    if not expected.accepted:  # type: ignore[union-attr]
        return {"outcome": "rejected"}
    content = case.request.content
    return {"outcome": "accepted", "output": json.loads(content) if isinstance(content, str) else content}
