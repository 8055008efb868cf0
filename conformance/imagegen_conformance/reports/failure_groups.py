"""Groups of failures: by the requirement that they violate, and within it by kind and place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS, Requirement
from imagegen_conformance.reports.exchange import failing_step
from imagegen_conformance.results.result import Result, failure_and_place
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

__all__ = ["FailureGroup", "SimilarFailures", "group_failures"]


class SimilarFailures(NamedTuple):
    """The failures of one requirement that have the same kind and the same place.

    Attributes:
        kind: The kind of failure, such as "wrong-output".
        summary: The kind with the place, such as "wrong-output at /size", or with the type of an error.
        results: The failures, in the order of the corpus.
    """

    kind: str
    summary: str
    results: tuple[Result, ...]


class FailureGroup(NamedTuple):
    """The failures of one requirement.

    Attributes:
        requirement: The requirement.
        parts: The failures by kind and place: errors first, then those with the most failures.
    """

    requirement: Requirement
    parts: tuple[SimilarFailures, ...]

    @property
    def results(self) -> Iterator[Result]:
        """The failures of all parts."""
        return (result for part in self.parts for result in part.results)

    @property
    def size(self) -> int:
        """The number of failures."""
        return sum(len(part.results) for part in self.parts)

    @property
    def strengths(self) -> list[str]:
        """The strengths of the failures. That of a case can be weaker than that of its requirement."""
        strengths = {result.strength for result in self.results}
        return [strength for strength in STRENGTHS if strength in strengths]


def group_failures(results: Iterable[Result]) -> list[FailureGroup]:
    """Return the groups: first those with errors, then by level, beginning with `wire`, and by size."""
    by_requirement: dict[str, list[Result]] = {}
    for result in results:
        by_requirement.setdefault(result.case.requirement.id, []).append(result)
    groups = [FailureGroup(group[0].case.requirement, tuple(_parts(group))) for group in by_requirement.values()]
    return sorted(
        groups,
        key=lambda group: (not _is_error(group.parts[0]), LEVELS.index(group.requirement.level), -group.size),
    )


def _parts(results: Sequence[Result]) -> list[SimilarFailures]:
    by_summary: dict[str, list[Result]] = {}
    for result in results:
        by_summary.setdefault(_summary(result), []).append(result)
    parts = [
        SimilarFailures(str(similar[0].verdict.failure), summary, tuple(similar))
        for summary, similar in by_summary.items()
    ]
    return sorted(parts, key=lambda part: (not _is_error(part), -len(part.results)))


def _is_error(part: SimilarFailures) -> bool:
    return part.kind == "error"


def _summary(result: Result) -> str:
    """Return what similar failures have in common: kind and place, the called method, or the type of an error."""
    failure, pointer = str(result.verdict.failure), result.verdict.pointer
    step = failing_step(result)
    if step is not None:
        steps = result.case.request.content["steps"]
        return f"{failure} in {steps[step]['method']}" if step < len(steps) else f"{failure} after the last step"
    message = result.baseline.get("message", "") if failure == "error" else ""
    # An exception's type precedes a colon; what follows it differs from case to case.
    error_type = preview(message.partition(":")[0], MAX_VALUE_LENGTH)
    return f"{failure}: {error_type}" if error_type else failure_and_place(failure, pointer)
