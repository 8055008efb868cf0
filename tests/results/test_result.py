from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import REPEATED, Observation, inconsistent
from imagegen_conformance.judging.verdict import PASS, Verdict
from imagegen_conformance.results.result import Result, failure_and_place

ACCEPTED: Observation = {"outcome": "accepted"}
REJECTED: Observation = {"outcome": "rejected", "message": "no"}


def test_judge_returns_the_verdict_of_the_judge(small: Corpus) -> None:
    case = small.case("quality/values/huge")
    assert Result.judge(case, {"outcome": "accepted"}) == (
        case,
        ACCEPTED,
        Verdict("fail", "wrongly-accepted"),
        None,
    )


def test_baseline_is_the_first_observation(small: Corpus) -> None:
    case = small.case("quality/values/huge")
    assert Result.judge(case, REJECTED).baseline == REJECTED
    assert Result.judge(case, inconsistent(REPEATED, REJECTED, ACCEPTED)).baseline == REJECTED


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        (PASS, "PASS quality/values/low [schema, must]"),
        (Verdict("fail", "wrongly-rejected"), "FAIL quality/values/low [schema, must]: wrongly-rejected"),
        (Verdict("fail", "wrong-output", "/a"), "FAIL quality/values/low [schema, must]: wrong-output at /a"),
        (Verdict("fail", "wrong-output", ""), "FAIL quality/values/low [schema, must]: wrong-output at the root"),
        (Verdict("flaky", "flaky"), "FLAKY quality/values/low [schema, must]"),
        (Verdict("error", "error", "/steps/1"), "ERROR quality/values/low [schema, must]"),
        (Verdict("unsupported", "unsupported"), "UNSUPPORTED quality/values/low [schema, must]"),
    ],
)
def test_summary_line_has_verdict_case_and_failure(small: Corpus, verdict: Verdict, line: str) -> None:
    assert Result(small.case("quality/values/low"), {"outcome": "accepted"}, verdict).summary_line == line


@pytest.mark.parametrize(
    ("observation", "strength"),
    [
        ({"outcome": "rejected"}, "should"),
        ({"outcome": "accepted", "output": {"type": "image_generation"}}, "must"),
        ({"outcome": "error"}, "must"),
        (
            {"outcome": "accepted", "output": {"type": "image_generation", "model": ""}, "modified_input": True},
            "should",
        ),
    ],
)
def test_payload_that_is_probably_legal_may_be_rejected_but_not_changed(
    shipped: Corpus, observation: Observation, strength: str
) -> None:
    case = shipped.case("model/open/empty:wire")
    result = Result.judge(case, observation)
    assert (case.strength, result.verdict.result in ("fail", "error")) == ("must", True)
    assert result.strength == strength
    assert f"[wire, {strength}]" in result.summary_line


@pytest.mark.parametrize(
    ("observation", "cause"),
    [
        ({"outcome": "error", "message": "RuntimeError: a\x1b"}, "error: RuntimeError: a\\x1b"),
        ({"outcome": "error", "message": ""}, "error"),
        ({"outcome": "rejected", "message": "no"}, "wrongly rejected"),
        ({"outcome": "unsupported", "message": "no"}, "unsupported"),
    ],
)
def test_cause_is_the_failure_and_the_message_of_an_error(small: Corpus, observation: Observation, cause: str) -> None:
    assert Result.judge(small.case("quality/values/low"), observation).cause == cause


def test_cause_has_the_place_of_the_failure(small: Corpus) -> None:
    verdict = Verdict("fail", "wrong-output", "/a")
    assert Result(small.case("quality/values/low"), {"outcome": "accepted"}, verdict).cause == "wrong output at /a"


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        (None, "wrong-output"),
        ("", "wrong-output at the root"),
        ("/size", "wrong-output at /size"),
        ("/type ", 'wrong-output at "/type "'),
        ("/a\0b\x1b[1m\ud83d", 'wrong-output at "/a\\x00b\\x1b[1m\\ud83d"'),
    ],
)
def test_failure_and_place_omits_an_unknown_place(pointer: str | None, text: str) -> None:
    assert failure_and_place("wrong-output", pointer) == text
