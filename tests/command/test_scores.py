"""What verdicts and reasons come to, apart, for validators that are right about neither, about one of them, or about both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus

CHECKER = """
from imagegen_conformance.cases import Reason
from imagegen_reference import ImageGenTool, ValidationError
class Refused(ValueError):
    def __init__(self, errors):
        super().__init__("refused")
        self.errors = errors
class Checker:
    def validate(self, payload):
        {body}
tool = Checker()
"""
RIGHT = "ImageGenTool.validate_payload(payload)"
NONE = "raise ValueError('no')"
WRONG = "raise Refused([Reason('/quality', 'quality.value')])"
TERSE = "try: ImageGenTool.validate_payload(payload)\n        except ValidationError: raise ValueError('no') from None"
NOTHING = "pass"


@pytest.fixture
def judged(modules: Path, command, tmp_path):
    """The exit code of a run, the scores of each level as the report shows them, and the failure of each case."""

    def run(body: str):
        (modules / "checker.py").write_text(CHECKER.format(body=body), encoding="utf-8")
        levels = ("--level", "schema", "--level", "semantic", "--strength", "should")
        ended = command("run", "checker:tool", *levels, "--evidence", tmp_path / "evidence.ndjson")
        rows = [line.split() for line in ended.out.splitlines() if line.startswith(("schema ", "semantic "))]
        lines = (tmp_path / "evidence.ndjson").read_text(encoding="utf-8").splitlines()[1:-1]
        scores = {row[0]: tuple(tuple(map(int, score.split("/"))) for score in row[-2:]) for row in rows}
        return ended.code, scores, {record["case"]: record.get("failure") for record in map(json.loads, lines)}

    return run


def test_one_that_is_right_has_both_in_full(judged):
    code, scores, _ = judged(RIGHT)
    assert code == 0
    for (right, of), (reasons, of_reasons) in scores.values():
        assert right == of > 0
        assert reasons == of_reasons > 0


def test_one_that_refuses_everything_has_no_reason_right_and_fails_on_every_twin(judged):
    code, scores, failures = judged(NONE)
    assert code == 1
    assert all(reasons == 0 < of for _, (reasons, of) in scores.values())
    twins = [failure for id_, failure in failures.items() if id_.endswith(":repaired")]
    assert len(twins) == sum(case.id.endswith(":repaired") for case in Corpus.load().cases) > 0
    assert set(twins) == {"rejected"}


def test_one_that_refuses_everything_for_a_reason_is_right_only_where_it_is_that(judged):
    code, scores, failures = judged(WRONG)
    assert code == 1
    assert failures["quality/near-miss/upper-case"] is None
    assert failures["size/gpt-image-2-edge/width-past-longest"] == "wrong-reason"
    assert scores["semantic"][1][0] == 0 < scores["schema"][1][0] < scores["schema"][1][1] / 5


def test_one_that_tells_no_reasons_has_the_verdicts_alone(judged):
    code, scores, _ = judged(TERSE)
    assert code == 0
    for (right, of), (reasons, of_reasons) in scores.values():
        assert right == of
        assert reasons == 0 < of_reasons


def test_one_that_accepts_everything_fails_on_every_refusal(judged):
    code, scores, failures = judged(NOTHING)
    assert code == 1
    assert all(reasons == 0 for _, (reasons, _) in scores.values())
    refused = {case.id for case in Corpus.load().cases if case.kind == "reject" and case.id == case.authored}
    assert {id_ for id_, failure in failures.items() if failure == "accepted"} == refused
