"""Blocking: a case whose prerequisite failed says nothing, because it fails for the same reason."""

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.prerequisites import Prerequisites
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.results.result import Result

__all__ = ["Blocking"]

BLOCKING_RESULTS = frozenset({"fail", "flaky", "error"})


class Blocking:
    """The failed prerequisites of a run so far. The prerequisites of a case are recorded before the case.

    Attributes:
        prerequisites: The prerequisites of the cases; None if no case is blocked.
        failed: The level of each failed prerequisite that is not blocked itself, by its id.
    """

    def __init__(self, prerequisites: Prerequisites | None) -> None:
        self.prerequisites = prerequisites
        self._plain_ids = prerequisites.ids if prerequisites is not None else frozenset()
        self.failed: dict[str, Level] = {}

    def record(self, result: Result) -> None:
        """Record the result of a case, which matters only if the case may be a prerequisite."""
        if result.case.id in self._plain_ids and _blocks(result) and self.blocking_case(result.case) is None:
            self.failed[result.case.id] = result.case.level

    def blocking_case(self, case: Case) -> str | None:
        """Return the id of the failed prerequisite that blocks a case and is not blocked itself, or None."""
        if not self.failed or self.prerequisites is None:  # most runs do not need any prerequisites
            return None
        return next((id_ for id_ in self.prerequisites.of(case) if id_ in self.failed), None)


def _blocks(result: Result) -> bool:
    """Return whether a result blocks the cases that depend on the case.

    It does not if the operation and the field work as the other cases need them: only the input was modified, or the
    output is complete and has a further member, such as a default.
    """
    verdict = result.verdict
    if verdict.result not in BLOCKING_RESULTS or verdict.failure == "modified-input":
        return False
    return verdict.failure != "wrong-output" or not _is_added_member(result)


def _is_added_member(result: Result) -> bool:
    """Return whether a wrong output differs at a member that no permitted output has."""
    expected, tokens = result.case.expected, parse_pointer(result.verdict.pointer or "")
    outputs = expected.outputs if isinstance(expected, ExpectedOutcome) else None
    return bool(tokens) and not any(isinstance(output, dict) and tokens[0] in output for output in outputs or ())
