"""The report of a run for a terminal: the failures, a table by level, and the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind, UnsupportedLevel
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Disposition, Tally
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview

__all__ = ["describe_run"]

COLUMNS: tuple[Disposition, ...] = ("pass", "fail", "advisory", "xfail", "stale", "unsupported")
PLURAL_VERBS = {"expects": "expect", "fails": "fail", "is": "are", "passes": "pass"}
MAX_DETAILED_FAILURES = 20  # a fault may cause hundreds of failures of the same kind


def describe_run(run: ConformanceRun, rerun_command: Callable[[Case], str] | None) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        run: The finished run.
        rerun_command: Returns the command that runs one case only. None to omit the failures.
    """
    tally, conclusion = run.tally, run.conclusion()
    if rerun_command is not None:
        yield from _failures(tally, rerun_command)
        yield from _advisory_failures(run, conclusion, rerun_command)
    yield f"{_implementation(run.identity)}, revision {run.corpus.revision}"
    yield from _table(tally)
    if tally.stale_expectations:
        yield "stale expectations:"
        yield from (f"  {line}" for line in tally.stale_expectations)
    yield from _unsupported(conclusion, run.identity)
    if conclusion.unclaimed_levels:
        yield f"the selected cases have {_levels(conclusion.unclaimed_levels)}, but {_claim(run.identity)}"
    if tally.run_errors:
        yield "run errors:"
        yield from (f"  {line}" for line in tally.run_errors)
    yield _conclusion_line(conclusion)


def _implementation(identity: Identity) -> str:
    version = f" {identity.version}" if identity.version else ""
    return escape_control_characters(f"{identity.name}{version} ({identity.language}, {identity.adapter})")


def _failures(tally: Tally, rerun_command: Callable[[Case], str]) -> Iterator[str]:
    failures = list(filter(_is_supported, tally.failures))
    if not failures:
        return
    # Imported only when there is something to describe, because the import delays the startup.
    from imagegen_conformance.reports.failure import describe_failure

    for result in failures[:MAX_DETAILED_FAILURES]:
        yield describe_failure(result, rerun_command(result.case)) + "\n"
    if len(failures) > MAX_DETAILED_FAILURES:
        yield f"and {_count(len(failures) - MAX_DETAILED_FAILURES, 'more failure')}; --select ID shows one in detail:"
        yield from (f"  {result.summary_line}" for result in failures[MAX_DETAILED_FAILURES:])
        yield ""


def _advisory_failures(
    run: ConformanceRun, conclusion: Conclusion, rerun_command: Callable[[Case], str]
) -> Iterator[str]:
    failures = list(filter(_is_supported, run.tally.advisory_failures))
    if failures and run.selection.patterns and len(run.cases) <= MAX_DETAILED_FAILURES:
        from imagegen_conformance.reports.failure import describe_failure

        yield "advisory:"
        yield from (f"{describe_failure(result, rerun_command(result.case))}\n" for result in failures)
    elif failures:
        yield f"advisory failures, of cases with a strength below {conclusion.fail_on}:"
        yield from (f"  {result.summary_line}" for result in failures)
        yield ""


def _is_supported(result: Result) -> bool:
    """Return whether a failure is listed. Unsupported cases are counted in the table only: they have no details."""
    return result.verdict.result != "unsupported"


def _table(tally: Tally) -> Iterator[str]:
    yield "level     " + "".join(f"{title:>13}" for title in (*COLUMNS, "verdicts", "reasons"))
    for level in LEVELS:
        counts = [tally.counts[level, disposition] for disposition in COLUMNS]
        if any(counts):
            scores = [tally.verdicts.get(level, "-"), tally.reasons.get(level, "-")]
            yield f"{level:<10}" + "".join(f"{cell!s:>13}" for cell in (*counts, *scores))


def _unsupported(conclusion: Conclusion, identity: Identity) -> Iterator[str]:
    count = conclusion.cases_without_warnings
    if count:
        yield f"{_count(count, 'case')} {_verb(count, 'expects')} warnings, but the implementation reports no warnings"
    for unsupported in conclusion.unsupported_levels:
        yield _unsupported_level(unsupported, identity)


def _unsupported_level(unsupported: UnsupportedLevel, identity: Identity) -> str:
    level, cases = unsupported.level, unsupported.cases
    if unsupported.claimed:
        message = preview(unsupported.message, MAX_MESSAGE_LENGTH)
        return f"level {level} is claimed, but {_count(cases, 'case')} {_verb(cases, 'is')} unsupported: {message}"
    return f"level {level} was requested, but is unsupported: {_claim(identity)}"


def _claim(identity: Identity) -> str:
    return f"this {identity.adapter} claims {_levels(identity.levels) if identity.levels else 'no level'}"


def _conclusion_line(conclusion: Conclusion) -> str:
    kind = conclusion.kind
    if kind is ConclusionKind.FAILS:
        counts = (conclusion.failures, "failure"), (conclusion.run_errors, "run error")
        return f"does not conform: {_and([_count(number, noun) for number, noun in counts if number])}"
    if kind is ConclusionKind.STALE_EXPECTATIONS:
        stale = _count(conclusion.stale_expectations, "expected failure")
        return f"{stale} did not occur as listed: edit {conclusion.expected_failures_file}"
    if kind is ConclusionKind.NOTHING_JUDGED:
        return "nothing was judged: all cases are unsupported"
    if kind is ConclusionKind.NOTHING_GATING_JUDGED:
        return f"no gating case was judged: all judged cases have a strength below {conclusion.fail_on}"
    if kind is ConclusionKind.CONFORMS_PARTLY:
        return _partial_conclusion(conclusion)
    exceptions = _count(conclusion.expected_failures, "expected failure")
    apart = f", apart from {exceptions}" if conclusion.expected_failures else ""
    return f"conforms at {_levels(conclusion.levels)}{apart}"


def _partial_conclusion(conclusion: Conclusion) -> str:
    passes, failures = conclusion.passes, conclusion.expected_failures
    text = f"{_count(passes, 'selected case')} {_verb(passes, 'passes')}"
    if failures:
        text += f" and {failures} {_verb(failures, 'fails')} as expected"
    return f"{text}; no level was run completely"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _verb(number: int, singular: str) -> str:
    return singular if number == 1 else PLURAL_VERBS[singular]


def _levels(levels: Sequence[str]) -> str:
    return f"level {levels[0]}" if len(levels) == 1 else f"levels {_and(levels)}"


def _and(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
