"""The tally of a run: counts, failures, scores, and the exit code."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.prerequisites import Prerequisites
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Strength
from imagegen_conformance.judging.reported_reasons import ReportedReasons
from imagegen_conformance.results.blocking import Blocking
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.result import Result

__all__ = ["CONFORMS", "FAILS", "NOTHING_JUDGED", "STALE_EXPECTATIONS", "Disposition", "Score", "Tally"]

CONFORMS, FAILS, STALE_EXPECTATIONS, NOTHING_JUDGED = 0, 1, 2, 3  # exit codes

Disposition: TypeAlias = Literal[
    "pass", "fail", "advisory", "xfail", "stale", "unsupported", "not-applicable", "blocked"
]
"""What a result means for the run.

fail: a failure that makes the run fail. advisory: a failure of a case that does not gate. xfail: an expected failure.
stale: a listed failure that did not occur as listed, although the settings of the run can show it. unsupported: the
level is neither claimed nor requested. not-applicable: the question cannot be asked through this connection. blocked: a
prerequisite case failed, whether or not the failure is expected.
"""

# The payload was accepted or rejected as expected; the fault is in the reported reasons or warnings, or a side effect.
DIAGNOSTIC_FAILURES = frozenset({"wrong-reason", "wrong-warnings", "modified-input"})
LISTED: tuple[Disposition, ...] = ("fail", "advisory", "xfail", "not-applicable")  # their results are kept
UNANSWERED = frozenset({"unsupported", "not-applicable"})  # the results of cases that were not judged


class Score(NamedTuple):
    """A fraction of cases or reasons, such as 3/4.

    Attributes:
        correct: How many are correct.
        total: How many were counted.
    """

    correct: int
    total: int

    def add(self, correct: int, total: int = 1) -> Score:
        """Return the score with some more cases or reasons, of which some are correct."""
        return Score(self.correct + correct, self.total + total)

    def __str__(self) -> str:
        return f"{self.correct}/{self.total}"


NO_SCORE = Score(0, 0)


class Tally:
    """The counts of a run, and every result that did not pass.

    Attributes:
        expected_failures: The expected failures of the implementation.
        gating: The strengths of the cases whose failures make the run fail.
        required_levels: The levels that are claimed or requested. An unsupported case of such a level is a failure.
        counts: The number of results by level and disposition.
        failures: The results that make the run fail.
        advisory_failures: The failures without effect on the exit code.
        occurred_expectations: The results that failed as expected.
        stale_expectations: A line for each expected failure that did not occur as listed.
        run_errors: A line for each error that is not the outcome of a case.
        fails_in_progress: Whether the implementation ended the run in the middle of a case: the run fails, also if no
            case was judged before.
        verdicts: For each level, how many payloads were rightly accepted or rejected.
        reasons: For each level, how many of the rejections that have expected reasons came with a correct reason. An
            implementation that reports no reasons has no correct ones.
        precision: For each level, how many of the reasons that were reported for these rejections are right.
        blocked: The failed prerequisite that blocks each blocked case, by the id of the case.
        not_applicable: The results of the cases that are not applicable.
        answered: The number of results that are neither unsupported nor not applicable nor blocked. A prerequisite
            that was not selected counts only if it makes the run fail.
    """

    def __init__(
        self,
        expected_failures: ExpectedFailures,
        fail_on: Strength,
        required_levels: tuple[Level, ...] = (),
        prerequisites: Prerequisites | None = None,
        added: frozenset[str] = frozenset(),
    ) -> None:
        """Start at zero.

        Args:
            expected_failures: The expected failures of the implementation.
            fail_on: The weakest strength of the cases whose failures make the run fail.
            required_levels: The levels that are claimed or requested.
            prerequisites: The prerequisites of the cases; None if no case is blocked.
            added: The ids of the prerequisites that were not selected themselves.
        """
        self.expected_failures = expected_failures
        self.gating = STRENGTHS[: STRENGTHS.index(fail_on) + 1]
        self.required_levels = required_levels
        self.counts: Counter[tuple[Level, Disposition]] = Counter()
        self.stale_expectations: list[str] = []
        self.run_errors: list[str] = []
        self.fails_in_progress = False
        self.verdicts: dict[Level, Score] = {}
        self.reasons: dict[Level, Score] = {}
        self.precision: dict[Level, Score] = {}
        self.blocked: dict[str, str] = {}
        self._results: dict[Disposition, list[Result]] = {disposition: [] for disposition in LISTED}
        self.failures, self.advisory_failures, self.occurred_expectations, self.not_applicable = self._results.values()
        self.answered = 0
        self._judged: Counter[Level] = Counter()
        self._blocking = Blocking(prerequisites)
        self._added = added

    def blocking_case(self, case: Case) -> str | None:
        """Return the id of the failed prerequisite that blocks a case and is not blocked itself, or None."""
        return self._blocking.blocking_case(case)

    def disposition(self, result: Result) -> Disposition:
        """Return the disposition of a result, without counting it."""
        if self._blocking.failed and self._blocker(result) is not None:
            return "blocked"
        expected = self.expected_failures.entries.get(result.case.id)
        if expected is not None and expected.matches(result):
            return "xfail"
        verdict = result.verdict.result
        # Before "stale": a case that is not judged in this run does not make an expectation stale.
        if verdict == "not-applicable" or (verdict == "unsupported" and result.case.level not in self.required_levels):
            return verdict
        if verdict == "pass" and (expected is None or expected.failure in self.expected_failures.undetectable):
            return "pass"
        if expected is not None:
            return "stale"
        return "fail" if result.strength in self.gating else "advisory"

    def add(self, result: Result) -> Disposition:
        """Count a result. Return its disposition. The prerequisites of its case must have been counted before."""
        disposition, level = self.disposition(result), result.case.level
        self.counts[level, disposition] += 1
        self._blocking.record(result)
        if disposition != "blocked" and result.verdict.result not in UNANSWERED:
            if disposition == "fail" or result.case.id not in self._added:
                self.answered += 1
                self._judged[level] += result.strength in self.gating
            self._score(result)
        if disposition == "pass":  # by far the most frequent
            return disposition
        if disposition == "blocked":
            self.blocked[result.case.id] = str(self._blocker(result))
        elif disposition in self._results:
            self._results[disposition].append(result)
        elif disposition == "stale":
            line = self.stale_expectation(result)
            if line not in self.stale_expectations:  # an expired entry has one line for all of its cases
                self.stale_expectations.append(line)
        return disposition

    def _score(self, result: Result) -> None:
        level, verdict, expected = result.case.level, result.verdict, result.case.expected
        passed = verdict.result == "pass"
        correct = passed or verdict.failure in DIAGNOSTIC_FAILURES
        self.verdicts[level] = self.verdicts.get(level, NO_SCORE).add(correct)
        if isinstance(expected, ExpectedOutcome) and expected.reasons:
            self._score_reasons(result, expected)

    def _score_reasons(self, result: Result, expected: ExpectedOutcome) -> None:
        level, reasons = result.case.level, result.observation.get("reasons")
        has_right_reason = False
        if reasons and result.verdict.result != "error":  # the reasons may be malformed
            reported = ReportedReasons(expected, reasons)
            has_right_reason = reported.mistake is None and reported.right > 0
            self.precision[level] = self.precision.get(level, NO_SCORE).add(reported.right, len(reasons))
        self.reasons[level] = self.reasons.get(level, NO_SCORE).add(has_right_reason)

    def _blocker(self, result: Result) -> str | None:
        """Return the id of the prerequisite that blocks a result, or None.

        The operation is not offered if a result is unsupported, whatever its prerequisites are.
        """
        return None if result.verdict.result == "unsupported" else self.blocking_case(result.case)

    def stale_expectation(self, result: Result) -> str:
        """Return how a stale result differs from the expected failure, in one line."""
        return self.expected_failures.entries[result.case.id].mismatch(result)

    @property
    def judged(self) -> int:
        """The number of answered results that could make the run fail."""
        return self._judged.total()

    @property
    def blocked_levels(self) -> tuple[Level, ...]:
        """The required levels at which expected failures block every case that could make the run fail."""
        blockers = self._blocking_expected_failures()
        return tuple(
            level
            for level in self.required_levels
            if self.counts[level, "blocked"] and self._judged[level] <= blockers[level]
        )

    @property
    def exit_code(self) -> int:
        """The exit code: conforms, does not conform, has stale expectations, or nothing was judged.

        Expected failures that block every other case, of the run or of a required level, leave nothing that was judged.
        """
        return self.exit_code_if(fails=bool(self.failures))

    def exit_code_if(self, *, fails: bool) -> int:
        """Return the exit code that applies if something else than `failures` determines whether the run fails.

        Args:
            fails: Whether the results make the run fail.
        """
        if self.fails_in_progress or (self.judged and (fails or self.run_errors)):
            return FAILS
        if self.stale_expectations:
            return STALE_EXPECTATIONS
        if self.judged <= self._blocking_expected_failures().total() or self.blocked_levels:
            return NOTHING_JUDGED
        return CONFORMS

    def _blocking_expected_failures(self) -> Counter[Level]:
        """Return how many of the judged results are expected failures that block other cases, by level."""
        blockers = set(self.blocked.values()) & self.expected_failures.entries.keys()
        return Counter(self._blocking.failed[id_] for id_ in blockers - self._added)
