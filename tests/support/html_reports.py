"""Reports of runs whose cases have every disposition, for the tests of the HTML page."""

from __future__ import annotations

import json
from pathlib import Path

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.run_report import RunReport
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run

FAILING, LISTED, STALE = "action/near-miss/upper-case", "action/near-miss/title-case", "action/near-miss/longer"
PASSING, BLOCKING, UNCLAIMED = "action/values/auto", "moderation/values/auto:wire", "object/as_dict/all-fields"
PATTERNS = ("action/near-miss", "action/values", "moderation", "object/as_dict")
RERUN = "imagegen-conformance run mine:tool --level {level} --select {case}"
REASON = "the service accepts it, too"
REMOVED = "size/open/spaces"  # the id of a former case
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "--> <!-- ]]> &lt;b&gt; &amp;",
    "\u202egnp.exe\u2066\u2069 \u2028 \u2029 \u05d0\u05d1\u05d2",
    "\x00\x07\x1b[31m\ud800 lone",
    "\" onfocus=alert(1) autofocus='' `${alert(1)}`",
)


def observe(case: Case) -> Observation:
    """Return an observation with which some cases of the area `action` fail, and others pass."""
    if case.level == "schema" and "near-miss" in case.id and case.id != STALE:
        return {"outcome": "accepted", "output": case.request.content}
    if case.id == BLOCKING:
        return {"outcome": "accepted", "output": {"type": "image_generation"}}
    return passing(case)


def mixed_report(folder: Path, corpus: Corpus) -> RunReport:
    """Return the report of a run with failures, an expected failure, a stale expectation, and other cases."""
    entry = ExpectedFailure("list", "wrongly-accepted", None, REASON)
    listed = ExpectedFailures(entries={LISTED: entry, STALE: entry})
    file = write_run(folder / "mixed.ndjson", corpus, observe, patterns=PATTERNS, listed=listed)
    run = verify(file, corpus)
    return RunReport(run._replace(header={**run.header, "rerun": RERUN}))


def hostile_report(folder: Path, root: Path) -> RunReport:
    """Return the report of a run in which every foreign text tries to become markup. The corpus is hostile, too.

    Args:
        folder: The folder for the evidence.
        root: The directory of the small corpus, which is changed.
    """

    def spoil(case: dict[str, str], number: int) -> None:
        case["description"] = f"{HOSTILE[number % len(HOSTILE)]} {HOSTILE[1]}"
        case["rationale"] = HOSTILE[3]

    for file in (root / "cases").rglob("*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        for number, case in enumerate(content["cases"]):
            spoil(case, number)
        file.write_text(json.dumps(content), encoding="utf-8")
    corpus = Corpus.load(root)

    def observe_hostile(case: Case) -> Observation:
        text = HOSTILE[sum(case.id.encode()) % len(HOSTILE)]
        if case.request.operation != "call" and sum(case.id.encode()) % 2:
            return {"outcome": "accepted", "output": {"type": text, text: [text]}}
        return {"outcome": "error", "message": text}

    file = write_run(folder / "hostile.ndjson", corpus, observe_hostile, run_errors=HOSTILE)
    return RunReport(verify(file, corpus))


def add_former_case(root: Path, former: str, current: str) -> None:
    """Add a renamed case to the id registry of a corpus."""
    registry = root / "case_ids.ndjson"
    entry = json.dumps({"id": former, "alias": current})
    registry.write_text(f"{registry.read_text(encoding='utf-8')}{entry}\n", encoding="utf-8")
