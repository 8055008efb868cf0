"""The failures of a recorded run that a list lacks, and those that it has although they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.results.expected_failures import ExpectedFailure, ExpectedFailures
from imagegen_conformance.results.expected_failures_file import ExpectedFailuresFile
from imagegen_conformance.results.expected_failures_text import ExpectedFailuresText
from imagegen_conformance.results.failure_acceptance import FailureAcceptance
from imagegen_conformance.results.failure_pruning import FailurePruning
from imagegen_conformance.results.recorded_run import RecordedRun
from imagegen_conformance.results.verification import verify
from recorded_runs import passing, write_run

TODAY = date(2026, 7, 1)
UNKNOWN, BARE, SPACES = "wire/plain/unknown", "wire/plain/bare", "wire/texts/spaces"
LOW, HUGE = "quality/values/low:wire", "quality/values/huge:wire"
EMPTY: Observation = {"outcome": "accepted", "output": {}}
NAMELESS: Observation = {"outcome": "accepted", "output": {"type": "image_generation"}}
REJECTED: Observation = {"outcome": "rejected"}
ERROR: Observation = {"outcome": "error", "message": "It crashed."}
FLAKY: Observation = {"outcome": "inconsistent", "variation": "again", "baseline": NAMELESS, "variant": REJECTED}
UNSUPPORTED: Observation = {"outcome": "unsupported"}
OBSERVATIONS = (None, EMPTY, NAMELESS, REJECTED, ERROR, FLAKY, UNSUPPORTED)


class Runs:
    """Recorded runs of the small corpus."""

    def __init__(self, folder: Path, corpus: Corpus) -> None:
        self._folder = folder
        self.corpus = corpus

    def run(self, observations: Mapping[str, Observation | None], **options) -> RecordedRun:
        """Return a run with these observations; other cases pass."""

        def observe(case: Case) -> Observation:
            return observations.get(case.id) or passing(case)

        return verify(write_run(self._folder / "e.ndjson", self.corpus, observe, **options), self.corpus)

    def accept(self, run: RecordedRun, text: str, *patterns: str) -> str:
        """Return the text of a list to which the failures of a run are added."""
        acceptance = FailureAcceptance(run, self.listed(text), patterns)
        entries = [entry.to_json("It is known.", None, None) for entry in acceptance.entries]
        return ExpectedFailuresText(text).with_entries(entries)

    def prune(self, run: RecordedRun, text: str) -> str:
        """Return the text of a list without the failures that a run does not have."""
        removed = {result.case.id for result in FailurePruning(run, self.listed(text)).removed}
        return ExpectedFailuresText(text).without_cases(removed)

    def listed(self, text: str) -> dict[str, ExpectedFailure]:
        """Return the entries of a list."""
        file = self._folder / "list.json"
        file.write_bytes(text.encode())
        return ExpectedFailuresFile(file, self.corpus, TODAY).entries


@pytest.fixture
def runs(tmp_path: Path, small: Corpus) -> Runs:
    return Runs(tmp_path, small)


NOTHING = '{"expected_failures": []}'
observations = st.dictionaries(
    st.sampled_from(
        ("quality/values/low", LOW, "quality/values/huge", HUGE, "size/types/integer", "size/types/long:wire", BARE)
    ),
    st.sampled_from(OBSERVATIONS),
)
with_fixture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@with_fixture
@given(first=observations, second=observations)
def test_run_with_the_accepted_failures_fails_with_unstable_results_only(runs: Runs, first, second) -> None:
    text = runs.accept(runs.run(first), NOTHING)
    run = runs.run(second)
    text = runs.accept(run, runs.prune(run, text))
    listed = ExpectedFailures(entries=runs.listed(text))
    again = runs.run(second, listed=listed)
    assert {result.verdict.result for result in again.tally.failures} <= {"flaky", "error"}
    undecided = FailurePruning(again, listed.entries).undecided
    assert len(again.tally.stale_expectations) == len(undecided)


@with_fixture
@given(first=observations, second=observations)
def test_accept_and_prune_are_idempotent(runs: Runs, first, second) -> None:
    text = runs.accept(runs.run(first), NOTHING)
    run = runs.run(second)
    pruned = runs.prune(run, text)
    accepted = runs.accept(run, pruned)
    assert runs.prune(run, pruned) == pruned
    assert runs.accept(run, accepted) == accepted
    assert runs.prune(run, accepted) == accepted


@with_fixture
@given(first=observations)
def test_every_accepted_failure_is_removed_once_all_cases_pass(runs: Runs, first) -> None:
    text = runs.accept(runs.run(first, fail_on="should"), NOTHING)
    assert runs.listed(runs.prune(runs.run({}), text)) == {}


@with_fixture
@given(first=observations, second=observations)
def test_prune_adds_nothing_and_accept_removes_nothing(runs: Runs, first, second) -> None:
    text = runs.accept(runs.run(first), NOTHING)
    before, run = runs.listed(text), runs.run(second)
    assert set(runs.listed(runs.prune(run, text))) <= set(before)
    assert runs.accept(run, text).startswith(text[: text.rindex("]")].rstrip())


def test_entry_has_the_cases_of_one_requirement_kind_and_place_in_the_order_of_the_corpus(runs: Runs) -> None:
    run = runs.run({UNKNOWN: EMPTY, BARE: REJECTED, HUGE: EMPTY, LOW: EMPTY, "size/types/long:wire": EMPTY})
    entries = FailureAcceptance(run, {}).entries
    assert [entry.to_json("x", None, None) for entry in entries] == [
        {"cases": [LOW], "failure": "wrong-output", "pointer": "/type", "reason": "x"},
        {
            "cases": [HUGE, "size/types/long:wire", UNKNOWN],
            "failure": "wrong-output",
            "pointer": "/type",
            "reason": "x",
        },
        {"cases": [BARE], "failure": "wrongly-rejected", "reason": "x"},
    ]


def test_link_and_last_day_are_members_of_the_entry(runs: Runs) -> None:
    (entry,) = FailureAcceptance(runs.run({BARE: REJECTED}), {}).entries
    members = entry.to_json("x", "https://example.com", "2026-07-31")
    assert list(members) == ["cases", "failure", "reason", "link", "expires"]


def test_advisory_failure_is_accepted_only_with_a_pattern(runs: Runs) -> None:
    run = runs.run({SPACES: REJECTED})
    acceptance = FailureAcceptance(run, {})
    assert (acceptance.entries, [result.case.id for result in acceptance.advisory]) == ([], [SPACES])
    assert FailureAcceptance(run, {}, ["wire/texts"]).count == 1
    assert FailureAcceptance(runs.run({SPACES: REJECTED}, fail_on="should"), {}).count == 1


@pytest.mark.parametrize("observation", [ERROR, FLAKY])
def test_unstable_result_is_accepted_only_by_its_id(runs: Runs, observation) -> None:
    run = runs.run({BARE: observation})
    for patterns in ([], ["wire/plain"], ["wire/plain/ba*"]):
        acceptance = FailureAcceptance(run, {}, patterns)
        assert (acceptance.entries, len(acceptance.unstable)) == ([], 1)
    (entry,) = FailureAcceptance(run, {}, [BARE]).entries
    assert entry.cases == (BARE,)
    assert entry.failure in {"error", "flaky"}


def test_failure_that_matches_no_pattern_is_not_added(runs: Runs) -> None:
    acceptance = FailureAcceptance(runs.run({BARE: REJECTED, LOW: REJECTED}), {}, ["quality"])
    assert [entry.cases for entry in acceptance.entries] == [(LOW,)]
    assert [result.case.id for result in acceptance.unselected] == [BARE]


def test_unsupported_case_of_a_claimed_level_is_accepted(runs: Runs) -> None:
    assert FailureAcceptance(runs.run({BARE: UNSUPPORTED}, patterns=["wire"]), {}).count == 1
    assert FailureAcceptance(runs.run({BARE: UNSUPPORTED}, levels=("schema",)), {}).count == 0


def test_expected_failure_of_the_run_is_accepted_in_another_list(runs: Runs) -> None:
    listed = ExpectedFailures(entries={BARE: ExpectedFailure("x", "wrongly-rejected", None, "It is known.")})
    run = runs.run({BARE: REJECTED}, listed=listed, patterns=["wire"])
    assert run.cases[0].disposition == "xfail"
    assert FailureAcceptance(run, {}).count == 1
    assert FailureAcceptance(run, listed.entries).count == 0


ENTRY = {"cases": [BARE], "failure": "wrongly-rejected", "reason": "It is known."}


def listed_as(failure: str, pointer: str | None = None, **members: str) -> dict[str, ExpectedFailure]:
    return {BARE: ExpectedFailure("list", failure, pointer, "It is known.", **members)}  # type: ignore[arg-type]


def test_listed_case_that_fails_in_another_way_is_stale_and_not_accepted(runs: Runs) -> None:
    acceptance = FailureAcceptance(runs.run({BARE: REJECTED}), listed_as("wrong-output"))
    assert (acceptance.entries, [result.case.id for result in acceptance.stale]) == ([], [BARE])


def test_expired_failure_is_neither_accepted_nor_removed(runs: Runs) -> None:
    run, listed = runs.run({BARE: REJECTED}), listed_as("wrongly-rejected", expired="2026-06-30")
    acceptance, pruning = FailureAcceptance(run, listed), FailurePruning(run, listed)
    assert (acceptance.entries, len(acceptance.expired), acceptance.stale) == ([], 1, [])
    assert (pruning.removed, len(pruning.expired)) == ([], 1)


@pytest.mark.parametrize(
    ("observation", "listed", "attribute"),
    [
        (None, listed_as("wrongly-rejected"), "passing"),
        (None, listed_as("wrongly-rejected", expired="2026-06-30"), "passing"),
        (EMPTY, listed_as("wrongly-rejected"), "changed"),
        (EMPTY, listed_as("wrong-output", "/size"), "changed"),
        (ERROR, listed_as("wrongly-rejected"), "undecided"),
        (FLAKY, listed_as("wrongly-rejected"), "undecided"),
        (UNSUPPORTED, listed_as("wrongly-rejected"), "undecided"),
        (EMPTY, listed_as("wrong-output"), None),
        (EMPTY, listed_as("wrong-output", "/type"), None),
        (ERROR, listed_as("error"), None),
    ],
)
def test_listed_failure_is_removed_if_the_case_passes_or_fails_in_another_way(
    runs: Runs, observation, listed, attribute
) -> None:
    pruning = FailurePruning(runs.run({BARE: observation}), listed)
    found = {
        name
        for name in ("passing", "changed", "undecided", "expired")
        if [result.case.id for result in getattr(pruning, name)] == [BARE]
    }
    assert found == ({attribute} if attribute else set())
    assert len(pruning.removed) == (attribute in {"passing", "changed"})


def test_listed_case_that_was_not_judged_stays(runs: Runs) -> None:
    listed = listed_as("wrongly-rejected")
    assert FailurePruning(runs.run({}, patterns=["quality"]), listed).removed == []
    assert FailurePruning(runs.run({BARE: UNSUPPORTED}, levels=("schema",)), listed).removed == []
