"""A column of the matrix: one implementation, with the states of its cases or the reason why there are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.reports.failure_details import failure_details
from imagegen_conformance.reports.run_report import RunReport, describe_implementation, implementation_title
from imagegen_conformance.results.recorded_run import RecordedCase, RecordedRun
from imagegen_conformance.results.recorded_verdicts import RecordedVerdicts
from imagegen_conformance.text import MAX_DIGEST_LENGTH, escape_control_characters, preview

__all__ = [
    "FAILING",
    "MAX_TITLE_LENGTH",
    "MatrixColumn",
    "MatrixFailure",
    "State",
    "judged_column",
    "missing_column",
    "stale_column",
]

State: TypeAlias = Literal["P", "F", "L", "E", "U", "N", "A", "B"]
"""The state of a case: passes, fails, flaky, error, unsupported, not claimed, not applicable, blocked.

Unsupported is the verdict at a level that the implementation claims, not claimed the same verdict at another level.
"""

FAILING: tuple[State, ...] = ("F", "L", "E")
STATES: Mapping[str, State] = {
    "pass": "P",
    "fail": "F",
    "flaky": "L",
    "error": "E",
    "unsupported": "U",
    "not-applicable": "A",
}
Status: TypeAlias = Literal["judged", "stale", "missing"]
MAX_TITLE_LENGTH = 200  # characters of a name that an implementation or a user states


class MatrixFailure(NamedTuple):
    """The details of a case that does not pass. A text can have several lines.

    Attributes:
        sent: The request.
        expected: The permitted outcomes.
        actual: The observation, and the places at which it differs; of a blocked case, the failed prerequisite.
        cause: The kind and the place of the failure, or the beginning of the message of an error.
        strength: The strength of the failure.
        reason: The reason in the list of expected failures; empty if the case is not listed.
    """

    sent: str
    expected: str
    actual: str
    cause: str
    strength: str
    reason: str


class MatrixColumn(NamedTuple):
    """A column of the matrix.

    Attributes:
        name: The name of the column, which is unique in a matrix.
        title: The name and the version of the implementation.
        status: Whether there are verdicts of the current corpus, of another one, or none.
        detail: Why there are no verdicts; empty if there are.
        facts: What was tested, by what, when and how, as labeled texts.
        revision: The revision by which the cases were judged, if the current corpus has it.
        levels: The levels that are claimed, or that the run selects.
        states: The states of the cases by requirement and id.
        descriptions: The descriptions of the cases that do not pass, by id.
        failures: The details of the cases that do not pass, by id.
        available: The requirements that have cases in the revision, whether or not the run selects them.
        rerun: The command that runs one case only, with placeholders, or None if it is unknown.
    """

    name: str
    title: str
    status: Status
    detail: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    revision: Revision | None = None
    levels: tuple[Level, ...] = ()
    states: Mapping[str, Mapping[str, State]] = MappingProxyType({})
    descriptions: Mapping[str, str] = MappingProxyType({})
    failures: Mapping[str, MatrixFailure] = MappingProxyType({})
    available: frozenset[str] = frozenset()
    rerun: str | None = None

    def fact(self, label: str) -> str:
        """Return the text with a label, or a dash if there is none."""
        return dict(self.facts).get(label, "-")

    def counts(self, requirement: str) -> Counter[State]:
        """Return the number of the cases of a requirement by state."""
        return Counter(self.states.get(requirement, {}).values())


def judged_column(name: str, run: RecordedRun, available: frozenset[str]) -> MatrixColumn:
    """Return the column of a run whose verdicts are confirmed.

    Args:
        name: The name of the column.
        run: The run.
        available: The requirements that have cases in its revision.
    """
    report, levels = RunReport(run), run.tally.required_levels
    states: dict[str, dict[str, State]] = {}
    descriptions: dict[str, str] = {}
    failures: dict[str, MatrixFailure] = {}
    for case in run.cases:
        tested = case.result.case
        # Prerequisites of the selected cases can have a level that the run is not about.
        if tested.level not in levels and case.disposition != "unsupported":
            continue
        state = _state(case)
        states.setdefault(tested.requirement.id, {})[tested.id] = state
        if state != "P":
            descriptions[tested.id] = tested.description
            failures[tested.id] = _failure(run, case)
    rerun = run.header.get("rerun")
    return MatrixColumn(
        name,
        report.title,
        "judged",
        facts=tuple(report.facts()),
        revision=run.corpus.revision,
        levels=levels,
        states=states,
        descriptions=descriptions,
        failures=failures,
        available=available,
        rerun=escape_control_characters(rerun) if isinstance(rerun, str) else None,
    )


def stale_column(name: str, verdicts: RecordedVerdicts, revision: Revision | None) -> MatrixColumn:
    """Return the column of a run that was judged with another corpus. Its verdicts are not shown.

    Args:
        name: The name of the column.
        verdicts: The verdicts.
        revision: The revision by which the cases were judged, or None if the current corpus does not have it.
    """
    identity, header = verdicts.identity, verdicts.header
    corpus = preview(verdicts.corpus_sha256[:MAX_DIGEST_LENGTH], MAX_DIGEST_LENGTH)
    suite = preview(str(header["suite"]), MAX_TITLE_LENGTH)
    levels = verdicts.selection.levels or identity.levels
    facts = (
        ("implementation", describe_implementation(identity)),
        ("profile", preview(f"{verdicts.profile}, revision {verdicts.revision}", MAX_TITLE_LENGTH)),
        ("suite", f"imagegen-conformance {suite}"),
        ("corpus", corpus),
        ("started", preview(str(header["started"]), MAX_TITLE_LENGTH)),
        ("selection", preview(f"levels {', '.join(levels)}", MAX_TITLE_LENGTH)),
    )
    detail = f"judged with corpus {corpus} of suite {suite}"
    return MatrixColumn(name, implementation_title(identity), "stale", detail, facts, revision)


def missing_column(name: str, reason: str) -> MatrixColumn:
    """Return the column of an implementation that has no evidence."""
    return MatrixColumn(name, preview(name, MAX_TITLE_LENGTH), "missing", preview(reason, MAX_TITLE_LENGTH))


def _state(case: RecordedCase) -> State:
    if case.disposition == "blocked":
        return "B"
    return "N" if case.disposition == "unsupported" else STATES[case.result.verdict.result]


def _failure(run: RecordedRun, case: RecordedCase) -> MatrixFailure:
    details = failure_details(run, case)
    if case.blocked_by is not None:
        return MatrixFailure("", "", case.blocked_by, "", details.strength, details.reason)
    exchange = details.exchange
    actual = "\n".join((exchange.actual, *exchange.differences))
    return MatrixFailure(exchange.sent, exchange.expected, actual, details.cause, details.strength, details.reason)
