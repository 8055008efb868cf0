"""The tally of a run: counts, failures, scores, and the exit code."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.corpus.requirements import STRENGTHS, Level, Strength
from imagegen_conformance.results.expected_failures import ExpectedFailures
from imagegen_conformance.results.result import Result

__all__ = ["CONFORMS", "FAILS", "NOTHING_JUDGED", "STALE_EXPECTATIONS", "Disposition", "Score", "Tally"]

CONFORMS, FAILS, STALE_EXPECTATIONS, NOTHING_JUDGED = 0, 1, 2, 3  # exit codes

Disposition: TypeAlias = Literal["pass", "fail", "advisory", "xfail", "stale", "unsupported"]
"""What a result means for the run.

fail: a failure that makes the run fail. advisory: a failure of a case that does not gate. xfail: an expected failure.
stale: a listed failure that did not occur as listed. unsupported: the level is neither claimed nor requested.
"""

# The payload was accepted or rejected as expected; only the reported reasons or warnings are wrong.
DIAGNOSTIC_FAILURES = frozenset({"wrong-reason", "wrong-warnings"})


class Score(NamedTuple):
    """A fraction of cases, such as 3/4.

    Attributes:
        correct: How many cases are correct.
        total: How many cases were counted.
    """

    correct: int
    total: int

    def add(self, correct: bool) -> Score:  # noqa: FBT001 - it is counted, and chooses nothing
        """Return the score with one more case."""
        return Score(self.correct + correct, self.total + 1)

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
        stale_expectations: A line for each expected failure that did not occur as listed.
        run_errors: A line for each error that is not the outcome of a case.
        verdicts: For each level, how many payloads were rightly accepted or rejected.
        reasons: For each level, how many of the rejections that have expected reasons came with a correct reason. An
            implementation that reports no reasons has no correct ones.
        answered: The number of results that are not unsupported.
        judged: The number of those that could make the run fail.
    """

    def __init__(
        self, expected_failures: ExpectedFailures, fail_on: Strength, required_levels: tuple[Level, ...] = ()
    ) -> None:
        self.expected_failures = expected_failures
        self.gating = STRENGTHS[: STRENGTHS.index(fail_on) + 1]
        self.required_levels = required_levels
        self.counts: Counter[tuple[Level, Disposition]] = Counter()
        self.failures: list[Result] = []
        self.advisory_failures: list[Result] = []
        self.stale_expectations: list[str] = []
        self.run_errors: list[str] = []
        self.verdicts: dict[Level, Score] = {}
        self.reasons: dict[Level, Score] = {}
        self.answered = 0
        self.judged = 0

    def disposition(self, result: Result) -> Disposition:
        """Return the disposition of a result, without counting it."""
        expected = self.expected_failures.entries.get(result.case.id)
        if expected is not None and expected.matches(result):
            return "xfail"
        # Before "stale": a level that is not judged in this run does not make an expectation stale.
        if result.verdict.result == "unsupported" and result.case.level not in self.required_levels:
            return "unsupported"
        if expected is not None:
            return "stale"
        if result.verdict.result == "pass":
            return "pass"
        return "fail" if result.case.strength in self.gating else "advisory"

    def add(self, result: Result) -> Disposition:
        """Count a result. Return its disposition."""
        disposition = self.disposition(result)
        self.counts[result.case.level, disposition] += 1
        if result.verdict.result != "unsupported":
            self.answered += 1
            self.judged += result.case.strength in self.gating
            self._score(result)
        if disposition == "pass":  # by far the most frequent
            return disposition
        if disposition == "fail":
            self.failures.append(result)
        elif disposition == "advisory":
            self.advisory_failures.append(result)
        elif disposition == "stale":
            self.stale_expectations.append(self.stale_expectation(result))
        return disposition

    def _score(self, result: Result) -> None:
        level, verdict, expected = result.case.level, result.verdict, result.case.expected
        passed = verdict.result == "pass"
        correct = passed or verdict.failure in DIAGNOSTIC_FAILURES
        self.verdicts[level] = self.verdicts.get(level, NO_SCORE).add(correct)
        if isinstance(expected, ExpectedOutcome) and expected.reasons:
            has_reason = passed and "reasons" in result.observation
            self.reasons[level] = self.reasons.get(level, NO_SCORE).add(has_reason)

    def stale_expectation(self, result: Result) -> str:
        """Return how a stale result differs from the expected failure, in one line."""
        return self.expected_failures.entries[result.case.id].mismatch(result)

    @property
    def exit_code(self) -> int:
        """The exit code: conforms, does not conform, has stale expectations, or nothing was judged."""
        if self.judged and (self.failures or self.run_errors):
            return FAILS
        if self.stale_expectations:
            return STALE_EXPECTATIONS
        return CONFORMS if self.judged else NOTHING_JUDGED
