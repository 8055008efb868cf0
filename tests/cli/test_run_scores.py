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
ONE_REASON_FOR_EVERYTHING = (
    "try: ImageGenTool.validate_payload(payload)\n"
    "        except ValidationError: raise Rejected([Finding('/quality', 'quality.value')]) from None"
)
CORRECT_WITHOUT_REASONS = (
    "try: ImageGenTool.validate_payload(payload)\n        except ValidationError: raise ValueError('no') from None"
)
ACCEPTS_ALL = "pass"
LEVELS = ("schema", "semantic")


@pytest.fixture
def run_checker(modules: Path, command, tmp_path):
    """Return the exit code of a run, the scores of each level in the report, and the record of each case.

    The scores are pairs of numbers by the heads of their columns.
    """

    def run(body: str):
        (modules / "checker.py").write_text(CHECKER.format(body=body), encoding="utf-8")
        levels = ("--level", "schema", "--level", "semantic", "--fail-on", "should")
        completed = command("run", "checker:tool", *levels, "--evidence", tmp_path / "evidence.ndjson")
        rows = [line.split() for line in completed.out.splitlines() if line.startswith(("level ", *LEVELS))]
        lines = (tmp_path / "evidence.ndjson").read_text(encoding="utf-8").splitlines()[1:-1]
        scores: dict[str, dict[str, tuple[int, ...]]] = {}
        for row in rows[1:]:
            cells = dict(zip(rows[0], row, strict=True))
            scores[row[0]] = {head: tuple(map(int, cell.split("/"))) for head, cell in cells.items() if "/" in cell}
        return completed.code, scores, {record["case"]: record for record in map(json.loads, lines)}

    return run


def test_correct_validator_has_full_scores(run_checker):
    code, scores, _ = run_checker(CORRECT)
    assert code == 0
    assert scores.keys() == set(LEVELS)
    for score in scores.values():
        assert score.keys() == {"verdicts", "reasons", "precision"}
        assert all(correct == total > 0 for correct, total in score.values())


def test_validator_that_rejects_everything_fails_the_plain_case_that_blocks_all_others(run_checker):
    code, scores, records = run_checker(REJECTS_ALL)
    assert code == 1
    assert {record.get("failure") for record in records.values()} == {None, "wrongly-rejected"}
    assert all(record["verdict"] in {"fail", "blocked"} for record in records.values())
    assert sum(record["verdict"] == "blocked" for record in records.values()) > 1000
    assert scores == {"schema": {"verdicts": (0, 1)}, "semantic": {}}


def test_validator_with_one_reason_for_everything_scores_only_where_it_applies(run_checker):
    code, scores, records = run_checker(ONE_REASON_FOR_EVERYTHING)
    assert code == 1
    assert records["quality/near-miss/upper-case"]["verdict"] == "pass"
    assert records["size/gpt-image-2-edge/width-past-longest"]["failure"] == "wrong-reason"
    correct, total = scores["schema"]["reasons"]
    assert scores["semantic"]["reasons"][0] == 0 < correct < total / 5
    correct, total = scores["schema"]["precision"]
    assert 0 < correct < total / 5


def test_validator_without_reasons_scores_on_verdicts_only(run_checker):
    code, scores, _ = run_checker(CORRECT_WITHOUT_REASONS)
    assert code == 0
    for score in scores.values():
        assert score.keys() == {"verdicts", "reasons"}
        assert score["verdicts"][0] == score["verdicts"][1]
        assert score["reasons"][0] == 0 < score["reasons"][1]


def test_validator_that_accepts_everything_fails_every_reject_case(run_checker):
    code, scores, records = run_checker(ACCEPTS_ALL)
    assert code == 1
    assert all(score["reasons"][0] == 0 for score in scores.values())
    reject_cases = {case.id for case in Corpus.load().cases if case.kind == "reject" and case.id == case.source_id}
    wrongly_accepted = {id_ for id_, record in records.items() if record.get("failure") == "wrongly-accepted"}
    assert wrongly_accepted == reject_cases
