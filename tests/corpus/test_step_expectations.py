from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from imagegen_conformance.corpus.cases import ExpectedSteps
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.step_expectations import (
    ALL_ALTERNATIVES,
    EXPECTATION_KEYS,
    NO_ALTERNATIVE,
    Alternatives,
    Raises,
    Returns,
    ReturnsOneOf,
    ReturnsUnordered,
    StepExpectation,
    Succeeds,
    parse_step_expectation,
)

FIRST, SECOND = Alternatives(frozenset({0})), Alternatives(frozenset({1}))
BOTH = Alternatives(frozenset({0, 1}))

EXPECTATIONS = [
    (Returns(None), {"returns": None}),
    (Returns({"a": 1}), {"returns": {"a": 1}}),
    (ReturnsUnordered([1, 2]), {"returns_unordered": [1, 2]}),
    (ReturnsOneOf([1, 2]), {"returns_one_of": [1, 2]}),
    (Raises("missing-key"), {"raises": "missing-key"}),
    (Raises(["missing-key", "invalid-value"]), {"raises": ["missing-key", "invalid-value"]}),
    (Succeeds(), {}),
]


@pytest.mark.parametrize(("expectation", "data"), EXPECTATIONS)
def test_step_is_parsed_and_written(expectation: StepExpectation, data) -> None:
    parsed = parse_step_expectation({"method": "get", "args": ["returns"], **data})
    assert type(parsed) is type(expectation)
    assert parsed == expectation
    assert parsed.to_json() == data


@pytest.mark.parametrize(
    "data",
    [{"returns": 1, "raises": "missing-key"}, {"returns": 1, "returns_one_of": [1, 2], "returns_unordered": [1]}],
)
def test_step_with_several_expectations_raises(data) -> None:
    with pytest.raises(ValueError, match=rf"a step has at most one expectation, not {' and '.join(data)}"):
        parse_step_expectation(data)


@pytest.mark.parametrize(
    ("expectation", "step", "alternatives"),
    [
        (Succeeds(), {"returned": 5}, ALL_ALTERNATIVES),
        (Succeeds(), {"non_json": "Tool"}, ALL_ALTERNATIVES),
        (Succeeds(), {"raised": "missing-key"}, NO_ALTERNATIVE),
        (Returns(None), {"returned": None}, ALL_ALTERNATIVES),
        (Returns(None), {"non_json": "Tool"}, NO_ALTERNATIVE),
        (Returns(None), {"raised": "missing-key"}, NO_ALTERNATIVE),
        (Returns(None), {"raised": "missing-key", "returned": None}, NO_ALTERNATIVE),
        (Returns({"a": 1, "b": 2}), {"returned": {"b": 2, "a": 1}}, ALL_ALTERNATIVES),
        (Raises("missing-key"), {"raised": "missing-key"}, ALL_ALTERNATIVES),
        (Raises("missing-key"), {"raised": "invalid-arguments"}, NO_ALTERNATIVE),
        (Raises("missing-key"), {"raised": "key"}, NO_ALTERNATIVE),
        (Raises("missing-key"), {"returned": None}, NO_ALTERNATIVE),
        (Raises("missing-key"), {"non_json": "Tool"}, NO_ALTERNATIVE),
        (Raises(["invalid-arguments", "missing-key"]), {"raised": "missing-key"}, ALL_ALTERNATIVES),
        (Raises(["invalid-arguments", "missing-key"]), {"raised": "invalid-value"}, NO_ALTERNATIVE),
        (ReturnsUnordered(["a", "b"]), {"returned": ["b", "a"]}, ALL_ALTERNATIVES),
        (ReturnsUnordered(["a", "b"]), {"returned": ["b", "b"]}, NO_ALTERNATIVE),
        (ReturnsUnordered(["a", "b"]), {"returned": ["a"]}, NO_ALTERNATIVE),
        (ReturnsUnordered(["a", "b"]), {"returned": ["a", "b", "b"]}, NO_ALTERNATIVE),
        (ReturnsUnordered([]), {"returned": {}}, NO_ALTERNATIVE),
        (ReturnsUnordered([]), {"raised": "missing-key"}, NO_ALTERNATIVE),
        (ReturnsUnordered([["k", 1], ["l", 2]]), {"returned": [["l", 2], ["k", 1]]}, ALL_ALTERNATIVES),
        (ReturnsOneOf([1, 2]), {"returned": 1}, FIRST),
        (ReturnsOneOf([1, 2]), {"returned": 2}, SECOND),
        (ReturnsOneOf([1, 1]), {"returned": 1}, BOTH),
        (ReturnsOneOf([1, 2]), {"returned": 3}, NO_ALTERNATIVE),
        (ReturnsOneOf([1, 2]), {"raised": "missing-key"}, NO_ALTERNATIVE),
        (ReturnsOneOf([1, 2]), {"non_json": "Tool"}, NO_ALTERNATIVE),
    ],
)
def test_matches_returns_the_alternatives_that_agree(
    expectation: StepExpectation, step: Any, alternatives: Alternatives
) -> None:
    assert expectation.matches(step) == alternatives


@pytest.mark.parametrize(
    ("expected", "actual", "is_equal"),
    [(1, 1, True), (1, 1.0, False), (1.0, 1, False), (1, True, False), (True, True, True), (0, False, False)],
)
def test_numbers_of_different_types_differ(expected, actual, is_equal: bool) -> None:
    assert Returns(expected).matches({"returned": actual}).is_empty is not is_equal
    assert ReturnsUnordered([expected]).matches({"returned": [actual]}).is_empty is not is_equal
    assert ReturnsOneOf([expected]).matches({"returned": actual}).is_empty is not is_equal


@pytest.mark.parametrize(
    ("left", "right", "intersection"),
    [
        (ALL_ALTERNATIVES, ALL_ALTERNATIVES, ALL_ALTERNATIVES),
        (ALL_ALTERNATIVES, BOTH, BOTH),
        (BOTH, FIRST, FIRST),
        (FIRST, SECOND, NO_ALTERNATIVE),
        (ALL_ALTERNATIVES, NO_ALTERNATIVE, NO_ALTERNATIVE),
        (NO_ALTERNATIVE, BOTH, NO_ALTERNATIVE),
    ],
)
def test_intersection_is_commutative(left: Alternatives, right: Alternatives, intersection: Alternatives) -> None:
    assert left.intersection(right) == right.intersection(left) == intersection


def test_only_no_alternative_is_empty() -> None:
    assert [alternatives.is_empty for alternatives in (ALL_ALTERNATIVES, BOTH, FIRST, NO_ALTERNATIVE)] == [
        False,
        False,
        False,
        True,
    ]


def test_expectations_of_different_types_differ() -> None:
    assert Returns([1]) != ReturnsUnordered([1])
    assert Returns(None) != Succeeds()
    assert Returns(1) != Returns(2)
    assert Returns(1) != {"returns": 1}


@pytest.mark.parametrize("expectation", [expectation for expectation, _ in EXPECTATIONS])
def test_expectations_can_be_copied_and_pickled(expectation: StepExpectation) -> None:
    assert pickle.loads(pickle.dumps(expectation)) == copy.deepcopy(expectation) == expectation


def test_expectation_is_shown_with_its_value() -> None:
    assert repr(Raises(["missing-key"])) == "Raises(['missing-key'])"
    assert repr(Succeeds()) == "Succeeds()"


def test_base_class_requires_matches() -> None:
    with pytest.raises(NotImplementedError):
        StepExpectation(1).matches({})


def test_all_types_occur_in_the_suite(shipped: Corpus) -> None:
    steps = [step for case in shipped.cases if isinstance(case.expected, ExpectedSteps) for step in case.expected.steps]
    assert {type(step) for step in steps} == {Returns, ReturnsUnordered, ReturnsOneOf, Raises, Succeeds}
    assert {key for step in steps for key in step.to_json()} == EXPECTATION_KEYS


def test_permitted_errors_are_a_tuple_of_names() -> None:
    assert Raises("missing-key").names == ("missing-key",)
    assert Raises(["missing-key", "invalid-value"]).names == ("missing-key", "invalid-value")
