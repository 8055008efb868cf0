"""The result of one case: its observation and its verdict."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.requirements import STRENGTHS, Strength
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.judging.verdict import Verdict
from imagegen_conformance.text import MAX_VALUE_LENGTH, describe_pointer, preview

__all__ = ["Result", "failure_and_place"]


class Result(NamedTuple):
    """A judged case.

    Attributes:
        case: The case.
        observation: What the implementation did with its request.
        verdict: The verdict of the judge on the observation.
        seconds: The time from the response before to the response of the case, or None if it was not measured.
    """

    case: Case
    observation: Observation
    verdict: Verdict
    seconds: float | None = None

    @classmethod
    def judge(cls, case: Case, observation: Observation, seconds: float | None = None) -> Result:
        """Return the result of a case, with the verdict of the judge."""
        return cls(case, observation, judge(case, observation), seconds)

    @property
    def strength(self) -> Strength:
        """The strength of the case, or a weaker one if the kind of the failure has it.

        No document requires that an implementation leave the payload that it receives unchanged: if that is the only
        fault, the strength is at most `should`. A payload is accepted only as firmly as it is legal.
        """
        failure, expected = self.verdict.failure, self.case.expected
        if failure == "modified-input":
            return STRENGTHS[max(map(STRENGTHS.index, (self.case.strength, "should")))]
        if failure == "wrongly-rejected" and isinstance(expected, ExpectedOutcome):
            return expected.acceptance_strength or self.case.strength
        return self.case.strength

    @property
    def baseline(self) -> Observation:
        """The observation of the request of the case itself, without its repetitions and variants."""
        return self.observation.get("baseline", self.observation)

    @property
    def summary_line(self) -> str:
        """Verdict, case, and kind and place of the failure, in one line."""
        case, verdict = self.case, self.verdict
        line = f"{verdict.result.upper()} {case.id} [{case.level}, {self.strength}]"
        if verdict.failure is None or verdict.failure == verdict.result:
            return line
        return f"{line}: {failure_and_place(verdict.failure, verdict.pointer)}"

    @property
    def cause(self) -> str:
        """Kind and place of the failure in words, or the beginning of the implementation's message for an error."""
        failure, pointer = (self.verdict.failure or self.verdict.result).replace("-", " "), self.verdict.pointer
        message = self.baseline.get("message") if failure == "error" else None
        return f"{failure}: {preview(message, MAX_VALUE_LENGTH)}" if message else failure_and_place(failure, pointer)


def failure_and_place(failure: str, pointer: str | None) -> str:
    """Return the kind of a failure and, if a place is known, the JSON Pointer of the place."""
    return failure if pointer is None else f"{failure} at {describe_pointer(pointer)}"
