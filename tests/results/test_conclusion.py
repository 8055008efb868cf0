from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.judging.observation import Observation, inconsistent
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind, UnsupportedLevel, conclusion
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally

ACCEPTED: Observation = {"outcome": "accepted"}
REJECTED: Observation = {"outcome": "rejected", "message": "no"}
UNSUPPORTED: Observation = {"outcome": "unsupported", "message": "no validation"}
LISTED = ExpectedFailure("known.json /expected_failures/0", "wrongly-rejected", None, "known")


def result(name: str, observation: Observation, level: str = "wire", strength: str = "must", **expected) -> Result:
    """Return a result of the case a/b/NAME, which has to be accepted."""
    requirement = Requirement("some.rule", level, strength, "It holds.", ())  # type: ignore[arg-type]
    outcome = ExpectedOutcome(accepted=True, rejected=False, **expected)
    request = Request("parse", {})
    case = Case(f"a/b/{name}", "a/b/c", "accept", level, strength, requirement, "a fact", request, outcome)  # type: ignore[arg-type]
    return Result.judge(case, observation)


def conclude(
    *results: Result,
    listed: tuple[str, ...] = (),
    run_errors: tuple[str, ...] = (),
    claimed: tuple[str, ...] = ("wire",),
    selection: Selection = Selection(),  # noqa: B008 - it is immutable
    selected_cases: int | None = None,
) -> Conclusion:
    entries = {f"a/b/{name}": LISTED for name in listed}
    tally = Tally(ExpectedFailures(Path("known.json"), entries), "must", selection.levels or claimed)  # type: ignore[arg-type]
    for each in results:
        tally.add(each)
    tally.run_errors += run_errors
    identity = Identity("mine", None, "Python", "function", claimed)  # type: ignore[arg-type]
    return conclusion(tally, selection, identity, len(results) if selected_cases is None else selected_cases)


def test_passes_conform() -> None:
    found = conclude(result("c", ACCEPTED), result("d", ACCEPTED, "schema"), claimed=("wire", "schema"))
    assert found == Conclusion(
        kind=ConclusionKind.CONFORMS,
        levels=("wire", "schema"),
        passes=2,
        failures=0,
        expected_failures=0,
        not_applicable=0,
        blocked={},
        blocked_levels=(),
        stale_expectations=0,
        expected_failures_file=Path("known.json"),
        run_errors=0,
        fail_on="must",
        unsupported_levels=(),
        cases_without_warnings=0,
        unclaimed_levels=(),
    )


def test_expected_failures_conform() -> None:
    found = conclude(result("c", ACCEPTED), result("d", REJECTED), listed=("d",))
    assert (found.kind, found.passes, found.expected_failures) == (ConclusionKind.CONFORMS, 1, 1)


def test_advisory_failures_conform() -> None:
    found = conclude(result("c", ACCEPTED), result("d", REJECTED, strength="should"))
    assert (found.kind, found.passes, found.failures) == (ConclusionKind.CONFORMS, 1, 0)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(patterns=("a/*",)),
        Selection(areas=("a",)),
        Selection(requirements=("some.rule",)),
        Selection(smoke=True),
        Selection(corpus_since="0.1.0"),
    ],
    ids=str,
)
def test_filtered_cases_conform_partly(selection: Selection) -> None:
    assert conclude(result("c", ACCEPTED), selection=selection).kind is ConclusionKind.CONFORMS_PARTLY


def test_fewer_cases_than_selected_conform_partly() -> None:
    assert conclude(result("c", ACCEPTED), selected_cases=2).kind is ConclusionKind.CONFORMS_PARTLY


def test_requested_levels_conform() -> None:
    assert conclude(result("c", ACCEPTED), selection=Selection(levels=("wire",))).kind is ConclusionKind.CONFORMS


def test_levels_of_prerequisites_only_are_not_named() -> None:
    selection = Selection(levels=("schema",))
    found = conclude(result("c", ACCEPTED), result("d", ACCEPTED, "schema"), selection=selection)
    assert (found.kind, found.levels) == (ConclusionKind.CONFORMS, ("schema",))


def test_failures_fail() -> None:
    found = conclude(result("c", REJECTED), result("d", REJECTED), result("e", ACCEPTED))
    assert (found.kind, found.failures, found.run_errors) == (ConclusionKind.FAILS, 2, 0)


def test_run_errors_fail() -> None:
    found = conclude(result("c", ACCEPTED), run_errors=("the process did not end",))
    assert (found.kind, found.failures, found.run_errors) == (ConclusionKind.FAILS, 0, 1)


def test_failures_take_precedence_over_stale_expectations() -> None:
    found = conclude(result("c", ACCEPTED), result("d", REJECTED), listed=("c",))
    assert (found.kind, found.failures, found.stale_expectations) == (ConclusionKind.FAILS, 1, 1)


def test_stale_expectations_are_counted() -> None:
    found = conclude(result("c", ACCEPTED), result("d", ACCEPTED), listed=("c",))
    assert (found.kind, found.stale_expectations) == (ConclusionKind.STALE_EXPECTATIONS, 1)


def test_only_unsupported_cases_are_nothing_judged() -> None:
    found = conclude(result("c", UNSUPPORTED, "schema"))
    assert (found.kind, found.levels) == (ConclusionKind.NOTHING_JUDGED, ())
    assert found.unclaimed_levels == ("schema",)


def test_only_cases_that_are_not_applicable_are_nothing_judged() -> None:
    not_applicable: Observation = {"outcome": "not-applicable", "message": "it sets type"}
    type_value = (Finding("/type", "type.value"),)
    case = result("c", not_applicable).case
    outcome = ExpectedOutcome(accepted=False, rejected=True, reasons=type_value)
    case = case._replace(request=Request("validate", {"type": "function"}), expected=outcome)
    found = conclude(Result.judge(case, not_applicable))
    assert (found.kind, found.levels, found.not_applicable) == (ConclusionKind.NOTHING_JUDGED, (), 1)


def test_unsupported_case_may_have_no_message() -> None:
    found = conclude(result("c", ACCEPTED), result("d", {"outcome": "unsupported"}))
    assert found.unsupported_levels == (UnsupportedLevel("wire", claimed=True, cases=1, message=""),)


def test_levels_are_not_unclaimed_if_there_are_cases_of_a_claimed_level() -> None:
    found = conclude(result("c", UNSUPPORTED), result("d", UNSUPPORTED, "schema"))
    assert (found.kind, found.unclaimed_levels) == (ConclusionKind.NOTHING_JUDGED, ())


def test_levels_are_not_unclaimed_if_cases_were_judged() -> None:
    found = conclude(result("c", REJECTED, strength="may", level="schema"), result("d", UNSUPPORTED, "semantic"))
    assert (found.kind, found.unclaimed_levels) == (ConclusionKind.NOTHING_GATING_JUDGED, ())


def test_only_weak_cases_are_nothing_gating_judged() -> None:
    found = conclude(result("c", REJECTED, strength="may"))
    assert (found.kind, found.levels) == (ConclusionKind.NOTHING_GATING_JUDGED, ("wire",))


def test_unsupported_cases_of_a_claimed_level_are_reported() -> None:
    found = conclude(result("c", ACCEPTED), result("d", UNSUPPORTED), result("e", {**UNSUPPORTED, "message": "later"}))
    assert found.kind is ConclusionKind.FAILS
    assert found.unsupported_levels == (UnsupportedLevel("wire", claimed=True, cases=2, message="no validation"),)


def test_unsupported_cases_of_a_requested_level_are_reported() -> None:
    selection = Selection(levels=("wire", "schema"))
    found = conclude(result("c", ACCEPTED), result("d", UNSUPPORTED, "schema"), selection=selection)
    assert found.unsupported_levels == (UnsupportedLevel("schema", claimed=False, cases=1, message="no validation"),)


def test_unsupported_cases_of_another_level_are_not_reported() -> None:
    found = conclude(result("c", ACCEPTED), result("d", UNSUPPORTED, "schema"))
    assert (found.kind, found.unsupported_levels) == (ConclusionKind.CONFORMS, ())


def test_unsupported_advisory_cases_are_reported() -> None:
    found = conclude(result("c", ACCEPTED), result("d", UNSUPPORTED, strength="may"))
    assert (found.kind, found.unsupported_levels[0].cases) == (ConclusionKind.CONFORMS, 1)


def test_unsupported_case_with_a_supported_variant_is_reported() -> None:
    observation = inconsistent("text", UNSUPPORTED, ACCEPTED)
    found = conclude(result("c", ACCEPTED), result("d", observation))
    assert found.unsupported_levels == (UnsupportedLevel("wire", claimed=True, cases=1, message="no validation"),)


def test_case_without_warnings_with_a_rejected_variant_is_counted() -> None:
    warnings = (Finding("/name", "name.deprecated"),)
    found = conclude(result("c", inconsistent("reversed", ACCEPTED, REJECTED), warnings=warnings))
    assert (found.cases_without_warnings, found.unsupported_levels) == (1, ())


def test_cases_without_warnings_are_counted_apart() -> None:
    warnings = (Finding("/name", "name.deprecated"),)
    found = conclude(result("c", ACCEPTED), result("d", ACCEPTED, warnings=warnings))
    assert (found.kind, found.cases_without_warnings, found.unsupported_levels) == (ConclusionKind.FAILS, 1, ())
