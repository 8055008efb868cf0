"""The outcome of a case in formats that know no more than passed, failed and skipped: pytest and JUnit XML.

| disposition | outcome | summary |
|---|---|---|
| pass | passed | none |
| fail | failed | kind and place of the failure |
| advisory | xfailed | kind and place of the failure |
| xfail | xfailed | the reason in the list of expected failures |
| stale | failed | the entry that did not occur as listed |
| unsupported | skipped | the message of the implementation |
| not-applicable | skipped | the message of the implementation |
| blocked | skipped | the failed prerequisite |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.text import escape_control_characters

__all__ = ["CaseOutcome", "OutcomeName", "case_outcome"]

OutcomeName: TypeAlias = Literal["passed", "failed", "xfailed", "skipped"]


class CaseOutcome(NamedTuple):
    """The outcome of a case.

    Attributes:
        outcome: The outcome, in the words of pytest.
        summary: The cause in one line.
        details: The text below the summary.
    """

    outcome: OutcomeName
    summary: str = ""
    details: str = ""

    @property
    def text(self) -> str:
        """The summary and the details."""
        return f"{self.summary}\n{self.details}" if self.details else self.summary

    def encodable(self) -> CaseOutcome:
        """Return the outcome with lone surrogates escaped, which neither terminals nor xdist nor XML can encode."""
        texts = (text.encode("utf-8", "backslashreplace").decode("utf-8") for text in (self.summary, self.details))
        return CaseOutcome(self.outcome, *texts)


def case_outcome(tally: Tally, result: Result, describe: Callable[[Result], str]) -> CaseOutcome:
    """Return the outcome of a result that is recorded.

    Args:
        tally: The counts of the run.
        result: The result of a case.
        describe: Returns the description of a failure.
    """
    return _outcome(tally, result, describe).encodable()


def _outcome(tally: Tally, result: Result, describe: Callable[[Result], str]) -> CaseOutcome:
    disposition = tally.disposition(result)
    if disposition == "fail":
        return CaseOutcome("failed", result.cause, describe(result))
    if disposition == "advisory":
        return CaseOutcome("xfailed", f"advisory failure: {result.cause}", describe(result))
    if disposition == "xfail":
        return CaseOutcome("xfailed", tally.expected_failures.entries[result.case.id].reason)
    if disposition == "stale":
        return CaseOutcome("failed", f"stale expectation: {tally.stale_expectation(result)}")
    if disposition == "blocked":
        return CaseOutcome("skipped", f"blocked by {tally.blocking_case(result.case)}")
    return CaseOutcome("passed") if disposition == "pass" else CaseOutcome("skipped", _skip_reason(result))


def _skip_reason(result: Result) -> str:
    message = escape_control_characters(result.baseline.get("message", ""))
    if result.verdict.result == "not-applicable":
        return f"not applicable: {message}" if message else "not applicable"
    return message or "the implementation reports no warnings"
