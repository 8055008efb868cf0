"""The scores of verdicts and of reasons, for validators that are right about neither, one, or both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus

CHECKER = """
from imagegen_conformance.corpus.cases import Finding
from imagegen_reference import ImageGenTool, ValidationError
class Rejected(ValueError):
    def __init__(self, errors):
        super().__init__("rejected")
        self.errors = errors
class Checker:
    def validate(self, payload):
        {body}
tool = Checker()
"""
CORRECT = "ImageGenTool.validate_payload(payload)"
REJECTS_ALL = "raise ValueError('no')"
REJECTS_ALL_WITH_ONE_REASON = "raise Rejected([Finding('/quality', 'quality.value')])"
CORRECT_WITHOUT_REASONS = (
    "try: ImageGenTool.validate_payload(payload)\n        except ValidationError: raise ValueError('no') from None"
)
ACCEPTS_ALL = "pass"


@pytest.fixture
def run_checker(modules: Path, command, tmp_path):
    """Return the exit code of a run, the scores of each level in the report, and the failure of each case."""

    def run(body: str):
        (modules / "checker.py").write_text(CHECKER.format(body=body), encoding="utf-8")
        levels = ("--level", "schema", "--level", "semantic", "--fail-on", "should")
        completed = command("run", "checker:tool", *levels, "--evidence", tmp_path / "evidence.ndjson")
        rows = [line.split() for line in completed.out.splitlines() if line.startswith(("schema ", "semantic "))]
        lines = (tmp_path / "evidence.ndjson").read_text(encoding="utf-8").splitlines()[1:-1]
        scores = {row[0]: tuple(tuple(map(int, score.split("/"))) for score in row[-2:]) for row in rows}
        return completed.code, scores, {record["case"]: record.get("failure") for record in map(json.loads, lines)}

    return run


def test_correct_validator_has_full_scores(run_checker):
    code, scores, _ = run_checker(CORRECT)
    assert code == 0
    for (verdicts, total), (reasons, reasons_total) in scores.values():
        assert verdicts == total > 0
        assert reasons == reasons_total > 0


def test_validator_that_rejects_everything_has_no_reasons_and_fails_every_repaired_case(run_checker):
    code, scores, failures = run_checker(REJECTS_ALL)
    assert code == 1
    assert all(reasons == 0 < total for _, (reasons, total) in scores.values())
    repaired = [failure for case_id, failure in failures.items() if case_id.endswith(":repaired")]
    assert len(repaired) == sum(case.id.endswith(":repaired") for case in Corpus.load().cases) > 0
    assert set(repaired) == {"wrongly-rejected"}


def test_validator_with_one_reason_for_everything_scores_only_where_it_applies(run_checker):
    code, scores, failures = run_checker(REJECTS_ALL_WITH_ONE_REASON)
    assert code == 1
    assert failures["quality/near-miss/upper-case"] is None
    assert failures["size/gpt-image-2-edge/width-past-longest"] == "wrong-reason"
    assert scores["semantic"][1][0] == 0 < scores["schema"][1][0] < scores["schema"][1][1] / 5


def test_validator_without_reasons_scores_on_verdicts_only(run_checker):
    code, scores, _ = run_checker(CORRECT_WITHOUT_REASONS)
    assert code == 0
    for (verdicts, total), (reasons, reasons_total) in scores.values():
        assert verdicts == total
        assert reasons == 0 < reasons_total


def test_validator_that_accepts_everything_fails_every_reject_case(run_checker):
    code, scores, failures = run_checker(ACCEPTS_ALL)
    assert code == 1
    assert all(reasons == 0 for _, (reasons, _) in scores.values())
    reject_cases = {case.id for case in Corpus.load().cases if case.kind == "reject" and case.id == case.source_id}
    assert {case_id for case_id, failure in failures.items() if failure == "wrongly-accepted"} == reject_cases
