from __future__ import annotations

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Request
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.reports.failures import FailureList, summarize_failures
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.reports.style import Style
from imagegen_conformance.results.result import Result
from revisions import AZURE, PROFILES


def failure(id_: str, requirement: str = "rule", place: str = "a", message: str = "") -> Result:
    """Return a failure: a wrong output at a place, or an error with a message."""
    rule = Requirement(requirement, "schema", "must", f"{requirement} holds.", (Source("A page", "all"),))
    payload = {place: 1}
    expected = ExpectedOutcome(accepted=True, rejected=False, outputs=(payload,))
    case = Case(id_, id_, "accept", "schema", "must", rule, f"{place} is 1", Request("parse", payload), expected)
    observation: Observation = {"outcome": "accepted", "output": {}}
    return Result.judge(case, {"outcome": "error", "message": message} if message else observation)


def lines(*results: Result, label: str = "FAIL", **settings) -> list[str]:
    sources = ReportedSources(PROFILES, AZURE)
    failures = FailureList(results, label, lambda case: f"run {case.id}", sources, ReportSettings(**settings))  # type: ignore[arg-type]
    return list(failures.lines())


def test_similar_failures_have_one_example_and_further_ids() -> None:
    assert lines(*(failure(f"area/topic/{number}") for number in range(5))) == [
        "FAIL rule [schema, must]: 5 cases",
        "  rule holds.",
        "  Source: A page: all",
        "  5 cases: wrong-output at /a",
        "    case      a is 1",
        '    sent      {"a": 1} (to parse)',
        '    expected  accepted with output {"a": 1}',
        "    actual    accepted with output {}",
        "              /a: missing, expected 1",
        "    rerun     run area/topic/0",
        "    others    area/topic/1, area/topic/2 and 2 more",
        "",
    ]


def test_two_further_ids_are_shown_without_a_number() -> None:
    assert "    others    y, z" in lines(failure("x"), failure("y"), failure("z"))


def test_advisory_failures_have_another_label() -> None:
    found = lines(failure("x"), label="ADVISORY")
    assert found[0] == "ADVISORY rule [schema, must]: 1 case"
    assert not any("FAIL" in line for line in found)


def test_two_groups_are_described_and_the_others_summarized() -> None:
    results = [
        failure(f"{name}{number}", name)
        for name, size in {"a": 4, "b": 3, "c": 2, "d": 1}.items()
        for number in range(size)
    ]
    found = lines(*results)
    assert [line for line in found if line.startswith("FAIL")] == [
        "FAIL a [schema, must]: 4 cases",
        "FAIL b [schema, must]: 3 cases",
        "FAIL 3 more failures of 2 requirements (--verbose describes every failure):",
    ]
    assert found[-2:] == ["  3 wrong-output: c (2), d (1)", ""]


def test_every_requirement_has_an_example_before_one_has_two() -> None:
    results = [failure("1", "one", "a"), failure("2", "one", "b"), failure("3", "two")]
    found = lines(*results, max_failures=2)
    assert [line for line in found if "rerun" in line] == ["    rerun     run 1", "    rerun     run 3"]
    assert "  1 case: wrong-output at /b, 2" in found
    assert lines(*results, max_failures=3).count("    case      b is 1") == 1


def test_many_places_without_an_example_are_counted() -> None:
    results = [failure(f"{place}{number}", place=place) for place in "abcdefg" for number in range(2)]
    assert lines(*results, max_failures=1)[-5:] == [
        "  2 cases: wrong-output at /b, for example b0",
        "  2 cases: wrong-output at /c, for example c0",
        "  2 cases: wrong-output at /d, for example d0",
        "  6 cases: 3 other kinds or places",
        "",
    ]


def test_no_failure_is_described_if_the_user_wants_none() -> None:
    assert lines(failure("x"), failure("y", "other"), max_failures=0) == [
        "FAIL 2 failures of 2 requirements (--verbose describes every failure):",
        "  2 wrong-output: rule (1), other (1)",
        "",
    ]


def test_common_message_is_first_and_one_example_is_enough() -> None:
    results = [failure(f"{name}{number}", name, message="KeyError: 'size'\x1b") for name in "ab" for number in range(6)]
    found = lines(*results, failure("x", "c"))
    assert found[:2] == ["12 of 13 failures have the same message: KeyError: 'size'\\x1b", ""]
    assert len([line for line in found if "rerun" in line]) == 1
    assert len([line for line in lines(*results, max_failures=2) if "rerun" in line]) == 2


def test_few_equal_messages_are_not_a_common_message() -> None:
    assert lines(*(failure(str(number), message="x") for number in range(9)))[0].startswith("FAIL")


def test_message_of_half_of_the_failures_is_not_a_common_message() -> None:
    errors = [failure(f"x{number}", message="x") for number in range(10)]
    assert lines(*errors, *(failure(str(number)) for number in range(10)))[0].startswith("FAIL")


def test_verbose_list_describes_every_failure() -> None:
    found = lines(failure("x"), failure("y"), failure("z"), verbosity="verbose")
    assert [line for line in found if line.startswith("FAIL")] == [
        f"FAIL {id_} [schema, must]: wrong-output at /a" for id_ in "xyz"
    ]
    assert "  rule      rule: rule holds." in found


def test_verbose_list_can_be_limited() -> None:
    found = lines(failure("x"), failure("y"), failure("z"), verbosity="verbose", max_failures=1)
    assert [line for line in found if line.startswith("FAIL")] == [
        "FAIL x [schema, must]: wrong-output at /a",
        "FAIL 2 more failures of 1 requirement:",
    ]


def test_headings_are_colored_by_label() -> None:
    style = Style(colored=True)
    assert lines(failure("x"), style=style)[0].startswith("\x1b[1;31mFAIL ")
    assert lines(failure("x"), label="ADVISORY", style=style)[0].startswith("\x1b[33mADVISORY ")


def test_summary_has_errors_first_and_at_most_15_requirements() -> None:
    results = [failure(f"x{number}", f"rule-{number:02}") for number in range(20)]
    first, *rest = summarize_failures([*results, failure("y", "crash", message="KeyError: 1")])
    assert first == "  1 error: crash (1)"
    assert rest[0].startswith("  20 wrong-output: rule-00 (1), ")
    assert rest[-1].endswith("rule-14 (1), and 5 more")
    assert max(map(len, rest)) <= 80


def test_one_fault_that_fails_328_cases_fits_on_one_screen() -> None:
    results = [failure(f"area/topic/case-{number}", f"requirement-{number % 40}") for number in range(328)]
    found = lines(*results)
    assert len(found) <= 40
    assert max(map(len, found)) <= 80
