"""The details of a case that does not pass, as labeled texts: the same in every format but that of the terminal."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.reports.exchange import Exchange, describe_exchange
from imagegen_conformance.results.recorded_run import RecordedCase, RecordedRun
from imagegen_conformance.text import escape_control_characters

__all__ = ["FailureDetails", "failure_details"]


class FailureDetails(NamedTuple):
    """The details of a case that does not pass.

    Attributes:
        case_id: The id of the case.
        cause: The kind and the place of the failure, or the beginning of the message of an error.
        strength: The strength of the failure.
        description: The description of the case.
        exchange: The request, the permitted outcomes and the observation.
        rationale: Why the permitted outcomes are right; empty if it is obvious.
        reason: The reason in the list of expected failures; empty if the case is not listed.
        link: The link in this list; empty if there is none. It can have any scheme.
        rerun: The command that runs this case only; empty if it is unknown.
    """

    case_id: str
    cause: str
    strength: str
    description: str
    exchange: Exchange
    rationale: str
    reason: str
    link: str
    rerun: str

    def fields(self) -> list[tuple[str, str]]:
        """Return the texts with their labels, without those that are empty. A text can have several lines."""
        exchange = self.exchange
        labeled = (
            ("sent", exchange.sent),
            ("expected", exchange.expected),
            ("actual", exchange.actual),
            ("difference", "\n".join(exchange.differences)),
            ("rationale", self.rationale),
            ("listed", self.reason),
            ("link", self.link),
            ("rerun", self.rerun),
        )
        return [(label, text) for label, text in labeled if text]


def failure_details(run: RecordedRun, case: RecordedCase) -> FailureDetails:
    """Return the details of a case of a run that does not pass."""
    result, expected = case.result, case.expected
    return FailureDetails(
        result.case.id,
        result.cause,
        result.strength,
        escape_control_characters(result.case.description),
        describe_exchange(result).without_layout(),
        escape_control_characters(result.case.rationale or ""),
        escape_control_characters(expected.reason) if expected is not None else "",
        escape_control_characters(expected.link or "") if expected is not None else "",
        escape_control_characters(run.rerun_command(result.case.id) or ""),
    )
