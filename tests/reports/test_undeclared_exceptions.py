"""The hint to declare exceptions that count as errors, although they may be rejections."""

from __future__ import annotations

import pytest

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.reports.undeclared_exceptions import MIN_ERRORS, describe_undeclared_exceptions
from imagegen_conformance.results.result import Result

REQUIREMENT = Requirement("size.type", "schema", "must", "size is a string.", ())
IDENTITY = Identity("mine:check", None, "Python", "validator", ("schema",))
HINT = (
    "InvalidTool is the error of 5 cases that permit a rejection. If it rejects payloads, declare it with --rejection "
    "MODULE:InvalidTool or rejection_types."
)


def errors(message: str, number: int = MIN_ERRORS, *, rejected: bool = True) -> list[Result]:
    expected = ExpectedOutcome(accepted=not rejected, rejected=rejected)
    case = Case("x", "x", "reject", "schema", "must", REQUIREMENT, "x", Request("validate", {}), expected)
    return [Result.judge(case, {"outcome": "error", "message": message}) for _ in range(number)]


def hints(results: list[Result], identity: Identity = IDENTITY) -> str:
    return " ".join(" ".join(describe_undeclared_exceptions(results, identity)).split())


@pytest.mark.parametrize("message", ["InvalidTool: x", "InvalidTool"])
def test_exception_of_many_cases_has_one_hint(message: str) -> None:
    assert hints(errors(message)) == HINT


def test_most_common_exceptions_have_a_hint() -> None:
    results = [result for number in range(5) for result in errors(f"E{number}: x", MIN_ERRORS + number)]
    found = hints(results)
    assert [f"E{number} is the error" in found for number in range(5)] == [False, False, True, True, True]


@pytest.mark.parametrize(
    "message",
    ["KeyError: 'size'", "RuntimeError", "the implementation crashed: SIGSEGV", "validate returned an int", ""],
)
def test_error_that_is_no_exception_of_the_implementation_has_no_hint(message: str) -> None:
    assert hints(errors(message)) == ""


def test_few_errors_have_no_hint() -> None:
    assert hints(errors("InvalidTool: x", MIN_ERRORS - 1)) == ""


def test_errors_of_cases_that_must_be_accepted_have_no_hint() -> None:
    assert hints(errors("InvalidTool: x", rejected=False)) == ""


@pytest.mark.parametrize("identity", [IDENTITY._replace(adapter="program"), IDENTITY._replace(language="Go")])
def test_program_has_no_hint(identity: Identity) -> None:
    assert hints(errors("InvalidTool: x"), identity) == ""
