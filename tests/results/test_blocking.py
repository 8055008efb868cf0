from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.prerequisites import PlainCases, Prerequisites
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.judging.verdict import Verdict
from imagegen_conformance.reports.conclusion import describe_conclusion
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind, conclusion
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import CONFORMS, FAILS, NOTHING_JUDGED, STALE_EXPECTATIONS, Tally

PLAIN = "wire/plain/bare"
FIELD = "quality/values/low:wire"
DEPENDENT = "quality/values/huge:wire"
OTHER = "wire/plain/unknown"
VALIDATED = "quality/values/low"
LISTED = ExpectedFailure("known.json /expected_failures/0", "wrong-output", None, "known")
VERDICTS = {
    "pass": Verdict("pass"),
    "fail": Verdict("fail", "wrong-output", ""),
    "error": Verdict("error", "error"),
    "flaky": Verdict("flaky", "flaky"),
    "unsupported": Verdict("unsupported", "unsupported"),
    "not-applicable": Verdict("not-applicable"),
    "modified": Verdict("fail", "modified-input"),
    "added-member": Verdict("fail", "wrong-output", "/added"),
    "lost-member": Verdict("fail", "wrong-output", "/quality"),
    "wrong-type": Verdict("fail", "wrong-output", "/type"),
}
Count = Callable[..., Tally]


@pytest.fixture
def count(small: Corpus) -> Count:
    """Return a function that counts results, given as the verdicts of case ids, and the listed ids."""
    prerequisites = Prerequisites(PlainCases({"parse": PLAIN}, {"quality": ("quality/values/low",)}), small.by_id)

    def counted(
        results: dict[str, str],
        listed: tuple[str, ...] = (),
        failure: str = "wrong-output",
        added: frozenset[str] = frozenset(),
        levels: tuple[str, ...] = ("wire",),
    ) -> Tally:
        entries = {id_: LISTED._replace(failure=failure) for id_ in listed}  # type: ignore[arg-type]
        tally = Tally(ExpectedFailures(entries=entries), "must", levels, prerequisites, added)  # type: ignore[arg-type]
        for id_, verdict in results.items():
            tally.add(Result(small.case(id_), {"outcome": "accepted"}, VERDICTS[verdict]))
        return tally

    return counted


def conclude(tally: Tally) -> Conclusion:
    identity = Identity("mine", None, "Python", "function", ("wire",))
    return conclusion(tally, Selection(), identity, tally.counts.total())


@pytest.mark.parametrize("verdict", ["fail", "error", "flaky", "lost-member", "wrong-type"])
@pytest.mark.parametrize("own", ["pass", "fail", "error"])
def test_failed_prerequisite_blocks(count: Count, verdict: str, own: str) -> None:
    tally = count({PLAIN: "pass", FIELD: verdict, DEPENDENT: own, OTHER: "pass"})
    assert tally.counts == {("wire", "pass"): 2, ("wire", "fail"): 1, ("wire", "blocked"): 1}
    assert tally.blocked == {DEPENDENT: FIELD}
    assert [result.case.id for result in tally.failures] == [FIELD]
    assert tally.exit_code == FAILS


@pytest.mark.parametrize("verdict", ["pass", "unsupported", "not-applicable", "modified", "added-member"])
def test_any_other_prerequisite_does_not_block(count: Count, verdict: str) -> None:
    tally = count({PLAIN: "pass", FIELD: verdict, DEPENDENT: "fail"})
    assert tally.blocked == {}
    assert DEPENDENT in [result.case.id for result in tally.failures]


def test_blocking_case_is_the_root_cause(count: Count, small: Corpus) -> None:
    tally = count({PLAIN: "fail", FIELD: "fail", DEPENDENT: "fail"})
    assert tally.blocked == {FIELD: PLAIN, DEPENDENT: PLAIN}
    assert tally.blocking_case(small.case(DEPENDENT)) == PLAIN
    assert tally.blocking_case(small.case(PLAIN)) is None
    assert [result.case.id for result in tally.failures] == [PLAIN]


def test_blocked_case_is_neither_answered_nor_scored(count: Count) -> None:
    tally = count({PLAIN: "fail", DEPENDENT: "fail"})
    assert (tally.answered, tally.judged) == (1, 1)
    assert str(tally.verdicts["wire"]) == "0/1"


def test_unsupported_case_is_not_blocked(count: Count) -> None:
    tally = count({PLAIN: "fail", DEPENDENT: "unsupported"})
    assert tally.counts["wire", "blocked"] == 0


@pytest.mark.parametrize("failure", ["wrong-output", "wrongly-rejected"])
def test_listed_failure_of_a_blocked_case_is_neither_expected_nor_stale(count: Count, failure: str) -> None:
    tally = count({PLAIN: "fail", DEPENDENT: "fail"}, listed=(DEPENDENT,), failure=failure)
    assert tally.counts == {("wire", "fail"): 1, ("wire", "blocked"): 1}
    assert tally.stale_expectations == []


def test_expected_failure_blocks_and_conforms(count: Count) -> None:
    tally = count({PLAIN: "pass", FIELD: "fail", DEPENDENT: "fail", OTHER: "pass"}, listed=(FIELD,))
    assert tally.counts == {("wire", "pass"): 2, ("wire", "xfail"): 1, ("wire", "blocked"): 1}
    assert tally.exit_code == CONFORMS
    found = conclude(tally)
    assert (found.kind, found.levels, found.expected_failures) == (ConclusionKind.CONFORMS, ("wire",), 1)
    assert found.blocked == {FIELD: 1}


def test_failure_that_differs_from_the_listed_one_blocks(count: Count) -> None:
    tally = count({PLAIN: "fail", DEPENDENT: "fail"}, listed=(PLAIN,), failure="wrongly-rejected")
    assert tally.counts == {("wire", "stale"): 1, ("wire", "blocked"): 1}
    assert tally.exit_code == STALE_EXPECTATIONS


def test_expected_failures_that_block_everything_else_are_nothing_judged(count: Count) -> None:
    tally = count({PLAIN: "fail", FIELD: "pass", DEPENDENT: "pass", OTHER: "pass"}, listed=(PLAIN,))
    assert tally.exit_code == NOTHING_JUDGED
    found = conclude(tally)
    assert (found.kind, found.levels, found.blocked) == (ConclusionKind.NOTHING_JUDGED, (), {PLAIN: 3})


def test_expected_failures_that_block_a_required_level_do_not_conform(count: Count) -> None:
    results = {PLAIN: "fail", FIELD: "pass", DEPENDENT: "pass", VALIDATED: "pass"}
    tally = count(results, listed=(PLAIN,), levels=("wire", "schema"))
    assert tally.blocked_levels == ("wire",)
    assert tally.exit_code == NOTHING_JUDGED
    found = conclude(tally)
    assert (found.kind, found.levels, found.blocked_levels) == (ConclusionKind.LEVELS_BLOCKED, ("schema",), ("wire",))
    line = "nothing was judged at level wire: expected failures block all gating cases"
    assert describe_conclusion(found, tally) == line


def test_expected_failures_that_block_a_level_which_is_not_required_conform(count: Count) -> None:
    tally = count({PLAIN: "fail", DEPENDENT: "pass", VALIDATED: "pass"}, listed=(PLAIN,), levels=("schema",))
    assert tally.blocked_levels == ()
    assert tally.exit_code == CONFORMS


@pytest.mark.parametrize(
    ("results", "listed", "exit_code"),
    [
        ({PLAIN: "pass", FIELD: "pass", DEPENDENT: "pass"}, (), CONFORMS),
        ({PLAIN: "pass", FIELD: "pass", DEPENDENT: "unsupported"}, (), NOTHING_JUDGED),
        ({PLAIN: "pass", FIELD: "pass", DEPENDENT: "not-applicable"}, (), NOTHING_JUDGED),
        ({PLAIN: "pass", FIELD: "fail", DEPENDENT: "pass"}, (), FAILS),
        ({PLAIN: "pass", FIELD: "fail", DEPENDENT: "pass"}, (FIELD,), NOTHING_JUDGED),
        ({PLAIN: "pass", FIELD: "fail", DEPENDENT: "pass", OTHER: "pass"}, (FIELD,), CONFORMS),
    ],
)
def test_added_prerequisites_matter_only_if_they_fail(count: Count, results, listed, exit_code: int) -> None:
    assert count(results, listed, added=frozenset({PLAIN, FIELD})).exit_code == exit_code


def test_prerequisites_are_not_computed_while_none_fails(count: Count, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Prerequisites, "of", fail)
    assert count({PLAIN: "pass", FIELD: "pass", DEPENDENT: "fail"}).exit_code == FAILS


def test_tally_without_prerequisites_blocks_nothing(small: Corpus) -> None:
    tally = Tally(ExpectedFailures(), "must")
    tally.add(Result(small.case(PLAIN), {"outcome": "accepted"}, VERDICTS["fail"]))
    assert tally.blocking_case(small.case(DEPENDENT)) is None
