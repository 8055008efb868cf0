"""Each fault of a criterion is one line with its place, and each missing combination, too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.authoring.criteria.criteria_file import CriteriaFile
from imagegen_conformance.authoring.criteria.evaluation import Evaluation
from imagegen_conformance.authoring.criteria.report import check_criteria
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError, UsageError

VIOLATIONS = {
    "criterion": "violations",
    "subject": "rejections",
    "statement": "Each rule is broken.",
    "dimensions": {"rule": ["size.type"], "violation": ["integer"]},
}
POP = {
    "criterion": "pop",
    "subject": "operations",
    "profiles": {"azure": {}},
    "statement": "The quality is popped.",
    "dimensions": {"operation": ["pop"], "key": ["quality"]},
}
LENGTH = {
    "criterion": "length",
    "subject": "lengths",
    "statement": "A size has 99 characters.",
    "dimensions": {"length": ["99"], "place": ["size"]},
}
REASON = "It is out of place."


def excepted(criterion, *combinations, **others):
    return {**criterion, "exceptions": [{"combinations": list(combinations), "reason": REASON, **others}]}


@pytest.fixture
def check(root: Path):
    """Return a function that writes criteria into the small corpus, and returns the lines and the problems."""

    def check_given(*criteria) -> tuple[list[str], list[str]]:
        (root / "criteria.json").write_text(json.dumps({"criteria": criteria}), encoding="utf-8")
        return check_criteria(Corpus.load(root))

    return check_given


@pytest.fixture
def place(root: Path) -> str:
    return f"{root / 'criteria.json'} /criteria/"


def test_complete_criteria_have_no_problem(check) -> None:
    lines, problems = check(VIOLATIONS, POP, LENGTH)
    assert problems == []
    counts = "1 of 1 combinations in azure 2.3, 1 of 1 combinations in openai 2026-11-04"
    assert lines[0] == f"criterion violations: {counts}"
    assert lines[1] == "criterion pop: 1 of 1 combinations in azure 2.3"


def test_missing_combination_is_a_problem(check, place: str) -> None:
    criterion = {**POP, "dimensions": {"operation": ["pop", "contains"], "key": ["quality"]}}
    lines, problems = check(criterion)
    hint = "`imagegen-conformance corpus criteria pop --missing` prints a candidate."
    text = "pop: no case of azure 2.3 combines operation contains and key quality"
    assert problems == [f"{place}0: {text}. {hint}"]
    assert lines == ["criterion pop: 1 of 2 combinations in azure 2.3"]


def test_excepted_combination_is_not_missing(check) -> None:
    criterion = {**POP, "dimensions": {"operation": ["pop", "contains"], "key": ["quality"]}}
    lines, problems = check(excepted(criterion, "con*:quality"))
    assert problems == []
    assert lines == ["criterion pop: 1 of 1 combinations in azure 2.3 (1 excepted)"]


def test_exception_holds_where_its_range_says(check) -> None:
    criterion = {**LENGTH, "dimensions": {"length": ["98", "99"], "place": ["size"]}}
    _, problems = check(excepted(criterion, "98:size", profiles={"openai": {}}))
    (problem,) = problems
    assert "length: no case of azure 2.3 combines length 98 and place size. " in problem


FAULTS = [
    ({**POP, "subject": "operation"}, "0/subject: pop names the unknown subject 'operation'. Did you mean operations or notations?"),
    ({**POP, "subject": "x"}, "0/subject: pop names the unknown subject 'x'. The subjects are aliasing, "),
    ({**POP, "dimensions": {"operations": ["pop"]}}, "0/dimensions/operations: the subject operations has no dimension 'operations'. Did you mean operation?"),
    ({**POP, "dimensions": {"color": ["pop"]}}, "0/dimensions/color: the subject operations has no dimension 'color'. Its dimensions are operation, presence, key."),
    ({**POP, "dimensions": {"key": ["quality", "qualty"]}}, "0/dimensions/key/1: there is no key 'qualty'. Did you mean quality?"),
    ({**VIOLATIONS, "dimensions": {"rule": ["quality.valve"]}}, "0/dimensions/rule/0: there is no rule 'quality.valve'. Did you mean quality.value?"),
    ({**VIOLATIONS, "dimensions": {"violation": ["text*"]}}, "0/dimensions/violation/0: there is no violation 'text*'. Correct the name, or remove it."),
    ({**LENGTH, "dimensions": {"length": ["4k"]}}, "0/dimensions/length/0: '4k' is not a natural number, as every length is. Name a number."),
    ({**POP, "profiles": {"azure": {"since": "2.8"}}}, "0/profiles: pop holds in the default revision of no profile. Correct the range."),
    (excepted(POP, "pop"), "0/exceptions/0/combinations/0: the exception 'pop' has 1 parts, not 2. Give it one pattern for each dimension."),
    (excepted(POP, "pop:size"), "0/exceptions/0/combinations/0: the exception 'pop:size' matches no combination. Correct or remove it."),
    (excepted(POP, "pop:*"), "0/exceptions/0/combinations/0: the exception 'pop:*' is not needed: a case has each combination, or none is possible. Remove it."),
    ({**POP, "dimensions": {"operation": ["constructor-*"], "presence": ["present"]}}, "0: pop requires nothing: no case can have any of its combinations. Correct or remove it."),
    (excepted({**POP, "dimensions": {"operation": ["get"], "key": ["size"]}}, "get:size"), "0: pop requires nothing: its exceptions match every combination. Correct or remove it."),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "problem"), FAULTS)
def test_fault_is_one_problem_with_its_place(check, place: str, criterion, problem: str) -> None:
    lines, problems = check(criterion)
    assert lines == []
    (line,) = problems
    assert line.startswith(place + problem)


def test_exception_that_is_listed_twice_is_a_problem(check, place: str) -> None:
    criterion = {**POP, "dimensions": {"operation": ["pop", "get"], "key": ["quality"]}}
    _, problems = check(excepted(criterion, "get:*", "get:*"))
    problem = "0/exceptions/0/combinations/1: the exception 'get:*' is listed twice. Remove one of the two."
    assert problems == [place + problem]


def test_second_criterion_of_a_name_is_a_problem(check, place: str) -> None:
    _, problems = check(POP, {**LENGTH, "criterion": "pop"})
    assert problems == [f"{place}1: the criterion pop is already defined at /criteria/0. Rename one of the two."]


def test_criteria_that_contradict_each_other_are_a_problem(check, place: str) -> None:
    required = {**POP, "dimensions": {"operation": ["pop", "get"], "key": ["quality"]}}
    other = excepted({**required, "criterion": "other"}, "get:quality")
    _, problems = check(required, other)
    problem = "other excepts get:quality, which pop requires"
    hint = "Remove the exception, or add one to pop at /criteria/0."
    assert problems == [f"{place}1/exceptions/0: {problem}. {hint}"]


def test_criteria_with_equal_exceptions_agree(check) -> None:
    required = excepted({**POP, "dimensions": {"operation": ["pop", "get"], "key": ["quality"]}}, "get:quality")
    assert check(required, {**required, "criterion": "other"})[1] == []


def test_invalid_range_is_an_error_with_its_place(check, place: str) -> None:
    lines, problems = check({**POP, "profiles": {"azur": {}}})
    assert lines == []
    assert problems == [f"{place}0: the profile 'azur' does not exist. Did you mean azure?"]


def test_invalid_range_of_an_exception_is_an_error_with_its_place(check, place: str) -> None:
    _, problems = check(excepted(POP, "pop:*", profiles={"azure": {"since": "9"}}))
    assert problems[0].startswith(f"{place}0/exceptions/0: the profile azure has no revision '9'. ")


@pytest.mark.parametrize("content", ["[]", '{"criteria": [1]}', '{"criteria": [{"criterion": "a"}]}'])
def test_malformed_file_is_an_error(root: Path, content: str) -> None:
    (root / "criteria.json").write_text(content, encoding="utf-8")
    corpus = Corpus.load(root)
    with pytest.raises(CorpusError, match=r"this is not a file of criteria .* See schemas/criteria.schema.json"):
        CriteriaFile.load(root, corpus.profiles)


def test_unknown_name_is_a_usage_error(small: Corpus, root: Path) -> None:
    (root / "criteria.json").write_text(json.dumps({"criteria": [POP]}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"there is no criterion pup. Did you mean pop\?"):
        Evaluation.of(small, ["pup"])
    with pytest.raises(UsageError, match=r"there is no criterion x. The criteria are pop."):
        Evaluation.of(small, ["x"])
