"""The comparison of cases with the oracles."""

from __future__ import annotations

import pytest

from imagegen_conformance.authoring.oracle_checks import is_legal_at, oracle_problems
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding, Request
from imagegen_conformance.corpus.requirements import Level, Requirement

FINDING = Finding("/size", "size.grammar")
OTHER_FINDING = Finding("/size", "size.type")


def case(level: Level = "semantic", *, accepted: bool = False, rejected: bool = True, operation="validate") -> Case:
    requirement = Requirement("size.grammar", level, "must", "The size has a grammar.", ())
    reasons = (FINDING,) if rejected and not accepted else ()
    expected = ExpectedOutcome(accepted, rejected, reasons=reasons)
    return Case("a/b/c", "a/b/c", "reject", level, "must", requirement, "a fact", Request(operation, {}), expected)


def oracles(schema=(), reference=(), strict_schema=()):
    return {
        "schema": {"the plain schema": lambda _: list(schema)},
        "semantic": {"the reference": lambda _: list(reference), "the strict schema": lambda _: list(strict_schema)},
    }


@pytest.mark.parametrize(
    ("case_level", "accepted", "oracle_level", "expected"),
    [
        ("schema", True, "schema", True),
        ("schema", True, "semantic", True),
        ("schema", False, "schema", False),
        ("schema", False, "semantic", False),
        ("semantic", True, "schema", True),
        ("semantic", False, "schema", True),  # it only breaks rules that span fields
        ("semantic", False, "semantic", False),
    ],
)
def test_payload_is_legal_at_levels_below_that_of_its_case(case_level, accepted, oracle_level, expected) -> None:
    assert is_legal_at(case(case_level, accepted=accepted, rejected=not accepted), oracle_level) is expected


def test_case_that_all_oracles_confirm_has_no_problems() -> None:
    assert list(oracle_problems(case(), oracles(reference=[FINDING], strict_schema=[FINDING]))) == []


def test_oracle_that_rejects_a_payload_of_a_higher_level_contradicts_the_case() -> None:
    problems = list(oracle_problems(case(), oracles([OTHER_FINDING], [FINDING], [FINDING])))
    fact = "the plain schema finds size.type at /size, but the case expects a legal payload"
    assert problems == [f"a/b/c: {fact}. Correct one of the two."]


def test_oracles_with_different_rules_disagree() -> None:
    problems = list(oracle_problems(case(accepted=True), oracles(reference=[FINDING])))
    text = "the reference finds size.grammar at /size, the strict schema finds no fault"
    assert problems == [f"a/b/c: the oracles disagree: {text}. Correct one of them."]


def test_case_that_permits_both_outcomes_contradicts_no_oracle() -> None:
    both = oracles([FINDING], [FINDING], [FINDING])
    assert list(oracle_problems(case(accepted=True), both)) == []


def test_missing_finding_contradicts_only_a_case_that_validates() -> None:
    assert len(list(oracle_problems(case("schema"), oracles()))) == 3
    assert list(oracle_problems(case("schema", operation="parse"), oracles())) == []
