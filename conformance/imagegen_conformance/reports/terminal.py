"""The report of a run for a terminal: failures in full, a table by level, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imagegen_conformance.cases import LEVELS, Case
from imagegen_conformance.runner import Identity, Result
from imagegen_conformance.session import Session
from imagegen_conformance.tally import CONFORMS, FAILS, NOTHING_JUDGED, Standing, Tally
from imagegen_conformance.visible import visible

__all__ = ["describe_run"]

COLUMNS: tuple[tuple[Standing, str], ...] = (
    ("pass", "pass"),
    ("failing", "fail"),
    ("tolerated", "tolerated"),
    ("expected", "expected"),
    ("stale", "stale"),
    ("unsupported", "unsupported"),
)


FULLY_TOLD = 20  # failures; of the others, which may be hundreds of the same kind, one line each


def describe_run(session: Session, alone: Callable[[Case], str] | None) -> Iterator[str]:
    """The lines of the report. `alone` gives the command that runs one case and no other; None leaves failures out."""
    tally, identity = session.tally, session.identity
    if alone is not None and (tally.failing or tally.tolerated):
        yield from _failures(tally, alone)
    version = f" {identity.version}" if identity.version else ""
    told = f"{identity.name}{version} ({identity.language}, {identity.adapter})"
    yield f"{visible(told)}, revision {session.corpus.revision}"
    yield from _table(tally)
    if tally.complaints:
        yield "expected failures that do not hold:"
        yield from (f"  {complaint}" for complaint in tally.complaints)
    yield from _unanswered(tally, identity)
    if tally.faults:
        yield "what went wrong, and no case caused:"
        yield from (f"  {fault}" for fault in tally.faults)
    yield _conclusion(session)


def _failures(tally: Tally, alone: Callable[[Case], str]) -> Iterator[str]:
    from imagegen_conformance.reports.failure import describe_failure, headline

    failing = list(filter(_answered, tally.failing))
    for result in failing[:FULLY_TOLD]:
        yield describe_failure(result, alone(result.case)) + "\n"
    if len(failing) > FULLY_TOLD:
        yield f"and {len(failing) - FULLY_TOLD} more; --select ID shows one in full:"
        yield from (f"  {headline(result)}" for result in failing[FULLY_TOLD:])
        yield ""
    tolerated = list(filter(_answered, tally.tolerated))
    if tolerated:
        yield f"tolerated, for they are weaker than what gates ({tally.gating[-1]}):"
        yield from (f"  {headline(result)}" for result in tolerated)
        yield ""


def _answered(result: Result) -> bool:
    """Unsupported cases are counted in the table: there is nothing to tell of each."""
    return result.verdict.result != "unsupported"


def _table(tally: Tally) -> Iterator[str]:
    titles = [*(title for _, title in COLUMNS), "verdicts", "reasons"]
    yield "level     " + "".join(f"{title:>13}" for title in titles)
    for level in LEVELS:
        row = [tally.counts[level, standing] for standing, _ in COLUMNS]
        if any(row):
            scores = [tally.verdicts.get(level, "-"), tally.reasons.get(level, "-")]
            yield f"{level:<10}" + "".join(f"{cell!s:>13}" for cell in (*row, *scores))


def _unanswered(tally: Tally, identity: Identity) -> Iterator[str]:
    """What was claimed or asked for, and not answered."""
    results = [result for result in (*tally.failing, *tally.tolerated) if not _answered(result)]
    silent = [result for result in results if result.observation["outcome"] == "accepted"]
    if silent:
        yield f"{len(silent)} cases ask what is warned of, and no warnings are told"
        results = [result for result in results if result not in silent]
    for level in LEVELS:
        of_level = [result for result in results if result.case.level == level]
        if of_level and level in identity.levels:
            why = of_level[0].observation["message"]
            yield f"level {level} is claimed, and {len(of_level)} cases were answered as unsupported: {why}"
        elif of_level:
            claims = ", ".join(identity.levels) or "no level"
            yield f"level {level} was asked for and is not supported: this {identity.adapter} claims {claims}"


def _conclusion(session: Session) -> str:
    tally = session.tally
    code = tally.exit_code
    if code == NOTHING_JUDGED:
        if tally.answered:
            return f"nothing that gates was judged: all of it is weaker than {tally.gating[-1]}"
        return "nothing was judged: every case is unsupported"
    if code == FAILS:
        return f"does not conform: {len(tally.failing)} failing" if tally.failing else "does not conform"
    if code != CONFORMS:
        stale = len(tally.complaints)
        return f"{_expected(stale)} {'does' if stale == 1 else 'do'} not hold: edit {tally.expected.file}"
    return _conforming(session)


def _conforming(session: Session) -> str:
    counts = session.tally.counts
    known = sum(counts[level, "expected"] for level in LEVELS)
    selection = session.selection
    # pytest has options of its own that leave fewer cases.
    some = selection.patterns or selection.areas or selection.requirements or selection.smoke
    if some or counts.total() < len(session.cases):
        passes = sum(counts[level, "pass"] for level in LEVELS)
        told = f"{passes} selected cases pass" + (f", {known} fail as expected" if known else "")
        return f"{told}; that says nothing of a whole level"
    levels = ", ".join(level for level in LEVELS if any(counts[level, standing] for standing, _ in COLUMNS[:-1]))
    return f"conforms at {levels}" + (f", but for {_expected(known)}" if known else "")


def _expected(count: int) -> str:
    return f"{count} expected failure{'' if count == 1 else 's'}"
