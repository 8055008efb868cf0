"""The report of a run for a terminal: failures in full, a table by level, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imagegen_conformance.cases import LEVELS, Case, Level
from imagegen_conformance.runner import Identity, Result
from imagegen_conformance.tally import CONFORMS, FAILS, NOTHING_JUDGED, Standing, Tally

__all__ = ["describe_run"]

COLUMNS: tuple[tuple[Standing, str], ...] = (
    ("pass", "pass"),
    ("failing", "fail"),
    ("tolerated", "tolerated"),
    ("expected", "expected"),
    ("stale", "stale"),
    ("unsupported", "unsupported"),
)


def describe_run(tally: Tally, identity: Identity, revision: str, alone: Callable[[Case], str] | None) -> Iterator[str]:
    """The lines of the report. `alone` gives the command that runs one case and no other; None leaves failures out."""
    if alone is not None:
        yield from _failures(tally, alone)
    version = f" {identity.version}" if identity.version else ""
    yield f"{identity.name}{version} ({identity.language}, {identity.adapter}), revision {revision}"
    yield from _table(tally)
    if tally.complaints:
        yield "expected failures that do not hold:"
        yield from (f"  {complaint}" for complaint in tally.complaints)
    for level in _unanswered_levels(tally):
        claims = ", ".join(identity.levels) or "no level"
        yield f"level {level} was asked for and is not supported: this {identity.adapter} claims {claims}"
    yield _conclusion(tally)


def _failures(tally: Tally, alone: Callable[[Case], str]) -> Iterator[str]:
    from imagegen_conformance.reports.failure import describe_failure, headline

    for result in filter(_answered, tally.failing):
        yield describe_failure(result, alone(result.case)) + "\n"
    tolerated = list(filter(_answered, tally.tolerated))
    if tolerated:
        yield f"tolerated, for they are weaker than what gates ({tally.gating[-1]}):"
        yield from (f"  {headline(result)}" for result in tolerated)
        yield ""


def _answered(result: Result) -> bool:
    """Unsupported cases are counted in the table: there is nothing to tell of each."""
    return result.verdict.result != "unsupported"


def _table(tally: Tally) -> Iterator[str]:
    yield "level     " + "".join(f"{title:>13}" for _, title in COLUMNS)
    for level in LEVELS:
        row = [tally.counts[level, standing] for standing, _ in COLUMNS]
        if any(row):
            yield f"{level:<10}" + "".join(f"{count:>13}" for count in row)


def _unanswered_levels(tally: Tally) -> list[Level]:
    unanswered = {result.case.level for result in (*tally.failing, *tally.tolerated) if not _answered(result)}
    return [level for level in LEVELS if level in unanswered]


def _conclusion(tally: Tally) -> str:
    code = tally.exit_code
    levels = ", ".join(_judged_levels(tally))
    if code == NOTHING_JUDGED:
        return "nothing was judged: every case is unsupported"
    if code == FAILS:
        return f"does not conform: {len(tally.failing)} failing"
    if code != CONFORMS:
        return f"{len(tally.complaints)} expected failures do not hold: edit {tally.expected.file}"
    known = sum(tally.counts[level, "expected"] for level in LEVELS)
    return f"conforms at {levels}" + (f", but for {known} expected failures" if known else "")


def _judged_levels(tally: Tally) -> list[Level]:
    return [level for level in LEVELS if any(tally.counts[level, standing] for standing, _ in COLUMNS[:-1])]
