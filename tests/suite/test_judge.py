from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.cases import Answer, Case, Reason, Request, Requirement, Script
from imagegen_conformance.judge import PASS, judge, steady

RULE = Requirement("some.rule", "wire", "must", "It holds.", (), "2.3")
CONTAINED = (TypeError, KeyError, ValueError, AttributeError, RecursionError)  # by whoever judges stored evidence


def case_of(expected: Answer | Script) -> Case:
    return Case("a/b/c", "a/b/c", "accept", "wire", "must", RULE, "a fact", Request("parse", {}), expected)


OUTPUT = {"type": "image_generation", "n": 1}
LEGAL = Answer(accepted=True, rejected=False)
ROUND_TRIP = Answer(accepted=True, rejected=False, outputs=(OUTPUT,))
ILLEGAL = Answer(accepted=False, rejected=True, reasons=(Reason("/size", "size.type"), Reason("/size", "size.form")))
WARNED = Answer(accepted=True, rejected=False, warnings=(Reason("/size", "size.large"), Reason("/name", "name.old")))
NOT_WARNED = Answer(accepted=True, rejected=False, warnings=())
ILLEGAL_TEXT = Answer(accepted=False, rejected=True)
EITHER = Answer(accepted=True, rejected=True)
KEPT_OR_REFUSED = Answer(accepted=True, rejected=True, outputs=(OUTPUT, {}))
ONE_STEP = Script(({"returns": 1},))

ACCEPTED: Any = {"outcome": "accepted"}
GIVEN_BACK: Any = {"outcome": "accepted", "output": OUTPUT}
CHANGED: Any = {"outcome": "accepted", "output": {**OUTPUT, "n": 2}}
REJECTED: Any = {"outcome": "rejected", "message": "no"}
CALLED: Any = {"outcome": "called", "steps": [{"returned": 1}]}
ERROR: Any = {"outcome": "error", "message": "boom"}
UNSUPPORTED: Any = {"outcome": "unsupported", "message": "never"}


def refused_for(*reasons: tuple[str, str]) -> Any:
    return {**REJECTED, "reasons": [{"path": path, "rule": rule} for path, rule in reasons]}


def warned_of(*warnings: tuple[str, str]) -> Any:
    return {**ACCEPTED, "warnings": [{"path": path, "rule": rule} for path, rule in warnings]}


TABLE = [
    (WARNED, warned_of(("/name", "name.old"), ("/size", "size.large")), "pass"),
    (WARNED, warned_of(("/size", "size.large")), "fail wrong-warnings /name"),
    (WARNED, warned_of(("/name", "name.old"), ("/size", "size.large"), ("/n", "x")), "fail wrong-warnings /n"),
    (WARNED, warned_of(), "fail wrong-warnings /name"),
    (WARNED, ACCEPTED, "unsupported unsupported"),
    (WARNED, REJECTED, "fail rejected"),
    (WARNED, {**ACCEPTED, "warnings": "all"}, "error error"),
    (NOT_WARNED, warned_of(), "pass"),
    (NOT_WARNED, warned_of(("/name", "name.old")), "fail wrong-warnings /name"),
    (LEGAL, warned_of(("/name", "name.old")), "pass"),
    (LEGAL, ACCEPTED, "pass"),
    (LEGAL, GIVEN_BACK, "pass"),
    (LEGAL, REJECTED, "fail rejected"),
    (LEGAL, CALLED, "error error"),
    (ROUND_TRIP, GIVEN_BACK, "pass"),
    (ROUND_TRIP, CHANGED, "fail changed /n"),
    (ROUND_TRIP, ACCEPTED, "error error"),
    (ROUND_TRIP, {"outcome": "accepted", "output": None}, "fail changed "),
    (ROUND_TRIP, {"outcome": "accepted", "output": {**OUTPUT, "n": 1.0}}, "pass"),
    (KEPT_OR_REFUSED, {"outcome": "accepted", "output": {"n": 1}}, "fail changed /type"),
    (ROUND_TRIP, REJECTED, "fail rejected"),
    (ILLEGAL, ACCEPTED, "fail accepted"),
    (ILLEGAL, REJECTED, "pass"),
    (ILLEGAL, refused_for(("/size", "size.type")), "pass"),
    (ILLEGAL, refused_for(("/size", "size.form")), "pass"),
    (ILLEGAL, refused_for(("/n", "n.range"), ("/size", "size.type")), "pass"),
    (ILLEGAL, refused_for(("/n", "n.range")), "fail wrong-reason /n"),
    (ILLEGAL, refused_for(("/n", "size.type")), "fail wrong-reason /n"),
    (ILLEGAL, refused_for(("/size", "size.value")), "fail wrong-reason /size"),
    (ILLEGAL, {**REJECTED, "reasons": []}, "pass"),
    (ILLEGAL_TEXT, refused_for(("/n", "n.range")), "pass"),
    (ILLEGAL_TEXT, GIVEN_BACK, "fail accepted"),
    (EITHER, ACCEPTED, "pass"),
    (EITHER, REJECTED, "pass"),
    (EITHER, refused_for(("/n", "n.range")), "pass"),
    (KEPT_OR_REFUSED, REJECTED, "pass"),
    (KEPT_OR_REFUSED, GIVEN_BACK, "pass"),
    (KEPT_OR_REFUSED, {"outcome": "accepted", "output": {}}, "pass"),
    (KEPT_OR_REFUSED, CHANGED, "fail changed /n"),
    (KEPT_OR_REFUSED, ACCEPTED, "error error"),
    (ONE_STEP, CALLED, "pass"),
    (ONE_STEP, REJECTED, "fail rejected"),
    (ONE_STEP, ACCEPTED, "error error"),
    (ONE_STEP, GIVEN_BACK, "error error"),
    *((expected, ERROR, "error error") for expected in (LEGAL, ROUND_TRIP, ILLEGAL, EITHER, ONE_STEP)),
    *(
        (expected, UNSUPPORTED, "unsupported unsupported")
        for expected in (LEGAL, ROUND_TRIP, ILLEGAL, EITHER, ONE_STEP)
    ),
]


@pytest.mark.parametrize(("expected", "observation", "verdict"), TABLE)
def test_verdict(expected, observation, verdict: str) -> None:
    found = judge(case_of(expected), observation)
    assert " ".join(part for part in found if part is not None) == verdict


@pytest.mark.parametrize("outcome", ["", "pass", "Accepted", "crash", None, 1, [], {}])
@pytest.mark.parametrize("expected", [LEGAL, ROUND_TRIP, ILLEGAL, EITHER, KEPT_OR_REFUSED, ONE_STEP])
def test_an_unknown_outcome_is_an_error(expected, outcome) -> None:
    assert judge(case_of(expected), {"outcome": outcome}).result == "error"


@pytest.mark.parametrize("reasons", [{}, {"path": "/size"}, "", "size.type", 0, 1, None, True])
def test_reasons_that_are_no_list_are_an_error(reasons) -> None:
    observation: Any = {**REJECTED, "reasons": reasons}
    assert judge(case_of(ILLEGAL), observation).result == "error"


class TestWireNumbers:
    @pytest.mark.parametrize(
        ("wanted", "came", "passes"),
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
    def test_are_doubles_and_never_booleans(self, wanted, came, passes: bool) -> None:
        answer = Answer(accepted=True, rejected=False, outputs=({"n": wanted},))
        verdict = judge(case_of(answer), {"outcome": "accepted", "output": {"n": came}})
        assert (verdict == PASS) is passes


class TestModelNumbers:
    @pytest.mark.parametrize(
        ("wanted", "came", "passes"),
        [(1, 1, True), (1, 1.0, False), (1.0, 1, False), (1, True, False), (True, True, True), (0, False, False)],
    )
    @pytest.mark.parametrize("told", ["returns", "returns_unordered", "returns_one_of"])
    def test_keep_their_type(self, told: str, wanted, came, passes: bool) -> None:
        value, answer = (wanted, came) if told == "returns" else ([wanted], [came] if told[8:9] == "u" else came)
        verdict = judge(case_of(Script(({told: value},))), {"outcome": "called", "steps": [{"returned": answer}]})
        assert (verdict == PASS) is passes


def test_key_order_is_free() -> None:
    answer = Answer(accepted=True, rejected=False, outputs=({"a": 1, "b": {"c": 1, "d": 2}},))
    assert judge(case_of(answer), {"outcome": "accepted", "output": {"b": {"d": 2, "c": 1}, "a": 1}}) == PASS


def test_item_order_is_not() -> None:
    answer = Answer(accepted=True, rejected=False, outputs=({"a": [1, 2]},))
    assert judge(case_of(answer), {"outcome": "accepted", "output": {"a": [2, 1]}}).at == "/a/0"


def test_the_place_is_a_pointer() -> None:
    answer = Answer(accepted=True, rejected=False, outputs=({"a/b": {"m~n": 1}},))
    assert judge(case_of(answer), {"outcome": "accepted", "output": {"a/b": {}}}).at == "/a~1b/m~0n"


def test_where_nothing_is_legal_to_give_back_whatever_comes_is_changed() -> None:
    nothing = Answer(accepted=True, rejected=True, outputs=())
    assert judge(case_of(nothing), GIVEN_BACK) == ("fail", "changed", "")


class TestVaried:
    @pytest.mark.parametrize(
        ("how", "first", "other", "verdict"),
        [
            ("again", ACCEPTED, REJECTED, "flaky flaky"),
            ("again", REJECTED, ACCEPTED, "flaky flaky"),
            ("again", REJECTED, refused_for(("/size", "size.type")), "flaky flaky"),
            ("again", refused_for(("/size", "size.type")), refused_for(("/size", "size.form")), "flaky flaky"),
            ("again", ACCEPTED, UNSUPPORTED, "flaky flaky"),
            ("again", ACCEPTED, {**ACCEPTED, "output": {"message": "a"}}, "flaky flaky"),
            (
                "again",
                {**ACCEPTED, "output": {"message": "b"}},
                {**ACCEPTED, "output": {"message": "a"}},
                "flaky flaky",
            ),
            ("again", CALLED, {**CALLED, "steps": [{"returned": 2}]}, "flaky flaky"),
            ("escaped", ACCEPTED, REJECTED, "fail variant"),
            ("escaped", ACCEPTED, ERROR, "fail variant"),
            ("escaped", REJECTED, ACCEPTED, "fail rejected"),
            ("escaped", ERROR, ACCEPTED, "error error"),
            # What did not vary is no observation of a variety.
            ("again", ACCEPTED, ACCEPTED, "error error"),
            ("again", REJECTED, {**REJECTED, "message": "never"}, "error error"),
            ("escaped", ACCEPTED, ACCEPTED, "error error"),
            ("escaped", ACCEPTED, UNSUPPORTED, "error error"),
        ],
    )
    def test_verdict(self, how: str, first, other, verdict: str) -> None:
        varied: Any = {"outcome": "varied", "how": how, "first": first, "other": other}
        found = judge(case_of(LEGAL), varied)
        assert " ".join(part for part in found if part is not None) == verdict
        assert steady(case_of(LEGAL), how, first, other) == (found == ("error", "error", None) and first != ERROR)

    def test_messages_of_reasons_warnings_and_steps_are_not_compared(self) -> None:
        def telling(message: str) -> list[Any]:
            told = [{"path": "/size", "rule": "size.type", "message": message}]
            return [
                {**REJECTED, "reasons": told},
                {**ACCEPTED, "warnings": told},
                {**CALLED, "steps": [{"raised": "missing-key", "message": message}]},
            ]

        for first, other in zip(telling("a"), telling("b"), strict=True):
            assert steady(case_of(LEGAL), "again", first, other)

    def test_steps_of_any_shape_can_be_compared(self) -> None:
        for step in (1, "returned", None, [1, "a"]):
            odd: Any = {"outcome": "called", "steps": [step]}
            assert steady(case_of(LEGAL), "again", odd, odd)

    def test_in_other_words_the_verdict_counts_and_not_its_place(self) -> None:
        moved: Any = {"outcome": "accepted", "output": {**OUTPUT, "m": 2}}
        assert steady(case_of(ROUND_TRIP), "escaped", CHANGED, moved)
        assert not steady(case_of(ROUND_TRIP), "again", CHANGED, moved)
        assert not steady(case_of(ROUND_TRIP), "escaped", CHANGED, REJECTED)
        assert not steady(case_of(ROUND_TRIP), "escaped", CHANGED, GIVEN_BACK)


class TestSteps:
    @pytest.mark.parametrize(
        ("told", "done", "passes"),
        [
            ({}, {"returned": 5}, True),
            ({}, {"opaque": "Tool"}, True),
            ({}, {"raised": "missing-key"}, False),
            ({"returns": None}, {"returned": None}, True),
            ({"returns": None}, {"opaque": "Tool"}, False),
            ({"returns": None}, {"raised": "missing-key"}, False),
            ({"raises": "missing-key"}, {"raised": "missing-key"}, True),
            ({"raises": "missing-key"}, {"raised": "wrong-call"}, False),
            ({"raises": "missing-key"}, {"returned": None}, False),
            ({"raises": "missing-key"}, {"opaque": "Tool"}, False),
            ({"raises": ["wrong-call", "missing-key"]}, {"raised": "missing-key"}, True),
            ({"raises": ["wrong-call", "missing-key"]}, {"raised": "wrong-value"}, False),
            ({"returns_unordered": ["a", "b"]}, {"returned": ["b", "a"]}, True),
            ({"returns_unordered": ["a", "b"]}, {"returned": ["b", "b"]}, False),
            ({"returns_unordered": ["a", "b"]}, {"returned": ["a"]}, False),
            ({"returns_unordered": ["a", "b"]}, {"returned": ["a", "b", "b"]}, False),
            ({"returns_unordered": []}, {"returned": {}}, False),
            ({"returns_unordered": [["k", 1], ["l", 2]]}, {"returned": [["l", 2], ["k", 1]]}, True),
            ({"returns_one_of": [1, 2]}, {"returned": 2}, True),
            ({"returns_one_of": [1, 2]}, {"returned": 3}, False),
            ({"returns_one_of": [1, 2]}, {"raised": "missing-key"}, False),
        ],
    )
    def test_step(self, told, done, passes: bool) -> None:
        verdict = judge(case_of(Script((told,))), {"outcome": "called", "steps": [done]})
        assert verdict == (PASS if passes else ("fail", "step", "/steps/0"))

    def test_alternatives_belong_together(self) -> None:
        script = Script(({"returns_one_of": ["a", "b"]}, {}, {"returns_one_of": [1, 2]}))

        def verdict(first: str, last: int):
            steps: Any = [{"returned": first}, {"opaque": "Tool"}, {"returned": last}]
            return judge(case_of(script), {"outcome": "called", "steps": steps})

        assert verdict("a", 1) == verdict("b", 2) == PASS
        assert verdict("a", 2).at == verdict("b", 1).at == "/steps/2"

    def test_alternatives_that_are_alike_stay_open(self) -> None:
        script = Script(({"returns_one_of": ["a", "a"]}, {"returns_one_of": [1, 2]}))
        assert judge(case_of(script), {"outcome": "called", "steps": [{"returned": "a"}, {"returned": 2}]}) == PASS

    def test_the_first_wrong_step_counts(self) -> None:
        steps: Any = [{"returned": 1}, {"returned": 9}, {"returned": 9}]
        verdict = judge(
            case_of(Script(({"returns": 1}, {"returns": 2}, {"returns": 3}))), {"outcome": "called", "steps": steps}
        )
        assert verdict == ("fail", "step", "/steps/1")

    @pytest.mark.parametrize("count", [0, 1, 3, 4])
    def test_a_step_too_few_or_many_is_an_error(self, count: int) -> None:
        steps: Any = [{"returned": 1}] * count
        verdict = judge(case_of(Script(({"returns": 1}, {}))), {"outcome": "called", "steps": steps})
        assert verdict == ("error", "error", f"/steps/{count}")

    @pytest.mark.parametrize("done", [{}, [], "returned", None, 1, ["returned"], {"Returned": 1}])
    @pytest.mark.parametrize("told", [{}, {"returns": None}, {"raises": "missing-key"}])
    def test_a_step_of_another_shape_is_an_error(self, told, done) -> None:
        verdict = judge(case_of(Script((told,))), {"outcome": "called", "steps": [done]})
        assert verdict == ("error", "error", "/steps/0")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["accepted", "rejected", "called", "error", "unsupported", "other"])
OBSERVATIONS = JSON | st.fixed_dictionaries(
    {"outcome": NAMES | JSON},
    optional={
        "output": JSON | st.just(OUTPUT),
        "reasons": JSON | st.lists(st.fixed_dictionaries({"path": JSON, "rule": JSON}), max_size=2),
        "message": JSON,
        "steps": JSON | st.lists(JSON | st.fixed_dictionaries({"returned": JSON}) | st.just({"raised": "missing-key"})),
    },
)
SCRIPT = Script(
    ({"returns": 1}, {"returns_unordered": [1, 2]}, {"returns_one_of": [1, 2]}, {"raises": "missing-key"}, {})
)


@given(
    st.sampled_from([LEGAL, ROUND_TRIP, ILLEGAL, ILLEGAL_TEXT, EITHER, KEPT_OR_REFUSED, ONE_STEP, SCRIPT]), OBSERVATIONS
)
def test_whatever_is_observed_is_judged_or_refused(expected, observation) -> None:
    before = json.dumps(observation)
    try:
        verdict = judge(case_of(expected), observation)
    except CONTAINED:
        return
    assert verdict.result in {"pass", "fail", "error", "unsupported"}
    assert (verdict.failure is None) == (verdict == PASS)
    assert json.dumps(observation) == before
    assert judge(case_of(expected), observation) == verdict
    if verdict == PASS:
        assert observation["outcome"] in (["called"] if isinstance(expected, Script) else ["accepted", "rejected"])


@given(st.sampled_from([LEGAL, ROUND_TRIP]), OBSERVATIONS)
def test_what_has_to_be_accepted_passes_by_nothing_else(expected, observation) -> None:
    try:
        passes = judge(case_of(expected), observation) == PASS
    except CONTAINED:
        return
    if passes:
        assert observation["outcome"] == "accepted"
        assert expected.outputs is None or observation["output"] == OUTPUT
