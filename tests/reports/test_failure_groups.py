from __future__ import annotations

from collections.abc import Sequence

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Request
from imagegen_conformance.corpus.requirements import Level, Requirement, Strength
from imagegen_conformance.corpus.step_expectations import parse_step_expectation
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.failure_groups import FailureGroup, group_failures
from imagegen_conformance.results.result import Result

ERROR: Observation = {"outcome": "error", "message": "KeyError: 'size'"}


def case(id_: str, requirement: str, level: Level = "schema", strength: Strength = "must") -> Case:
    """Return a case that must be returned unchanged."""
    rule = Requirement(requirement, level, "must", "It holds.", ())
    expected = ExpectedOutcome(accepted=True, rejected=False, outputs=({"a": 1},))
    return Case(id_, id_, "accept", level, strength, rule, "a is 1", Request("parse", {"a": 1}), expected)


def failure(id_: str, requirement: str = "rule", observation: Observation | None = None, **fields) -> Result:
    """Return a failure, by default a wrong output at /a."""
    return Result.judge(case(id_, requirement, **fields), observation or {"outcome": "accepted", "output": {}})


def summaries(groups: Sequence[FailureGroup]) -> list[list[tuple[str, list[str]]]]:
    """Return the summary and the cases of each part of each group."""
    return [[(part.summary, [result.case.id for result in part.results]) for part in group.parts] for group in groups]


def test_failures_of_a_requirement_with_the_same_place_are_one_part() -> None:
    rejected: Observation = {"outcome": "rejected"}
    groups = group_failures([failure("x"), failure("y"), failure("z", observation=rejected)])
    assert [group.requirement.id for group in groups] == ["rule"]
    assert summaries(groups) == [[("wrong-output at /a", ["x", "y"]), ("wrongly-rejected", ["z"])]]
    assert groups[0].size == 3


def test_largest_part_is_first() -> None:
    groups = group_failures([failure("x"), *(failure(id_, observation={"outcome": "rejected"}) for id_ in "yz")])
    assert [part.kind for part in groups[0].parts] == ["wrongly-rejected", "wrong-output"]


def test_errors_are_first() -> None:
    groups = group_failures([failure("x"), failure("y"), failure("z", observation=ERROR)])
    assert summaries(groups) == [[("error: KeyError", ["z"]), ("wrong-output at /a", ["x", "y"])]]


def test_errors_of_different_types_are_different_parts() -> None:
    silent: Observation = {"outcome": "error", "message": ""}
    groups = group_failures([failure("x", observation=ERROR), failure("y", observation=silent)])
    assert summaries(groups) == [[("error: KeyError", ["x"]), ("error", ["y"])]]


def test_groups_with_errors_are_first_then_those_of_wire_then_the_largest() -> None:
    groups = group_failures(
        [
            failure("1", "small", level="schema"),
            failure("2", "large", level="schema"),
            failure("3", "large", level="schema"),
            failure("4", "wire", level="wire"),
            failure("5", "crash", ERROR, level="semantic"),
        ]
    )
    assert [group.requirement.id for group in groups] == ["crash", "wire", "large", "small"]


def test_wrong_steps_are_grouped_by_method() -> None:
    expected = ExpectedSteps(tuple(map(parse_step_expectation, [{"returns": 1}, {"returns": 1}])))
    results = []
    for id_, returned in (("x", [0, 1]), ("y", [1, 0])):
        request = Request("call", {"construct": {}, "steps": [{"method": "get"}, {"method": "get"}]})
        steps: Observation = {"outcome": "completed", "steps": [{"returned": value} for value in returned]}
        results.append(Result.judge(case(id_, "rule")._replace(request=request, expected=expected), steps))
    assert summaries(group_failures(results)) == [[("wrong-step in get", ["x", "y"])]]


def test_too_many_steps_are_a_part() -> None:
    expected = ExpectedSteps((parse_step_expectation({"returns": 1}),))
    request = Request("call", {"construct": {}, "steps": [{"method": "get"}]})
    steps: Observation = {"outcome": "completed", "steps": [{"returned": 1}, {"returned": 1}]}
    result = Result.judge(case("x", "rule")._replace(request=request, expected=expected), steps)
    assert summaries(group_failures([result])) == [[("error after the last step", ["x"])]]


def test_strengths_are_those_of_the_failures() -> None:
    (group,) = group_failures([failure("x", strength="may"), failure("y", strength="must")])
    assert group.strengths == ["must", "may"]
