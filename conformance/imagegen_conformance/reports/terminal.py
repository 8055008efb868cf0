"""The report of a run for a terminal: the failures, a table by level, and the conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.reports.conclusion import describe_conclusion
from imagegen_conformance.reports.layout import count, levels, verb, wrap
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.reports.table import describe_table
from imagegen_conformance.results.conclusion import Conclusion, ConclusionKind, UnsupportedLevel
from imagegen_conformance.results.result import Result
from imagegen_conformance.results.tally import Tally
from imagegen_conformance.runner.run import ConformanceRun
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview
from imagegen_conformance.version import __version__

__all__ = ["describe_run"]

NOT_CONTAINED = "The implementation ran in the process of the suite: exits, hangs and crashes were not contained."
MAX_STALE_EXPECTATIONS = 20  # many of them have one cause, such as a fixed fault
GOOD = {ConclusionKind.CONFORMS, ConclusionKind.CONFORMS_PARTLY}
RerunCommand = Callable[[Case], str]


def describe_run(
    run: ConformanceRun,
    rerun_command: RerunCommand | None,
    settings: ReportSettings = ReportSettings(),  # noqa: B008 - it is immutable
    today: date | None = None,
) -> Iterator[str]:
    """Yield the lines of the report.

    Args:
        run: The run, which may have ended early.
        rerun_command: Returns the command that runs one case only. None to omit the failures.
        settings: How much the report contains, and how it is shown.
        today: The date in UTC; by default, the current one.
    """
    conclusion = run.conclusion()
    if settings.verbosity != "quiet":
        # Of a run that is compared with an earlier one, the new failures are described, and the others are counted.
        shows_failures = settings.comparison is None or settings.verbosity == "verbose"
        if rerun_command is not None and shows_failures:
            yield from _failures(run, rerun_command, settings)
            yield from _advisory_failures(run, conclusion, rerun_command, settings)
        yield from _context(run, settings)
        yield from describe_table(run.tally, settings.style)
        yield from _remarks(run, conclusion, settings)
    yield from _expiry(run, today)
    if settings.verbosity != "quiet":
        yield from _changes(settings)
    if settings.interruption:
        counts = f"{run.tally.counts.total()} of {len(run.cases)}"
        text = f"incomplete run: {counts} cases have results ({settings.interruption})"
        yield from map(settings.style.failure, wrap(text, hanging="  "))
    yield _conclusion(run, conclusion, settings)


def _changes(settings: ReportSettings) -> Iterator[str]:
    if settings.comparison is not None:
        from imagegen_conformance.reports.compared_run import describe_earlier_run

        yield from describe_earlier_run(settings.comparison, settings)


def _conclusion(run: ConformanceRun, conclusion: Conclusion, settings: ReportSettings) -> str:
    if settings.comparison is None:
        text = describe_conclusion(conclusion, run.tally, interrupted=bool(settings.interruption))
        is_good = conclusion.kind in GOOD
    else:
        from imagegen_conformance.reports.compared_run import describe_compared_conclusion

        text = describe_compared_conclusion(settings.comparison, conclusion, run.tally)
        is_good = not run.tally.exit_code_if(fails=settings.comparison.comparison.is_worse)
    return (settings.style.success if is_good else settings.style.failure)(text)


def _context(run: ConformanceRun, settings: ReportSettings) -> Iterator[str]:
    """Yield what was tested, and with which version and settings of the suite."""
    identity, options = run.identity, run.options
    version = f" {identity.version}" if identity.version else ""
    name = escape_control_characters(f"{identity.name}{version} ({identity.language}, {identity.adapter})")
    yield settings.style.heading(name)
    variants = f"variants {'on' if options.variants else 'off'}"
    judged_by = run.corpus.revision
    definition = f"profile {judged_by.profile}, revision {judged_by.name}"
    yield f"imagegen-conformance {__version__}, {definition}, {variants}, repeat {options.repeat}"
    if settings.configuration:
        yield from wrap(f"configuration: {escape_control_characters(settings.configuration)}", hanging="  ")
    stated = run.stated_revision
    if stated is not None and stated != judged_by:
        advice = settings.revision_advice.format(profile=stated.profile, revision=stated.name)
        yield from wrap(f"the adapter states that it implements {stated}. {advice}", hanging="  ")
    if not settings.contained:
        yield from wrap(NOT_CONTAINED)


def _failures(run: ConformanceRun, rerun_command: RerunCommand, settings: ReportSettings) -> Iterator[str]:
    failures = list(filter(_is_supported, run.tally.failures))
    if not failures:
        return
    # Imported only when there is something to describe, because the import delays the startup.
    from imagegen_conformance.reports.failures import FailureList
    from imagegen_conformance.reports.sources import ReportedSources

    sources = ReportedSources(run.corpus.profiles, run.corpus.revision)
    yield from FailureList(failures, "FAIL", rerun_command, sources, settings).lines()


def _advisory_failures(
    run: ConformanceRun, conclusion: Conclusion, rerun_command: RerunCommand, settings: ReportSettings
) -> Iterator[str]:
    failures = list(filter(_is_supported, run.tally.advisory_failures))
    if not failures:
        return
    from imagegen_conformance.reports.failures import FailureList, summarize_failures
    from imagegen_conformance.reports.sources import ReportedSources

    if settings.verbosity == "verbose" or run.selection.patterns:
        sources = ReportedSources(run.corpus.profiles, run.corpus.revision)
        yield from FailureList(failures, "ADVISORY", rerun_command, sources, settings).lines()
        return
    heading = f"{count(len(failures), 'advisory failure')}, of cases with a strength below {conclusion.fail_on}:"
    yield settings.style.advisory(heading)
    yield from summarize_failures(failures)
    yield ""


def _is_supported(result: Result) -> bool:
    """Return whether a failure is listed. Unsupported cases are counted in the table only: they have no details."""
    return result.verdict.result != "unsupported"


def _remarks(run: ConformanceRun, conclusion: Conclusion, settings: ReportSettings) -> Iterator[str]:
    """Yield the lines between the table and the conclusion, which explain numbers of the table."""
    tally, identity = run.tally, run.identity
    stale = tally.stale_expectations
    limit = len(stale) if settings.verbosity == "verbose" else MAX_STALE_EXPECTATIONS
    yield from _list("stale expectations:", stale[:limit])
    if len(stale) > limit:
        yield f"  and {len(stale) - limit} more"
    yield from _blocked(conclusion.blocked)
    yield from _not_applicable(tally)
    yield from _unsupported(conclusion, identity)
    if conclusion.unclaimed_levels and not settings.interruption:  # other levels may not have been reached
        yield from wrap(f"the selected cases have {levels(conclusion.unclaimed_levels)}, but {_claim(identity)}")
    yield from _list("run errors:", tally.run_errors)
    if tally.failures or tally.advisory_failures:
        from imagegen_conformance.reports.undeclared_exceptions import describe_undeclared_exceptions

        yield from describe_undeclared_exceptions([*tally.failures, *tally.advisory_failures], identity)


def _expiry(run: ConformanceRun, today: date | None) -> Iterator[str]:
    """Yield the expected failures of the cases of the run that expire soon."""
    entries = run.tally.expected_failures.entries
    if not entries:
        return
    from imagegen_conformance.reports.expiry import EXPIRY_HEADING, describe_expiring_entries
    from imagegen_conformance.results.entry_expiry import current_date

    recorded = {case.id: entries[case.id] for case in run.cases if case.id in entries and run.is_recorded(case)}
    yield from _list(f"{EXPIRY_HEADING}:", describe_expiring_entries(recorded, today or current_date()))


def _list(heading: str, texts: list[str]) -> Iterator[str]:
    if texts:
        yield heading
    for text in texts:
        yield from wrap(text, "  ", "    ")


def _blocked(blocked: Mapping[str, int]) -> Iterator[str]:
    for blocker, number in sorted(blocked.items(), key=lambda item: -item[1]):
        yield f"{count(number, 'case')} {verb(number, 'is')} blocked by {blocker}"


def _not_applicable(tally: Tally) -> Iterator[str]:
    if not tally.not_applicable:
        return
    number, message = len(tally.not_applicable), tally.not_applicable[0].baseline.get("message", "")
    text = f"{count(number, 'case')} {verb(number, 'is')} not applicable"
    yield from wrap(f"{text}: {preview(message, MAX_MESSAGE_LENGTH)}" if message else text, hanging="  ")


def _unsupported(conclusion: Conclusion, identity: Identity) -> Iterator[str]:
    number = conclusion.cases_without_warnings
    if number:
        expectation = f"{count(number, 'case')} {verb(number, 'expects')} warnings"
        yield f"{expectation}, but the implementation reports no warnings"
    for unsupported in conclusion.unsupported_levels:
        yield from wrap(_unsupported_level(unsupported, identity), hanging="  ")


def _unsupported_level(unsupported: UnsupportedLevel, identity: Identity) -> str:
    level, cases = unsupported.level, unsupported.cases
    if unsupported.claimed:
        message = preview(unsupported.message, MAX_MESSAGE_LENGTH)
        return f"level {level} is claimed, but {count(cases, 'case')} {verb(cases, 'is')} unsupported: {message}"
    return f"level {level} was requested, but is unsupported: {_claim(identity)}"


def _claim(identity: Identity) -> str:
    return f"this {identity.adapter} claims {levels(identity.levels) if identity.levels else 'no level'}"
