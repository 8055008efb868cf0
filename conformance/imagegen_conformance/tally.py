"""What the results of a run come to: counts, failures, and the exit code."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.cases import STRENGTHS, Answer, Level, Strength
from imagegen_conformance.expected import Expected
from imagegen_conformance.runner import Result

__all__ = ["CONFORMS", "FAILS", "NOTHING_JUDGED", "WRONG_EXPECTATIONS", "Score", "Standing", "Tally"]

CONFORMS, FAILS, WRONG_EXPECTATIONS, NOTHING_JUDGED = 0, 1, 2, 3

# pass; expected: a failure that its author knows of; stale: an expectation that does not hold; failing: it gates;
# tolerated: too weak to gate; unsupported: of a level that was neither claimed nor asked for.
Standing: TypeAlias = Literal["pass", "expected", "stale", "failing", "tolerated", "unsupported"]

# Of a payload that was rightly refused or accepted.
BESIDE_THE_VERDICT = frozenset({"wrong-reason", "wrong-warnings"})


class Score(NamedTuple):
    """How many were right, and of how many."""

    right: int
    of: int

    def plus(self, right: bool) -> Score:  # noqa: FBT001 - it is counted, and chooses nothing
        """The score with one more."""
        return Score(self.right + right, self.of + 1)

    def __str__(self) -> str:
        return f"{self.right}/{self.of}"


NO_SCORE = Score(0, 0)


class Tally:
    """Adds results up. It keeps those that did not pass, and counts the rest.

    `demanded` are the levels that were asked for or are claimed: there, an unsupported case fails. `strength` is the
    weakest that gates. `answered` counts what was not unsupported, `judged` what of it could gate. `verdicts` and
    `reasons` are scores by level: whether it was rightly refused or accepted, and whether a refusal that is due named
    a right reason; who tells none has none right. `faults` went wrong, and no case caused them.
    """

    def __init__(self, expected: Expected, strength: Strength, demanded: tuple[Level, ...] = ()) -> None:
        self.expected = expected
        self.gating = STRENGTHS[: STRENGTHS.index(strength) + 1]
        self.demanded = demanded
        self.counts: Counter[tuple[Level, Standing]] = Counter()
        self.failing: list[Result] = []
        self.tolerated: list[Result] = []
        self.complaints: list[str] = []
        self.faults: list[str] = []
        self.verdicts: dict[Level, Score] = {}
        self.reasons: dict[Level, Score] = {}
        self.answered = 0
        self.judged = 0

    def standing(self, result: Result) -> Standing:
        """Where a result stands; nothing is counted."""
        entry = self.expected.entries.get(result.case.id)
        if entry is not None and entry.fits(result):
            return "expected"
        # Before "stale": a level that is not judged in this run says nothing about the list.
        if result.verdict.result == "unsupported" and result.case.level not in self.demanded:
            return "unsupported"
        if entry is not None:
            return "stale"
        if result.verdict.result == "pass":
            return "pass"
        return "failing" if result.case.strength in self.gating else "tolerated"

    def add(self, result: Result) -> Standing:
        """Count a result, and say where it stands."""
        standing = self.standing(result)
        self.counts[result.case.level, standing] += 1
        if result.verdict.result != "unsupported":
            self.answered += 1
            self.judged += result.case.strength in self.gating
            self._score(result)
        if standing == "pass":  # by far the most
            return standing
        if standing == "failing":
            self.failing.append(result)
        elif standing == "tolerated":
            self.tolerated.append(result)
        elif standing == "stale":
            self.complaints.append(self.complaint(result))
        return standing

    def _score(self, result: Result) -> None:
        level, verdict, expected = result.case.level, result.verdict, result.case.expected
        right = verdict.result == "pass"
        self.verdicts[level] = self.verdicts.get(level, NO_SCORE).plus(right or verdict.failure in BESIDE_THE_VERDICT)
        if isinstance(expected, Answer) and expected.reasons:
            told = right and "reasons" in result.observation
            self.reasons[level] = self.reasons.get(level, NO_SCORE).plus(told)

    def complaint(self, result: Result) -> str:
        """What is wrong with the expectation that a stale result does not fit."""
        return self.expected.entries[result.case.id].complaint(result)

    @property
    def exit_code(self) -> int:
        """0 conforms, 1 does not, 2 the expected failures are wrong, 3 nothing was judged."""
        if self.judged and (self.failing or self.faults):
            return FAILS
        if self.complaints:
            return WRONG_EXPECTATIONS
        return CONFORMS if self.judged else NOTHING_JUDGED
