"""What changed between two runs, case by case."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compared_runs import IDENTITY, OTHER_CORPUS, VERDICTS, compare, recorded_run, recorded_verdict
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import EvidenceError
from imagegen_conformance.results.case_change import CHANGE_KINDS
from imagegen_conformance.results.comparison import Comparison, corpus_of
from imagegen_conformance.results.evidence import RunSettings

CASE = "wire/plain/bare"  # wire, must
OTHER_CASE = "quality/values/low"
FAILURES = ("fail", "fail elsewhere", "fail otherwise", "flaky", "error")
NOT_JUDGED = ("unsupported", "not applicable", "blocked")


def change_of(small: Corpus, before: str, after: str, **changes):
    """Return the change of one case with these verdicts; the other case passes in both runs."""
    runs = [recorded_run(small, {CASE: name, OTHER_CASE: "pass"}, **changes) for name in (before, after)]
    change, other = compare(runs, small).changes
    assert (other.kind, other.is_worse) == ("unchanged", False)
    return change


class TestKinds:
    @pytest.mark.parametrize("after", FAILURES)
    @pytest.mark.parametrize("before", ["pass", *NOT_JUDGED])
    def test_case_that_fails_now_and_did_not_before_is_a_new_failure(self, small, before: str, after: str) -> None:
        change = change_of(small, before, after)
        assert (change.kind, change.is_worse) == ("new-failure", True)

    @pytest.mark.parametrize("before", FAILURES)
    def test_case_that_passes_now_and_failed_before_is_fixed(self, small, before: str) -> None:
        change = change_of(small, before, "pass")
        assert (change.kind, change.is_worse) == ("fixed", False)

    @pytest.mark.parametrize("after", NOT_JUDGED)
    @pytest.mark.parametrize(("before", "is_worse"), [("pass", True), ("fail", False), ("error", False)])
    def test_case_that_is_not_judged_any_more_is_worse_if_it_passed(
        self, small, before: str, after: str, is_worse: bool
    ) -> None:
        change = change_of(small, before, after)
        assert (change.kind, change.is_worse) == ("not-judged-any-more", is_worse)

    @pytest.mark.parametrize("before", NOT_JUDGED)
    def test_case_that_passes_now_and_was_not_judged_is_judged_now(self, small, before: str) -> None:
        assert change_of(small, before, "pass").kind == "judged-now"

    @pytest.mark.parametrize("before", FAILURES)
    @pytest.mark.parametrize("after", FAILURES)
    def test_other_kind_or_place_of_failure_is_failing_differently(self, small, before: str, after: str) -> None:
        change = change_of(small, before, after)
        assert change.kind == ("unchanged" if before == after else "failing-differently")
        is_wrong_result = before not in {"error", "flaky"}
        assert change.is_worse == (is_wrong_result and after in {"error", "flaky"})

    @pytest.mark.parametrize("level", ["wire", "semantic"])
    def test_level_that_is_unsupported_is_a_new_failure_only_if_it_is_claimed_now(self, small, level) -> None:
        runs = [
            recorded_run(small, {CASE: "unsupported", OTHER_CASE: "pass"}, identity=IDENTITY._replace(levels=levels))
            for levels in (("schema",), ("schema", level))
        ]
        change = compare(runs, small).changes[0]
        assert change.kind == ("new-failure" if level == "wire" else "unchanged")

    def test_expected_new_failure_is_not_worse(self, small: Corpus) -> None:
        verdict = recorded_verdict(CASE, "fail", is_expected=True, reason="It is known.")
        change = Comparison(recorded_run(small, {CASE: "pass"}), recorded_run(small, {CASE: verdict}), small).changes[0]
        assert (change.kind, change.is_worse) == ("new-failure", False)

    @pytest.mark.parametrize(
        ("gates", "fail_on", "is_worse"), [(False, "must", False), (None, "must", False), (None, "should", True)]
    )
    def test_advisory_new_failure_is_not_worse(self, small: Corpus, gates, fail_on, is_worse: bool) -> None:
        case = "wire/texts/spaces"  # should
        after = recorded_run(small, {case: recorded_verdict(case, "fail", gates=gates)}, settings=RunSettings(fail_on))
        change = Comparison(recorded_run(small, {case: "pass"}), after, small).changes[0]
        assert (change.kind, change.is_worse) == ("new-failure", is_worse)

    def test_run_errors_of_the_later_run_are_worse(self, small: Corpus) -> None:
        runs = [recorded_run(small, {CASE: "pass"}, footer={"run_errors": errors}) for errors in ([], ["it hung"])]
        assert compare(runs, small).is_worse
        assert not compare(reversed(runs), small).is_worse


class TestSelections:
    def test_case_that_was_not_run_although_it_is_selected_is_not_judged_any_more(self, small: Corpus) -> None:
        before, after = recorded_run(small, {CASE: "pass", OTHER_CASE: "pass"}), recorded_run(small, {CASE: "pass"})
        comparison = Comparison(before, after, small)
        (change,) = comparison.of_kind("not-judged-any-more")
        assert (change.case_id, change.after, change.is_worse) == (OTHER_CASE, None, True)
        (change,) = Comparison(after, before, small).of_kind("judged-now")
        assert (change.case_id, change.before) == (OTHER_CASE, None)

    def test_cases_that_only_one_run_selects_are_not_compared(self, small: Corpus) -> None:
        all_cases = recorded_run(small, {CASE: "pass", OTHER_CASE: "fail"})
        some = recorded_run(small, {CASE: "pass"}, selection=Selection(patterns=("wire",)))
        comparison = Comparison(all_cases, some, small)
        assert [verdict.case_id for verdict in comparison.only_before] == [OTHER_CASE]
        assert [change.case_id for change in comparison.changes] == [CASE]
        comparison = Comparison(some, all_cases, small)
        assert [verdict.case_id for verdict in comparison.only_after] == [OTHER_CASE]
        assert not comparison.is_worse

    def test_runs_without_a_common_case_are_an_error(self, small: Corpus) -> None:
        runs = [
            recorded_run(small, {case: "pass"}, f"{area}.ndjson", selection=Selection(areas=(area,)))
            for case, area in ((CASE, "wire"), (OTHER_CASE, "quality"))
        ]
        with pytest.raises(EvidenceError) as caught:
            compare(runs, small)
        problem = "quality.ndjson: the run has no case in common with that of wire.ndjson"
        assert str(caught.value) == f"{problem}. Compare runs that select the same cases."

    def test_selection_that_this_corpus_does_not_know_selects_nothing(self, small: Corpus) -> None:
        selection = Selection(requirements=("old.requirement",))
        before = recorded_run(small, {CASE: "pass"}, selection=selection, corpus_sha256=OTHER_CORPUS)
        comparison = Comparison(before, recorded_run(small, {CASE: "pass", OTHER_CASE: "pass"}), small)
        assert [verdict.case_id for verdict in comparison.only_after] == [OTHER_CASE]


class TestOtherCorpus:
    def test_case_that_the_earlier_corpus_does_not_have_is_new(self, small: Corpus) -> None:
        before = recorded_run(small, {CASE: "pass"}, corpus_sha256=OTHER_CORPUS)
        comparison = Comparison(before, recorded_run(small, {CASE: "pass", OTHER_CASE: "fail"}), small)
        (change,) = comparison.of_kind("new-case")
        assert (change.case_id, change.before, change.is_worse) == (OTHER_CASE, None, False)

    def test_case_that_the_later_corpus_does_not_have_is_gone(self, small: Corpus) -> None:
        before = recorded_run(small, {CASE: "pass", "old/topic/case:wire": "pass"}, corpus_sha256=OTHER_CORPUS)
        comparison = Comparison(before, recorded_run(small, {CASE: "pass"}), small)
        (change,) = comparison.of_kind("gone")
        assert (change.case_id, change.case, change.after, change.is_worse) == (
            "old/topic/case:wire",
            None,
            None,
            False,
        )

    def test_renamed_case_is_the_same_case(self, root: Path, small: Corpus) -> None:
        with (root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
            stream.write('{"id": "wire/plain/old", "alias": "wire/plain/bare", "since": "0.1.0"}\n')
        before = recorded_run(small, {"wire/plain/old": "pass"}, corpus_sha256=OTHER_CORPUS)
        (change,) = Comparison(before, recorded_run(small, {CASE: "fail"}), small).changes
        assert (change.case_id, change.former_id, change.kind) == (CASE, "wire/plain/old", "new-failure")

    def test_case_that_was_merged_into_another_is_gone(self, root: Path, small: Corpus) -> None:
        with (root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
            stream.write('{"id": "wire/plain/old", "alias": "wire/plain/bare", "since": "0.1.0"}\n')
        before = recorded_run(small, {"wire/plain/old": "fail", CASE: "pass"}, corpus_sha256=OTHER_CORPUS)
        changes = Comparison(before, recorded_run(small, {CASE: "pass"}), small).changes
        assert [(change.case_id, change.kind) for change in changes] == [
            (CASE, "unchanged"),
            ("wire/plain/old", "gone"),
        ]

    def test_revision_that_the_corpus_does_not_have_is_an_error(self, small: Corpus) -> None:
        run = recorded_run(small, {CASE: "pass"}, revision="9.9", corpus_sha256=OTHER_CORPUS)
        with pytest.raises(EvidenceError) as caught:
            corpus_of(run, small)
        assert str(caught.value).startswith("run.ndjson: ")
        assert "9.9" in str(caught.value)

    def test_corpus_of_another_revision_is_loaded(self, small: Corpus) -> None:
        run = recorded_run(small, {CASE: "pass"}, revision="2.8", corpus_sha256=OTHER_CORPUS)
        assert corpus_of(run, small).revision.name == "2.8"
        assert corpus_of(recorded_run(small, {}), small) is small


class TestOtherRuns:
    def test_runs_of_different_implementations_are_an_error(self, small: Corpus) -> None:
        runs = [
            recorded_run(small, {CASE: "pass"}, f"{name}.ndjson", identity=IDENTITY._replace(name=name))
            for name in ("a", "b\x1b[31m")
        ]
        with pytest.raises(EvidenceError) as caught:
            compare(runs, small)
        assert str(caught.value) == (
            "b\\x1b[31m.ndjson: the run is of 'b\\x1b[31m', but that of a.ndjson is of 'a'. "
            "Compare runs of one implementation; for several ones, use `imagegen-conformance matrix`."
        )

    @pytest.mark.parametrize(("key", "value"), [("profile", "openai"), ("revision", "2.8")])
    def test_runs_of_different_revisions_are_an_error(self, small: Corpus, key: str, value: str) -> None:
        before, after = recorded_run(small, {CASE: "pass"}), recorded_run(small, {CASE: "pass"}, "b", **{key: value})
        with pytest.raises(EvidenceError) as caught:
            Comparison(before, after, small)
        places = {"profile": "azure", "revision": "2.3"}
        new = f"profile {({**places, key: value})['profile']}, revision {({**places, key: value})['revision']}"
        assert str(caught.value) == (
            f"b: the run was judged by {new}, but that of run.ndjson by profile azure, revision 2.3. "
            "Compare runs of the same profile and revision."
        )


def draw_runs(small: Corpus, data: st.DataObject, digests: tuple[str, str]):
    """Return two runs with any verdicts of any cases, at least one of which is in both."""
    runs = []
    for digest in digests:
        ids = [*small.by_id, *([] if digest == small.digest else ["old/topic/case", "old/topic/other:wire"])]
        verdicts = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(sorted(VERDICTS))))
        selection = data.draw(st.sampled_from([Selection(), Selection(areas=("wire",)), Selection(levels=("schema",))]))
        verdicts[CASE] = data.draw(st.sampled_from(sorted(VERDICTS)))
        runs.append(recorded_run(small, verdicts, selection=selection, corpus_sha256=digest))
    return runs


PROPERTY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


class TestProperties:
    @PROPERTY
    @given(data=st.data())
    def test_run_does_not_differ_from_itself(self, small: Corpus, data) -> None:
        run, _ = draw_runs(small, data, (small.digest, small.digest))
        comparison = Comparison(run, run, small)
        assert {change.kind for change in comparison.changes} == {"unchanged"}
        assert not comparison.is_worse
        assert comparison.only_before == comparison.only_after == []

    @PROPERTY
    @given(data=st.data())
    def test_swapping_the_runs_exchanges_new_failures_and_fixed_cases(self, small: Corpus, data) -> None:
        before, after = draw_runs(small, data, (small.digest, small.digest))
        forward, backward = Comparison(before, after, small), Comparison(after, before, small)

        def ids(comparison: Comparison, kind) -> set[str]:
            return {change.case_id for change in comparison.of_kind(kind)}

        was_passed = {
            change.case_id
            for change in forward.of_kind("new-failure")
            if change.before is not None and change.before.passed
        }
        assert was_passed == ids(backward, "fixed")
        assert ids(forward, "failing-differently") == ids(backward, "failing-differently")
        lost = {change.case_id for change in forward.of_kind("not-judged-any-more") if change.is_worse}
        assert lost == ids(backward, "judged-now")
        assert {verdict.case_id for verdict in forward.only_before} == {v.case_id for v in backward.only_after}

    @PROPERTY
    @given(data=st.data(), other=st.booleans())
    def test_every_case_is_in_exactly_one_class(self, small: Corpus, data, other: bool) -> None:
        digests = (OTHER_CORPUS if other else small.digest, small.digest)
        before, after = draw_runs(small, data, digests)
        comparison = Comparison(before, after, small)
        assert {change.kind for change in comparison.changes} <= set(CHANGE_KINDS)
        assert sum(len(comparison.of_kind(kind)) for kind in CHANGE_KINDS) == len(comparison.changes)
        counted = Counter(change.case_id for change in comparison.changes)
        counted.update(verdict.case_id for verdict in [*comparison.only_before, *comparison.only_after])
        assert set(counted.values()) == {1}
        assert set(counted) == before.cases.keys() | after.cases.keys()
