"""The results of a run, for Python code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.tally import CONFORMS, Disposition

__all__ = ["CaseResult", "SuiteResult"]


class CaseResult(NamedTuple):
    """The result of one case.

    Attributes:
        id: The id of the case.
        level: The level at which the case was run.
        strength: How firmly the expected outcome binds.
        requirement: The id of the requirement that the case checks.
        disposition: What the result means for the run, such as "pass", "fail" or "blocked".
        failure: The kind of failure; None if the case passed, is not applicable or is blocked.
        pointer: The place of the failure as a JSON Pointer, if there is one.
        blocked_by: The id of the failed prerequisite, if the case is blocked.
        observation: What the implementation did, as in evidence.
    """

    id: str
    level: Level
    strength: Strength
    requirement: str
    disposition: Disposition
    failure: Failure | None
    pointer: str | None
    blocked_by: str | None
    observation: Observation


class SuiteResult(NamedTuple):
    """The results of a run.

    Attributes:
        exit_code: The exit code that the command line would return: 0 if the implementation conforms, 1 if it does not,
            2 if expected failures did not occur as listed, 3 if nothing was judged or the run ended without a failure.
        implementation: The name, version, language, kind and claimed levels of the implementation.
        profile: The name of the profile by which the implementation was judged.
        revision: The name of the revision.
        cases: The results of the cases, in the order of the run.
        run_errors: A line for each error that is not the outcome of a case.
        stale_expectations: A line for each expected failure that did not occur as listed.
        report: The report of the command line, without the descriptions of failures.
        interruption: Why the run ended before its last case; empty if it did not.
    """

    exit_code: int
    implementation: Identity
    profile: str
    revision: str
    cases: tuple[CaseResult, ...]
    run_errors: tuple[str, ...]
    stale_expectations: tuple[str, ...]
    report: str
    interruption: str

    @property
    def conforms(self) -> bool:
        """Whether the implementation conforms at the levels of the run, apart from expected failures."""
        return self.exit_code == CONFORMS

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        """The results that make the run fail."""
        return self.with_disposition("fail")

    def with_disposition(self, disposition: Disposition) -> tuple[CaseResult, ...]:
        """Return the results with this disposition."""
        return tuple(case for case in self.cases if case.disposition == disposition)

    def counts(self, level: Level | None = None) -> Mapping[Disposition, int]:
        """Return the number of cases with each disposition that occurs, at one level or at all levels."""
        return Counter(case.disposition for case in self.cases if level in {None, case.level})
