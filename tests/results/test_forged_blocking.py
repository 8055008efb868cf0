"""Evidence that claims wrongly that cases are blocked, or that they are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forged_evidence import FAILING_CASE_ID, IDENTITY, read_records, verification_error, with_checksum
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.results.evidence import EvidenceWriter, RunSettings, header_record
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.results.verification import verify

BARE, LOW, HUGE = "wire/plain/bare", "quality/values/low:wire", "quality/values/huge:wire"
Records = list[dict[str, Json]]


@pytest.fixture
def dependent(root: Path, edit) -> Corpus:
    listed = {"operations": {"parse": BARE}, "fields": {"quality": "quality/values/low"}}
    edit(root / "prerequisites.json", lambda content: content.update(listed))
    return Corpus.load(root)


@pytest.fixture
def evidence(tmp_path: Path, dependent: Corpus) -> Path:
    """Evidence in which a failure of `quality/values/low:wire` blocks a case."""
    file = tmp_path / "e"
    selection = Selection(levels=("wire",), patterns=(HUGE, FAILING_CASE_ID))
    cases = dependent.in_run_order(dependent.select(selection))
    writer = EvidenceWriter(file, header_record(dependent, IDENTITY, selection, RunSettings("must"), len(cases)))
    tally = Tally(ExpectedFailures(), "must", ("wire",), dependent.prerequisites)
    for case in cases:
        output = {} if case.id == LOW else case.request.content
        result = Result.judge(case, {"outcome": "accepted", "output": output})
        tally.add(result)
        writer.add(result, None, tally.blocked.get(case.id))
    writer.close(tally.exit_code)
    return file


def forge(file: Path, change: Callable[[Records], object]) -> None:
    records = read_records(file)
    change(records)
    file.write_bytes(with_checksum(records))


def record_of(records: Records, case_id: str) -> dict[str, Json]:
    return next(record for record in records if record.get("case") == case_id)


def test_blocked_case_is_verified(evidence: Path, dependent: Corpus) -> None:
    assert [record.get("case") for record in read_records(evidence)[1:-1]] == [BARE, LOW, HUGE, FAILING_CASE_ID]
    verification = verify(evidence, dependent)
    assert {verdict: count for verdict, count in verification.verdicts.items() if count} == {
        "pass": 2,
        "fail": 1,
        "blocked": 1,
    }
    assert (len(verification.cases), verification.selected, verification.exit_code) == (4, 4, 1)


@pytest.mark.parametrize(
    ("case_id", "change", "problem"),
    [
        (
            HUGE,
            lambda record: record.update(verdict="pass", blocked_by=None),
            f"the recorded verdict of {HUGE} is pass, but its prerequisite {LOW} failed",
        ),
        (
            HUGE,
            lambda record: record.update(blocked_by=BARE),
            f"the recorded verdict of {HUGE} is blocked by {BARE}, but its prerequisite {LOW} failed",
        ),
        (
            HUGE,
            lambda record: record.update(failure="error"),
            f"the recorded verdict of {HUGE} is blocked by {LOW} (error), but its prerequisite {LOW} failed",
        ),
        (
            FAILING_CASE_ID,
            lambda record: record.update(verdict="blocked", blocked_by=LOW),
            f"{FAILING_CASE_ID} is recorded as blocked by {LOW}, but none of its prerequisites failed",
        ),
        (
            FAILING_CASE_ID,
            lambda record: record.update(verdict="blocked"),
            f"{FAILING_CASE_ID} is recorded as blocked, but none of its prerequisites failed",
        ),
        (
            LOW,
            lambda record: record.update(verdict="blocked", failure=None, pointer=None, blocked_by=BARE),
            f"{LOW} is recorded as blocked by {BARE}, but none of its prerequisites failed",
        ),
    ],
)
def test_false_claim_is_reported(evidence: Path, dependent: Corpus, case_id: str, change, problem: str) -> None:
    forge(evidence, lambda records: change(record_of(records, case_id)))
    assert f": {problem}. The file was edited. Run the suite again." in verification_error(evidence, dependent)


def test_missing_prerequisite_is_reported(evidence: Path, dependent: Corpus) -> None:
    forge(evidence, lambda records: records.remove(record_of(records, LOW)))
    problem = f"line 3: {LOW}, a prerequisite of {HUGE}, is not recorded before it. The file was edited."
    assert problem in verification_error(evidence, dependent)


def test_interrupted_run_may_have_results_before_those_of_their_prerequisites(
    evidence: Path, dependent: Corpus
) -> None:
    footer = {"complete": False, "reason": "SIGTERM", "case": LOW, "finished": "2026-11-26T12:00:00Z"}

    def interrupt(records: Records) -> None:
        records[1:-1] = [record_of(records, FAILING_CASE_ID)]
        verdict = records[1]["verdict"]
        counts = {**dict.fromkeys(records[-1]["verdicts"], 0), verdict: 1}
        records[-1] = {"record": "footer", "cases": 1, "verdicts": counts, **footer}

    forge(evidence, interrupt)
    assert f"the run was interrupted at {LOW}, after 1 of 4 cases (SIGTERM)" in verification_error(evidence, dependent)


def test_case_that_is_neither_selected_nor_a_prerequisite_is_not_a_selected_case(
    evidence: Path, dependent: Corpus
) -> None:
    forge(evidence, lambda records: record_of(records, FAILING_CASE_ID).update(case="size/types/integer:wire"))
    assert "'size/types/integer:wire' is not a selected case" in verification_error(evidence, dependent)
