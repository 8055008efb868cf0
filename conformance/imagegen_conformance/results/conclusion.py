"""The conclusion of a run: whether the implementation conforms, at which levels, and what limits that statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.requirements import LEVELS, Level, Strength
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import CONFORMS, FAILS, STALE_EXPECTATIONS, Disposition, Tally

__all__ = ["Conclusion", "ConclusionKind", "UnsupportedLevel", "conclusion"]

ANSWERED: tuple[Disposition, ...] = ("pass", "fail", "advisory", "stale")  # a case was judged


class ConclusionKind(Enum):
    """The statement about the implementation that a run supports.

    Attributes:
        CONFORMS: It conforms at every level that was run.
        CONFORMS_PARTLY: The selected cases do not fail, but no level was run completely.
        FAILS: It does not conform.
        STALE_EXPECTATIONS: Expected failures did not occur as listed; apart from that, no case fails.
        NOTHING_JUDGED: All cases are unsupported, not applicable, or blocked by expected failures.
        NOTHING_GATING_JUDGED: Cases were judged, but none that could make the run fail.
        LEVELS_BLOCKED: Cases were judged, but at a required level expected failures block all that could make the run
            fail.
    """

    CONFORMS = "conforms"
    CONFORMS_PARTLY = "conforms-partly"
    FAILS = "fails"
    STALE_EXPECTATIONS = "stale-expectations"
    NOTHING_JUDGED = "nothing-judged"
    NOTHING_GATING_JUDGED = "nothing-gating-judged"
    LEVELS_BLOCKED = "levels-blocked"


class UnsupportedLevel(NamedTuple):
    """A level that is claimed or requested, and has unsupported cases.

    Attributes:
        level: The level.
        claimed: Whether the implementation claims the level.
        cases: The number of unsupported cases.
        message: The message of the first of them.
    """

    level: Level
    claimed: bool
    cases: int
    message: str


class Conclusion(NamedTuple):
    """The conclusion of a run, with the numbers that support it.

    Attributes:
        kind: The kind of the conclusion.
        levels: The levels at which cases were judged.
        passes: The number of cases that pass.
        failures: The number of failures that make the run fail.
        expected_failures: The number of expected failures that occurred.
        not_applicable: The number of cases that are not applicable.
        blocked: The number of blocked cases for each failed prerequisite that blocks them, by its id.
        blocked_levels: The required levels at which expected failures block all cases that could make the run fail.
        stale_expectations: The number of expected failures that did not occur as listed.
        expected_failures_file: The file that lists the expected failures.
        run_errors: The number of errors that are not the outcome of a case.
        fail_on: The weakest strength that makes the run fail.
        unsupported_levels: The levels that are claimed or requested, and have unsupported cases.
        cases_without_warnings: The number of cases that expect warnings, but are unsupported because the
            implementation does not report warnings.
        unclaimed_levels: The levels of the cases if nothing was judged, because none of these levels is claimed or
            requested.
    """

    kind: ConclusionKind
    levels: tuple[Level, ...]
    passes: int
    failures: int
    expected_failures: int
    not_applicable: int
    blocked: Mapping[str, int]
    blocked_levels: tuple[Level, ...]
    stale_expectations: int
    expected_failures_file: Path | None
    run_errors: int
    fail_on: Strength
    unsupported_levels: tuple[UnsupportedLevel, ...]
    cases_without_warnings: int
    unclaimed_levels: tuple[Level, ...]


def conclusion(tally: Tally, selection: Selection, identity: Identity, selected_cases: int) -> Conclusion:
    """Return the conclusion of a run.

    Args:
        tally: The counts of the run.
        selection: The selection of its cases.
        identity: The identity of the implementation.
        selected_cases: The number of cases that the selection selects, and of their prerequisites. Fewer may have been
            run.
    """
    without_warnings, unsupported_levels = _unsupported(tally, identity)
    kind = _kind(tally, selection, selected_cases)
    return Conclusion(
        kind=kind,
        levels=tuple(level for level in LEVELS if level in (selection.levels or LEVELS) and _was_judged(tally, level)),
        passes=_count(tally, "pass"),
        failures=len(tally.failures),
        expected_failures=_count(tally, "xfail"),
        not_applicable=_count(tally, "not-applicable"),
        blocked=Counter(tally.blocked.values()),
        blocked_levels=tally.blocked_levels,
        stale_expectations=len(tally.stale_expectations),
        expected_failures_file=tally.expected_failures.file,
        run_errors=len(tally.run_errors),
        fail_on=tally.gating[-1],
        unsupported_levels=unsupported_levels,
        cases_without_warnings=without_warnings,
        unclaimed_levels=_unclaimed_levels(tally, identity) if kind is ConclusionKind.NOTHING_JUDGED else (),
    )


def _kind(tally: Tally, selection: Selection, selected_cases: int) -> ConclusionKind:
    exit_code = tally.exit_code
    if exit_code == FAILS:
        return ConclusionKind.FAILS
    if exit_code == STALE_EXPECTATIONS:
        return ConclusionKind.STALE_EXPECTATIONS
    if exit_code != CONFORMS:
        return _kind_without_judgment(tally)
    # The options of pytest itself, such as -k, may leave fewer cases than the selection.
    if selection.is_partial or tally.counts.total() < selected_cases:
        return ConclusionKind.CONFORMS_PARTLY
    return ConclusionKind.CONFORMS


def _kind_without_judgment(tally: Tally) -> ConclusionKind:
    if tally.answered and not tally.judged:
        return ConclusionKind.NOTHING_GATING_JUDGED
    blocked = tally.blocked_levels
    if blocked and any(_was_judged(tally, level) for level in LEVELS if level not in blocked):
        return ConclusionKind.LEVELS_BLOCKED
    return ConclusionKind.NOTHING_JUDGED


def _was_judged(tally: Tally, level: Level) -> bool:
    """Return whether a case of the level was judged. Expected failures that block all others say nothing about it."""
    if any(tally.counts[level, disposition] for disposition in ANSWERED):
        return True
    return tally.counts[level, "xfail"] > 0 and not tally.counts[level, "blocked"]


def _unclaimed_levels(tally: Tally, identity: Identity) -> tuple[Level, ...]:
    """Return the levels of the unsupported cases, or none if there are cases of a claimed level."""
    if any(level in identity.levels for level, _ in tally.counts):
        return ()
    return tuple(level for level in LEVELS if tally.counts[level, "unsupported"])


def _count(tally: Tally, disposition: Disposition) -> int:
    return sum(tally.counts[level, disposition] for level in LEVELS)


def _unsupported(tally: Tally, identity: Identity) -> tuple[int, tuple[UnsupportedLevel, ...]]:
    """Return how many cases lack warnings, and the levels that have other unsupported cases."""
    unsupported = [
        result for result in (*tally.failures, *tally.advisory_failures) if result.verdict.result == "unsupported"
    ]
    # The implementation accepted the payload: only the warnings that the case expects are not reported.
    without_warnings = [result for result in unsupported if result.baseline["outcome"] == "accepted"]
    by_level: dict[Level, list[Result]] = {}
    for result in unsupported:
        if result.baseline["outcome"] != "accepted":
            by_level.setdefault(result.case.level, []).append(result)
    levels = tuple(
        UnsupportedLevel(level, level in identity.levels, len(results), results[0].baseline.get("message", ""))
        for level in LEVELS
        if (results := by_level.get(level))
    )
    return len(without_warnings), levels
