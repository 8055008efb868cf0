from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request, Vocabulary
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.corpus.step_expectations import (
    Raises,
    Returns,
    ReturnsOneOf,
    ReturnsUnordered,
    StepExpectation,
    Succeeds,
)
from imagegen_conformance.judging.judge import is_consistent, judge
from imagegen_conformance.judging.observation import inconsistent, not_applicable
from imagegen_conformance.judging.verdict import PASS, Verdict

RULE = Requirement("some.rule", "wire", "must", "It holds.", ())
# What the judge raises for observations that do not have the shape of their type. Verification of evidence catches it.
MALFORMED = (TypeError, KeyError, ValueError, AttributeError, RecursionError)


def case_of(expected: ExpectedOutcome | ExpectedSteps) -> Case:
    return Case("a/b/c", "a/b/c", "accept", "wire", "must", RULE, "a fact", Request("parse", {}), expected)


def steps_case(*expectations: StepExpectation) -> Case:
    return case_of(ExpectedSteps(expectations))


def completed(*steps: Any) -> Any:
    return {"outcome": "completed", "steps": list(steps)}


def as_text(verdict: Verdict) -> str:
    return " ".join(part for part in verdict if part is not None)


OUTPUT = {"type": "image_generation", "n": 1}
LEGAL = ExpectedOutcome(accepted=True, rejected=False)
ROUND_TRIP = ExpectedOutcome(accepted=True, rejected=False, outputs=(OUTPUT,))
ILLEGAL = ExpectedOutcome(
    accepted=False,
    rejected=True,
    reasons=(Finding("/size", "size.type"), Finding("/size", "size.form")),
    vocabulary=Vocabulary(frozenset({"size.type", "size.form", "size.value", "n.range"}), frozenset({"size", "n"})),
)
WITH_WARNINGS = ExpectedOutcome(
    accepted=True, rejected=False, warnings=(Finding("/size", "size.large"), Finding("/name", "name.old"))
)
WITHOUT_WARNINGS = ExpectedOutcome(accepted=True, rejected=False, warnings=())
ILLEGAL_TEXT = ExpectedOutcome(accepted=False, rejected=True)
EITHER = ExpectedOutcome(accepted=True, rejected=True)
UNCHANGED_OR_REJECTED = ExpectedOutcome(accepted=True, rejected=True, outputs=(OUTPUT, {}))
ONE_STEP = ExpectedSteps((Returns(1),))

ACCEPTED: Any = {"outcome": "accepted"}
UNCHANGED: Any = {"outcome": "accepted", "output": OUTPUT}
CHANGED: Any = {"outcome": "accepted", "output": {**OUTPUT, "n": 2}}
REJECTED: Any = {"outcome": "rejected", "message": "no"}
COMPLETED: Any = completed({"returned": 1})
ERROR: Any = {"outcome": "error", "message": "crashed"}
UNSUPPORTED: Any = {"outcome": "unsupported", "message": "not offered"}


def rejected_for(*reasons: tuple[str, str]) -> Any:
    return {**REJECTED, "reasons": [{"path": path, "rule": rule} for path, rule in reasons]}


def accepted_with(*warnings: tuple[str, str]) -> Any:
    return {**ACCEPTED, "warnings": [{"path": path, "rule": rule} for path, rule in warnings]}


TABLE = [
    (WITH_WARNINGS, accepted_with(("/name", "name.old"), ("/size", "size.large")), "pass"),
    (WITH_WARNINGS, accepted_with(("/size", "size.large")), "fail wrong-warnings /name"),
    (
        WITH_WARNINGS,
        accepted_with(("/name", "name.old"), ("/size", "size.large"), ("/n", "x")),
        "fail wrong-warnings /n",
    ),
    (WITH_WARNINGS, accepted_with(), "fail wrong-warnings /name"),
    (WITH_WARNINGS, ACCEPTED, "unsupported unsupported"),
    (WITH_WARNINGS, REJECTED, "fail wrongly-rejected"),
    (WITH_WARNINGS, {**ACCEPTED, "warnings": "all"}, "error error"),
    (WITHOUT_WARNINGS, accepted_with(), "pass"),
    (WITHOUT_WARNINGS, accepted_with(("/name", "name.old")), "fail wrong-warnings /name"),
    (LEGAL, accepted_with(("/name", "name.old")), "pass"),
    (LEGAL, ACCEPTED, "pass"),
    (LEGAL, UNCHANGED, "pass"),
    (LEGAL, REJECTED, "fail wrongly-rejected"),
    (LEGAL, COMPLETED, "error error"),
    (ROUND_TRIP, UNCHANGED, "pass"),
    (ROUND_TRIP, CHANGED, "fail wrong-output /n"),
    (ROUND_TRIP, ACCEPTED, "error error"),
    (ROUND_TRIP, {"outcome": "accepted", "output": None}, "fail wrong-output "),
    (ROUND_TRIP, {"outcome": "accepted", "output": {**OUTPUT, "n": 1.0}}, "pass"),
    (ROUND_TRIP, REJECTED, "fail wrongly-rejected"),
    (ILLEGAL, ACCEPTED, "fail wrongly-accepted"),
    (ILLEGAL, REJECTED, "pass"),
    (ILLEGAL, rejected_for(("/size", "size.type")), "pass"),
    (ILLEGAL, rejected_for(("/size", "size.form")), "pass"),
    (ILLEGAL, rejected_for(("/size", "size.value"), ("/size", "size.type")), "pass"),
    (ILLEGAL, rejected_for(("/size", "size.type"), ("/n", "n.range")), "fail wrong-reason /n"),
    (ILLEGAL, rejected_for(("/size", "enum")), "pass"),
    (ILLEGAL, rejected_for(("", "enum")), "pass"),
    (ILLEGAL, rejected_for(("", "size.value")), "fail wrong-reason "),
    (ILLEGAL, rejected_for(("/n", "n.range")), "fail wrong-reason /n"),
    (ILLEGAL, rejected_for(("/n", "size.type")), "fail wrong-reason /n"),
    (ILLEGAL, rejected_for(("/size", "size.value")), "fail wrong-reason /size"),
    (ILLEGAL, {**REJECTED, "reasons": []}, "pass"),
    (ILLEGAL_TEXT, rejected_for(("/n", "n.range")), "pass"),
    (ILLEGAL_TEXT, UNCHANGED, "fail wrongly-accepted"),
    (EITHER, ACCEPTED, "pass"),
    (EITHER, REJECTED, "pass"),
    (EITHER, rejected_for(("/n", "n.range")), "pass"),
    (UNCHANGED_OR_REJECTED, REJECTED, "pass"),
    (UNCHANGED_OR_REJECTED, UNCHANGED, "pass"),
    (UNCHANGED_OR_REJECTED, {"outcome": "accepted", "output": {}}, "pass"),
    (UNCHANGED_OR_REJECTED, {"outcome": "accepted", "output": {"n": 1}}, "fail wrong-output /type"),
    (UNCHANGED_OR_REJECTED, CHANGED, "fail wrong-output /n"),
    (UNCHANGED_OR_REJECTED, ACCEPTED, "error error"),
    (ONE_STEP, COMPLETED, "pass"),
    (ONE_STEP, REJECTED, "fail wrongly-rejected"),
    (ONE_STEP, ACCEPTED, "error error"),
    (ONE_STEP, UNCHANGED, "error error"),
    *((expected, ERROR, "error error") for expected in (LEGAL, ROUND_TRIP, ILLEGAL, EITHER, ONE_STEP)),
    *(
        (expected, UNSUPPORTED, "unsupported unsupported")
        for expected in (LEGAL, ROUND_TRIP, ILLEGAL, EITHER, ONE_STEP)
    ),
]


@pytest.mark.parametrize(("expected", "observation", "verdict"), TABLE)
def test_observation_has_verdict(expected, observation, verdict: str) -> None:
    assert as_text(judge(case_of(expected), observation)) == verdict


def type_case(payload: Any, *reasons: tuple[str, str], operation: Any = "validate", **expected: Any) -> Case:
    findings = tuple(Finding(path, rule) for path, rule in reasons)
    outcome = ExpectedOutcome(**{"accepted": False, "rejected": True, "reasons": findings, **expected})
    return case_of(outcome)._replace(request=Request(operation, payload))


MISSING_TYPE = ("/type", "type.required")
WRONG_TYPE = ("/type", "type.value")


class TestNotApplicable:
    @pytest.mark.parametrize(
        "case",
        [
            type_case({}, MISSING_TYPE, ("", "type.required")),
            type_case({"Type": "image_generation"}, MISSING_TYPE),
            type_case({"type": "function"}, WRONG_TYPE),
            type_case({"type": None}, WRONG_TYPE, ("/type", "null.refused")),
            type_case({"type": "image_gen"}, accepted=True),
        ],
    )
    def test_case_about_a_type_that_an_object_sets_itself_may_be_not_applicable(self, case: Case) -> None:
        assert judge(case, not_applicable("it sets type")) == ("not-applicable", None, None)

    @pytest.mark.parametrize(
        "case",
        [
            type_case({"type": "image_generation", "size": 1}, ("/size", "size.type")),
            type_case({"type": "function", "size": 1}, WRONG_TYPE, ("/size", "size.type")),
            type_case({"size": 1}, ("/size", "size.type"), MISSING_TYPE),
            type_case({"type": "image_generation"}, accepted=True, rejected=False),
            type_case({}, accepted=True, rejected=False),
            type_case({"type": "function"}, WRONG_TYPE, operation="parse"),
            type_case('{"type": "function"}', WRONG_TYPE, operation="parse-text"),
            type_case('{"size": 1e2}', accepted=True, rejected=False, operation="parse-text"),
            type_case([], ("", "payload.type")),
            type_case(None, ("", "payload.type")),
            steps_case(Returns(1)),
        ],
    )
    def test_any_other_case_is_applicable(self, case: Case) -> None:
        assert judge(case, not_applicable("no")) == ("fail", "wrongly-not-applicable", None)

    @pytest.mark.parametrize("text", ["", "{", '{"quality": NaN}', '{"type": "image_generation",}'])
    def test_text_that_is_not_json_need_not_be_read(self, text: str) -> None:
        case = type_case(text, operation="parse-text")
        assert judge(case, not_applicable("forwarded")) == ("not-applicable", None, None)

    def test_variant_that_is_answered_is_a_mismatch(self) -> None:
        case = type_case({"type": "function"}, WRONG_TYPE)
        pair = inconsistent("reversed", not_applicable("it sets type"), ACCEPTED)
        assert judge(case, pair) == ("fail", "variant-mismatch", None)


class TestModifiedInput:
    @pytest.mark.parametrize(
        ("expected", "observation"),
        [(LEGAL, ACCEPTED), (ROUND_TRIP, UNCHANGED), (ILLEGAL, REJECTED), (ONE_STEP, COMPLETED)],
    )
    def test_case_that_passes_otherwise_fails(self, expected, observation) -> None:
        case = case_of(expected)
        assert judge(case, observation | {"modified_input": True}) == ("fail", "modified-input", None)
        assert judge(case, observation | {"modified_input": False}) == PASS

    @pytest.mark.parametrize(
        ("expected", "observation"),
        [(LEGAL, REJECTED), (ROUND_TRIP, CHANGED), (ILLEGAL, ACCEPTED), (WITH_WARNINGS, ACCEPTED), (LEGAL, ERROR)],
    )
    def test_another_fault_is_reported_instead(self, expected, observation) -> None:
        case = case_of(expected)
        assert judge(case, observation | {"modified_input": True}) == judge(case, observation)


@pytest.mark.parametrize("outcome", ["", "pass", "Accepted", "crash", None, 1, [], {}])
@pytest.mark.parametrize("expected", [LEGAL, ROUND_TRIP, ILLEGAL, EITHER, UNCHANGED_OR_REJECTED, ONE_STEP])
def test_unknown_outcome_is_an_error(expected, outcome) -> None:
    assert judge(case_of(expected), {"outcome": outcome}).result == "error"


@pytest.mark.parametrize("reasons", [{}, {"path": "/size"}, "", "size.type", 0, 1, None, True])
def test_reasons_that_are_not_an_array_are_an_error(reasons) -> None:
    observation: Any = {**REJECTED, "reasons": reasons}
    assert judge(case_of(ILLEGAL), observation).result == "error"


class TestOutput:
    @pytest.mark.parametrize(
        ("expected", "actual", "passes"),
        [
            (1, 1.0, True),
            (1.0, 1, True),
            (0, -0.0, True),
            (2**53, float(2**53), True),
            (2**53 + 1, 2**53, True),
            (1, True, False),
            (True, 1, False),
            (False, 0, False),
            (0, None, False),
            (1, "1", False),
            (1, 2, False),
        ],
    )
    def test_numbers_are_compared_as_doubles_and_never_equal_booleans(self, expected, actual, passes: bool) -> None:
        case = case_of(ExpectedOutcome(accepted=True, rejected=False, outputs=({"n": expected},)))
        assert (judge(case, {"outcome": "accepted", "output": {"n": actual}}) == PASS) is passes

    def test_order_of_keys_is_irrelevant(self) -> None:
        case = case_of(ExpectedOutcome(accepted=True, rejected=False, outputs=({"a": 1, "b": {"c": 1, "d": 2}},)))
        assert judge(case, {"outcome": "accepted", "output": {"b": {"d": 2, "c": 1}, "a": 1}}) == PASS

    def test_order_of_items_matters(self) -> None:
        case = case_of(ExpectedOutcome(accepted=True, rejected=False, outputs=({"a": [1, 2]},)))
        assert judge(case, {"outcome": "accepted", "output": {"a": [2, 1]}}).pointer == "/a/0"

    def test_place_is_a_json_pointer(self) -> None:
        case = case_of(ExpectedOutcome(accepted=True, rejected=False, outputs=({"a/b": {"m~n": 1}},)))
        assert judge(case, {"outcome": "accepted", "output": {"a/b": {}}}).pointer == "/a~1b/m~0n"

    def test_place_is_the_root_if_no_output_is_permitted(self) -> None:
        case = case_of(ExpectedOutcome(accepted=True, rejected=True, outputs=()))
        assert judge(case, UNCHANGED) == ("fail", "wrong-output", "")


class TestInconsistent:
    @pytest.mark.parametrize(
        ("variation", "baseline", "variant", "verdict"),
        [
            ("again", ACCEPTED, REJECTED, "flaky flaky"),
            ("again", REJECTED, ACCEPTED, "flaky flaky"),
            ("again", REJECTED, rejected_for(("/size", "size.type")), "flaky flaky"),
            ("again", rejected_for(("/size", "size.type")), rejected_for(("/size", "size.form")), "flaky flaky"),
            ("again", ACCEPTED, UNSUPPORTED, "flaky flaky"),
            ("again", ACCEPTED, {**ACCEPTED, "output": {"message": "a"}}, "flaky flaky"),
            (
                "again",
                {**ACCEPTED, "output": {"message": "b"}},
                {**ACCEPTED, "output": {"message": "a"}},
                "flaky flaky",
            ),
            ("again", COMPLETED, completed({"returned": 2}), "flaky flaky"),
            ("escaped", ACCEPTED, REJECTED, "fail variant-mismatch"),
            ("escaped", ACCEPTED, ERROR, "fail variant-mismatch"),
            ("escaped", REJECTED, ACCEPTED, "fail wrongly-rejected"),
            ("escaped", ERROR, ACCEPTED, "error error"),
            # Observations that agree are not inconsistent: a connection or a forged evidence file is wrong.
            ("again", ACCEPTED, ACCEPTED, "error error"),
            ("again", REJECTED, {**REJECTED, "message": "never"}, "error error"),
            ("escaped", ACCEPTED, ACCEPTED, "error error"),
            ("escaped", ACCEPTED, UNSUPPORTED, "error error"),
        ],
    )
    def test_pair_of_observations_has_verdict(self, variation: str, baseline, variant, verdict: str) -> None:
        observation: Any = {
            "outcome": "inconsistent",
            "variation": variation,
            "baseline": baseline,
            "variant": variant,
        }
        verdict_of_pair = judge(case_of(LEGAL), observation)
        assert as_text(verdict_of_pair) == verdict
        agree = verdict_of_pair == ("error", "error", None) and baseline != ERROR
        assert is_consistent(case_of(LEGAL), variation, baseline, variant) == agree

    def test_messages_of_repeated_requests_may_differ(self) -> None:
        def observations(message: str) -> list[Any]:
            findings = [{"path": "/size", "rule": "size.type", "message": message}]
            return [
                {**REJECTED, "reasons": findings},
                {**ACCEPTED, "warnings": findings},
                completed({"raised": "missing-key", "message": message}),
            ]

        for baseline, variant in zip(observations("a"), observations("b"), strict=True):
            assert is_consistent(case_of(LEGAL), "again", baseline, variant)

    @pytest.mark.parametrize("step", [1, "returned", None, [1, "a"]])
    def test_malformed_steps_can_be_compared(self, step) -> None:
        assert is_consistent(case_of(LEGAL), "again", completed(step), completed(step))

    def test_variant_must_have_the_same_failure_at_any_place(self) -> None:
        moved: Any = {"outcome": "accepted", "output": {**OUTPUT, "m": 2}}
        assert is_consistent(case_of(ROUND_TRIP), "escaped", CHANGED, moved)
        assert not is_consistent(case_of(ROUND_TRIP), "again", CHANGED, moved)
        assert not is_consistent(case_of(ROUND_TRIP), "escaped", CHANGED, REJECTED)
        assert not is_consistent(case_of(ROUND_TRIP), "escaped", CHANGED, UNCHANGED)


class TestSteps:
    @pytest.mark.parametrize(
        ("expectation", "step", "passes"),
        [
            (Succeeds(), {"non_json": "Tool"}, True),
            (Succeeds(), {"raised": "missing-key"}, False),
            (Returns(None), {"returned": None}, True),
            (Returns(None), {"raised": "missing-key"}, False),
            (Raises("missing-key"), {"raised": "missing-key"}, True),
            (Raises("missing-key"), {"returned": None}, False),
            (ReturnsUnordered(["a", "b"]), {"returned": ["b", "a"]}, True),
            (ReturnsUnordered(["a", "b"]), {"returned": ["b", "b"]}, False),
            (ReturnsOneOf([1, 2]), {"returned": 2}, True),
            (ReturnsOneOf([1, 2]), {"returned": 3}, False),
        ],
    )
    def test_step_passes_if_it_matches_its_expectation(self, expectation, step, passes: bool) -> None:
        verdict = judge(steps_case(expectation), completed(step))
        assert verdict == (PASS if passes else ("fail", "wrong-step", "/steps/0"))

    @pytest.mark.parametrize(
        ("first", "last", "verdict"),
        [
            ("a", 1, "pass"),
            ("b", 2, "pass"),
            ("a", 2, "fail wrong-step /steps/2"),
            ("b", 1, "fail wrong-step /steps/2"),
            ("c", 1, "fail wrong-step /steps/0"),
        ],
    )
    def test_steps_must_agree_on_one_alternative(self, first: str, last: int, verdict: str) -> None:
        case = steps_case(ReturnsOneOf(["a", "b"]), Succeeds(), ReturnsOneOf([1, 2]))
        steps = [{"returned": first}, {"non_json": "Tool"}, {"returned": last}]
        assert as_text(judge(case, completed(*steps))) == verdict

    def test_equal_alternatives_remain_possible(self) -> None:
        case = steps_case(ReturnsOneOf(["a", "a"]), ReturnsOneOf([1, 2]))
        assert judge(case, completed({"returned": "a"}, {"returned": 2})) == PASS

    def test_place_is_the_first_wrong_step(self) -> None:
        case = steps_case(Returns(1), Returns(2), Returns(3))
        verdict = judge(case, completed({"returned": 1}, {"returned": 9}, {"returned": 9}))
        assert verdict == ("fail", "wrong-step", "/steps/1")

    @pytest.mark.parametrize("count", [0, 1, 3, 4])
    def test_wrong_number_of_steps_is_an_error(self, count: int) -> None:
        verdict = judge(steps_case(Returns(1), Succeeds()), completed(*[{"returned": 1}] * count))
        assert verdict == ("error", "error", f"/steps/{count}")

    @pytest.mark.parametrize("step", [{}, [], "returned", None, 1, ["returned"], {"Returned": 1}])
    @pytest.mark.parametrize("expectation", [Succeeds(), Returns(None), Raises("missing-key")])
    def test_malformed_step_is_an_error(self, expectation, step) -> None:
        assert judge(steps_case(expectation), completed(step)) == ("error", "error", "/steps/0")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OUTCOMES = st.sampled_from(["accepted", "rejected", "completed", "error", "unsupported", "not-applicable", "other"])
OBSERVATIONS = JSON | st.fixed_dictionaries(
    {"outcome": OUTCOMES | JSON},
    optional={
        "output": JSON | st.just(OUTPUT),
        "reasons": JSON | st.lists(st.fixed_dictionaries({"path": JSON, "rule": JSON}), max_size=2),
        "message": JSON,
        "modified_input": JSON | st.booleans(),
        "steps": JSON | st.lists(JSON | st.fixed_dictionaries({"returned": JSON}) | st.just({"raised": "missing-key"})),
    },
)
FIVE_STEPS = ExpectedSteps(
    (Returns(1), ReturnsUnordered([1, 2]), ReturnsOneOf([1, 2]), Raises("missing-key"), Succeeds())
)


@given(
    st.sampled_from([LEGAL, ROUND_TRIP, ILLEGAL, ILLEGAL_TEXT, EITHER, UNCHANGED_OR_REJECTED, ONE_STEP, FIVE_STEPS]),
    OBSERVATIONS,
)
def test_judge_is_pure_and_never_passes_an_impossible_outcome(expected, observation) -> None:
    before = json.dumps(observation)
    try:
        verdict = judge(case_of(expected), observation)
    except MALFORMED:
        return
    assert verdict.result in {"pass", "fail", "error", "unsupported"}
    assert (verdict.failure is None) == (verdict == PASS)
    assert json.dumps(observation) == before
    assert judge(case_of(expected), observation) == verdict
    if verdict == PASS:
        possible = ["completed"] if isinstance(expected, ExpectedSteps) else ["accepted", "rejected"]
        assert observation["outcome"] in possible


@given(st.sampled_from([LEGAL, ROUND_TRIP]), OBSERVATIONS)
def test_legal_payload_passes_only_if_accepted(expected, observation) -> None:
    try:
        passes = judge(case_of(expected), observation) == PASS
    except MALFORMED:
        return
    if passes:
        assert observation["outcome"] == "accepted"
        assert expected.outputs is None or observation["output"] == OUTPUT
