from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding, Request, Vocabulary
from imagegen_conformance.corpus.requirements import STRENGTHS, Requirement
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.judging.verdict import Verdict
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import CONFORMS, FAILS, NOTHING_JUDGED, STALE_EXPECTATIONS, Score, Tally

VERDICTS = {
    "pass": Verdict("pass"),
    "fail": Verdict("fail", "wrong-output", "/n"),
    "error": Verdict("error", "error"),
    "unsupported": Verdict("unsupported", "unsupported"),
    "not-applicable": Verdict("not-applicable"),
}


def result(verdict: str, strength: str = "must", id_: str = "a/b/c") -> Result:
    requirement = Requirement("some.rule", "wire", strength, "It holds.", ())  # type: ignore[arg-type]
    expected = ExpectedOutcome(accepted=True, rejected=False)
    request = Request("parse", {})
    case = Case(id_, id_, "accept", "wire", strength, requirement, "a fact", request, expected)  # type: ignore[arg-type]
    return Result(case, {"outcome": "accepted"}, VERDICTS[verdict])


def tally(
    *results: Result, fail_on: str = "must", required_levels: tuple[str, ...] = (), **listed: ExpectedFailure
) -> Tally:
    """Return the tally of results. A keyword argument lists the expected failure of the case a/b/KEYWORD."""
    expected = ExpectedFailures(None, {"a/b/" + name: entry for name, entry in listed.items()})
    counted = Tally(expected, fail_on, required_levels)  # type: ignore[arg-type]
    for each in results:
        counted.add(each)
    return counted


OUTPUT = ExpectedFailure("known.json /expected_failures/0", "wrong-output", None, "known")
OTHER_PLACE = ExpectedFailure("known.json /expected_failures/0", "wrong-output", "/m", "known")
UNSUPPORTED = ExpectedFailure("known.json /expected_failures/0", "unsupported", None, "known")


@pytest.mark.parametrize("fail_on", ["must", "should"])
@pytest.mark.parametrize("strength", STRENGTHS)
@pytest.mark.parametrize("verdict", ["fail", "error"])
def test_failure_of_a_gating_strength_fails_the_run(fail_on: str, strength: str, verdict: str) -> None:
    order = list(STRENGTHS)
    gates = order.index(strength) <= order.index(fail_on)  # type: ignore[arg-type]
    counted = tally(result(verdict, strength), fail_on=fail_on)
    assert counted.counts == {("wire", "fail" if gates else "advisory"): 1}
    assert counted.exit_code == (FAILS if gates else NOTHING_JUDGED)
    assert len(counted.failures) == gates
    assert len(counted.advisory_failures) == (not gates)


@pytest.mark.parametrize(
    ("verdict", "listed", "disposition", "exit_code"),
    [
        ("pass", None, "pass", CONFORMS),
        ("pass", OUTPUT, "stale", STALE_EXPECTATIONS),
        ("fail", OUTPUT, "xfail", CONFORMS),
        ("fail", OTHER_PLACE, "stale", STALE_EXPECTATIONS),
        ("fail", UNSUPPORTED, "stale", STALE_EXPECTATIONS),
        ("error", OUTPUT, "stale", STALE_EXPECTATIONS),
        ("unsupported", None, "unsupported", NOTHING_JUDGED),
        ("unsupported", OUTPUT, "unsupported", NOTHING_JUDGED),
        ("unsupported", UNSUPPORTED, "xfail", NOTHING_JUDGED),
    ],
)
def test_single_result_has_disposition_and_exit_code(
    verdict: str, listed: ExpectedFailure | None, disposition: str, exit_code: int
) -> None:
    counted = tally(result(verdict), c=listed) if listed else tally(result(verdict))
    assert counted.counts == {("wire", disposition): 1}
    assert counted.exit_code == exit_code


class TestUnsupported:
    def test_unsupported_case_does_not_fail_the_run(self) -> None:
        assert tally(result("pass"), result("unsupported")).exit_code == CONFORMS

    def test_unsupported_case_of_a_required_level_fails_the_run(self) -> None:
        assert tally(result("pass"), result("unsupported"), required_levels=("wire",)).exit_code == FAILS

    def test_unsupported_case_of_another_level_does_not_fail_the_run(self) -> None:
        assert tally(result("pass"), result("unsupported"), required_levels=("object",)).exit_code == CONFORMS

    def test_unsupported_case_of_a_weak_strength_is_advisory(self) -> None:
        counted = tally(result("pass"), result("unsupported", "may"), required_levels=("wire",))
        assert counted.counts["wire", "advisory"] == 1
        assert counted.exit_code == CONFORMS

    def test_only_unsupported_cases_are_nothing_judged(self) -> None:
        assert tally(result("unsupported"), required_levels=("wire",)).exit_code == NOTHING_JUDGED


def test_empty_tally_is_nothing_judged() -> None:
    assert tally().exit_code == NOTHING_JUDGED


def test_failure_takes_precedence_over_a_stale_expectation() -> None:
    assert tally(result("pass"), result("fail", id_="a/b/d"), c=OUTPUT).exit_code == FAILS


def test_run_error_fails_the_run_if_cases_were_judged() -> None:
    for results, exit_code in (((result("pass"),), FAILS), ((result("unsupported"),), NOTHING_JUDGED)):
        counted = tally(*results)
        counted.run_errors.append("the process did not end")
        assert counted.exit_code == exit_code


def test_expected_failure_applies_to_every_strength() -> None:
    counted = tally(result("fail", "may"), c=OUTPUT)
    assert counted.counts == {("wire", "xfail"): 1}
    assert tally(result("pass", "may"), c=OUTPUT).exit_code == STALE_EXPECTATIONS


def test_disposition_counts_nothing() -> None:
    counted = tally()
    assert counted.disposition(result("fail")) == "fail"
    assert not counted.counts
    assert counted.judged == 0


def test_add_returns_the_disposition() -> None:
    assert [tally().add(result(verdict)) for verdict in VERDICTS] == [
        "pass",
        "fail",
        "fail",
        "unsupported",
        "not-applicable",
    ]


def test_answered_and_judged_count_supported_and_gating_results() -> None:
    counted = tally(result("pass"), result("fail", "may"), result("unsupported"))
    assert (counted.answered, counted.judged) == (2, 1)


def test_stale_expectations_name_the_entry_and_the_case() -> None:
    problem = "known.json /expected_failures/0: the listed failure of a/b/c did not occur: the case passes."
    assert tally(result("pass"), c=OUTPUT).stale_expectations == [f"{problem} Delete it from the list."]


ACCEPTED: Observation = {"outcome": "accepted"}


VOCABULARY = Vocabulary(frozenset({"size.type", "size.form"}), frozenset({"size", "n"}))


class TestScores:
    ILLEGAL = ExpectedOutcome(
        accepted=False, rejected=True, reasons=(Finding("/size", "size.type"),), vocabulary=VOCABULARY
    )
    LEGAL = ExpectedOutcome(accepted=True, rejected=False)

    def scores(self, *pairs: tuple[ExpectedOutcome, Observation]) -> tuple[str, str]:
        counted = tally()
        for expected, observation in pairs:
            counted.add(Result.judge(result("pass").case._replace(expected=expected), observation))
        return str(counted.verdicts.get("wire", "-")), str(counted.reasons.get("wire", "-"))

    def rejected(self, *rules: str) -> Observation:
        reasons = [{"path": "/size", "rule": rule} for rule in rules]
        return {"outcome": "rejected", "message": "no", "reasons": reasons} if reasons else {"outcome": "rejected"}

    def test_wrong_reason_counts_against_reasons_only(self) -> None:
        correct, wrong = self.rejected("size.type"), self.rejected("size.form")
        scores = self.scores((self.ILLEGAL, correct), (self.ILLEGAL, wrong), (self.LEGAL, ACCEPTED))
        assert scores == ("3/3", "1/2")

    def test_rejection_without_reasons_has_no_correct_reason(self) -> None:
        assert self.scores((self.ILLEGAL, self.rejected()), (self.LEGAL, self.rejected())) == ("1/2", "0/1")

    def test_wrong_acceptance_has_no_correct_reason(self) -> None:
        assert self.scores((self.ILLEGAL, ACCEPTED)) == ("0/1", "0/1")

    def test_unsupported_case_is_not_scored(self) -> None:
        assert self.scores((self.ILLEGAL, {"outcome": "unsupported", "message": "no"})) == ("-", "-")

    def test_score_add_returns_a_new_score(self) -> None:
        score = Score(1, 2)
        assert (score.add(1), score.add(0), score.add(2, 3), score) == ((2, 3), (1, 3), (3, 5), (1, 2))

    def test_precision_counts_the_reasons_that_point_to_a_fault(self) -> None:
        counted = tally()
        for paths in (["/size"], ["/size", "/n", "/size/0"], []):
            reasons = [{"path": path, "rule": "x"} for path in paths]
            observation: Observation = {"outcome": "rejected", "reasons": reasons}
            counted.add(Result.judge(result("pass").case._replace(expected=self.ILLEGAL), observation))
        assert str(counted.precision["wire"]) == "3/4"
        assert str(counted.reasons["wire"]) == "1/3"

    def test_malformed_reasons_have_no_precision(self) -> None:
        observation: Observation = {"outcome": "rejected", "reasons": "all"}  # type: ignore[typeddict-item]
        counted = tally(Result.judge(result("pass").case._replace(expected=self.ILLEGAL), observation))
        assert counted.precision == {}

    def test_modified_input_counts_against_no_score(self) -> None:
        rejected = self.rejected("size.type")
        rejected["modified_input"] = True
        assert self.scores((self.ILLEGAL, rejected)) == ("1/1", "1/1")

    def test_case_that_is_not_applicable_is_not_scored(self) -> None:
        counted = tally(result("not-applicable"))
        assert counted.verdicts == {}


def test_not_applicable_never_fails_and_is_not_answered() -> None:
    counted = tally(result("not-applicable"), required_levels=("wire",), fail_on="should")
    assert counted.counts == {("wire", "not-applicable"): 1}
    assert (counted.answered, counted.judged, counted.exit_code) == (0, 0, NOTHING_JUDGED)
    assert tally(result("not-applicable"), result("pass"), required_levels=("wire",)).exit_code == CONFORMS


def test_listed_failure_of_a_case_that_is_not_applicable_is_not_stale() -> None:
    assert tally(c=OUTPUT).disposition(result("not-applicable")) == "not-applicable"


@pytest.mark.parametrize(
    ("strength", "fail_on", "exit_code"),
    [("must", "must", NOTHING_JUDGED), ("must", "should", FAILS), ("may", "should", NOTHING_JUDGED)],
)
def test_modified_input_gates_at_strength_should_at_most(strength: str, fail_on: str, exit_code: int) -> None:
    modified = result("pass", strength)._replace(verdict=Verdict("fail", "modified-input"))
    assert tally(modified, fail_on=fail_on).exit_code == exit_code
