from __future__ import annotations

import pytest

from imagegen_conformance.cases import STRENGTHS, Answer, Case, Reason, Request, Requirement
from imagegen_conformance.expected import Entry, Expected
from imagegen_conformance.judge import Verdict, judge
from imagegen_conformance.observation import Observation
from imagegen_conformance.runner import Result
from imagegen_conformance.tally import CONFORMS, FAILS, NOTHING_JUDGED, WRONG_EXPECTATIONS, Tally

VERDICTS = {
    "pass": Verdict("pass"),
    "fail": Verdict("fail", "changed", "/n"),
    "error": Verdict("error", "error"),
    "unsupported": Verdict("unsupported", "unsupported"),
}


def result(verdict: str, strength: str = "must", id_: str = "a/b/c") -> Result:
    rule = Requirement("some.rule", "wire", strength, "It holds.", (), "2.3")  # type: ignore[arg-type]
    expected = Answer(accepted=True, rejected=False)
    case = Case(id_, id_, "accept", "wire", strength, rule, "a fact", Request("parse", {}), expected)  # type: ignore[arg-type]
    return Result(case, {"outcome": "accepted"}, VERDICTS[verdict])


def tally(*results: Result, gate: str = "must", demanded: tuple[str, ...] = (), **known: Entry) -> Tally:
    expected = Expected(None, {"a/b/" + name: entry for name, entry in known.items()})
    counted = Tally(expected, gate, demanded)  # type: ignore[arg-type]
    for one in results:
        counted.add(one)
    return counted


CHANGED = Entry("expected.json /expected/0", "changed", None, "known")
ELSEWHERE = Entry("expected.json /expected/0", "changed", "/m", "known")
UNSUPPORTED = Entry("expected.json /expected/0", "unsupported", None, "known")


@pytest.mark.parametrize("gate", ["must", "should"])
@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("verdict", ["fail", "error"])
def test_what_is_strong_enough_gates(gate: str, strength: str, verdict: str) -> None:
    order = list(STRENGTHS)
    gates = order.index(strength) <= order.index(gate)  # type: ignore[arg-type]
    counted = tally(result(verdict, strength), gate=gate)
    assert counted.counts == {("wire", "failing" if gates else "tolerated"): 1}
    assert counted.exit_code == (FAILS if gates else NOTHING_JUDGED)
    assert len(counted.failing) == gates
    assert len(counted.tolerated) == (not gates)


@pytest.mark.parametrize(
    ("verdict", "entry", "standing", "code"),
    [
        ("pass", None, "pass", CONFORMS),
        ("pass", CHANGED, "stale", WRONG_EXPECTATIONS),
        ("fail", CHANGED, "expected", CONFORMS),
        ("fail", ELSEWHERE, "stale", WRONG_EXPECTATIONS),
        ("fail", UNSUPPORTED, "stale", WRONG_EXPECTATIONS),
        ("error", CHANGED, "stale", WRONG_EXPECTATIONS),
        ("unsupported", None, "unsupported", NOTHING_JUDGED),
        ("unsupported", CHANGED, "unsupported", NOTHING_JUDGED),
        ("unsupported", UNSUPPORTED, "expected", NOTHING_JUDGED),
    ],
)
def test_one_result(verdict: str, entry: Entry | None, standing: str, code: int) -> None:
    counted = tally(result(verdict), c=entry) if entry else tally(result(verdict))
    assert counted.counts == {("wire", standing): 1}
    assert counted.exit_code == code


class TestUnsupported:
    def test_is_no_failure_where_nobody_asked(self) -> None:
        assert tally(result("pass"), result("unsupported")).exit_code == CONFORMS

    def test_fails_where_its_level_was_demanded(self) -> None:
        assert tally(result("pass"), result("unsupported"), demanded=("wire",)).exit_code == FAILS

    def test_is_no_failure_where_another_level_was_demanded(self) -> None:
        assert tally(result("pass"), result("unsupported"), demanded=("model",)).exit_code == CONFORMS

    def test_is_tolerated_where_it_is_too_weak(self) -> None:
        counted = tally(result("pass"), result("unsupported", "may"), demanded=("wire",))
        assert counted.counts["wire", "tolerated"] == 1
        assert counted.exit_code == CONFORMS

    def test_alone_means_that_nothing_was_judged(self) -> None:
        assert tally(result("unsupported"), demanded=("wire",)).exit_code == NOTHING_JUDGED


def test_nothing_at_all_is_nothing_judged() -> None:
    assert tally().exit_code == NOTHING_JUDGED


def test_a_failure_outweighs_a_stale_expectation() -> None:
    assert tally(result("pass"), result("fail", id_="a/b/d"), c=CHANGED).exit_code == FAILS


def test_an_expectation_holds_whatever_the_strength() -> None:
    counted = tally(result("fail", "may"), c=CHANGED)
    assert counted.counts == {("wire", "expected"): 1}
    assert tally(result("pass", "may"), c=CHANGED).exit_code == WRONG_EXPECTATIONS


def test_asking_for_the_standing_counts_nothing() -> None:
    counted = tally()
    assert counted.standing(result("fail")) == "failing"
    assert not counted.counts
    assert counted.judged == 0


def test_complaints_name_the_entry() -> None:
    assert tally(result("pass"), c=CHANGED).complaints == [
        "expected.json /expected/0: a/b/c passes; delete it from the list"
    ]


class TestScores:
    ILLEGAL = Answer(accepted=False, rejected=True, reasons=(Reason("/size", "size.type"),))
    LEGAL = Answer(accepted=True, rejected=False)

    def scores(self, *answers: tuple[Answer, Observation]) -> tuple[str, str]:
        counted = tally()
        for expected, observation in answers:
            case = result("pass").case._replace(expected=expected)
            counted.add(Result(case, observation, judge(case, observation)))
        return str(counted.verdicts.get("wire", "-")), str(counted.reasons.get("wire", "-"))

    def refused(self, *rules: str) -> Observation:
        reasons = [{"path": "/size", "rule": rule} for rule in rules]
        return {"outcome": "rejected", "message": "no", "reasons": reasons} if reasons else {"outcome": "rejected"}

    def test_verdict_and_reason_are_scored_apart(self) -> None:
        right, wrong = self.refused("size.type"), self.refused("size.colour")
        assert self.scores((self.ILLEGAL, right), (self.ILLEGAL, wrong), (self.LEGAL, {"outcome": "accepted"})) == (
            "3/3",
            "1/2",
        )

    def test_who_refuses_everything_without_a_word_has_no_reason_right(self) -> None:
        assert self.scores((self.ILLEGAL, self.refused()), (self.LEGAL, self.refused())) == ("1/2", "0/1")

    def test_who_accepts_everything_has_no_reason_right_either(self) -> None:
        assert self.scores((self.ILLEGAL, {"outcome": "accepted"})) == ("0/1", "0/1")

    def test_what_is_not_judged_is_not_scored(self) -> None:
        assert self.scores((self.ILLEGAL, {"outcome": "unsupported", "message": "no"})) == ("-", "-")
